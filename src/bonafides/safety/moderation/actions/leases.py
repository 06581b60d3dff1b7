"""Who has a case open: taken whole by one person at a time, free again when the heartbeat stops."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.people import queries as people
from bonafides.base.people.queries import Person
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.events import CaseClaimed, CaseHandedOver, CaseSkipped
from bonafides.safety.moderation.models import Case, CaseNote, Lease, Skip
from bonafides.safety.moderation.queries.queue import held_by, next_for
from bonafides.safety.moderation.vocabulary import CaseState, SkipReason
from bonafides.safety.moderation.vocabulary.limits import LEASE

LANGUAGE_UNKNOWN = "und"  # BCP 47
NOTE_LIMIT = 2_000  # characters
ATTEMPTS = 5  # at a case that somebody else took between our reading and our writing

LEASED = Conflict("leased", _("Somebody else has this case open."))
LEASE_LOST = Conflict("lease-lost", _("You no longer hold this case. Open it again before you decide."))


@audited_action
def claim_next(*, by: Actor, at: datetime) -> Case | None:
    """The next case for this person, taken: the one they hold, else the first in order that nobody holds.

    1. What this person holds already comes first: nobody hoards cases.
    2. The first waiting case is read, skipping rows that another transaction has locked.
    3. Its lease is taken in one statement that succeeds only if it is still free; if not, the next one is tried.
    """
    permissions.check_can_judge(by)
    if (case := held_by(by, at)) is not None:
        nothing_changed()
        return case
    language = people.person_of(by).language
    for _attempt in range(ATTEMPTS):
        case = next_for(by, language, at)
        if case is None:
            break
        if take_lease(case, by, at):
            record(CaseClaimed(case=case.reference), by=by, at=at)
            return case
    nothing_changed()
    return None


@audited_action
def open_case(*, case: Case, by: Actor, at: datetime) -> None:
    """Take one case by name, from the list or a link."""
    permissions.check_can_read_case(by, case.reference)
    if not permissions.is_outside_reader(by, case.reference):
        permissions.check_can_judge(by)
    if case.state not in (CaseState.OPEN, CaseState.SECOND_READING):
        raise Conflict("case-not-open", _("This case is decided."))
    if not take_lease(case, by, at):
        raise LEASED
    record(CaseClaimed(case=case.reference), by=by, at=at)


def take_lease(case: Case, by: Actor, at: datetime) -> bool:
    """Take the lease if it is free, over, or one's own already. One statement decides, whoever else tries."""
    free = Q(until__lte=at) | Q(person=by.person)
    if Lease.objects.filter(free, case=case).update(person=by.person, since=at, until=at + LEASE):
        return True
    try:
        with transaction.atomic():
            Lease.objects.create(case=case, person_id=permissions.person_of(by), since=at, until=at + LEASE)
    except IntegrityError:
        return False
    return True


def heartbeat(*, case: Case, by: Actor, at: datetime) -> datetime:
    """Hold the case for two more minutes; Conflict if somebody else has taken it since. No entry: nothing happened."""
    if not Lease.objects.filter(case=case, person=by.person).update(until=at + LEASE):
        raise LEASE_LOST
    return at + LEASE


def release(*, case: Case, by: Actor) -> None:
    """Give the case back; without effect if it is not held."""
    Lease.objects.filter(case=case, person=by.person).delete()


def seconds_held(case: Case, by: Actor, at: datetime) -> int | None:
    """For how long this person has had the case open; no pause of two minutes is in it, for then it is free again.

    Unknown where the clock was set back meanwhile.
    """
    lease = Lease.objects.filter(case=case, person=by.person, since__lte=at, until__gt=at).first()
    return int((at - lease.since).total_seconds()) if lease else None


def check_holds(case: Case, by: Actor, at: datetime) -> None:
    """That this person has the case open now; what they decide on was not decided meanwhile."""
    if not Lease.objects.filter(case=case, person=by.person, until__gt=at).exists():
        raise LEASE_LOST


@audited_action
def assign(*, case: Case, to: Person, by: Actor, at: datetime) -> None:
    """A lead gives the case to one person; only they are shown it."""
    permissions.check_can_lead(by)
    _give(case, to, by=by, at=at)


@audited_action
def hand_over(*, case: Case, to: Person, note: str, by: Actor, at: datetime) -> None:
    """Whoever has the case open passes it to a colleague, with a note for them."""
    permissions.check_can_judge(by)
    check_holds(case, by, at)
    if not note.strip() or len(note) > NOTE_LIMIT:
        raise Invalid("note-needed", _("Write a note of at most %(limit)d characters."), limit=NOTE_LIMIT)
    CaseNote(case=case, person_id=permissions.person_of(by), text=note.strip(), to=to, at=at).save()
    _give(case, to, by=by, at=at)
    release(case=case, by=by)


def _give(case: Case, to: Person, *, by: Actor, at: datetime) -> None:
    if not permissions.can_judge(people.actor_of(to)):
        raise Invalid("cannot-judge", _("This person's role does not include judging cases."))
    case.assigned_to = to
    case.save(update_fields=["assigned_to"])
    record(CaseHandedOver(case=case.reference, to=to.code), by=by, at=at)


@audited_action
def skip(*, case: Case, reason: SkipReason, by: Actor, at: datetime) -> None:
    """Pass the case on for a reason; it is never shown to this person again unless they open it by name."""
    permissions.check_can_read_case(by, case.reference)
    _note_skip(case, reason, permissions.person_of(by), at)
    if reason is SkipReason.CANNOT_READ:
        case.reader_wanted = case.language or LANGUAGE_UNKNOWN
    if case.assigned_to_id == by.person:
        case.assigned_to = None
    case.save(update_fields=["reader_wanted", "assigned_to"])
    release(case=case, by=by)
    record(CaseSkipped(case=case.reference, reason=reason), by=by, at=at)


def _note_skip(case: Case, reason: SkipReason, person: int, at: datetime) -> None:
    """Once for each person; that they cannot read it counts whatever else they said before or say later."""
    said, is_new = Skip.objects.get_or_create(case=case, person_id=person, defaults={"reason": reason, "at": at})
    if not is_new and reason is SkipReason.CANNOT_READ:
        said.reason, said.at = reason, at
        said.save(update_fields=["reason", "at"])
