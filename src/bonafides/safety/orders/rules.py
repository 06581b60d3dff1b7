"""Every decision of the orders desk about time and fields: what is missing, when a clock runs out, who is home.

Periods in hours are exact. Periods in weeks and months end at the same local time of the day in the desk's zone, which
is the earliest reading of the law; a month without that day ends them on its last.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders.annexes import ANNEX_I, ANNEX_II, ANNEX_III, Field
from bonafides.safety.orders.vocabulary import (
    ADVANCE_INFORMATION,
    ALARMS,
    COMPLAINT_WEEKS,
    DAY_BEFORE,
    LATE_ALARM,
    NEEDS_LEGAL_BASIS,
    NON_DISCLOSURE_WEEKS,
    ORDER_MOVES,
    REMOVAL_WINDOW,
    REPORT_AFTER_MONTHS,
    REPORT_EVERY_MONTHS,
    SCRUTINY_DECISION,
    SCRUTINY_REQUEST,
    STATE_WORDS,
    TRANSPARENCY_DAY,
    TRANSPARENCY_MONTH,
    Annex,
    OrderState,
    RequestAnswer,
    RequestKind,
)

# -- states and fields ------------------------------------------------------------------------------------------------


def moved(state: OrderState, to: OrderState) -> OrderState:
    """The new state, if the table allows it."""
    if to not in ORDER_MOVES[state]:
        sentence = _("An order that is “%(state)s” cannot become “%(to)s”.")
        raise RuleBroken("illegal-move", sentence, state=STATE_WORDS[state], to=STATE_WORDS[to])
    return to


def missing_fields(annex: Mapping[str, str]) -> tuple[Field, ...]:
    """The mandatory fields of Annex I that are empty: Art. 3(4)."""
    return tuple(field for field in ANNEX_I if field.needed and not annex.get(field.key, "").strip())


def missing_in_reply(kind: Annex, body: Mapping[str, str]) -> tuple[Field, ...]:
    """The mandatory fields of a reply that are empty."""
    fields = ANNEX_II if kind is Annex.II else ANNEX_III
    return tuple(field for field in fields if field.needed and not body.get(field.key, "").strip())


def is_cross_border(issuing_state: str, home: str) -> bool:
    """Whether Art. 4 applies: the order comes from another Member State than the provider's."""
    return bool(issuing_state and home) and issuing_state.upper() != home.upper()


def lacks_advance_information(*, is_first: bool, informed_at: datetime | None, received_at: datetime) -> bool:
    """Whether the first order of an authority came without twelve hours' information before: Art. 3(2)."""
    return is_first and (informed_at is None or received_at - informed_at < ADVANCE_INFORMATION)


# -- periods ----------------------------------------------------------------------------------------------------------


def execution_due(received_at: datetime) -> datetime:
    """One hour from receipt: Art. 3(3)."""
    return received_at + REMOVAL_WINDOW


def execution_due_again(from_: datetime) -> datetime:
    """The hour begins when the impediment ends, or the clarification comes: Art. 3(7) and 3(8)."""
    return from_ + REMOVAL_WINDOW


def scrutiny_request_due(received_at: datetime) -> datetime:
    return received_at + SCRUTINY_REQUEST


def scrutiny_decision_due(from_: datetime) -> datetime:
    return from_ + SCRUTINY_DECISION


def author_asked_at(said: datetime, *, told_at: datetime, at: datetime) -> datetime:
    """When the author asked the home authority, as somebody wrote it down, then or later: Art. 4(4).

    People write minutes, so the very minute in which the author was told counts from that moment.
    """
    if said > at:
        raise RuleBroken("asked-in-future", _("This moment has not come yet."), source="Art. 4(4)")
    if said < told_at.replace(second=0, microsecond=0):
        sentence = _("That is before the author was given the reasons.")
        raise RuleBroken("asked-before-told", sentence, source="Art. 4(4)")
    if said > scrutiny_request_due(told_at):
        sentence = _("That is after the author's 48 hours.")
        raise RuleBroken("asked-after-hours", sentence, source="Art. 4(4)")
    return max(said, told_at)


def answers(decided_at: datetime, *, asked_at: datetime) -> bool:
    """Whether a finding answers who asked: each request is decided within 72 hours of its receipt: Art. 4(4)."""
    return decided_at >= asked_at


