"""How the eight requirements come to stand as they do."""

from datetime import date, datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.programme.members import letters, permissions, readiness, rules
from bonafides.programme.members.actions.tasks import finish_about, new_task
from bonafides.programme.members.events import (
    EvidenceOffered,
    ReadinessKeyPinned,
    RequirementDecided,
    RequirementReminded,
    day,
)
from bonafides.programme.members.models import Evidence, Member, ReadinessKey, RequirementDecision, RequirementRow
from bonafides.programme.members.queries.members import member_of_program
from bonafides.programme.members.queries.work import second_contact_failed
from bonafides.programme.members.vocabulary import (
    REQUIREMENT_WORDS,
    VET_WITHIN,
    Requirement,
    RequirementState,
    TaskKind,
)


@audited_action
def set_requirement(
    *,
    member: Member,
    requirement: Requirement,
    state: RequirementState,
    evidence: str,
    evidence_at: date | None,
    evidence_url: str = "",
    until: date | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """Say how a requirement stands: an officer's decision, and the door by which assessments and pledge tell theirs."""
    permissions.check_can_decide(by, requirement)
    row = locked(member, requirement)
    claim = rules.Claim(
        state=state,
        evidence=evidence,
        evidence_at=evidence_at,
        until=until,
        by_person=by.kind is ActorKind.PERSON,
        second_failed=second_contact_failed(row),
    )
    ruling = rules.ruling_on(row.facts(), claim, at.date())
    row.evidence, row.evidence_url, row.evidence_at = evidence, evidence_url, evidence_at
    keep(row, ruling, by=by, at=at)
    finish_about(member, TaskKind.LOOK_AT_EVIDENCE, REQUIREMENT_WORDS[requirement], by=by, at=at)


def locked(member: Member, requirement: Requirement) -> RequirementRow:
    row: RequirementRow = RequirementRow.objects.select_for_update().get(member=member, requirement=requirement)
    row.member = member
    return row


def keep(row: RequirementRow, ruling: rules.Ruling, *, by: Actor, at: datetime) -> None:
    """Write what was decided into the row and its history, and record it."""
    row.state, row.until, row.reminded_days = ruling.state, ruling.until, None
    row.decided_by, row.decided_at = by.code, at
    row.save()
    copied = ("state", "until", "evidence", "evidence_url", "evidence_at", "decided_by", "decided_at")
    RequirementDecision.objects.create(row=row, **{name: getattr(row, name) for name in copied})
    decided = RequirementDecided(
        member=row.member.reference,
        requirement=Requirement(row.requirement),
        state=ruling.state,
        until=day(ruling.until),
        evidence_at=day(row.evidence_at),
    )
    record(decided, by=by, at=at)


@audited_action
def offer_evidence(
    *, member: Member, requirement: Requirement, note: str, url: str = "", dated: date, by: Actor, at: datetime
) -> Evidence:
    """A member shows something; an officer has a task to look at it."""
    permissions.check_can_change(by, member)
    row = locked(member, requirement)
    offered = Evidence.objects.create(row=row, note=note, url=url, dated=dated, offered_by=by.code, offered_at=at)
    due_on, title = rules.days_from(at, VET_WITHIN), REQUIREMENT_WORDS[requirement]
    finish_about(member, TaskKind.LOOK_AT_EVIDENCE, title, by=by, at=at)
    new_task(member, TaskKind.LOOK_AT_EVIDENCE, title, due_on, requirement=requirement, by=by, at=at)
    record(EvidenceOffered(member=member.reference, requirement=requirement), by=by, at=at)
    return offered


@audited_action
def take_readiness(*, document: bytes, vkey: str, by: Actor, at: datetime) -> Evidence:
    """A member's program shows what a drill came to: signed, by a key of a host of theirs. An officer looks at it.

    The first key that signed is pinned. What another one signed is kept, and an officer asks whether it is theirs.
    """
    member = member_of_program(by)
    hosts = member.domains.filter(removed_at=None).values_list("host", flat=True)
    shown = readiness.checked(document, vkey, hosts=frozenset(hosts))
    row = locked(member, Requirement.CONTACT_POINT)
    text = document.decode()
    known: Evidence | None = row.offers.filter(document=text).first()
    if known is not None:
        nothing_changed()
        return known
    offered = Evidence.objects.create(
        row=row,
        note=shown.note,
        document=text,
        key=key_shown(member, shown.vkey, by=by, at=at),
        dated=shown.ended_on,
        offered_by=by.code,
        offered_at=at,
    )
    title = REQUIREMENT_WORDS[Requirement.CONTACT_POINT]
    finish_about(member, TaskKind.LOOK_AT_EVIDENCE, title, by=by, at=at)
    due_on = rules.days_from(at, VET_WITHIN)
    new_task(member, TaskKind.LOOK_AT_EVIDENCE, title, due_on, requirement=Requirement.CONTACT_POINT, by=by, at=at)
    record(EvidenceOffered(member=member.reference, requirement=Requirement.CONTACT_POINT), by=by, at=at)
    return offered


def key_shown(member: Member, vkey: str, *, by: Actor, at: datetime) -> ReadinessKey:
    """The key that signed; the first of a member is pinned, and any other is a task until an officer has asked."""
    key: ReadinessKey | None = member.readiness_keys.filter(vkey=vkey).first()
    if key is None:
        key = ReadinessKey(member=member, vkey=vkey, shown_at=at)
        if not member.readiness_keys.filter(pinned_at__isnull=False).exists():
            pin(key, by=by, at=at)
        key.save()
    if not key.is_pinned and not member.tasks.filter(kind=TaskKind.KEY_CHANGED, title=key.short, done_at=None).exists():
        due_on = rules.days_from(at, VET_WITHIN)
        about = Requirement.CONTACT_POINT
        new_task(member, TaskKind.KEY_CHANGED, key.short, due_on, requirement=about, by=by, at=at)
    return key


def pin(key: ReadinessKey, *, by: Actor, at: datetime) -> None:
    key.pinned_by, key.pinned_at, key.ended_at = by.code, at, None
    record(ReadinessKeyPinned(member=key.member.reference, key=key.short), by=by, at=at)


@audited_action
def accept_key(*, key: ReadinessKey, by: Actor, at: datetime) -> None:
    """An officer has asked the member, and this key is theirs: it is pinned, and the one before signs no more."""
    permissions.check_can_vet(by)
    if key.is_pinned:
        nothing_changed()
        return
    key.member.readiness_keys.filter(pinned_at__isnull=False, ended_at=None).update(ended_at=at)
    pin(key, by=by, at=at)
    key.save()
    finish_about(key.member, TaskKind.KEY_CHANGED, key.short, by=by, at=at)


@audited_action
def lapse_by_date(*, member: Member, requirement: Requirement, by: Actor, at: datetime) -> None:
    """The day after its last day a requirement lapses by itself, and the member is told. Again changes nothing."""
    row = locked(member, requirement)
    if not rules.has_ended(row.facts(), at.date()):
        nothing_changed()
        return
    keep(row, rules.Ruling(RequirementState.LAPSED, None, ""), by=by, at=at)
    letters.tell_lapsed(member, row, at=at)


@audited_action
def remind_of_end(*, member: Member, requirement: Requirement, by: Actor, at: datetime) -> None:
    """The one reminder that is due now, once: what an outage skipped is not sent later."""
    row = locked(member, requirement)
    days = rules.reminder_due(row.until, at.date(), row.reminded_days) if row.until and row.is_held else None
    if days is None or row.until is None:
        nothing_changed()
        return
    if requirement is Requirement.ASSESSMENTS and row.reminded_days is None:
        new_task(member, TaskKind.REASSESS, member.name, row.until, requirement=requirement, by=by, at=at)
    row.reminded_days = days
    row.save(update_fields=["reminded_days"])
    letters.remind_of_end(member, row, days, at=at)
    reminded = RequirementReminded(
        member=member.reference, requirement=requirement, until=row.until.isoformat(), days=days
    )
    record(reminded, by=by, at=at)
