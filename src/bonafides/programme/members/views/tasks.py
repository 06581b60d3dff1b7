"""What the programme has to do, and one task."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.queries import Person
from bonafides.kernel.clock import now
from bonafides.programme.members import actions, permissions, queries
from bonafides.programme.members.forms import AssignForm, DoneForm, SecondForm, TaskFilterForm, TaskForm
from bonafides.programme.members.models import Task
from bonafides.programme.members.views.answers import address_of, answered
from bonafides.programme.members.views.mentoring import mentoring_page
from bonafides.programme.members.vocabulary import TESTED_CONTACTS, TaskKind

COLUMNS = [
    Column("reference", lambda task: task.reference),
    Column("kind", lambda task: task.kind),
    Column("title", lambda task: task.title),
    Column("member", lambda task: task.member.name if task.member else ""),
    Column("assignee", lambda task: task.assignee.name if task.assignee else ""),
    Column("due_on", lambda task: task.due_on),
    Column("made_at", lambda task: task.made_at),
    Column("done_at", lambda task: task.done_at),
]


@require_GET
def tasks(request: ActorRequest) -> HttpResponseBase:
    form, today = TaskFilterForm(request.GET), now().date()
    rows = queries.tasks_for(request.actor, form.wanted(), today)
    if chosen := request.GET.get("format", ""):
        return table_response(rows.iterator(chunk_size=500), COLUMNS, chosen, "tasks")
    page = page_of(rows, request)
    return render(request, "members/tasks.html", {"page": page, "filter": form, "today": today})


@require_GET
def task(request: ActorRequest, reference: str) -> HttpResponse:
    return task_page(request, queries.task_for(request.actor, reference))


def task_page(request: ActorRequest, shown: Task, status: int = 200, **bound: forms.Form) -> HttpResponse:
    may_do = permissions.can_do(request.actor, shown)
    is_programmes = permissions.can_read_all(request.actor)
    context: dict[str, Any] = {
        "task": shown,
        "state": shown.state_on(now().date()),
        "may_do": may_do and shown.done_at is None,
        "may_assign": may_do and is_programmes and not shown.for_member and shown.done_at is None,
        "is_programmes": is_programmes,
        "second": second_contacts(shown) if is_programmes else [],
        "sees_phones": permissions.can_vet(request.actor),
        "assign_form": AssignForm(team(request), initial={"assignee": shown.assignee.code if shown.assignee else ""}),
        "done_form": DoneForm(),
        "second_form": SecondForm(),
        "requirement_url": requirement_of(shown),
    }
    return render(request, "members/task.html", context | bound, status=status)


def team(request: ActorRequest) -> list[Person]:
    return list(queries.team_of_the_programme()) if permissions.can_read_all(request.actor) else []


def second_contacts(shown: Task) -> list[Any]:
    """Whom to try: whoever else is named about terrorist content than the contact that did not answer."""
    if shown.member is None or not shown.asks_for_second:
        return []
    named = [each for each in queries.contacts_of(shown.member) if each.kind in TESTED_CONTACTS]
    return [each for each in named if shown.kind != TaskKind.CONTACT_SILENT or each.name != shown.title]


def requirement_of(shown: Task) -> str:
    if not shown.requirement or shown.member is None:
        return ""
    return address_of("members:requirement", shown.member.reference, shown.requirement)


@require_POST
def new_task(request: ActorRequest, reference: str) -> HttpResponse:
    member, form = queries.member_for(request.actor, reference), TaskForm(request.POST)
    permissions.check_can_mentor(request.actor, member)
    return answered(
        request,
        form,
        lambda: actions.make_task(member=member, **form.cleaned_data, by=request.actor, at=now()),
        said=_("The task is on the list."),
        to=address_of("members:mentoring", member.reference),
        again=lambda: mentoring_page(request, member, status=422, task_form=form),
    )


@require_POST
def assign_task(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.task_for(request.actor, reference)
    people = {person.code: person for person in team(request)}
    form = AssignForm(people.values(), request.POST)
    permissions.check_can_do(request.actor, shown)
    return answered(
        request,
        form,
        lambda: actions.assign_task(
            task=shown, assignee=people.get(form.cleaned_data["assignee"]), by=request.actor, at=now()
        ),
        said=_("The task is given."),
        to=shown,
        again=lambda: task_page(request, shown, status=422, assign_form=form),
    )


@require_POST
def finish_task(request: ActorRequest, reference: str) -> HttpResponse:
    shown, form = queries.task_for(request.actor, reference), DoneForm(request.POST)
    permissions.check_can_do(request.actor, shown)
    return answered(
        request,
        form,
        lambda: actions.finish_task(task=shown, **form.cleaned_data, by=request.actor, at=now()),
        said=_("Done."),
        to="members:tasks" if permissions.can_read_work(request.actor) else shown,
        again=lambda: task_page(request, shown, status=422, done_form=form),
    )


@require_POST
def try_second(request: ActorRequest, reference: str) -> HttpResponse:
    """What came of trying the second contact."""
    shown, form = queries.task_for(request.actor, reference), SecondForm(request.POST)
    permissions.check_can_do(request.actor, shown)
    return answered(
        request,
        form,
        lambda: actions.record_second_contact_tried(task=shown, **form.cleaned_data, by=request.actor, at=now()),
        said=_("Noted."),
        to=shown,
        again=lambda: task_page(request, shown, status=422, second_form=form),
    )
