"""When the pledge is offered, when a signature counts, and which texts can be published."""

from datetime import UTC, date, datetime

import pytest

from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.programme.pledge import rules, texts
from bonafides.programme.pledge.vocabulary import LANGUAGES, Principle, SignatureState

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TWENTY = "I am the director.  "


def facts(**changes: object) -> rules.SigningFacts:
    known = {
        "is_admitted": True,
        "assessments_are_in": True,
        "signed_version": None,
        "version_in_force": 2,
        "authority": "I am the managing director.",
    }
    return rules.SigningFacts(**{**known, **changes})  # type: ignore[arg-type]


def test_a_member_with_both_assessments_may_sign() -> None:
    rules.check_may_sign(facts())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"is_admitted": False}, "member-not-admitted"),
        ({"assessments_are_in": False}, "assessments-missing"),
        ({"signed_version": 2}, "pledge-signed"),
    ],
)
def test_what_is_missing_is_said(changes: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.check_may_be_offered(facts(**changes))

    assert refused.value.code == code


def test_an_older_signature_does_not_stand_in_the_way_of_the_next() -> None:
    rules.check_may_sign(facts(signed_version=1))


@pytest.mark.parametrize("authority", ["", " " * 40, "x" * 19])
def test_a_signatory_says_why_they_may(authority: str) -> None:
    with pytest.raises(Invalid, match="why you may sign"):
        rules.check_may_sign(facts(authority=authority))


def test_twenty_characters_are_a_statement() -> None:
    rules.check_may_sign(facts(authority="x" * 20))


@pytest.mark.parametrize(
    ("version", "withdrawn_at", "state"),
    [
        (2, None, SignatureState.STANDS),
        (1, None, SignatureState.SIGN_AGAIN),
        (2, NOON, SignatureState.WITHDRAWN),
        (1, NOON, SignatureState.WITHDRAWN),
    ],
)
def test_how_a_signature_stands(version: int, withdrawn_at: datetime | None, state: SignatureState) -> None:
    assert rules.state_of(rules.SignatureFacts(version, NOON, withdrawn_at), version_in_force=2) is state


def test_an_earlier_signature_counts_for_ninety_days_more() -> None:
    assert rules.sign_again_by(NOON) == date(2026, 5, 31)


def test_the_shipped_text_can_be_published() -> None:
    rules.check_texts(texts.shipped())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_six_principles_with_their_legal_basis(language: str) -> None:
    text = texts.shipped()[language]

    assert [one["key"] for one in text["principles"]] == [principle.value for principle in Principle]
    assert rules.missing_parts(text) == []


@pytest.mark.parametrize("part", ["title", "preamble", "closing"])
def test_a_text_that_lacks_a_part_is_named(part: str) -> None:
    english = {**texts.shipped()["en"], part: "  "}

    with pytest.raises(Invalid, match=part):
        rules.check_texts({"en": english})


def test_a_principle_without_its_legal_basis_is_named() -> None:
    english = texts.shipped()["en"]
    english["principles"][2]["basis"] = []

    with pytest.raises(Invalid, match=r"privacy\.basis"):
        rules.check_texts({"en": english})


def test_a_pledge_without_its_original_is_refused() -> None:
    with pytest.raises(Invalid, match="English"):
        rules.check_texts({"de": texts.shipped()["de"]})


def test_the_digest_changes_with_a_single_letter_of_any_language() -> None:
    changed = texts.shipped()
    changed["ar"]["title"] += "."

    assert texts.digest_of(changed) != texts.digest_of(texts.shipped())
