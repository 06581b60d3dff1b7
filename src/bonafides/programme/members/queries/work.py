"""What there is to do, and what mentors and members work on."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import permissions
from bonafides.programme.members.models import DocumentReview, Finding, ImportRun, Member, RequirementRow, Task
from bonafides.programme.members.queries.members import as_reference
from bonafides.programme.members.vocabulary import FindingKind, FindingState, Requirement


@dataclass(frozen=True)
class TaskFilter:
    """What is asked for of the tasks; by default those that are still to do."""

    state: str = "open"
    kind: str = ""
    whose: str = ""


def tasks_for(by: Actor, wanted: TaskFilter, today: date) -> QuerySet[Task]:
    """The programme's tasks, by the day they are due."""
    permissions.check_can_read_work(by)
    rows = Task.objects.filter(for_member=False).select_related("member", "assignee")
    if wanted.state == "overdue":
        rows = rows.filter(done_at=None, due_on__lt=today)
    elif wanted.state in {"open", "done"}:
        rows = rows.filter(done_at__isnull=wanted.state == "open")
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.whose:
        rows = rows.filter(assignee=by.person if wanted.whose == "mine" else None)
    return rows.order_by("due_on", "pk")


def task_for(by: Actor, reference: str) -> Task:
    task: Task | None = (
        Task.objects.select_related("member__organisation", "assignee")
        .filter(reference=as_reference(reference))
        .first()
    )
    if task is None or not permissions.can_see_task(by, task):
        raise NotFound("no-such-task", _("There is no such task."))
    return task


def tasks_of(member: Member, *, for_member: bool) -> QuerySet[Task]:
    """What is still to do about a member, or by it."""
    rows = member.tasks.filter(for_member=for_member, done_at=None)
    return rows.select_related("assignee").order_by("due_on", "pk")


def second_contact_failed(row: RequirementRow) -> bool:
    """Whether a person tried the second contact in vain since this requirement was last decided."""
    tried = Task.objects.filter(member_id=row.member_id, requirement=row.requirement, second_reached=False)
    return tried.filter(second_tried_at__gte=row.decided_at).exists() if row.decided_at else tried.exists()


def open_task_about(member: Member, requirement: Requirement, kind: str, title: str) -> Task | None:
    """The task that an earlier failed test made, if nobody has done it yet."""
    return member.tasks.filter(requirement=requirement, kind=kind, title=title, done_at=None).first()


def reviews_of(by: Actor, member: Member) -> QuerySet[DocumentReview]:
    """Documents looked at, with how many recommendations are open; a member sees those shared with it."""
    permissions.check_can_read_mentoring(by, member)
    rows = member.reviews.all() if not permissions.is_own(by, member) else member.reviews.exclude(shared_at=None)
    waiting = Q(findings__kind=FindingKind.RECOMMENDATION, findings__state=FindingState.OPEN)
    return rows.annotate(open_findings=Count("findings", filter=waiting)).order_by("-pk")


def review_for(by: Actor, reference: str) -> DocumentReview:
    found = DocumentReview.objects.select_related("member__organisation", "member__mentor")
    review: DocumentReview | None = found.filter(reference=as_reference(reference)).first()
    if review is None or not may_read_review(by, review):
        raise NotFound("no-such-review", _("There is no such review."))
    return review


def may_read_review(by: Actor, review: DocumentReview) -> bool:
    is_own = permissions.is_own(by, review.member)
    return permissions.can_read_mentoring(by, review.member) and (review.shared_at is not None or not is_own)


def import_runs_for(by: Actor) -> QuerySet[ImportRun]:
    permissions.check_can_read_vetting(by)
    return ImportRun.objects.order_by("-pk")


def import_run_for(by: Actor, reference: str) -> ImportRun:
    run: ImportRun | None = import_runs_for(by).filter(reference=as_reference(reference)).first()
    if run is None:
        raise NotFound("no-such-import", _("There is no such import."))
    return run


def finding_of(review: DocumentReview, number: int) -> Finding:
    finding: Finding | None = review.findings.filter(pk=number).first()
    if finding is None:
        raise NotFound("no-such-finding", _("There is no such finding."))
    finding.review = review
    return finding
