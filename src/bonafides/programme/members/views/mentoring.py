"""What a mentor and a member work on: documents, a plan, tasks; and the notes that stay in the programme."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.requests import ActorRequest
from bonafides.base.people import queries as persons
from bonafides.kernel.clock import now
from bonafides.programme.members import actions, permissions, probing, queries
from bonafides.programme.members.forms import (
    AnswerForm,
    FindingForm,
    MentorForm,
    NoteForm,
    PlanForm,
    PlanStateForm,
    ReviewForm,
    TaskForm,
)
from bonafides.programme.members.models import DocumentReview, Finding, Member, Note, PlanItem
from bonafides.programme.members.queries.members import part_of
from bonafides.programme.members.queries.work import finding_of
from bonafides.programme.members.views.answers import address_of, answered, pressed

NOTES_SHOWN = 50


@require_GET
def mentoring(request: ActorRequest, reference: str) -> HttpResponse:
    return mentoring_page(request, queries.member_for(request.actor, reference))


def mentoring_page(request: ActorRequest, member: Member, status: int = 200, **bound: forms.Form) -> HttpResponse:
    actor = request.actor
    is_own = permissions.is_own(actor, member)
    context: dict[str, Any] = {
        "member": member,
        "reviews": queries.reviews_of(actor, member)[:50],
        "plan": [(item, state_form(item)) for item in member.plan.all()[:100]],
        "tasks": queries.tasks_of(member, for_member=True),
        "today": now().date(),
        "is_own": is_own,
        "may_mentor": permissions.can_mentor(actor, member),
        "may_plan": permissions.can_plan(actor, member),
        "may_vet": permissions.can_vet(actor),
        "mentor_form": mentor_form(member) if permissions.can_vet(actor) else None,
        "note_form": NoteForm(),
        "review_form": ReviewForm(),
        "plan_form": PlanForm(),
        "task_form": TaskForm(),
    }
    return render(request, "members/mentoring.html", context | notes_of(request, member) | bound, status=status)


def notes_of(request: ActorRequest, member: Member) -> dict[str, Any]:
    """The programme's own notes: for who vets, who audits, and the mentor."""
    reads = permissions.can_read_vetting(request.actor) or permissions.is_mentor(request.actor, member)
    notes: list[Note] = list(member.notes.all()[:NOTES_SHOWN]) if reads else []
    return {"reads_notes": reads, "notes": notes, "names": persons.names_of(note.written_by for note in notes)}


def mentor_form(member: Member, *args: Any) -> MentorForm:
    initial = {"mentor": member.mentor.code if member.mentor else ""}
    return MentorForm(queries.team_of_the_programme(), *args, initial=initial)


def state_form(item: PlanItem) -> PlanStateForm:
    return PlanStateForm(initial={"state": item.state}, auto_id=f"plan_{item.reference}_%s")


def mentoring_of(member: Member) -> str:
    return address_of("members:mentoring", member.reference)


def with_member(
    request: ActorRequest, reference: str, name: str, form: forms.Form, act: Any, said: str
) -> HttpResponse:
    """Do with a member what a form of this page asks."""
    member = queries.member_for(request.actor, reference)
    return answered(
        request,
        form,
        lambda: act(member=member, by=request.actor, at=now()),
        said=said,
        to=mentoring_of(member),
        again=lambda: mentoring_page(request, member, status=422, **{f"{name}_form": form}),
    )


@require_POST
def name_mentor(request: ActorRequest, reference: str) -> HttpResponse:
    permissions.check_can_vet(request.actor)
    people = {person.code: person for person in queries.team_of_the_programme()}
    form = MentorForm(people.values(), request.POST)

    def act(**who: Any) -> None:
        actions.name_mentor(mentor=people[form.cleaned_data["mentor"]], **who)

    return with_member(request, reference, "mentor", form, act, _("The mentor is named."))


@require_POST
def write_note(request: ActorRequest, reference: str) -> HttpResponse:
    form = NoteForm(request.POST)
    permissions.check_can_mentor(request.actor, queries.member_for(request.actor, reference))

    def act(**who: Any) -> None:
        actions.write_note(**form.cleaned_data, **who)

    return with_member(request, reference, "note", form, act, _("The note is kept."))


