"""A mark is granted, signed, renewed, ends and lapses."""

from collections.abc import Sequence
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.programme.members.vocabulary import MemberState, Requirement
from bonafides.programme.trustmark import criteria, letters, permissions, queries, signing
from bonafides.programme.trustmark.actions.issuer import note_document
from bonafides.programme.trustmark.actions.publishing import put_word, sign_list
from bonafides.programme.trustmark.events import (
    InstanceRevoked,
    IssuerLate,
    MarkEnding,
    MarkGranted,
    MarkIssued,
    MarkLapsed,
    MarkRenewed,
    MarkResumed,
)
from bonafides.programme.trustmark.models import Instance, Mark, Review
from bonafides.programme.trustmark.participation import shares_since
from bonafides.programme.trustmark.rules import standing as rules
from bonafides.programme.trustmark.rules.standing import Step
from bonafides.programme.trustmark.vocabulary import EndOfInstance, MarkState


@audited_action
def grant(*, review: Review, by: Actor, at: datetime) -> Mark:
    """Two persons found the requirements met: the mark stands, and its first instance is signed at once.

    Called by the second reading, in its transaction. Where the programme cannot sign, the mark is granted all the same
    and the register says `issuer late`.
    """
    mark = Mark.objects.create(
        member=review.member, review=review, criteria=criteria.IN_FORCE, awarded_at=at, changed_at=at
    )
    record(MarkGranted(mark=mark.reference, member=mark.member.reference, review=review.reference), by=by, at=at)
    sign_next(mark, at=at)
    letters.granted(mark, at=at)
    return mark


@audited_action
def renew_mark(*, mark: Mark, by: Actor = SYSTEM, at: datetime) -> Step:
    """Do whatever is due with an active mark: renew it, note that it ends, let it lapse, or nothing."""
    permissions.check_house(by)
    nothing_changed()
    mark = locked(mark)
    shortfalls = queries.shortfalls_for(mark.member, at)
    is_member = mark.member.state == MemberState.ADMITTED
    step = rules.renewal_of(mark.facts(), is_member=is_member, holds=not shortfalls, at=at).step
    missing = [one.requirement for one in shortfalls]
    if step is Step.RENEW:
        sign_next(mark, at=at)
    elif step is Step.END:
        begin_to_end(mark, missing, at=at)
    elif step is Step.LAPSE:
        lapse(mark, missing, at=at)
    elif step is Step.RESUME:
        resume(mark, at=at)
    return step


def locked(mark: Mark) -> Mark:
    """The row as it is now, held until the transaction ends."""
    row: Mark = Mark.objects.select_for_update(of=("self",)).select_related("member", "current").get(pk=mark.pk)
    return row


def sign_next(mark: Mark, *, at: datetime) -> bool:
    """Sign and publish the next instance. False where the programme cannot: then the register says so."""
    try:
        note_document(at=at)
        instance = signing.signed_instance(
            mark,
            checked=queries.checked_days(mark.member, mark.review.ended_at or mark.awarded_at),
            shares_since=shares_since(mark.member, at.date()),
            at=at,
        )
    except signing.FAULTS as fault:
        note_late(mark, signing.fault_code(fault), at=at)
        return False
    instance.save()
    mark.current, mark.missing, mark.late_since, mark.late_cause = instance, [], None, ""
    mark.changed_at = at
    mark.save()
    put_word(mark, at=at)
    record(issued(instance), by=SYSTEM, at=at)
    if instance.status_list.document is None:
        sign_list(instance.status_list, at=at)
    letters.tell_endpoints(mark, "mark.issued" if instance.number == 1 else "mark.renewed", at=at)
    return True


def issued(instance: Instance) -> MarkIssued | MarkRenewed:
    kind = MarkIssued if instance.number == 1 else MarkRenewed
    return kind(
        mark=instance.mark.reference,
        number=instance.number,
        credential=instance.digest,
        status_list=instance.status_list.number,
        place=instance.place,
        key=instance.key,
        valid_until=instance.valid_until.isoformat(),
    )


def note_late(mark: Mark, cause: str, *, at: datetime) -> None:
    """The fault is the programme's: it is said once, and stays said until an instance is signed."""
    if mark.late_since is not None:
        return
    mark.late_since, mark.late_cause, mark.changed_at = at, cause, at
    mark.save()
    put_word(mark, at=at)
    record(IssuerLate(mark=mark.reference, cause=cause), by=SYSTEM, at=at)


def begin_to_end(mark: Mark, missing: Sequence[Requirement], *, at: datetime) -> None:
    """It is not renewed while these do not hold; what is out is valid until its own end, and the register says why."""
    wanted = [each.value for each in missing]
    if mark.missing == wanted:
        return
    mark.missing, mark.changed_at = wanted, at
    mark.save()
    put_word(mark, at=at)
    ends_at = mark.current.valid_until.isoformat() if mark.current else ""
    record(MarkEnding(mark=mark.reference, missing=wanted, ends_at=ends_at), by=SYSTEM, at=at)
    letters.ending(mark, at=at)


def resume(mark: Mark, *, at: datetime) -> None:
    mark.missing, mark.changed_at = [], at
    mark.save()
    put_word(mark, at=at)
    record(MarkResumed(mark=mark.reference), by=SYSTEM, at=at)


def lapse(mark: Mark, missing: Sequence[Requirement], *, at: datetime) -> None:
    """It is over by itself. Where the member has left, what is still out is revoked."""
    revoke_instances(mark, EndOfInstance.LEFT, at=at)
    mark.state, mark.changed_at = MarkState.LAPSED, at
    mark.missing = [each.value for each in missing] or mark.missing
    mark.save()
    put_word(mark, at=at)
    record(MarkLapsed(mark=mark.reference, missing=mark.missing), by=SYSTEM, at=at)
    letters.lapsed(mark, at=at)


def revoke_instances(mark: Mark, why: EndOfInstance, *, at: datetime, key: str = "") -> None:
    """Revoke every instance that would still verify, the one before the present one too, and publish it at once."""
    out = mark.instances.filter(revoked_at=None, valid_until__gt=at).select_related("status_list")
    ended = list(out.filter(key=key) if key else out)
    for instance in ended:
        instance.revoked_at, instance.revoked_why = at, why
        instance.save(update_fields=["revoked_at", "revoked_why"])
        revoked = InstanceRevoked(mark=mark.reference, number=instance.number, credential=instance.digest, why=why)
        record(revoked, by=SYSTEM, at=at)
    if mark.current_id in {instance.pk for instance in ended}:
        mark.current = None
    for status_list in {instance.status_list for instance in ended}:
        sign_list(status_list, at=at)
