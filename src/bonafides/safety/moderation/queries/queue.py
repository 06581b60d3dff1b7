"""Which case comes next for whom, and the lists that show the queue."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from bonafides.base.people import queries as people
from bonafides.kernel.actor import Actor
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import Case, Item, Lease, Proposal, Reading, Skip
from bonafides.safety.moderation.vocabulary import CaseState, ProposalState

WAITING_STATES = (CaseState.OPEN, CaseState.SECOND_READING)


# -- the next case ----------------------------------------------------------------------------------------------------


def held_by(by: Actor, at: datetime) -> Case | None:
    """The case that this person has open now, if it still waits."""
    held = Case.objects.filter(lease__person=by.person, lease__until__gt=at, state__in=WAITING_STATES)
    return held.order_by("lease__since").first()


def next_for(by: Actor, language: str, at: datetime) -> Case | None:
    """The first case in order for this person, a second reading or a first; rows locked by others are passed over."""
    first = _first(free_for(by, language, at).filter(state=CaseState.OPEN))
    again = _first(free_for(by, language, at).filter(Exists(readings_due(by)), state=CaseState.SECOND_READING))
    return min((case for case in (first, again) if case), key=lambda case: case.rank_at, default=None)


def free_for(by: Actor, language: str, at: datetime) -> "QuerySet[Case]":
    """The cases that nobody has open, that this person did not pass on, may be given, and can read or was given."""
    taken = Lease.objects.filter(case=OuterRef("pk"), until__gt=at)
    passed_on = Skip.objects.filter(case=OuterRef("pk"), person=by.person)
    given = Q(assigned_to=None) | Q(assigned_to=by.person)
    readable = Q(reader_wanted__in=("", "und", language)) | Q(assigned_to=by.person)
    return Case.objects.filter(given, readable, ~Exists(taken), ~Exists(passed_on))


def readings_due(by: Actor) -> "QuerySet[Proposal]":
    """Proposals that wait for a reading by this person: a blind second one, or a lead's where two disagree."""
    wanted = [ProposalState.WAITING] if permissions.can_decide(by) else []
    wanted += [ProposalState.DISAGREED] if permissions.can_lead(by) else []
    read_by_me = Reading.objects.filter(proposal=OuterRef("pk"), read_by=by.person)
    waiting = Proposal.objects.filter(~Exists(read_by_me), case=OuterRef("pk"), state__in=wanted)
    return waiting.exclude(proposed_by=by.person)


def _first(cases: "QuerySet[Case]") -> Case | None:
    ordered = cases.order_by("rank_at")
    if connection.features.has_select_for_update_skip_locked:
        ordered = ordered.select_for_update(skip_locked=True, of=("self",))
    return ordered.first()


# -- lists ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class QueueFilter:
    """What the list is narrowed to; an empty value means all."""

    state: str = ""
    language: str = ""
    source: str = ""
    severity: str = ""
    special: str = ""  # mine, reader, doubted, threat, incident


def cases_listed(wanted: QueueFilter, by: Actor) -> "QuerySet[Case]":
    """The cases of one filter in the queue's order; closed ones latest first."""
    fields = {"state": wanted.state, "language": wanted.language, "source": wanted.source}
    cases = Case.objects.filter(**{name: value for name, value in fields.items() if value})
    if wanted.severity:
        cases = cases.filter(severity=wanted.severity)
    if wanted.special:
        cases = cases.filter(_special(wanted.special, by))
    order = "-closed_at" if wanted.state == CaseState.CLOSED else "rank_at"
    return cases.select_related("lease__person", "assigned_to").annotate(item_count=_items_of_each()).order_by(order)


def _items_of_each() -> Subquery:
    """How many items a case has, counted for the rows of one page only and not by grouping the whole queue."""
    counted = Item.objects.filter(case=OuterRef("pk")).order_by().values("case").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))


def _special(name: str, by: Actor) -> Q:
    match name:
        case "mine":
            return Q(assigned_to=by.person)
        case "reader":
            return ~Q(reader_wanted="")
        case "doubted":
            return Q(doubted_at__isnull=False)
        case "incident":
            return Q(incident_places__incident__ended_at=None)
        case "threat":
            return Q(threat_to_life=True)
    return Q()


@dataclass(frozen=True)
class QueueHead:
    """The line over the queue: how many wait, since when, and the nearest clock."""

    open: int
    second: int
    readers_wanted: int
    doubted: int
    oldest_at: datetime | None
    next_due_at: datetime | None


def queue_head(at: datetime) -> QueueHead:
    waiting = Case.objects.filter(state__in=WAITING_STATES)
    numbers = waiting.aggregate(
        open=Count("pk", filter=Q(state=CaseState.OPEN)),
        second=Count("pk", filter=Q(state=CaseState.SECOND_READING)),
        readers_wanted=Count("pk", filter=~Q(reader_wanted="")),
        oldest_at=Min("opened_at"),
        next_due_at=Min("due_at", filter=Q(due_at__gt=at)),
    )
    return QueueHead(**numbers, doubted=Case.objects.filter(doubted_at__isnull=False).count())


def languages_waiting() -> list[str]:
    waiting = Case.objects.filter(state__in=WAITING_STATES).exclude(language="")
    return list(waiting.order_by("language").values_list("language", flat=True).distinct())


def languages_unread() -> list[str]:
    """The languages that a waiting case wants a reader of, where nobody who judges uses the console in them.

    Such a case comes next for nobody: a lead gives it to somebody, or invites a reader from outside.
    """
    waiting = Case.objects.filter(state__in=WAITING_STATES, assigned_to=None).exclude(reader_wanted__in=("", "und"))
    read = people.people_with(*permissions.JUDGES).values("language")
    unread = waiting.exclude(reader_wanted__in=read).order_by("reader_wanted")
    return list(unread.values_list("reader_wanted", flat=True).distinct())
