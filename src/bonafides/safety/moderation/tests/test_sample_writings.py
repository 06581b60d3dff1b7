import unicodedata
from urllib.parse import urlsplit

import pytest

from bonafides.safety.moderation.samples import (
    SampleText,
    SampleUrl,
    TextRelation,
    UrlRelation,
    sample_appeals,
    sample_flags,
    sample_pictures,
    sample_texts,
    sample_urls,
)
from bonafides.safety.moderation.starter import starter_policy
from bonafides.safety.moderation.vocabulary import SourceKind

RESERVED = ("example.org", "example.net", "test", "invalid")
KNOWN = {text.name: text for text in sample_texts() if text.relation == TextRelation.KNOWN}
HOLDING = [text for text in sample_texts() if text.of is not None]
HARMLESS = [text for text in sample_texts() if text.relation == TextRelation.HARMLESS]


def bare(text: str) -> str:
    """A text without case, width, marks, joiners, stretching, punctuation and spacing: the oracle's own spelling."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in folded if letter.isalnum() and letter != "\N{ARABIC TATWEEL}")


def host_of(sample: SampleUrl) -> str:
    plain = sample.url.replace("hxxp", "http").replace("[.]", ".").replace("[:]", ":")
    return urlsplit(plain).hostname or ""


def test_there_is_a_known_phrase_in_each_of_eight_languages() -> None:
    assert [text.language for text in KNOWN.values()] == ["en", "ar", "ru", "fa", "ur", "bn", "de", "fr"]


@pytest.mark.parametrize("post", HOLDING, ids=lambda post: post.name)
def test_each_post_holds_the_phrase_it_is_said_to_hold(post: SampleText) -> None:
    phrase = KNOWN[str(post.of)]

    assert bare(phrase.text) in bare(post.text)
    assert post.language == phrase.language


def test_every_known_phrase_is_held_by_some_post() -> None:
    assert {post.of for post in HOLDING if post.relation == TextRelation.CONTAINS} == set(KNOWN)


@pytest.mark.parametrize("post", HARMLESS, ids=lambda post: post.name)
def test_a_harmless_post_holds_no_known_phrase(post: SampleText) -> None:
    assert [phrase.name for phrase in KNOWN.values() if bare(phrase.text) in bare(post.text)] == []


@pytest.mark.parametrize("sample", sample_urls(), ids=lambda sample: sample.name)
def test_every_address_stands_under_a_name_reserved_for_examples(sample: SampleUrl) -> None:
    assert any(host_of(sample) == name or host_of(sample).endswith(f".{name}") for name in RESERVED)


def test_every_variant_names_a_known_address_of_its_scope() -> None:
    known = {sample.name: sample.scope for sample in sample_urls() if sample.relation == UrlRelation.KNOWN}
    made = [sample for sample in sample_urls() if sample.of is not None]

    assert {sample.name: known[str(sample.of)] for sample in made} == {s.name: s.scope for s in made}


def test_the_ascii_form_of_the_international_host_is_right() -> None:
    urls = {sample.name: sample for sample in sample_urls()}

    assert host_of(urls["known-idn"]).encode("idna").decode() == host_of(urls["idn-ascii"])


def test_every_flag_and_appeal_is_about_a_sample() -> None:
    names = {text.name for text in sample_texts()} | {url.name for url in sample_urls()}
    names |= {picture.name for picture in sample_pictures(0)}

    assert {flag.about for flag in sample_flags()} <= names
    assert {appeal.about for appeal in sample_appeals()} <= names


def test_every_flag_names_a_clause_of_the_starter_policy_and_a_kind_of_source() -> None:
    assert {flag.clause for flag in sample_flags()} <= {clause.slug for clause in starter_policy("en").clauses}
    assert {flag.source for flag in sample_flags()} <= set(SourceKind)


def test_every_notifier_with_an_address_lives_under_a_reserved_name() -> None:
    hosts = {flag.email.split("@")[1] for flag in sample_flags() if flag.email}

    assert hosts == {"example.org", "example.net"}


def test_appeals_come_from_all_three_sides() -> None:
    assert {appeal.by for appeal in sample_appeals()} == {"author", "notifier", "representative"}


def test_no_name_stands_twice() -> None:
    names = [text.name for text in sample_texts()] + [url.name for url in sample_urls()]
    names += [flag.name for flag in sample_flags()] + [appeal.name for appeal in sample_appeals()]

    assert len(set(names)) == len(names)
