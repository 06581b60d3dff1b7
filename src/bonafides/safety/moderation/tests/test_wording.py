"""Every word of the vocabulary has a sentence, in every statement that can be issued."""

from datetime import UTC, datetime

import pytest
from django.utils.translation import override
from tests.cast import NOON

from bonafides.safety.moderation import wording
from bonafides.safety.moderation.queries.standing import Standing, Stands
from bonafides.safety.moderation.rules.statements import (
    Automation,
    ClauseCited,
    MatchCited,
    MeasureTaken,
    StatementFacts,
    StatementKind,
    automation_of,
    statement_of,
)
from bonafides.safety.moderation.vocabulary import Basis, Ground, Measure, SourceKind

CLAUSE = ClauseCited("1", "Incitement", "Do not call for it.", "Reg. (EU) 2021/784, Art. 2(7)(a)")
MATCH = MatchCited("Sample list", "S-1", "made by us", "near", 6)


def facts(**changes: object) -> StatementFacts:
    wanted: dict[str, object] = {
        "kind": StatementKind.RESTRICTION,
        "item": "paste-1",
        "at": NOON,
        "source": SourceKind.USER_NOTICE,
        "policy": "terrorist-content",
        "policy_version": 1,
        "measures": (MeasureTaken("remove", (), ""),),
        "clauses": (CLAUSE,),
        "basis": Basis.FULL,
    }
    return StatementFacts(**wanted | changes)  # type: ignore[arg-type]


def text_of(**changes: object) -> str:
    return wording.plain_text(wording.sections_of(statement_of(facts(**changes)).as_json()))


@pytest.mark.parametrize("measure", list(Measure))
def test_every_measure_says_what_it_means_and_for_how_long(measure: Measure) -> None:
    text = text_of(measures=(MeasureTaken(measure, ("DE", "FR"), "2026-04-01"),))

    assert wording.measure_sentence(measure) in text
    assert "This applies in: DE, FR." in text
    assert "It ends on 1 April 2026." in text
    assert wording.public_measure_sentence(measure)


@pytest.mark.parametrize("source", list(SourceKind))
def test_every_source_is_named_without_anybody(source: SourceKind) -> None:
    assert wording.source_sentence(source) in text_of(source=source)


@pytest.mark.parametrize("ground", list(Ground))
def test_both_grounds_are_told_apart(ground: Ground) -> None:
    assert wording.ground_sentence(ground) in text_of(ground=ground)


def test_a_match_names_list_entry_and_distance() -> None:
    text = text_of(match=MATCH)

    assert "It matches entry S-1 of the list “Sample list” (6 of 256 bits differ)." in text
    assert "The list comes from: made by us." in text


@pytest.mark.parametrize(
    ("kind", "basis", "automation"),
    [
        (StatementKind.HOLD, None, Automation.FULLY),
        (StatementKind.RESTRICTION, Basis.MATCH_ONLY, Automation.PARTIALLY),
        (StatementKind.RESTRICTION, Basis.REDUCED, Automation.NOT),
        (StatementKind.RESTRICTION, Basis.FULL, Automation.NOT),
    ],
)
def test_how_far_a_machine_decided(kind: StatementKind, basis: Basis | None, automation: Automation) -> None:
    assert automation_of(facts(kind=kind, basis=basis)) is automation


def test_a_second_reading_and_a_self_review_are_said() -> None:
    text = text_of(second_reading=True, self_review=True)

    assert "Two readings were made" in text
    assert "a self-review" in text


def test_what_was_taken_back_leaves_nothing_to_complain_about() -> None:
    text = text_of(kind=StatementKind.RESTORED, measures=(), clauses=())

    assert "We took back" in text
    assert "complain" not in text


def test_a_hold_says_when_it_ends() -> None:
    ends_at = datetime(2026, 3, 3, 12, tzinfo=UTC)

    assert "ends by itself on 3 March 2026, 12:00 UTC" in text_of(
        kind=StatementKind.HOLD, measures=(), clauses=(), ends_at=ends_at, match=MATCH
    )


@pytest.mark.parametrize("stands", list(Stands))
def test_every_place_in_the_log_has_its_sentence(stands: Stands) -> None:
    assert wording.standing_sentence(Standing(stands, 4, NOON, NOON))


@pytest.mark.parametrize("kind", list(StatementKind))
def test_every_kind_has_its_titles(kind: StatementKind) -> None:
    assert wording.title_of(kind)
    assert wording.tombstone_title(kind)


@pytest.mark.parametrize("language", ["ar", "fr", "de", "ru", "es"])
def test_moments_follow_the_language(language: str) -> None:
    with override(language):
        assert wording.day(NOON.isoformat()) != "2 March 2026"
