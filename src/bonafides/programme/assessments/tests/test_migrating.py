"""A new version of a library loses no answer: what cannot come along is kept, said, and explained in points."""

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bonafides.programme.assessments import library
from bonafides.programme.assessments.library import Answer, Library, Profile
from bonafides.programme.assessments.library.packaged import packaged_document
from bonafides.programme.assessments.rules.differences import CauseKind
from bonafides.programme.assessments.rules.scoring import explain_difference, score_of
from bonafides.programme.assessments.vocabulary import Grade, ServiceType, Transform

DAY = date(2026, 11, 28)
OLD = library.load("1.0.0")
PASTING = Profile(frozenset({ServiceType.PASTING}))
R01, R02, R03, C02, C08 = (OLD.by_code[code].id for code in ("R01", "R02", "R03", "C02", "C08"))
NOTHING_SEEN = {
    OLD.by_code["R25"].id: Answer(0),
    OLD.by_code["R26"].id: Answer("none"),
    OLD.by_code["R29"].id: Answer(0),
}
ANSWERS = {
    **NOTHING_SEEN,
    R01: Answer("limited"),
    R02: Answer("email", confirmed="phone"),
    R03: Answer("permanent"),
    C02: Answer(2),
    C08: Answer(3, Grade.DOCUMENT, evidenced_on=date(2026, 6, 1)),
}
Edit = Callable[[dict[str, Any]], object]


def a_newer_library(*edits: Edit) -> Library:
    """The packaged library as an editor published it again, as version 1.1.0."""
    document = deepcopy(packaged_document("1.0.0"))
    document["version"] = "1.1.0"
    document["changelog"].append({"version": "1.1.0", "date": "2027-01-15", "says": "Edited."})
    for edit in edits:
        edit(document)
    return library.parse(library.canonical(library.sealed(document)).decode())


def row(document: dict[str, Any], code: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document["questions"] if each["code"] == code)
    return found


def without(code: str) -> Edit:
    return lambda document: document["questions"].remove(row(document, code))


def replaced(code: str, transform: str, **more: object) -> Edit:
    """The question comes back under another id that replaces it."""

    def edit(document: dict[str, Any]) -> None:
        question = row(document, code)
        rule = {"id": question["id"], "from_version": "1.0.0", "transform": transform, **more}
        question.update(id="q-newone", since_version="1.1.0", replaces=[rule])

    return edit


def other_options(document: dict[str, Any]) -> None:
    row(document, "R01")["options"] = [
        {"id": "never", "text": "No", "severity": 0},
        {"id": "small", "text": "Small files", "severity": 40},
        {"id": "always", "text": "Yes", "severity": 100},
    ]


def test_a_library_with_the_same_questions_takes_every_answer() -> None:
    taken, changes = library.migrate(ANSWERS, OLD, a_newer_library())

    assert taken == ANSWERS
    assert changes == ()


def test_an_answer_to_a_deleted_question_stays_whole_in_its_change() -> None:
    taken, changes = library.migrate(ANSWERS, OLD, a_newer_library(without("R02")))

    assert R02 not in taken
    assert [(each.transform, each.old_question, each.before, each.after) for each in changes] == [
        (Transform.DROP, R02, Answer("email", confirmed="phone"), None)
    ]


def test_an_answer_whose_choice_is_gone_is_asked_again_and_kept() -> None:
    taken, changes = library.migrate(ANSWERS, OLD, a_newer_library(other_options))

    assert R01 not in taken
    assert [(each.transform, each.new_question, each.before) for each in changes] == [
        (Transform.ASK_AGAIN, R01, Answer("limited"))
    ]


def test_a_map_carries_claimed_and_confirmed_values_over() -> None:
    table = {"document": "document", "phone": "phone", "email": "nothing", "nothing": "nothing"}

    taken, changes = library.migrate(ANSWERS, OLD, a_newer_library(replaced("R02", "map", map=table)))

    assert taken["q-newone"] == Answer("nothing", confirmed="phone")
    assert [(each.transform, each.old_question, each.new_question) for each in changes] == [
        (Transform.MAP, R02, "q-newone")
    ]


