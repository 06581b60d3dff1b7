"""What a reading leads to: each rule at its boundary."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.kernel.errors import RuleBroken
from bonafides.safety.moderation.rules.deciding import (
    LINE_LIMIT,
    ExceptedItem,
    Wish,
    WishedMeasure,
    broken_rules,
    outcome_of,
)
from bonafides.safety.moderation.tests.scenes import ALL_NO, KEEP, OTHER_CLAUSE, a_restriction, deciding
from bonafides.safety.moderation.vocabulary import (
    Basis,
    Exemption,
    ExemptionAnswer,
    Measure,
    ProposalReason,
    Verdict,
)

YES, NO, UNCERTAIN = ExemptionAnswer.YES, ExemptionAnswer.NO, ExemptionAnswer.UNCERTAIN


def codes(wish: Wish, **facts: Any) -> list[str]:
    return [broken.code for broken in broken_rules(wish, deciding(**facts))]


def test_a_whole_restriction_breaks_nothing() -> None:
    assert codes(a_restriction()) == []


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"clauses": ()}, "no-clause"),
        ({"clauses": ("9",)}, "unknown-clause"),
        ({"measures": ()}, "no-measure"),
        ({"measures": (WishedMeasure(Measure.GEO),)}, "no-territory"),
        ({"measures": (WishedMeasure(Measure.LABEL), WishedMeasure(Measure.LABEL))}, "measure-twice"),
        ({"facts": " "}, "no-line"),
        ({"facts": "x" * (LINE_LIMIT + 1)}, "line-too-long"),
        ({"none_applies": False}, "exemptions-open"),
        ({"excepted": (ExceptedItem("OTHER", "not the same"),)}, "foreign-item"),
        ({"excepted": (ExceptedItem("ITEM1", "a"), ExceptedItem("ITEM2", "b"))}, "all-excepted"),
        ({"excepted": (ExceptedItem("ITEM1", " "),)}, "exception-without-reason"),
    ],
)
def test_what_a_restriction_needs(missing: dict[str, Any], code: str) -> None:
    assert codes(a_restriction(**missing)) == [code]


def test_a_line_at_the_limit_is_not_too_long() -> None:
    assert codes(a_restriction(facts="x" * LINE_LIMIT)) == []


def test_nobody_restricts_what_they_said_they_cannot_read() -> None:
    assert codes(a_restriction(), cannot_read=True) == ["cannot-read"]
    assert codes(KEEP, cannot_read=True) == []


@pytest.mark.parametrize("exemption", Exemption)
def test_an_exemption_that_applies_forbids_a_restriction_as_terrorist_content(exemption: Exemption) -> None:
    answers = ALL_NO | {exemption: YES}

    assert codes(a_restriction(none_applies=False, exemptions=answers)) == ["exemption-applies"]
    assert codes(a_restriction(none_applies=False, exemptions=answers, clauses=(OTHER_CLAUSE,))) == []


@pytest.mark.parametrize("exemption", Exemption)
def test_five_answers_are_not_enough(exemption: Exemption) -> None:
    answers = {key: answer for key, answer in ALL_NO.items() if key is not exemption}

    assert codes(a_restriction(none_applies=False, exemptions=answers)) == ["exemptions-open"]


def test_none_applies_contradicts_a_yes() -> None:
    wish = a_restriction(exemptions={Exemption.ART: YES})

    assert codes(wish) == ["exemptions-contradict"]


def test_other_clauses_ask_for_no_exemptions() -> None:
    wish = a_restriction(clauses=(OTHER_CLAUSE,), none_applies=False)

    assert outcome_of(wish, deciding()).exemptions == {}


@pytest.mark.parametrize(("seen", "context_shown"), [(None, True), (Basis.REDUCED, False), (None, False)])
def test_unseen_content_or_context_cannot_be_restricted(seen: Basis | None, context_shown: bool) -> None:
    assert codes(a_restriction(), seen=seen, context_shown=context_shown) == ["not-shown"]


@pytest.mark.parametrize(("byte_exact", "expected"), [(True, []), (False, ["match-not-exact"])])
def test_the_match_alone_is_enough_for_byte_exact_entries_only(byte_exact: bool, expected: list[str]) -> None:
    assert codes(a_restriction(match_only=True), seen=None, byte_exact=byte_exact) == expected


@pytest.mark.parametrize(
    ("seen", "match_only", "basis"),
    [
        (Basis.FULL, False, Basis.FULL),
        (Basis.REDUCED, False, Basis.REDUCED),
        (Basis.FULL, True, Basis.FULL),
        (None, True, Basis.MATCH_ONLY),
    ],
)
def test_the_basis_is_what_was_seen(seen: Basis | None, match_only: bool, basis: Basis) -> None:
    outcome = outcome_of(a_restriction(match_only=match_only), deciding(seen=seen, byte_exact=True))

    assert outcome.basis is basis


def test_an_unseen_case_can_be_kept_and_says_that_nothing_was_seen() -> None:
    assert outcome_of(KEEP, deciding(seen=None, has_content=False)).basis is Basis.NOTHING


@pytest.mark.parametrize(
    ("wish", "facts", "reason"),
    [
        (KEEP, {}, None),
        (a_restriction(), {}, None),
        (KEEP, {"is_trainee": True}, ProposalReason.TRAINEE),
        (a_restriction(), {"is_trainee": True}, ProposalReason.TRAINEE),
        (a_restriction(), {"two_person_clauses": frozenset("1")}, ProposalReason.CLAUSE),
        (a_restriction(), {"two_person_clauses": frozenset("1"), "is_second": True}, None),
        (a_restriction(measures=(WishedMeasure(Measure.TERMINATE),)), {}, ProposalReason.MEASURE),
        (a_restriction(measures=(WishedMeasure(Measure.SUSPEND, until=date(2026, 4, 1)),)), {}, None),
        (
            a_restriction(none_applies=False, exemptions=ALL_NO | {Exemption.ART: UNCERTAIN}),
            {},
            ProposalReason.UNCERTAIN,
        ),
    ],
)
def test_when_one_reading_does_not_decide(wish: Wish, facts: dict[str, Any], reason: ProposalReason | None) -> None:
    assert outcome_of(wish, deciding(**facts)).proposal is reason


def test_two_readers_who_are_uncertain_cannot_restrict() -> None:
    wish = a_restriction(none_applies=False, exemptions=ALL_NO | {Exemption.RESEARCH: UNCERTAIN})

    assert codes(wish, is_second=True) == ["still-uncertain"]


def test_outcome_of_raises_the_first_broken_rule_with_its_source() -> None:
    with pytest.raises(RuleBroken, match="six exemptions") as caught:
        outcome_of(a_restriction(none_applies=False), deciding())

    assert caught.value.source == "Reg. (EU) 2021/784, Art. 1(3)"


answers = st.dictionaries(st.sampled_from(list(Exemption)), st.sampled_from(list(ExemptionAnswer)))
measures = st.lists(
    st.builds(
        WishedMeasure,
        measure=st.sampled_from(list(Measure)),
        territory=st.lists(st.sampled_from(["FR", "DE"]), unique=True).map(tuple),
        until=st.none() | st.dates(),
    ),
    max_size=3,
).map(tuple)
wishes = st.builds(
    Wish,
    verdict=st.sampled_from(list(Verdict)),
    clauses=st.lists(st.sampled_from("1289"), max_size=3).map(tuple),
    measures=measures,
    exemptions=answers,
    none_applies=st.booleans(),
    facts=st.text(max_size=20),
    match_only=st.booleans(),
    excepted=st.lists(st.builds(ExceptedItem, item=st.sampled_from(["ITEM1", "X"]), reason=st.text())).map(tuple),
    bank_it=st.booleans(),
)


@given(wishes)
def test_a_wish_survives_as_json(wish: Wish) -> None:
    assert Wish.from_json(wish.as_json()) == wish


@given(wishes, st.sampled_from([None, Basis.REDUCED, Basis.FULL]), st.booleans(), st.booleans(), st.booleans())
def test_no_terrorist_content_is_ever_restricted_without_all_six_answers(
    wish: Wish, seen: Basis | None, context: bool, exact: bool, second: bool
) -> None:
    facts = deciding(seen=seen, context_shown=context, byte_exact=exact, is_second=second)
    passes = not broken_rules(wish, facts)
    restricts = wish.verdict is Verdict.RESTRICT and bool({"1", "2"} & set(wish.clauses))

    assert not (passes and restricts and set(wish.answers()) != set(Exemption))
    assert not (passes and restricts and YES in wish.answers().values())
    assert not (passes and wish.verdict is Verdict.RESTRICT and not wish.match_only and seen is None)


@pytest.mark.parametrize("second", [True, False])
@pytest.mark.parametrize("trainee", [True, False])
def test_a_trainee_always_proposes(trainee: bool, second: bool) -> None:
    outcome = outcome_of(KEEP, deciding(is_trainee=trainee, is_second=second))

    assert (outcome.proposal is ProposalReason.TRAINEE) is trainee