@require_POST
def add_plan_item(request: ActorRequest, reference: str) -> HttpResponse:
    form = PlanForm(request.POST)
    permissions.check_can_plan(request.actor, queries.member_for(request.actor, reference))

    def act(**who: Any) -> None:
        actions.add_plan_item(**form.cleaned_data, **who)

    return with_member(request, reference, "plan", form, act, _("It is in the plan."))


@require_POST
def set_plan_state(request: ActorRequest, reference: str, item: str) -> HttpResponse:
    member, form = queries.member_for(request.actor, reference), PlanStateForm(request.POST)
    permissions.check_can_plan(request.actor, member)
    shown = part_of(member, PlanItem, reference=item)
    return answered(
        request,
        form,
        lambda: actions.set_plan_state(item=shown, **form.cleaned_data, by=request.actor, at=now()),
        said=_("The plan is up to date."),
        to=mentoring_of(member),
        again=lambda: mentoring_page(request, member, status=422),
    )


# -- documents --------------------------------------------------------------------------------------


@require_POST
def begin_review(request: ActorRequest, reference: str) -> HttpResponse:
    form = ReviewForm(request.POST)
    permissions.check_can_mentor(request.actor, queries.member_for(request.actor, reference))

    def act(**who: Any) -> None:
        given = dict(form.cleaned_data)
        text = given.pop("text")
        snapshot = probing.snapshot_of_text(text) if text else probing.snapshot_at(given["url"])
        actions.begin_review(**given, snapshot=snapshot, **who)

    return with_member(request, reference, "review", form, act, _("Begun. The member does not see it yet."))


@require_GET
def review(request: ActorRequest, reference: str) -> HttpResponse:
    return review_page(request, queries.review_for(request.actor, reference))


def review_page(request: ActorRequest, shown: DocumentReview, status: int = 200, **bound: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {
        "review": shown,
        "member": shown.member,
        "findings": [(finding, answer_form(finding)) for finding in shown.findings.all()],
        "is_own": permissions.is_own(request.actor, shown.member),
        "may_mentor": permissions.can_mentor(request.actor, shown.member),
        "may_plan": permissions.can_plan(request.actor, shown.member),
        "finding_form": FindingForm(),
    }
    return render(request, "members/review.html", context | bound, status=status)


def answer_form(finding: Finding) -> AnswerForm:
    initial = {"state": finding.state, "answer": finding.answer}
    return AnswerForm(initial=initial, auto_id=f"finding_{finding.pk}_%s")


def review_url(shown: DocumentReview) -> str:
    return address_of("members:review", shown.reference)


@require_POST
def note_finding(request: ActorRequest, reference: str) -> HttpResponse:
    shown, form = queries.review_for(request.actor, reference), FindingForm(request.POST)
    permissions.check_can_mentor(request.actor, shown.member)
    return answered(
        request,
        form,
        lambda: actions.note_finding(review=shown, **form.cleaned_data, by=request.actor, at=now()),
        said=_("Noted."),
        to=review_url(shown),
        again=lambda: review_page(request, shown, status=422, finding_form=form),
    )


@require_POST
def answer_finding(request: ActorRequest, reference: str, number: int) -> HttpResponse:
    shown, form = queries.review_for(request.actor, reference), AnswerForm(request.POST)
    permissions.check_can_plan(request.actor, shown.member)
    finding = finding_of(shown, number)
    return answered(
        request,
        form,
        lambda: actions.answer_finding(finding=finding, **form.cleaned_data, by=request.actor, at=now()),
        said=_("Answered."),
        to=review_url(shown),
        again=lambda: review_page(request, shown, status=422),
    )


@require_POST
def share_review(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.review_for(request.actor, reference)
    return pressed(
        request,
        lambda: actions.share_review(review=shown, by=request.actor, at=now()),
        said=_("The member sees it from now on."),
        to=review_url(shown),
    )
