"""What a resource must be before it is shipped: whole, sourced, dated, and a text of its own."""

import re
from collections import Counter
from datetime import date
from itertools import chain, combinations
from typing import Any

import pytest

from bonafides.programme.knowledge.tests.shipped import (
    Dataset,
    Shipped,
    all_datasets,
    all_resources,
    in_language,
    read,
    sentences_in,
    shared_part,
)

TODAY = date(2026, 11, 28)  # the day on which the shipped resources were last looked at

TEXTS = {"title", "summary", "kind", "level", "tlp", "owner"}
LISTS = {"topics", "services", "overlays", "laws", "sources"}
DATES = {"as_of", "valid_until"}
FLAGS = {"legal_note", "reviewed"}
TYPES = {str: TEXTS, list: LISTS, date: DATES, bool: FLAGS}
FIELDS = TEXTS | LISTS | DATES | FLAGS
EXTRA_FIELDS = {"training": {"quiz"}}
KINDS = {"guidance", "template", "tool", "dataset", "training", "event", "glossary", "country", "case_study"}
USABLE_FILES = {"template", "tool", "dataset", "training", "glossary"}  # as long or as short as their use asks
LEVELS = {"public", "members"}
TLP_OF_LEVEL = {"public": {"CLEAR"}, "members": {"CLEAR", "GREEN", "AMBER", "RED"}}
TOPICS = {
    "terms", "reporting", "transparency", "removal-orders", "evidence", "appeals", "rights", "crisis", "encryption",
    "decentralised", "hashing", "moderation", "literacy", "security", "exit", "designation", "fintech", "live",
    "small-teams", "law", "campaigns", "reviewers",
}  # fmt: skip
SERVICES = {"social", "communication", "storage", "pasting", "video", "hosting", "marketplace", "fintech", "security"}
OVERLAYS = {"encrypted", "decentralised", "live", "generative"}
FOR_EVERYBODY = {"literacy", "security", "exit"}
ARTICLE = re.compile(r"[A-Z]{2,5} R?\d+")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
SOURCE = re.compile(r"https://[\w-]+(\.[\w-]+)+(/\S*)?")
EXAMPLE = re.compile(
    r"worked example|مثال|пример", re.IGNORECASE
)  # a heading with one of these opens the worked example
RESERVED = re.compile(r".+[@.](example\.(org|com|net|test|invalid)|test|invalid)")
SHARED_AT_MOST = 0.15
BOILERPLATE_WORDS = 8  # a sentence as long as this that three resources share is boilerplate

each_resource = pytest.mark.parametrize("resource", all_resources(), ids=str)
each_english = pytest.mark.parametrize("resource", in_language("en"), ids=str)
each_translation = pytest.mark.parametrize("resource", [*in_language("ar"), *in_language("ru")], ids=str)
each_dataset = pytest.mark.parametrize("dataset", all_datasets(), ids=str)


def english_of(resource: Shipped) -> Shipped:
    return next(other for other in in_language("en") if other.slug == resource.slug)


def facts_of(resource: Shipped) -> dict[str, Any]:
    """What no translation may change: all but the words, with sources by their addresses."""
    facts = {name: resource.front[name] for name in FIELDS - {"title", "summary", "sources", "reviewed"}}
    return facts | {"sources": [source["url"] for source in resource.front["sources"]]}


def mistyped(front: dict[str, Any]) -> list[str]:
    return [name for kind, names in TYPES.items() for name in names if not isinstance(front.get(name), kind)]


@each_resource
def test_the_front_matter_has_every_field_and_no_other(resource: Shipped) -> None:
    assert mistyped(resource.front) == []
    assert resource.front.keys() == FIELDS | EXTRA_FIELDS.get(resource.front["kind"], set())
    assert SLUG.fullmatch(resource.slug)


@each_resource
def test_every_value_is_one_of_the_allowed(resource: Shipped) -> None:
    front = resource.front

    assert front["kind"] in KINDS
    assert front["level"] in LEVELS
    assert front["tlp"] in TLP_OF_LEVEL[front["level"]]
    assert set(front["topics"]) <= TOPICS
    assert front["topics"] != []
    assert set(front["services"]) <= SERVICES
    assert set(front["overlays"]) <= OVERLAYS
    assert [law for law in front["laws"] if not ARTICLE.fullmatch(law)] == []


@each_resource
def test_title_and_summary_fit_a_list(resource: Shipped) -> None:
    assert 10 <= len(resource.front["title"]) <= 100
    assert 40 <= len(resource.front["summary"]) <= 200
    assert resource.front["owner"].strip()


@each_english
def test_a_resource_is_long_enough_to_help_and_short_enough_to_read(resource: Shipped) -> None:
    longest = 3000 if resource.front["kind"] in USABLE_FILES else 1500

    assert 400 <= resource.words <= longest