def same_time_after(moment: datetime, zone: tzinfo, *, weeks: int = 0, months: int = 0) -> datetime:
    """The same local time so many weeks or months later, in UTC; one that summer time skips is moved on by the gap."""
    local = moment.astimezone(zone)
    wall = (local + timedelta(weeks=weeks)).replace(tzinfo=None)
    number = wall.month - 1 + months
    year, month = wall.year + number // 12, number % 12 + 1
    day = min(wall.day, calendar.monthrange(year, month)[1])
    return wall.replace(year=year, month=month, day=day, tzinfo=zone, fold=0).astimezone(UTC)


def non_disclosure_limit(decided_at: datetime, zone: tzinfo, *, extended: bool = False) -> datetime:
    """The latest end of non-disclosure: six weeks, once more six: Art. 11(3)."""
    return same_time_after(decided_at, zone, weeks=NON_DISCLOSURE_WEEKS * (2 if extended else 1))


def check_non_disclosure(
    decided_at: datetime, ends_at: datetime, reference: str, zone: tzinfo, *, extended: bool
) -> None:
    """Non-disclosure has the authority's reference and an end within the limit: never by ourselves, never for ever."""
    if not reference.strip():
        raise RuleBroken(
            "no-embargo-reference", _("Name the authority's decision that forbids to inform."), source="Art. 11(3)"
        )
    if ends_at <= decided_at:
        raise RuleBroken("embargo-ends-before", _("The end lies before the decision."), source="Art. 11(3)")
    limit = non_disclosure_limit(decided_at, zone, extended=extended)
    if ends_at > limit:
        sentence = _("Non-disclosure may last until %(limit)s at most.")
        raise RuleBroken("embargo-too-long", sentence, source="Art. 11(3)", limit=f"{limit:%Y-%m-%d %H:%M} UTC")


def complaint_due(received_at: datetime, zone: tzinfo) -> datetime:
    return same_time_after(received_at, zone, weeks=COMPLAINT_WEEKS)


def report_due(decided_at: datetime, number: int, zone: tzinfo) -> datetime:
    """The report of this number, from 1: three months after the exposure decision, then every year: Art. 5(5)."""
    return same_time_after(decided_at, zone, months=REPORT_AFTER_MONTHS + REPORT_EVERY_MONTHS * (number - 1))


def transparency_due(year: int, zone: tzinfo) -> datetime:
    """The report on a calendar year is published before 1 March of the next: Art. 7."""
    return datetime(year + 1, TRANSPARENCY_MONTH, TRANSPARENCY_DAY, tzinfo=zone).astimezone(UTC)


# -- alarms -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rung:
    """One alarm of a clock: so long before its end, at this moment."""

    before: timedelta
    at: datetime


def alarms_of(started_at: datetime, due_at: datetime) -> tuple[Rung, ...]:
    """The ladder: a day before for long clocks, then 45, 30 and 15 minutes, and the end; none before the start."""
    long = (DAY_BEFORE,) if due_at - started_at >= 2 * DAY_BEFORE else ()
    rungs = (Rung(before, due_at - before) for before in (*long, *ALARMS, timedelta()))
    return tuple(rung for rung in rungs if rung.at > started_at)


def lateness(meant: datetime, at: datetime) -> timedelta:
    """By how much an alarm comes late; nought within a minute."""
    late = at - meant
    return late if late > LATE_ALARM else timedelta()


# -- requests that are no orders --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RequestFacts:
    kind: RequestKind
    legal_basis: str
    verified: bool
    narrowed_to: str
    danger: str  # to whose life, of an emergency request


def check_answer(facts: RequestFacts, answer: RequestAnswer) -> None:
    """Nothing is handed out without basis, verified sender and scope; a referral is judged under our own rules."""
    if answer is RequestAnswer.REFUSED:
        return
    is_referral = facts.kind is RequestKind.REFERRAL
    if is_referral != (answer is RequestAnswer.OWN_RULES):
        raise RuleBroken("wrong-answer", _("A referral is judged under our own rules, and nothing else is."))
    if is_referral:
        return
    if facts.kind in NEEDS_LEGAL_BASIS and not facts.legal_basis.strip():
        raise RuleBroken("no-legal-basis", _("It names no legal basis; without one it can only be refused."))
    if not facts.verified:
        raise RuleBroken("not-verified", _("Verify who asks before anything is handed out or kept."))
    if not facts.narrowed_to.strip():
        raise RuleBroken("not-narrowed", _("Say exactly what the answer covers: no more than was named and is needed."))
    if facts.kind is RequestKind.EMERGENCY and not facts.danger.strip():
        raise RuleBroken("no-danger", _("An emergency request states whose life is in danger, and how."))
