"""What a mentor does with a member: documents are looked at, a plan is made and followed, notes are kept."""

from datetime import date, datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import OrganisationKind
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import permissions
from bonafides.programme.members.events import (
    DocumentReviewed,
    FindingNoted,
    MentorNamed,
    NoteWritten,
    PlanChanged,
)
from bonafides.programme.members.models import DocumentReview, Finding, Member, Note, PlanItem
from bonafides.programme.members.probing import Snapshot
from bonafides.programme.members.vocabulary import DocumentKind, FindingKind, FindingState, PlanState, Severity


@audited_action
def name_mentor(*, member: Member, mentor: Person, by: Actor, at: datetime) -> None:
    """The one person of the programme whom this member turns to."""
    permissions.check_can_vet(by)
    if mentor.organisation.kind != OrganisationKind.PROGRAMME or not mentor.is_active:
        raise Invalid("mentor-of-the-programme", _("A mentor is somebody who works for the programme."))
    member.mentor = mentor
    member.save(update_fields=["mentor"])
    record(MentorNamed(member=member.reference, person=mentor.code), by=by, at=at)


@audited_action
def write_note(*, member: Member, text: str, by: Actor, at: datetime) -> Note:
    """A note that the member never sees."""
    permissions.check_can_mentor(by, member)
    note = Note.objects.create(member=member, text=text, written_by=by.code, written_at=at)
    record(NoteWritten(member=member.reference), by=by, at=at)
    return note


@audited_action
def begin_review(
    *, member: Member, kind: DocumentKind, url: str, snapshot: Snapshot, by: Actor, at: datetime
) -> DocumentReview:
    """Begin to look at a document as it is now; the member sees nothing before it is shared."""
    permissions.check_can_mentor(by, member)
    review = DocumentReview.objects.create(
        member=member,
        kind=kind,
        url=url,
        text=snapshot.text,
        sha256=snapshot.sha256,
        size_bytes=snapshot.size_bytes,
        begun_by=by.code,
        begun_at=at,
    )
    record(DocumentReviewed(member=member.reference, review=review.reference, shared=False), by=by, at=at)
    return review


@audited_action
def note_finding(
    *, review: DocumentReview, kind: FindingKind, text: str, severity: Severity, by: Actor, at: datetime
) -> Finding:
    """A strength, or a recommendation with how much it matters."""
    permissions.check_can_mentor(by, review.member)
    if (kind is FindingKind.RECOMMENDATION) is (severity is Severity.NONE):
        raise RuleBroken("finding-severity", _("A recommendation says how much it matters; a strength does not."))
    finding = Finding.objects.create(
        review=review, kind=kind, text=text, severity=severity, noted_by=by.code, noted_at=at
    )
    record_finding(finding, by=by, at=at)
    return finding


def record_finding(finding: Finding, *, by: Actor, at: datetime) -> None:
    review = finding.review
    noted = FindingNoted(
        member=review.member.reference, review=review.reference, kind=finding.kind, state=finding.state
    )
    record(noted, by=by, at=at)


@audited_action
def share_review(*, review: DocumentReview, by: Actor, at: datetime) -> None:
    """Let the member read the findings from now on."""
    permissions.check_can_mentor(by, review.member)
    if review.shared_at is not None:
        raise Conflict("review-shared", _("The member sees this review already."))
    if not review.findings.exists():
        raise RuleBroken("review-empty", _("There is no finding yet that could be shared."))
    review.shared_at = at
    review.save(update_fields=["shared_at"])
    record(DocumentReviewed(member=review.member.reference, review=review.reference, shared=True), by=by, at=at)


@audited_action
def answer_finding(*, finding: Finding, state: FindingState, answer: str, by: Actor, at: datetime) -> None:
    """What becomes of a recommendation, in the member's words or the mentor's."""
    permissions.check_can_plan(by, finding.review.member)
    if finding.kind != FindingKind.RECOMMENDATION:
        raise RuleBroken("strength-needs-nothing", _("A strength asks for nothing."))
    finding.state, finding.answer, finding.answered_at = state, answer, at
    finding.save(update_fields=["state", "answer", "answered_at"])
    record_finding(finding, by=by, at=at)


@audited_action
def add_plan_item(*, member: Member, title: str, owner: str, due_on: date, by: Actor, at: datetime) -> PlanItem:
    permissions.check_can_plan(by, member)
    item = PlanItem.objects.create(
        member=member, title=title, owner=owner, due_on=due_on, added_by=by.code, added_at=at, changed_at=at
    )
    record(PlanChanged(member=member.reference, item=item.reference, state=item.state), by=by, at=at)
    return item


@audited_action
def set_plan_state(*, item: PlanItem, state: PlanState, by: Actor, at: datetime) -> None:
    permissions.check_can_plan(by, item.member)
    item.state, item.changed_at = state, at
    item.save(update_fields=["state", "changed_at"])
    record(PlanChanged(member=item.member.reference, item=item.reference, state=state), by=by, at=at)
