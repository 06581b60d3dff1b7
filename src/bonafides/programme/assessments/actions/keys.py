"""Making an organisation's key, letting people in and out, the two shares, and the way back."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys import envelope
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions, recovery, sealing
from bonafides.programme.assessments.events import (
    AssessmentWithdrawn,
    KeyMade,
    KeyRecovered,
    KeyRotated,
    PersonLetIn,
    PersonShutOut,
    ShareShown,
)
from bonafides.programme.assessments.models import (
    Assessment,
    AssessorGrant,
    OrganisationKey,
    PersonWrap,
    Recovery,
    RecoveryShare,
)
from bonafides.programme.assessments.models.keys import ORGANISATION_WRAP, SHARE_WAITING
from bonafides.programme.assessments.queries.keys import (
    READING_ROLES,
    bound_to_assessment,
    bound_to_person,
    key_in_use,
    organisation_key_for,
    unwrapped,
)
from bonafides.programme.assessments.workflow import State
from bonafides.programme.members.queries import Member


def make_key(*, member: Member, by: Actor, at: datetime) -> tuple[OrganisationKey, bytes]:
    """The organisation's first key, wrapped for who starts; the two shares wait to be shown."""
    permissions.check_signs(by)
    way_back = _new_recovery(member.organisation_id, at)
    row, key = _new_generation(way_back, by=by, at=at)
    _wrap(row, key, by.person_id, by=by, at=at)
    record(KeyMade(organisation=member.organisation.reference), by=by, at=at)
    return row, key


@audited_action
def let_in(*, person: Person, by: Actor, at: datetime) -> None:
    """Give a colleague the key. Only who has it can give it."""
    permissions.check_can_let_in(by, person.organisation_id)
    held = person.held_roles.filter(role__in=READING_ROLES, revoked_at=None)
    if not person.is_active or not held.exists():
        raise RuleBroken("no-reader", _("Only a colleague who signs, answers or reads can be let in."))
    row, key = organisation_key_for(by, person.organisation_id)
    if row.wraps.filter(person=person).exists():
        raise Conflict("already-let-in", _("This colleague has the key already."))
    _wrap(row, key, person.pk, by=by, at=at)
    record(PersonLetIn(organisation=person.organisation.reference, person=person.code), by=by, at=at)


@audited_action
def shut_out(*, person: Person, by: Actor, at: datetime) -> None:
    """Take the key from a colleague, and make another one, so that a copy of the old one opens nothing new."""
    permissions.check_can_let_in(by, person.organisation_id)
    if by.person == person.pk:
        raise RuleBroken("shuts-out-oneself", _("You cannot take the key from yourself; a colleague can."))
    row, key = organisation_key_for(by, person.organisation_id)
    _rotate(row, key, without=person.pk, by=by, at=at)
    record(PersonShutOut(organisation=person.organisation.reference, person=person.code), by=by, at=at)


@audited_action
def shut_out_gone(*, person: Person, by: Actor, at: datetime) -> None:
    """Somebody left, or may no longer read: their wrap goes, and the key is another one for those who stay.

    Where nobody else has the key the last wrap goes all the same; the two shares are then the way back. An assessor
    who is none any more loses the rounds that were opened to them.
    """
    ended = _end_grants_of(person, by=by, at=at)
    wrap = PersonWrap.objects.select_related("key").filter(person=person, key__retired_at=None).first()
    may_read = person.is_active and person.held_roles.filter(role__in=READING_ROLES, revoked_at=None).exists()
    if wrap is None or may_read:
        return None if ended else nothing_changed()
    if wrap.key.wraps.exclude(person=person).exists():
        _rotate(wrap.key, unwrapped(wrap), without=person.pk, by=by, at=at)
    else:
        wrap.delete()
    record(PersonShutOut(organisation=person.organisation.reference, person=person.code), by=by, at=at)
    return None


@audited_action
def rotate_key(*, by: Actor, at: datetime) -> None:
    """Another key for the same people."""
    permissions.check_can_let_in(by, by.organisation or 0)
    row, key = organisation_key_for(by, by.organisation or 0)
    _rotate(row, key, without=None, by=by, at=at)
    record(KeyRotated(organisation=row.organisation.reference), by=by, at=at)


@audited_action
def show_share(*, number: int, by: Actor, at: datetime) -> str:
    """A share, printed, once: to the first person who asks, and never to one who has seen the other."""
    permissions.check_can_let_in(by, by.organisation or 0)
    shares = RecoveryShare.objects.select_for_update(of=("self",)).filter(
        recovery__organisation=by.organisation, recovery__used_at=None
    )
    share = shares.filter(number=number).first()
    if share is None or not share.sealed:
        raise Conflict("share-shown", _("This share was shown already, and is not kept here any more."))
    if shares.filter(shown_to=by.person).exists():
        raise NotAllowed("other-share-seen", _("You hold the other share. This one is for a second person."))
    value = envelope.unseal(bytes(share.sealed), purpose=SHARE_WAITING, bound_to=_bound_to_share(share))
    share.sealed, share.shown_to_id, share.shown_at = b"", by.person, at
    share.save()
    reference = share.recovery.organisation.reference
    record(ShareShown(organisation=reference, number=number, person=by.code), by=by, at=at)
    return recovery.printed(recovery.Share(number, value))


