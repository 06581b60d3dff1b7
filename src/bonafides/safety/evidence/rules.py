"""When an item has to go, what a hold needs, and what a release needs. No clock, no database.

Periods in months end with the last hour of the day that bears the same number (Reg. (EEC, Euratom) No 1182/71, Art.
3(2)(c)); where the month is too short, with its last day. Days are days of UTC, so summer time changes nothing.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.evidence.vocabulary import (
    ACCOUNTABILITY_MONTHS,
    COMPLAINT_WINDOW,
    EMERGENCY_BASES,
    ERASED_WITHIN,
    HOLD_AT_MOST,
    ITEMS_AT_MOST,
    TCO_MONTHS,
    VOTES_NEEDED,
    ClockKind,
    ClockState,
    LegalBasis,
    ReleaseState,
)

# -- clocks --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClockFacts:
    """One clock of an item. `until` is None where it ends only when somebody stops it."""

    kind: ClockKind
    started_at: datetime
    until: datetime | None = None
    stopped_at: datetime | None = None


def day_months_later(day: date, months: int) -> date:
    """The day with the same number so many months on, or the last of a month that is too short."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def end_of_months(started_at: datetime, months: int) -> datetime:
    """The moment after the last hour of the period."""
    last = day_months_later(started_at.astimezone(UTC).date(), months)
    return datetime.combine(last + timedelta(days=1), time(), UTC)


def end_of(kind: ClockKind, started_at: datetime) -> datetime | None:
    """When a clock that the law or we ourselves set runs out; None: when somebody says so."""
    match kind:
        case ClockKind.TCO_SIX_MONTHS:
            return end_of_months(started_at, TCO_MONTHS)
        case ClockKind.ACCOUNTABILITY:
            return end_of_months(started_at, ACCOUNTABILITY_MONTHS)
        case ClockKind.COMPLAINT:
            return started_at + COMPLAINT_WINDOW
    return None


def over_at(clock: ClockFacts) -> datetime | None:
    """When a clock ran out, runs out, or was stopped, whichever came first; None while it has no end."""
    ends = [moment for moment in (clock.until, clock.stopped_at) if moment is not None]
    return min(ends) if ends else None


def erase_from(preserved_at: datetime, clocks: Iterable[ClockFacts]) -> datetime | None:
    """From when on an item has to go: the end of its last clock, or None while one has no end.

    An item that no clock ever kept has to go at once.
    """
    ends = [over_at(clock) for clock in clocks]
    known = [moment for moment in ends if moment is not None]
    return None if len(known) < len(ends) else max([preserved_at, *known])


def state_of(due_at: datetime | None, erased_at: datetime | None, at: datetime) -> ClockState:
    """What an item's clocks come to."""
    if erased_at is not None:
        return ClockState.ERASED
    if due_at is None or at < due_at:
        return ClockState.RUNNING
    return ClockState.OVERDUE if at >= due_at + ERASED_WITHIN else ClockState.DUE


@dataclass(frozen=True)
class WishedHold:
    """What somebody wants an item kept longer for."""

    kind: ClockKind
    until: date
    authority: str
    reference: str
    scope: str
    law: str


def end_of_hold(wish: WishedHold, at: datetime) -> datetime:
    """The moment after the last hour of a hold's last day; refuses one without reference, scope, law or a near end."""
    if not (wish.authority.strip() and wish.reference.strip()):
        raise RuleBroken("hold-needs-reference", _("Say who asks for it, and under which reference."))
    if not wish.scope.strip():
        raise RuleBroken("hold-needs-scope", _("Say what it covers: which of the content, and for which proceedings."))
    if not wish.law.strip():
        raise RuleBroken("hold-needs-law", _("Name the law that it rests on."))
    until = datetime.combine(wish.until + timedelta(days=1), time(), UTC)
    if until <= at:
        raise RuleBroken("hold-is-over", _("Its end must lie ahead."))
    if until > at + HOLD_AT_MOST[wish.kind] + timedelta(days=1):
        days = HOLD_AT_MOST[wish.kind].days
        raise RuleBroken("hold-too-long", _("It can last at most %(days)s days; ask again before it ends."), days=days)
    return until


# -- releases ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ReleaseFacts:
    """A release as far as deciding on it goes. Persons are known by their numbers."""

    state: ReleaseState
    requested_by: int
    ends_at: datetime
    approvals: frozenset[int] = frozenset()
    refusals: frozenset[int] = frozenset()
    emergency: bool = False

    @property
    def voters(self) -> frozenset[int]:
        return self.approvals | self.refusals


def check_request(basis: LegalBasis, items: int, purpose: str, *, emergency: bool) -> None:
    """What a request for a release needs."""
    if not purpose.strip():
        raise RuleBroken("release-needs-purpose", _("Say what it is needed for."))
    if not 0 < items <= ITEMS_AT_MOST:
        raise RuleBroken("release-size", _("A release holds between 1 and %(most)s items."), most=ITEMS_AT_MOST)
    if emergency and basis not in EMERGENCY_BASES:
        raise RuleBroken("no-emergency", _("Only a threat to life is an emergency; all else waits for two votes."))


def check_vote(facts: ReleaseFacts, person: int, at: datetime) -> None:
    """Who may vote on a release now: nobody twice, and never the one who asks."""
    if person == facts.requested_by:
        raise RuleBroken("own-request", _("Whoever asks for a release does not vote on it."))
    if person in facts.voters:
        raise RuleBroken("voted", _("You have voted on this already."))
    if facts.state not in {ReleaseState.REQUESTED, ReleaseState.EMERGENCY}:
        raise RuleBroken("no-vote-open", _("There is nothing to vote on any more."))
    if facts.state is ReleaseState.REQUESTED and at >= facts.ends_at:
        raise RuleBroken("request-over", _("This request has run out; ask again."))


def state_after_votes(facts: ReleaseFacts) -> ReleaseState:
    """What the votes come to: nothing before all are in, so that none is swayed by another.

    In an emergency one vote of a second person settles it.
    """
    if facts.state is ReleaseState.EMERGENCY:
        return _after_emergency(facts)
    if facts.state is not ReleaseState.REQUESTED or len(facts.voters) < VOTES_NEEDED:
        return facts.state
    return ReleaseState.REFUSED if facts.refusals else ReleaseState.APPROVED


def _after_emergency(facts: ReleaseFacts) -> ReleaseState:
    if facts.refusals:
        return ReleaseState.OBJECTED
    return ReleaseState.RELEASED if facts.approvals else ReleaseState.EMERGENCY


def check_hand_out(facts: ReleaseFacts, at: datetime) -> None:
    """Two persons who did not ask for it have approved; or it is an emergency. The time for it is not over."""
    approvers = facts.approvals - {facts.requested_by}
    is_approved = facts.state is ReleaseState.APPROVED and len(approvers) >= VOTES_NEEDED
    if facts.refusals or not (is_approved or is_urgent(facts)):
        raise RuleBroken("not-approved", _("Two persons other than the one who asks have to approve it first."))
    if at >= facts.ends_at:
        raise RuleBroken("request-over", _("This request has run out; ask again."))


def is_urgent(facts: ReleaseFacts) -> bool:
    """An emergency that waits for its second person, or that this person has confirmed."""
    return facts.emergency and facts.state in {ReleaseState.EMERGENCY, ReleaseState.RELEASED}


def shows_votes(facts: ReleaseFacts) -> bool:
    """Votes are shown once nothing hangs on them any more."""
    return facts.state not in {ReleaseState.REQUESTED, ReleaseState.EMERGENCY}
