"""Many timelines against a model of their own, written from the regulation's text and not from our rules.

The model counts local days and minutes by hand: it knows when European clocks change from the rule of the last Sunday,
and asks neither our rules nor a database of zones. Each scenario lives through the actions, with the clock moved.
"""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from tests.lengths import rounds

from bonafides.base.audit.models import LogEntry
from bonafides.safety.orders import rules
from bonafides.safety.orders.actions import disclosure, executing, exposures, replying
from bonafides.safety.orders.models import Clock, NonDisclosure
from bonafides.safety.orders.queries import replies
from bonafides.safety.orders.tests.samples import FORM
from bonafides.safety.orders.tests.scenes import (
    OPEN_FORM,
    a_contact_point,
    an_order,
    at_the_desk,
    gita,
    the_clock,
    work_at,
)
from bonafides.safety.orders.vocabulary import ClockKind

pytestmark = pytest.mark.django_db
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)

# -- the model --------------------------------------------------------------------------------------------------------

ZONES = {"Europe/Dublin": 0, "Europe/Berlin": 1, "Europe/Helsinki": 2}  # winter's distance from UTC in hours


def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    while day.weekday() != 6:
        day -= DAY
    return day


def is_summer(moment: datetime) -> bool:
    """Directive 2000/84/EC: from the last Sunday of March to that of October, both at 01:00 UTC."""
    begins, ends = (datetime.combine(last_sunday(moment.year, month), datetime.min.time(), UTC) for month in (3, 10))
    return begins + HOUR <= moment < ends + HOUR


def wall_of(moment: datetime, zone: str) -> datetime:
    """What a clock on the wall shows, without a zone."""
    hours = ZONES[zone] + (1 if is_summer(moment) else 0)
    return (moment + hours * HOUR).replace(tzinfo=None)


def moment_of(wall: datetime, zone: str) -> datetime:
    """The first moment at which a wall shows it; a time that is skipped is as late as winter's clock would have it."""
    winter = wall.replace(tzinfo=UTC) - ZONES[zone] * HOUR
    summer = winter - HOUR
    return summer if is_summer(summer) else winter


def weeks_later(moment: datetime, weeks: int, zone: str) -> datetime:
    return moment_of(wall_of(moment, zone) + 7 * weeks * DAY, zone)


def months_later(moment: datetime, months: int, zone: str) -> datetime:
    wall = wall_of(moment, zone)
    year, month, day = wall.year, wall.month, wall.day
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    lengths = [
        31,
        29 if year % 4 == 0 and (year % 100 or year % 400 == 0) else 28,
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    ]
    return moment_of(wall.replace(year=year, month=month, day=min(day, lengths[month - 1])), zone)


# -- scenarios --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scenario:
    """What happens, in minutes from receipt; None where it does not."""

    number: int
    received_at: datetime
    zone: str
    asked_back: int | None
    clarified: int | None
    disabled: int
    outage: int  # minutes from receipt during which no worker runs
    embargo: bool
    extended: bool
    shorter: bool

    def __str__(self) -> str:
        return f"{self.number}-{self.received_at:%Y%m%dT%H%M}-{self.zone.rpartition('/')[2]}"


EDGES = (
    datetime(2028, 2, 28, 23, 30, tzinfo=UTC),  # leap day within the hour
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),  # leap day
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # summer time begins within the hour
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # summer time ends within the hour
    datetime(2026, 2, 15, 1, 30, tzinfo=UTC),  # six weeks later the local time does not exist
    datetime(2026, 9, 13, 0, 30, tzinfo=UTC),  # six weeks later the local time exists twice
    datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    datetime(2025, 11, 30, 10, 0, tzinfo=UTC),  # three months later the day does not exist
)


def scenarios() -> list[Scenario]:
    chance = random.Random(784)
    return [scenario(number, chance) for number in range(rounds(120, 200))]


def scenario(number: int, chance: random.Random) -> Scenario:
    received = EDGES[number % 8] if number < 48 else EDGES[number % 8] + chance.randrange(-60_000, 60_000) * MINUTE
    asked = chance.choice([None, None, chance.randrange(1, 59)])
    clarified = asked + chance.randrange(1, 4000) if asked is not None else None
    disabled = (clarified or 0) + chance.randrange(1, 130)
    embargo = chance.random() < 0.6
    extended = embargo and chance.random() < 0.5
    shorter = embargo and not extended and chance.random() < 0.3
    outage = chance.choice([0, 0, 20, 75])
    return Scenario(
        number, received, list(ZONES)[number % 3], asked, clarified, disabled, outage, embargo, extended, shorter
    )


SCENARIOS = scenarios()


@dataclass(frozen=True)
class Lived:
    """What came out: of the rows, or of the model."""

    due_at: datetime
    late_by: timedelta
    embargo_ends: datetime | None
    informed_at: datetime | None
    scrutiny_request: datetime
    scrutiny_decision: datetime
    first_report: datetime
    second_report: datetime


def expected(told: Scenario) -> Lived:
    """The law's text, followed by hand."""
    begin = told.received_at if told.clarified is None else told.received_at + told.clarified * MINUTE
    due, disabled = begin + 60 * MINUTE, told.received_at + told.disabled * MINUTE
    ends: datetime | None = None
    if told.embargo:
        ends = weeks_later(told.received_at, 12 if told.extended else 6, told.zone)
        ends = told.received_at + 10 * DAY if told.shorter else ends
    return Lived(
        due_at=due,
        late_by=max(disabled - due, timedelta()),
        embargo_ends=ends,
        informed_at=ends or disabled,
        scrutiny_request=told.received_at + 48 * HOUR,
        scrutiny_decision=told.received_at + 72 * HOUR,
        first_report=months_later(told.received_at, 3, told.zone),
        second_report=months_later(told.received_at, 15, told.zone),
    )


