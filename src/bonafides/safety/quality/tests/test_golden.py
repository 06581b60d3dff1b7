"""Made-up cases with known answers: kept, put in at moments nobody chooses, marked, and never with effect."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.safety.moderation.actions import judging
from bonafides.safety.moderation.models import Case, Decision
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.starter import starter_policy
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy, a_restriction
from bonafides.safety.moderation.vocabulary import CaseState, Exemption, Verdict
from bonafides.safety.quality.actions import configuring, golden
from bonafides.safety.quality.listeners import mark_answer
from bonafides.safety.quality.models import GoldenCase, GoldenInsertion
from bonafides.safety.quality.queries import golden as queries
from bonafides.safety.quality.rules.golden import Candidate, Known, is_due, is_right, next_one
from bonafides.safety.quality.tests.scenes import opened_and_seen

DAY = timedelta(days=1)


def a_golden_case(index: int = 1, **changes: object) -> GoldenCase:
    """One of those that ship: by default a call to act, to be restricted under clause 1."""
    composed = golden.composed_of(queries.shipped()[index] | changes)
    return golden.keep(composed=composed, by=cast.by(cast.bo()), at=NOON)


def answered(wish: Wish, inserted: GoldenInsertion) -> GoldenInsertion:
    """Amina's answer, and the news of it."""
    case, by = Case.objects.get(reference=inserted.case), cast.by(cast.amina())
    opened_and_seen(case, by)
    for item in case.items.exclude(context=""):
        from bonafides.safety.moderation.actions import viewing

        viewing.open_context(item=item, by=by, at=NOON)
    judging.decide_case(case=case, wish=wish, by=by, at=NOON)
    mark_answer(LogEntry.objects.filter(event_name="made_up_case.answered").latest("pk").opened, NOON)
    inserted.refresh_from_db()
    return inserted


def put_in(one: GoldenCase) -> GoldenInsertion:
    return golden.insert(golden=one, by=cast.by(cast.bo()), at=NOON)


# -- rules ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "clauses", "right"),
    [("restrict", ("5",), True), ("restrict", ("1", "8"), True), ("restrict", ("8",), False), ("keep", (), False)],
)
def test_an_answer_is_right_by_its_verdict_and_one_clause(verdict: str, clauses: tuple[str, ...], right: bool) -> None:
    assert is_right(Known("restrict", ("1", "5"), ""), verdict, clauses) is right


def test_the_one_that_was_in_least_often_goes_next() -> None:
    waiting = [Candidate("C", 0, waits=True), Candidate("B", 1, waits=False), Candidate("A", 1, waits=False)]

    assert next_one(waiting) == "A"
    assert next_one([Candidate("C", 0, waits=True)]) is None


@given(st.text(min_size=1), st.integers(1, 50))
def test_the_gap_lies_between_half_and_one_and_a_half_of_the_mean(last: str, per_week: int) -> None:
    mean = 7 * DAY / per_week

    assert not is_due(NOON, last, per_week, NOON + mean * 0.499)
    assert is_due(NOON, last, per_week, NOON + mean * 1.501)


def test_where_none_is_wanted_none_is_due() -> None:
    assert not is_due(None, "", 0, NOON)


# -- what ships -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", queries.shipped(), ids=lambda row: row["name"])
def test_what_ships_has_an_answer_that_the_policy_knows(row: dict[str, object]) -> None:
    clauses = {clause.key for clause in starter_policy("en").clauses}
    restricts = row["verdict"] == Verdict.RESTRICT

    assert set(row["clauses"]) <= clauses  # type: ignore[call-overload]
    assert bool(row["clauses"]) is restricts
    assert restricts or row["exemption"] in set(Exemption)
    assert row["text"]
    assert row["why"]


@pytest.mark.django_db
def test_what_ships_is_brought_in_once() -> None:
    by = cast.by(cast.bo())

    first = golden.keep_shipped(rows=queries.shipped(), by=by, at=NOON)
    second = golden.keep_shipped(rows=queries.shipped(), by=by, at=NOON)

    assert (first, second) == (len(queries.shipped()), 0)


# -- in the queue -----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_its_answer_is_committed_to_before_anybody_meets_it() -> None:
    one = a_golden_case()

    opened = LogEntry.objects.get(event_name="golden_case.kept").opened
    assert (opened["golden"], opened["verdict"], opened["clauses"]) == (one.reference, "restrict", ["1"])


@pytest.mark.django_db
def test_a_right_answer_is_marked_so_and_decides_nothing() -> None:
    a_policy()
    inserted = put_in(a_golden_case())

    marked = answered(a_restriction(), inserted)

    assert (marked.right, marked.answered_by, marked.met_before) == (True, cast.amina().code, False)
    assert not Decision.objects.exists()
    assert LogEntry.objects.filter(event_name="golden_case.marked").count() == 1


@pytest.mark.django_db
def test_another_answer_is_marked_so_too() -> None:
    a_policy()

    marked = answered(KEEP, put_in(a_golden_case()))

    assert marked.right is False


@pytest.mark.django_db
def test_the_same_news_twice_marks_once() -> None:
    a_policy()
    answered(KEEP, put_in(a_golden_case()))

    mark_answer(LogEntry.objects.get(event_name="made_up_case.answered").opened, NOON)

    assert LogEntry.objects.filter(event_name="golden_case.marked").count() == 1


@pytest.mark.django_db
def test_who_meets_one_for_the_second_time_is_not_counted() -> None:
    a_policy()
    one = a_golden_case()
    answered(KEEP, put_in(one))

    again = answered(a_restriction(), put_in(one))

    assert again.met_before


@pytest.mark.django_db
def test_it_waits_in_the_queue_once_at_a_time() -> None:
    a_policy()
    one = a_golden_case()
    put_in(one)

    with pytest.raises(Conflict):
        put_in(one)


@pytest.mark.django_db
def test_so_many_a_week_go_in_by_themselves() -> None:
    a_policy()
    golden.keep_shipped(rows=queries.shipped(), by=cast.by(cast.bo()), at=NOON)
    configuring.configure(share_bp=500, golden_per_week=7, by=cast.by(cast.bo()), at=NOON)

    for hour in range(28 * 24):
        golden.insert_if_due(at=NOON + timedelta(hours=hour))

    assert GoldenInsertion.objects.count() == len(queries.shipped())  # each waits once, and none is put in twice


@pytest.mark.django_db
def test_an_empty_library_puts_nothing_in() -> None:
    golden.insert_if_due(at=NOON)

    assert not Case.objects.exists()


@pytest.mark.django_db
def test_a_retired_one_goes_in_no_more() -> None:
    a_policy()
    one = a_golden_case()

    golden.retire(golden=one, by=cast.by(cast.bo()), at=NOON)

    assert list(queries.candidates()) == []


@pytest.mark.django_db
def test_one_that_waits_can_be_taken_out() -> None:
    a_policy()
    inserted = put_in(a_golden_case())

    golden.withdraw(inserted=inserted, by=cast.by(cast.bo()), at=NOON)

    assert Case.objects.get(reference=inserted.case).state == CaseState.CLOSED


@pytest.mark.django_db
def test_a_reviewer_keeps_none() -> None:
    with pytest.raises(NotAllowed):
        golden.keep(composed=golden.composed_of(queries.shipped()[0]), by=cast.by(cast.amina()), at=NOON)


@pytest.mark.django_db
def test_one_without_a_reason_is_refused() -> None:
    with pytest.raises(Invalid):
        a_golden_case(why=" ")
