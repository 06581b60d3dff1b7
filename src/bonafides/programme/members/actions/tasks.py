"""Tasks: made by a person or by what happened, given to somebody, done with a word about what came of it."""

from datetime import date, datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people.queries import Person
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import letters, permissions
from bonafides.programme.members.events import SecondContactTried, TaskAssigned, TaskDone, TaskMade
from bonafides.programme.members.models import Member, Task
from bonafides.programme.members.vocabulary import FOR_OFFICERS, TaskKind


@audited_action
def make_task(
    *,
    member: Member,
    title: str,
    due_on: date,
    for_member: bool = False,
    assignee: Person | None = None,
    by: Actor,
    at: datetime,
) -> Task:
    """A task that a person writes, for the programme or for the member."""
    permissions.check_can_mentor(by, member)
    return new_task(member, TaskKind.OTHER, title, due_on, for_member=for_member, assignee=assignee, by=by, at=at)


def new_task(
    member: Member | None,
    kind: TaskKind,
    title: str,
    due_on: date,
    *,
    for_member: bool = False,
    requirement: str = "",
    assignee: Person | None = None,
    by: Actor,
    at: datetime,
) -> Task:
    """The row and its event, for an action that has checked who asks.

    The mentor has it unless somebody is named, or only an officer may decide: those wait on the list.
    """
    is_mentors = member is not None and not for_member and kind not in FOR_OFFICERS
    mentor = member.mentor if member and is_mentors else None
    task = Task.objects.create(
        member=member,
        kind=kind,
        title=title[:200],
        due_on=due_on,
        for_member=for_member,
        requirement=requirement,
        assignee=assignee or mentor,
        made_by=by.code,
        made_at=at,
    )
    letters.tell_assignee(task, at=at)
    record(TaskMade(member=reference_of(member), task=task.reference, kind=kind), by=by, at=at)
    return task


def reference_of(member: Member | None) -> str:
    return member.reference if member else ""


@audited_action
def assign_task(*, task: Task, assignee: Person | None, by: Actor, at: datetime) -> None:
    permissions.check_can_do(by, task)
    check_is_open(task)
    task.assignee = assignee
    task.save(update_fields=["assignee"])
    letters.tell_assignee(task, at=at)
    code = assignee.code if assignee else ""
    record(TaskAssigned(member=reference_of(task.member), task=task.reference, person=code), by=by, at=at)


@audited_action
def finish_task(*, task: Task, note: str, by: Actor, at: datetime) -> None:
    permissions.check_can_do(by, task)
    check_is_open(task)
    finish(task, note, by=by, at=at)


def finish(task: Task, note: str, *, by: Actor, at: datetime) -> None:
    task.done_at, task.done_by, task.note = at, by.code, note
    task.save(update_fields=["done_at", "done_by", "note"])
    record(TaskDone(member=reference_of(task.member), task=task.reference), by=by, at=at)


def finish_about(member: Member | None, kind: TaskKind, title: str, *, by: Actor, at: datetime) -> None:
    """Close what became needless because it was done elsewhere."""
    for task in Task.objects.filter(member=member, kind=kind, title=title[:200], done_at=None):
        finish(task, "", by=by, at=at)


@audited_action
def record_second_contact_tried(*, task: Task, reached: bool, note: str, by: Actor, at: datetime) -> None:
    """A person tried the second contact: where it answered the matter is over, else a person may let it lapse."""
    permissions.check_can_do(by, task)
    check_is_open(task)
    if not task.asks_for_second:
        raise Conflict("no-second-contact", _("This task asks for no second contact, or it was tried before."))
    task.second_tried_at, task.second_tried_by, task.second_reached, task.note = at, by.code, reached, note
    task.save(update_fields=["second_tried_at", "second_tried_by", "second_reached", "note"])
    record(SecondContactTried(member=reference_of(task.member), task=task.reference, reached=reached), by=by, at=at)
    if reached:
        finish(task, note, by=by, at=at)


def check_is_open(task: Task) -> None:
    if task.done_at is not None:
        raise Conflict("task-done", _("This task is done already."))
