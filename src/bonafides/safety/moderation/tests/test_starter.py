import json
import unicodedata
from typing import Any

import pytest

from bonafides.safety.moderation.starter import FOLDER, LANGUAGES, starter_policy

SCRIPTS = {"en": "LATIN", "fr": "LATIN", "de": "LATIN", "es": "LATIN", "ru": "CYRILLIC", "ar": "ARABIC"}
TRANSLATIONS = LANGUAGES[1:]


def document_in(language: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return document


def shape_of(value: object) -> object:
    """What must be equal in every language: keys, lengths, numbers, types; not the words."""
    if isinstance(value, dict):
        return {key: shape_of(item) for key, item in value.items()}
    return [shape_of(item) for item in value] if isinstance(value, list) else type(value).__name__


def strings_in(value: object) -> list[str]:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] if isinstance(value, str) else [text for child in children for text in strings_in(child)]


def prose_in(document: dict[str, Any]) -> list[str]:
    """The strings people read: all but identifiers and citations."""
    named = {"language", "key", "slug", "kind", "law"}
    parts = [document, *document["clauses"], *document["exemptions"], *document["measures"]]
    return [text for part in parts for key, value in part.items() if key not in named for text in _own(value)]


def _own(value: object) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, str)]


def share_of_script(text: str, script: str) -> float:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(unicodedata.name(letter, "").startswith(script) for letter in letters) / len(letters)


def test_there_is_one_file_for_each_of_the_six_languages() -> None:
    assert sorted(path.stem for path in FOLDER.iterdir()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_translation_has_the_keys_and_lengths_of_the_english(language: str) -> None:
    assert shape_of(document_in(language)) == shape_of(document_in("en"))


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_translation_keeps_keys_slugs_kinds_and_citations(language: str) -> None:
    original, translated = starter_policy("en"), starter_policy(language)

    assert [(c.key, c.slug, c.kind, c.law) for c in translated.clauses] == [
        (c.key, c.slug, c.kind, c.law) for c in original.clauses
    ]
    assert [(e.key, e.slug) for e in translated.exemptions] == [(e.key, e.slug) for e in original.exemptions]
    assert [m.slug for m in translated.measures] == [m.slug for m in original.measures]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_string_is_empty_or_padded(language: str) -> None:
    texts = strings_in(document_in(language))

    assert [text for text in texts if not text or text != text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_written_in_its_own_script(language: str) -> None:
    prose = prose_in(document_in(language))

    assert min(share_of_script(text, SCRIPTS[language]) for text in prose) == 1.0


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_no_sentence_was_left_in_english(language: str) -> None:
    english = {text for text in prose_in(document_in("en")) if " " in text}

    assert english.isdisjoint(prose_in(document_in(language)))


def test_only_the_original_counts_as_reviewed() -> None:
    assert {language: starter_policy(language).reviewed for language in LANGUAGES} == {
        "en": True,
        **dict.fromkeys(TRANSLATIONS, False),
    }


def test_the_first_five_clauses_are_the_five_types_of_terrorist_content_in_their_order() -> None:
    clauses = [clause for clause in starter_policy("en").clauses if clause.kind == "terrorist_content"]

    assert [clause.law for clause in clauses] == [f"Reg. (EU) 2021/784, Art. 2(7)({letter})" for letter in "abcde"]
    assert [clause.key for clause in clauses] == list("12345")


def test_the_six_exemptions_answer_to_the_keys_of_the_console() -> None:
    exemptions = starter_policy("en").exemptions

    assert {exemption.key: exemption.slug for exemption in exemptions} == {
        "e": "education",
        "j": "journalism",
        "a": "art",
        "f": "research",
        "c": "counter_speech",
        "p": "polemic",
    }


def test_the_ladder_climbs_from_the_label_to_the_end_of_the_account() -> None:
    slugs = [measure.slug for measure in starter_policy("en").measures]

    assert slugs == ["label", "limit", "geo", "disable", "preserve", "remove", "suspend", "terminate"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_limits_promised_in_words_are_the_same_in_every_language(language: str) -> None:
    policy = starter_policy(language)

    assert all(number in policy.how_to_appeal for number in ("184", "14", "12"))
    assert all(number in policy.automation for number in ("24", "72"))


def test_a_language_without_a_policy_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'xx'"):
        starter_policy("xx")
