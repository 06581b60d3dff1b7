"""The editors' side: writing with a preview, reviewing, publishing, translating, files, groups, bringing in and out."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.mending import mended
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.knowledge import actions, markdown, permissions, queries
from bonafides.programme.knowledge.differences import differences
from bonafides.programme.knowledge.forms import (
    AboutForm,
    ApproveForm,
    FileForm,
    GroupForm,
    MeetingForm,
    NewForm,
    PersonForm,
    ReasonForm,
    WordsForm,
)
from bonafides.programme.knowledge.models import Group, Resource, Revision
from bonafides.programme.knowledge.views.shared import shown
from bonafides.programme.knowledge.vocabulary import (
    LANGUAGES,
    RIGHT_TO_LEFT,
    UNFINISHED,
    AttendanceState,
    Kind,
    RevisionState,
)

RUNS_OUT_WITHIN = timedelta(days=60)


@require_GET
def desk(request: ActorRequest) -> HttpResponse:
    """What waits for an editor: drafts, reviews, what is set to be published, what runs out."""
    by, today = request.actor, now().date()
    revisions = queries.under_way(by)
    context = {
        "in_review": [each for each in revisions if each.state == RevisionState.IN_REVIEW],
        "approved": [each for each in revisions if each.state == RevisionState.APPROVED],
        "drafts": [each for each in revisions if each.state == RevisionState.DRAFT],
        "running_out": [
            (each, each.freshness_on(today).value) for each in queries.running_out(by, today, RUNS_OUT_WITHIN)
        ],
        "groups": queries.groups(by),
        "group_form": GroupForm(),
        "file_form": FileForm(),
    }
    return shown(request, "knowledge/desk.html", context)


@require_http_methods(["GET", "POST"])
def new(request: ActorRequest) -> HttpResponse:
    """A new resource; with `preview` it is shown and not stored."""
    form = NewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "preview" not in request.POST and mended(form, lambda: create(request, form)):
        messages.success(request, _("The draft is there. Send it to review when it is ready."))
        return redirect("knowledge:keep", form.cleaned_data["slug"])
    context = {"form": form, "preview": previewed(form)}
    return shown(request, "knowledge/new.html", context, 422 if form.errors else 200)


def create(request: ActorRequest, form: NewForm) -> None:
    given = form.cleaned_data
    actions.create_resource(
        slug=given["slug"],
        about=form.about(),
        words=form.words(),
        language=given["language"],
        groups=list(given["groups"]),
        by=request.actor,
        at=now(),
    )


def previewed(form: forms.Form) -> str:
    """The text of a form as readers would see it."""
    if not form.is_bound or not form.is_valid():
        return ""
    return markdown.rendered(form.cleaned_data["body"])


@require_GET
def keep(request: ActorRequest, slug: str) -> HttpResponse:
    return keep_page(request, queries.kept_resource(request.actor, slug))


def keep_page(request: ActorRequest, one: Resource, status: int = 200, **bound: forms.Form) -> HttpResponse:
    """A resource as its editors see it; a bound form replaces the empty one of its name."""
    meeting = queries.meeting_of(one)
    texts = queries.texts_to_keep(one)
    context: dict[str, Any] = {
        "resource": one,
        "texts": [(text, text.revisions.first(), queries.is_behind(text)) for text in texts],
        "missing": [(code, name) for code, name in LANGUAGES.items() if code not in {each.language for each in texts}],
        "freshness": one.freshness_on(now().date()).value,
        "about_form": AboutForm.of(one),
        "withdraw_form": ReasonForm(),
        "file_form": FileForm(),
        "attachments": queries.attachments_of(one),
        "is_event": one.kind == Kind.EVENT,
        "meeting_form": meeting_form_of(meeting),
        "attendances": list(queries.attendances(meeting)[:500]) if meeting else [],
    }
    return shown(request, "knowledge/keep.html", context | bound, status)


def meeting_form_of(meeting: Any) -> MeetingForm:
    names = ("starts_at", "ends_at", "place", "join_url", "recording_url")
    return MeetingForm(initial={name: getattr(meeting, name) for name in names} if meeting else None)


@require_POST
def describe(request: ActorRequest, slug: str) -> HttpResponse:
    one = queries.kept_resource(request.actor, slug)
    form = AboutForm(request.POST)
    if not mended(form, lambda: change(request, one, form)):
        return keep_page(request, one, status=422, about_form=form)
    messages.success(request, _("Changed, for readers too."))
    return redirect("knowledge:keep", slug)


def change(request: ActorRequest, one: Resource, form: AboutForm) -> None:
    given = form.cleaned_data
    actions.describe(
        resource=one,
        about=form.about(),
        groups=list(given["groups"]),
        is_featured=given["is_featured"],
        by=request.actor,
        at=now(),
    )


@require_http_methods(["GET", "POST"])
def write(request: ActorRequest, slug: str, language: str) -> HttpResponse:
    """Write a text, a translation beside its original; with `preview` it is shown and not stored."""
    one = queries.kept_resource(request.actor, slug)
    check_language(language)
    last = queries.latest(one, language)
    form = WordsForm(request.POST) if request.method == "POST" else WordsForm.of(last) if last else WordsForm()
    if request.method == "POST" and "preview" not in request.POST:
        saved: list[Revision] = []
        if mended(form, lambda: saved.append(save(request, one, language, form))):
            messages.success(request, _("The draft is saved."))
            return redirect("knowledge:revision", saved[0].reference)
    context = {
        "resource": one,
        "form": form.written_in(language),
        "language": language,
        "language_name": LANGUAGES[language],
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
        "original": queries.latest(one) if language != one.language else None,
        "preview": previewed(form) if request.method == "POST" else "",
        "last": last,
    }
    return shown(request, "knowledge/write.html", context, 422 if form.errors else 200)


def check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise NotFound("language", gettext_noop("There is no such language here."))


def save(request: ActorRequest, one: Resource, language: str, form: WordsForm) -> Revision:
    note = form.cleaned_data["note"]
    return actions.write(resource=one, words=form.words(), language=language, note=note, by=request.actor, at=now())


# -- a version's way --------------------------------------------------------------------------------------------------


@require_GET
def revision(request: ActorRequest, reference: str) -> HttpResponse:
    return revision_page(request, queries.revision_for(request.actor, reference))


def revision_page(request: ActorRequest, one: Revision, status: int = 200, **bound: forms.Form) -> HttpResponse:
    """One version: what it changes, how it looks, and what may be done with it now."""
    earlier, by = queries.before(one), request.actor
    own = by.code in one.writers
    context: dict[str, Any] = {
        "revision": one,
        "text": one.text,
        "resource": one.text.resource,
        "language_name": LANGUAGES[one.text.language],
        "earlier": earlier,
        "lines": differences(earlier.body, one.body) if earlier else [],
        "heads": heads_of(earlier, one) if earlier else [],
        "html": markdown.rendered(one.body),
        "history": queries.history_of(one.text),
        "is_draft": one.state == RevisionState.DRAFT,
        "is_under_way": one.state in UNFINISHED,
        "is_mine": own,
        "may_approve": permissions.can_approve(by) and not own and one.state == RevisionState.IN_REVIEW,
        "may_return": permissions.can_approve(by) and one.state in {RevisionState.IN_REVIEW, RevisionState.APPROVED},
        "may_edit_it": permissions.can_edit(by) and one.state == RevisionState.DRAFT,
        "approve_form": ApproveForm(),
        "return_form": ReasonForm(),
    }
    return shown(request, "knowledge/revision.html", context | bound, status)


def heads_of(earlier: Revision, one: Revision) -> list[Any]:
    """What changed in title, summary and quiz."""
    old, new = (f"{each.title}\n{each.summary}\n{each.quiz}".strip() for each in (earlier, one))
    return differences(old, new) if old != new else []


@require_POST
def send(request: ActorRequest, reference: str) -> HttpResponse:
    one = queries.revision_for(request.actor, reference)
    actions.send(revision=one, by=request.actor, at=now())
    messages.success(request, _("Sent. Another person looks at it now."))
    return redirect("knowledge:revision", reference)


@require_POST
def approve(request: ActorRequest, reference: str) -> HttpResponse:
    one = queries.revision_for(request.actor, reference)
    form = ApproveForm(request.POST)
    if not mended(form, lambda: actions.approve(revision=one, **form.cleaned_data, by=request.actor, at=now())):
        return revision_page(request, one, status=422, approve_form=form)
    messages.success(request, _("Approved."))
    return redirect("knowledge:revision", reference)


@require_POST
def give_back(request: ActorRequest, reference: str) -> HttpResponse:
    one = queries.revision_for(request.actor, reference)
    form = ReasonForm(request.POST)
    if not mended(
        form, lambda: actions.return_to_writer(revision=one, **form.cleaned_data, by=request.actor, at=now())
    ):
        return revision_page(request, one, status=422, return_form=form)
    messages.success(request, _("Given back, with your reason."))
    return redirect("knowledge:revision", reference)


@require_POST
def withdraw(request: ActorRequest, slug: str) -> HttpResponse:
    one = queries.kept_resource(request.actor, slug)
    form = ReasonForm(request.POST)
    if not mended(form, lambda: actions.withdraw(resource=one, **form.cleaned_data, by=request.actor, at=now())):
        return keep_page(request, one, status=422, withdraw_form=form)
    messages.success(request, _("Withdrawn: no reader sees it any more."))
    return redirect("knowledge:keep", slug)


# -- files and events -------------------------------------------------------------------------------------------------


@require_POST
def attach(request: ActorRequest, slug: str) -> HttpResponse:
    one = queries.kept_resource(request.actor, slug)
    form = FileForm(request.POST, request.FILES)

    def keep_file() -> None:
        file = form.cleaned_data["file"]
        actions.attach(resource=one, name=file.name, data=file.read(), by=request.actor, at=now())

    if not mended(form, keep_file):
        return keep_page(request, one, status=422, file_form=form)
    return redirect("knowledge:keep", slug)


@require_POST
def remove_file(request: ActorRequest, reference: str) -> HttpResponse:
    file = queries.attachment_for(request.actor, reference)
    actions.remove_attachment(attachment=file, by=request.actor, at=now())
    return redirect("knowledge:keep", file.resource.slug)


@require_POST
def set_meeting(request: ActorRequest, slug: str) -> HttpResponse:
    one = queries.kept_resource(request.actor, slug)
    form = MeetingForm(request.POST)
    if not mended(form, lambda: actions.set_meeting(resource=one, **form.cleaned_data, by=request.actor, at=now())):
        return keep_page(request, one, status=422, meeting_form=form)
    return redirect("knowledge:keep", slug)


@require_POST
def note_attended(request: ActorRequest, slug: str) -> HttpResponse:
    """Say who of the registered was there."""
    one = queries.kept_resource(request.actor, slug)
    meeting = queries.meeting_of(one)
    if meeting is None:
        raise NotFound("no-event", gettext_noop("This resource is no event."))
    there = queries.attendances(meeting).filter(person__code__in=request.POST.getlist("person"))
    for each in there:
        state = AttendanceState.ATTENDED
        actions.note_attendance(meeting=meeting, state=state, person=each.person, by=request.actor, at=now())
    return redirect("knowledge:keep", slug)


# -- groups -----------------------------------------------------------------------------------------------------------


@require_POST
def new_group(request: ActorRequest) -> HttpResponse:
    form = GroupForm(request.POST)
    made: list[Group] = []
    if mended(form, lambda: made.append(actions.make_group(**form.cleaned_data, by=request.actor, at=now()))):
        return redirect("knowledge:group", made[0].reference)
    return group_page(request, None, 422, group_form=form)


@require_GET
def group(request: ActorRequest, reference: str) -> HttpResponse:
    return group_page(request, queries.group_for(request.actor, reference))


def group_page(request: ActorRequest, one: Group | None, status: int = 200, **bound: forms.Form) -> HttpResponse:
    context: dict[str, Any] = {
        "group": one,
        "people": queries.people_of_group(one) if one else [],
        "person_form": PersonForm(),
        "group_form": GroupForm(),
    }
    return shown(request, "knowledge/group.html", context | bound, status)


@require_POST
def join_group(request: ActorRequest, reference: str) -> HttpResponse:
    one = queries.group_for(request.actor, reference)
    form = PersonForm(request.POST)
    if not mended(form, lambda: actions.join_group(group=one, **form.cleaned_data, by=request.actor, at=now())):
        return group_page(request, one, 422, person_form=form)
    return redirect("knowledge:group", reference)


@require_POST
def leave_group(request: ActorRequest, reference: str) -> HttpResponse:
    one = queries.group_for(request.actor, reference)
    form = PersonForm(request.POST)
    if not mended(form, lambda: actions.leave_group(group=one, **form.cleaned_data, by=request.actor, at=now())):
        return group_page(request, one, 422, person_form=form)
    return redirect("knowledge:group", reference)


# -- in and out -------------------------------------------------------------------------------------------------------


@require_POST
def bring_in(request: ActorRequest) -> HttpResponse:
    """Drafts from a file, with a report of what could not be read."""
    form = FileForm(request.POST, request.FILES)
    brought: list[actions.Brought] = []

    def take() -> None:
        file = form.cleaned_data["file"]
        brought.extend(actions.import_file(name=file.name, data=file.read(), by=request.actor, at=now()))

    mended(form, take)
    rows = [(each, sentence_of(each.problem) if each.problem else "") for each in brought]
    context = {
        "form": form,
        "good": [each for each, problem in rows if not problem],
        "bad": [(each, problem) for each, problem in rows if problem],
    }
    return shown(request, "knowledge/brought.html", context, 422 if form.errors else 200)


@require_GET
def take_out(request: ActorRequest) -> HttpResponse:
    """Everything that one may read, as a zip of Markdown files."""
    answer = HttpResponse(actions.export(request.actor), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="knowledge.zip"'
    answer["Cache-Control"] = "no-store"
    return answer