@audited_action
def recover(*, first: str, second: str, by: Actor, at: datetime) -> None:
    """The way back: with both shares a named person of the organisation gets its key again.

    1. Both shares are read and put together; one, or one of another organisation, opens nothing.
    2. The key is opened, and rotated: every earlier wrap is gone, this person alone has the new one.
    3. The shares are spent, since they were typed into a computer; two new ones wait to be shown.
    """
    if by.kind is not ActorKind.PERSON or not by.has_role(*permissions.SIGNATORY):
        raise NotAllowed("may-not-recover", _("Only who signs for this member may do this."))
    row = key_in_use(by.organisation or 0)
    if row is None:
        raise NotFound("no-key", _("This organisation has no key yet."))
    shares = recovery.read(first), recovery.read(second)
    old = recovery.unseal_with(
        shares, bytes(row.recovery.public_key), bytes(row.recovery_wrap), bound_to=_bound_to_way_back(row)
    )
    row.recovery.used_at = at
    row.recovery.save(update_fields=["used_at"])
    fresh = _new_recovery(row.organisation_id, at)
    _rotate(row, old, without=None, only=by.person, way_back=fresh, by=by, at=at)
    record(KeyRecovered(organisation=row.organisation.reference, person=by.code), by=by, at=at)


def _end_grants_of(person: Person, *, by: Actor, at: datetime) -> int:
    """Take every round from somebody who is no assessor any more; how many there were."""
    assesses = person.held_roles.filter(role=Role.ASSESSOR.value, revoked_at=None).exists()
    if person.is_active and assesses:
        return 0
    grants = list(AssessorGrant.objects.select_related("assessment").filter(person=person, ended_at=None))
    for grant in grants:
        grant.sealed, grant.ended_at = b"", at
        grant.save(update_fields=["sealed", "ended_at"])
        if grant.assessment.state != State.CLOSED:
            grant.assessment.state = State.SUBMITTED
            grant.assessment.save(update_fields=["state"])
        withdrawn = AssessmentWithdrawn(assessment=grant.assessment.reference, assessor=person.code)
        record(withdrawn, by=by, at=at)
    return len(grants)


# -- the parts --------------------------------------------------------------------------------------------------------


def _rotate(
    row: OrganisationKey,
    key: bytes,
    *,
    without: int | None,
    only: int | None = None,
    way_back: Recovery | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """A new generation: the old one's wraps go, every assessment's key is wrapped anew, the people stay."""
    row = OrganisationKey.objects.select_for_update(of=("self",)).select_related("recovery").get(pk=row.pk)
    stay = [only] if only else [wrap.person_id for wrap in row.wraps.all() if wrap.person_id != without]
    row.wraps.all().delete()
    row.recovery_wrap, row.retired_at = b"", at
    row.save(update_fields=["recovery_wrap", "retired_at"])
    new_row, new_key = _new_generation(way_back or row.recovery, by=by, at=at)
    for person in stay:
        _wrap(new_row, new_key, person, by=by, at=at)
    for assessment in Assessment.objects.filter(member__organisation=row.organisation_id):
        own = sealing.unseal(key, bytes(assessment.key_wrap), bound_to=bound_to_assessment(assessment))
        assessment.key_wrap = sealing.seal(new_key, own, bound_to=bound_to_assessment(assessment))
        assessment.wrapped_under = new_row
        assessment.save(update_fields=["key_wrap", "wrapped_under"])


def _new_generation(way_back: Recovery, *, by: Actor, at: datetime) -> tuple[OrganisationKey, bytes]:
    key = sealing.new_key()
    row = OrganisationKey(organisation_id=way_back.organisation_id, recovery=way_back, made_at=at, made_by=by.code)
    row.recovery_wrap = recovery.seal_to(bytes(way_back.public_key), key, bound_to=_bound_to_way_back(row))
    row.save()
    return row, key


def _new_recovery(organisation: int, at: datetime) -> Recovery:
    pair = recovery.new_pair()
    row = Recovery.objects.create(organisation_id=organisation, public_key=pair.public, made_at=at)
    for share in pair.shares:
        waiting = RecoveryShare(recovery=row, number=share.number)
        waiting.sealed = envelope.seal(share.value, purpose=SHARE_WAITING, bound_to=_bound_to_share(waiting))
        waiting.save()
    return row


def _wrap(row: OrganisationKey, key: bytes, person: int, *, by: Actor, at: datetime) -> None:
    sealed = envelope.seal(key, purpose=ORGANISATION_WRAP, bound_to=bound_to_person(row, person))
    PersonWrap.objects.create(key=row, person_id=person, sealed=sealed, let_in_by=by.code, let_in_at=at)


def _bound_to_way_back(row: OrganisationKey) -> str:
    return f"way-back|{row.organisation_id}|{row.reference}"


def _bound_to_share(share: RecoveryShare) -> str:
    return f"{share.recovery.reference}|{share.number}"
