"""How long things are kept: boundaries, months, and timelines by the dozen that an independent model agrees with."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests import cast
from tests.cast import NOON
from tests.lengths import rounds

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.evidence import actions
from bonafides.safety.evidence.actions import Found
from bonafides.safety.evidence.events import ClockStarted
from bonafides.safety.evidence.models import EvidenceItem
from bonafides.safety.evidence.rules import (
    ClockFacts,
    WishedHold,
    day_months_later,
    end_of_hold,
    end_of_months,
    erase_from,
    state_of,
)
from bonafides.safety.evidence.tests.scenes import a_kept_item, cleo, found
from bonafides.safety.evidence.tests.timelines import Scenario, Step, model_end, scenario
from bonafides.safety.evidence.vocabulary import Cause, ClockKind, ClockState

SECOND = timedelta(seconds=1)


# -- rules -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2027-08-31", 6, "2028-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-08-30", 6, "2027-02-28"),
        ("2026-12-15", 6, "2027-06-15"),
        ("2026-06-30", 6, "2026-12-30"),
        ("2028-02-29", 60, "2033-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_short_month(day: str, months: int, later: str) -> None:
    assert day_months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


def test_a_period_ends_with_the_last_hour_of_its_day() -> None:
    assert end_of_months(datetime(2026, 3, 2, 23, 59, tzinfo=UTC), 6) == datetime(2026, 9, 3, tzinfo=UTC)


def test_nothing_goes_while_one_clock_has_no_end() -> None:
    ended = ClockFacts(ClockKind.COMPLAINT, NOON, NOON + SECOND)
    open_ = ClockFacts(ClockKind.CASE, NOON)

    assert erase_from(NOON, [ended, open_]) is None


def test_the_last_clock_decides_and_a_stop_counts_as_its_end() -> None:
    stopped = ClockFacts(ClockKind.LEGAL_HOLD, NOON, NOON + 9 * SECOND, NOON + 3 * SECOND)
    ended = ClockFacts(ClockKind.COMPLAINT, NOON, NOON + 5 * SECOND)

    assert erase_from(NOON, [stopped, ended]) == NOON + 5 * SECOND


@pytest.mark.parametrize(
    ("late", "state"),
    [
        (-SECOND, ClockState.RUNNING),
        (timedelta(), ClockState.DUE),
        (timedelta(hours=24) - SECOND, ClockState.DUE),
        (timedelta(hours=24), ClockState.OVERDUE),
        (timedelta(hours=24) + SECOND, ClockState.OVERDUE),
    ],
)
def test_a_day_after_its_last_clock_an_item_is_overdue(late: timedelta, state: ClockState) -> None:
    assert state_of(NOON, None, NOON + late) is state


def a_wish(**changes: object) -> WishedHold:
    given = {"authority": "A made-up court", "reference": "7 A 12/26", "scope": "the text", "law": "§ 98 StPO"}
    wish = {"kind": ClockKind.LEGAL_HOLD, "until": date(2026, 12, 1), **given}
    return WishedHold(**wish | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"authority": " "}, "hold-needs-reference"),
        ({"reference": ""}, "hold-needs-reference"),
        ({"scope": ""}, "hold-needs-scope"),
        ({"law": ""}, "hold-needs-law"),
        ({"until": date(2026, 3, 1)}, "hold-is-over"),
        ({"until": date(2027, 3, 5)}, "hold-too-long"),
        ({"kind": ClockKind.PRESERVATION, "until": date(2026, 6, 2)}, "hold-too-long"),
    ],
)
def test_a_hold_without_reference_scope_law_or_a_near_end_is_refused(changes: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        end_of_hold(a_wish(**changes), NOON)

    assert refused.value.code == code


def test_a_hold_may_end_today_and_at_the_limit() -> None:
    assert end_of_hold(a_wish(until=NOON.date()), NOON) == datetime(2026, 3, 3, tzinfo=UTC)
    assert end_of_hold(a_wish(until=date(2027, 3, 3)), NOON) == datetime(2027, 3, 4, tzinfo=UTC)


# -- actions ---------------------------------------------------------------------------------------------------------


@pytest.mark.db
@pytest.mark.django_db
def test_a_hold_keeps_an_item_says_so_in_custody_and_in_the_log() -> None:
    item = a_kept_item()

    actions.set_hold(items=[item], wish=a_wish(until=date(2027, 2, 1)), by=cast.by(cleo()), at=NOON)
    actions.let_go(subject=item.subject, by=SYSTEM, at=NOON + timedelta(days=185))

    item.refresh_from_db()
    held = item.clocks.get(kind=ClockKind.LEGAL_HOLD)
    assert item.due_at == held.until == datetime(2027, 2, 2, tzinfo=UTC)
    assert item.custody.filter(act="hold").count() == 1
    assert entries(ClockStarted.name) == 4


@pytest.mark.django_db
def test_a_hold_is_refused_to_strangers_and_on_what_was_erased() -> None:
    item = a_kept_item()

    with pytest.raises(NotAllowed):
        actions.set_hold(items=[item], wish=a_wish(), by=cast.by(cast.amina()), at=NOON)
    with pytest.raises(NotAllowed):
        actions.set_hold(items=[item], wish=a_wish(), by=cast.CHIDI, at=NOON)
    actions.let_go(subject=item.subject, by=SYSTEM, at=NOON + timedelta(days=300))
    with pytest.raises(Conflict):
        actions.set_hold(items=[item], wish=a_wish(), by=cast.by(cleo()), at=NOON)


@pytest.mark.django_db
def test_a_hold_that_cannot_be_recorded_does_not_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    item = a_kept_item()
    monkeypatch.setattr("bonafides.safety.evidence.actions.custody.record", fail)

    with pytest.raises(OSError, match="no room"):
        actions.set_hold(items=[item], wish=a_wish(), by=cast.by(cleo()), at=NOON)

    assert not item.clocks.filter(kind=ClockKind.LEGAL_HOLD).exists()


def fail(*args: object, **kwargs: object) -> None:
    raise OSError("no room")


@pytest.mark.django_db
def test_only_a_hold_set_by_hand_can_be_ended_and_only_once() -> None:
    item, by = a_kept_item(), cast.by(cleo())
    actions.set_hold(items=[item], wish=a_wish(), by=by, at=NOON)
    hold = item.clocks.get(kind=ClockKind.LEGAL_HOLD)

    actions.end_hold(clock=hold, by=by, at=NOON)

    with pytest.raises(Conflict):
        actions.end_hold(clock=hold, by=by, at=NOON)
    with pytest.raises(Conflict):
        actions.end_hold(clock=item.clocks.get(kind=ClockKind.TCO_SIX_MONTHS), by=by, at=NOON)


def entries(name: str) -> int:
    from bonafides.base.audit.models import LogEntry

    return LogEntry.objects.filter(event_name=name).count()


# -- timelines -------------------------------------------------------------------------------------------------------


def played(given: Scenario) -> EvidenceItem:
    """The scenario through the product's own doors."""
    what = found(content="", context="", measures=given.measures)
    item = actions.preserve(found=what, cause=Cause.DECISION, by=SYSTEM, at=given.start)
    for step in given.steps:
        take(step, item, what, given.at(step.hour))
    item.refresh_from_db()
    return item


def take(step: Step, item: EvidenceItem, what: Found, at: datetime) -> None:
    match step.does:
        case "lift":
            actions.lift(subject=what.subject, by=SYSTEM, at=at)
        case "let_go":
            actions.let_go(subject=what.subject, by=SYSTEM, at=at)
        case "end_hold":
            last = item.clocks.exclude(authority="").latest("id")
            actions.end_hold(clock=last, by=cast.by(cleo()), at=at)
        case kind:
            wish = a_wish(kind=ClockKind(kind), until=step.until)
            actions.set_hold(items=[item], wish=wish, by=cast.by(cleo()), at=at)


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(rounds(70, 200)))
def test_a_timeline_ends_when_an_independent_model_says(number: int) -> None:
    given = scenario(number)
    end = model_end(given)

    item = played(given)

    up_again = end + timedelta(hours=given.outage_hours)
    at_once = item.erased_at == end  # what the case kept last is erased in that very moment
    early = actions.erase_due(end - SECOND)
    actions.erase_due(up_again)
    item.refresh_from_db()
    assert item.due_at == end
    assert early == 0
    assert item.erased_at == (end if at_once else up_again)