def test_a_value_that_the_map_does_not_know_is_asked_again() -> None:
    newer = a_newer_library(replaced("R02", "map", map={"email": "nothing"}))

    taken, changes = library.migrate(ANSWERS, OLD, newer)

    assert "q-newone" not in taken
    assert [each.transform for each in changes] == [Transform.ASK_AGAIN]


def test_a_question_that_was_only_renamed_keeps_its_answer() -> None:
    taken, changes = library.migrate(ANSWERS, OLD, a_newer_library(replaced("C08", "identity")))

    assert taken["q-newone"] == ANSWERS[C08]
    assert [each.transform for each in changes] == [Transform.IDENTITY]


@pytest.mark.parametrize("transform", ["drop", "ask_again"])
def test_drop_and_ask_again_leave_the_answer_behind(transform: str) -> None:
    taken, changes = library.migrate(ANSWERS, OLD, a_newer_library(replaced("C08", transform)))

    assert "q-newone" not in taken
    assert [(each.transform, each.before) for each in changes] == [(Transform(transform), ANSWERS[C08])]


def test_a_rule_for_answers_of_an_older_version_does_not_touch_newer_ones() -> None:
    def edit(document: dict[str, Any]) -> None:
        rule = {"id": C02, "from_version": "0.9.0", "transform": "drop"}
        row(document, "C02")["replaces"] = [rule]

    taken, _ = library.migrate(ANSWERS, OLD, a_newer_library(edit))

    assert taken[C02] == ANSWERS[C02]


def test_the_old_answers_and_their_score_are_as_they_were() -> None:
    before = score_of(PASTING, ANSWERS, OLD, DAY).canonical_bytes()
    kept = dict(ANSWERS)

    library.migrate(ANSWERS, OLD, a_newer_library(without("R02"), other_options, replaced("C08", "drop")))

    assert kept == ANSWERS
    assert score_of(PASTING, ANSWERS, OLD, DAY).canonical_bytes() == before


def heavier(document: dict[str, Any]) -> None:
    row(document, "R03")["exploitation"]["weight"] = 2


def another_method(document: dict[str, Any]) -> None:
    document["scoring"]["params"]["feature_permille"] = 70


def test_the_difference_after_a_migration_is_explained_whole_cause_by_cause() -> None:
    newer = a_newer_library(without("C02"), other_options, replaced("R02", "identity"), heavier, another_method)
    taken, _ = library.migrate(ANSWERS, OLD, newer)
    old, new = score_of(PASTING, ANSWERS, OLD, DAY), score_of(PASTING, taken, newer, DAY)

    causes = explain_difference(old, new)

    assert sum(each.exploitation_points for each in causes) == new.exploitation.number - old.exploitation.number
    assert sum(each.rights_points for each in causes) == new.rights.number - old.rights.number
    assert {(each.kind, each.question) for each in causes} == {
        (CauseKind.QUESTION_REMOVED, C02),
        (CauseKind.QUESTION_CHANGED, R01),
        (CauseKind.WEIGHT_CHANGED, R03),
        (CauseKind.METHOD, None),
    }


def test_answers_profile_and_age_are_causes_of_their_own() -> None:
    wider = Profile(frozenset({ServiceType.PASTING, ServiceType.STORAGE}))
    old = score_of(PASTING, ANSWERS, OLD, DAY)
    new = score_of(wider, {**ANSWERS, R01: Answer("always")}, OLD, date(2028, 11, 28))

    causes = explain_difference(old, new)

    assert [each.kind for each in causes] == [CauseKind.PROFILE, CauseKind.TIME, CauseKind.ANSWER]
    assert sum(each.exploitation_points for each in causes) == new.exploitation.number - old.exploitation.number


def test_the_same_inputs_have_no_cause() -> None:
    result = score_of(PASTING, ANSWERS, OLD, DAY)

    assert explain_difference(result, result) == ()
    assert result.exploitation.number > Decimal(0)