@each_resource
def test_sources_are_named_and_public(resource: Shipped) -> None:
    sources = resource.front["sources"]

    assert sources != []
    assert [source for source in sources if source.keys() != {"title", "url"} or not source["title"].strip()] == []
    assert [source["url"] for source in sources if not SOURCE.fullmatch(source["url"])] == []
    assert [source["url"] for source in sources if "example" in source["url"]] == []


@each_resource
def test_a_resource_is_dated_and_expires(resource: Shipped) -> None:
    assert resource.front["as_of"] <= TODAY
    assert resource.front["as_of"] < resource.front["valid_until"]


@each_resource
def test_a_worked_example_shows_the_use(resource: Shipped) -> None:
    assert [heading for heading in resource.headings if EXAMPLE.search(heading)] != []


@each_resource
def test_every_column_of_a_table_has_a_name(resource: Shipped) -> None:
    assert "" not in resource.columns


@each_resource
def test_made_up_mail_addresses_reach_nobody(resource: Shipped) -> None:
    assert [address for address in resource.emails if not RESERVED.fullmatch(address)] == []


@each_resource
def test_a_resource_says_that_it_is_no_legal_advice(resource: Shipped) -> None:
    assert resource.front["legal_note"] is True


@each_english
def test_literacy_security_and_exit_are_open_to_everybody(resource: Shipped) -> None:
    is_for_everybody = bool(set(resource.front["topics"][:1]) & FOR_EVERYBODY)

    assert not is_for_everybody or resource.front["level"] == "public"


def test_no_two_resources_share_more_than_a_small_part_of_their_sentences() -> None:
    pairs = combinations(in_language("en"), 2)

    too_alike = [(str(one), str(other)) for one, other in pairs if shared_part(one.body, other.body) > SHARED_AT_MOST]

    assert too_alike == []


def test_no_sentence_is_boilerplate() -> None:
    times = Counter(chain.from_iterable(sentences_in(resource.body) for resource in in_language("en")))

    repeated = [text for text, count in times.items() if count > 2 and len(text.split()) >= BOILERPLATE_WORDS]

    assert repeated == []


def test_sentences_are_compared_without_markup_case_or_link_targets() -> None:
    plain = "Keep the old version reachable. Tell users before a change."
    marked = "- **Keep the** [old version](https://example.org/v1) reachable!\n- tell _users_ before a change"

    assert sentences_in(plain) == sentences_in(marked) != frozenset()


def test_cells_of_a_table_are_sentences_of_their_own() -> None:
    row = "| Keep the old version reachable | Tell users before a change |"

    assert sentences_in(row) == {"keep the old version reachable", "tell users before a change"}


def test_labels_of_a_few_words_are_not_sentences() -> None:
    assert sentences_in("## Who decides\n\n| Date | Who |\n\nWho may object?") == frozenset()


def test_a_small_text_inside_a_large_one_is_found() -> None:
    small = "Choose the mildest step that works."
    large = f"{small} Record who decided and when. Publish the figures each year."

    assert shared_part(small, large) == 1


@each_translation
def test_a_translation_rests_on_the_same_facts_and_sources(resource: Shipped) -> None:
    assert facts_of(resource) == facts_of(english_of(resource))


@each_translation
def test_a_translation_is_about_as_long_as_its_original(resource: Shipped) -> None:
    assert resource.words > english_of(resource).words * 0.6


@each_dataset
def test_every_row_of_a_dataset_has_its_source_its_date_and_its_mark(dataset: Dataset) -> None:
    assert [row["id"] for row in dataset.rows if not SOURCE.fullmatch(row["url"])] == []
    assert [row["id"] for row in dataset.rows if date.fromisoformat(row["as_of"]) > TODAY] == []
    assert [row["id"] for row in dataset.rows if not isinstance(row["checked"], bool)] == []


@each_dataset
def test_rows_of_a_dataset_have_the_described_fields_and_their_own_ids(dataset: Dataset) -> None:
    assert {frozenset(row) for row in dataset.rows} == {frozenset(dataset.about["fields"])}
    assert len({row["id"] for row in dataset.rows}) == len(dataset.rows)


def test_a_law_that_was_not_checked_states_no_date() -> None:
    laws = next(dataset for dataset in all_datasets() if dataset.id == "laws")

    assert [row["id"] for row in laws.rows if (row["in_force_since"] is None) == row["checked"]] == []


def test_a_file_is_read_into_front_matter_and_body(tmp_path: Any) -> None:
    (tmp_path / "en.md").write_text("---\ntitle: A rule\n---\n\nText with --- dashes.\n")

    resource = read(tmp_path / "en.md")

    assert resource.front == {"title": "A rule"}
    assert resource.body.strip() == "Text with --- dashes."


def test_enough_is_shipped_and_ten_can_be_read_in_arabic_and_russian_though_unreviewed() -> None:
    in_arabic, in_russian = (
        {resource.slug for resource in in_language(code) if resource.front["reviewed"] is False}
        for code in ("ar", "ru")
    )

    assert len(in_language("en")) >= 25
    assert len(in_arabic & in_russian) >= 10