def lived(told: Scenario) -> Lived:
    """The same through the desk's own actions."""
    a_contact_point(zone=told.zone)
    start, by = told.received_at, at_the_desk()
    issued = f"Time and date of issuing the removal order: {start:%Y-%m-%d %H:%M} UTC"
    form = (FORM if told.embargo else OPEN_FORM).replace(
        "Time and date of issuing the removal order: 28.03.2026 23:10 CET", issued
    )
    order = an_order(form, received_at=start, at=start + told.outage * MINUTE)
    if told.asked_back is not None and told.clarified is not None:
        body = replies.annex_iii(order, gita(), start) | {"explanation": "Unclear.", "ground": "insufficient"}
        sent_at, heard_at = start + told.asked_back * MINUTE, start + told.clarified * MINUTE
        replying.send_annex_iii(order=order, body=body, to="x@example.test", by=by, at=sent_at)
        replying.clarified(order=order, from_=heard_at, by=by, at=heard_at)
    disabled_at = start + told.disabled * MINUTE
    executing.disable(order=order, by=by, at=disabled_at)
    executing.confirm_by_hand(order=order, by=by, at=disabled_at)
    ends = change_embargo(told, order, by)
    if ends is not None:
        disclosure.release(reference=order.reference, at=ends - MINUTE)  # too early: nothing happens
        disclosure.release(reference=order.reference, at=ends)
    order.refresh_from_db()
    hour = the_clock(order)
    reports = reports_of(told, by)
    return Lived(
        hour.due_at,
        hour.late_by,
        ends,
        order.informed_at,
        the_clock(order, ClockKind.SCRUTINY_REQUEST).due_at,
        the_clock(order, ClockKind.SCRUTINY_DECISION).due_at,
        *reports,
    )


def change_embargo(told: Scenario, order: Any, by: Any) -> datetime | None:
    """Extended as far as it goes, or made shorter."""
    embargo = NonDisclosure.objects.filter(order=order).first()
    if embargo is None:
        return None
    if told.extended or told.shorter:
        later = weeks_later(told.received_at, 12, told.zone) if told.extended else told.received_at + 10 * DAY
        given = {"decided_at": embargo.decided_at, "ends_at": later, "by": by, "at": told.received_at + 9 * DAY}
        disclosure.forbid(order=order, reference="AGAIN", **given)
        embargo.refresh_from_db()
    return embargo.ends_at


def reports_of(told: Scenario, by: Any) -> tuple[datetime, datetime]:
    wanted = {"authority_name": "Office", "authority_reference": "EX", "decided_at": told.received_at}
    exposure = exposures.take_exposure(wanted=wanted, by=by, at=told.received_at)
    exposures.send_report(exposure=exposure, text="Done.", to="x@example.test", by=by, at=told.received_at + DAY)
    found = Clock.objects.filter(about=f"exposure:{exposure.reference}").order_by("due_at")
    first, second = found.values_list("due_at", flat=True)
    return first, second


@pytest.mark.parametrize("told", SCENARIOS, ids=str)
def test_a_timeline_equals_the_model(told: Scenario) -> None:
    assert lived(told) == expected(told)


def test_the_scenarios_hold_what_they_are_to_hold() -> None:
    assert len(SCENARIOS) >= 120
    assert {told.received_at for told in SCENARIOS} >= set(EDGES)
    assert (
        min(
            sum(told.extended for told in SCENARIOS),
            sum(told.shorter for told in SCENARIOS),
            sum(told.clarified is not None for told in SCENARIOS),
            sum(told.outage > 60 for told in SCENARIOS),
        )
        >= 10
    )


# -- single promises of the clocks ------------------------------------------------------------------------------------


def test_an_outage_over_the_deadline_rings_late_and_says_so() -> None:
    received = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    order = an_order(OPEN_FORM, received_at=received, at=received)

    work_at(received + 95 * MINUTE)

    rung = LogEntry.objects.filter(event_name="clock.alarmed").order_by("pk").values_list("opened", flat=True)
    late = {each["minutes_before"]: each["seconds_late"] for each in rung}
    assert late[0] == 35 * 60
    assert any("35 minutes late" in str(each.body) for each in mail.outbox)
    assert the_clock(order).is_running
    assert the_clock(order).due_at == received + HOUR


def test_overlapping_clocks_of_one_order_run_each_for_itself() -> None:
    a_contact_point()
    received = datetime(2028, 2, 27, 23, 0, tzinfo=UTC)
    order = an_order(FORM, received_at=received, at=received)

    due = dict(order.clocks.values_list("kind", "due_at"))

    assert due["execution"] == datetime(2028, 2, 28, 0, 0, tzinfo=UTC)
    assert due["scrutiny_request"] == datetime(2028, 2, 29, 23, 0, tzinfo=UTC)
    assert due["scrutiny_decision"] == datetime(2028, 3, 1, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(("year", "due"), [(2027, "2028-02-29T23:00"), (2026, "2027-02-28T23:00")])
def test_the_report_on_a_year_is_due_before_the_first_of_march(year: int, due: str) -> None:
    found = rules.transparency_due(year, ZoneInfo("Europe/Berlin"))

    assert f"{found:%Y-%m-%dT%H:%M}" == due
