"""Question libraries: their versions, the draft, its faults and its preview, publishing."""

import json
from typing import Any

import yaml
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.assessments import actions, editing, permissions, queries
from bonafides.programme.assessments.forms import DraftTextForm, PublishForm, QuestionTextForm
from bonafides.programme.assessments.library import document_of
from bonafides.programme.assessments.models import LibraryDraft

QUESTIONS = [
    Column("id", lambda row: row.id),
    Column("code", lambda row: row.code),
    Column("assessment", lambda row: row.assessment.value),
    Column("kind", lambda row: row.kind.value),
    Column("counts_as", lambda row: row.counts_as.value),
    Column("question", lambda row: row.stem),
    Column("core", lambda row: row.core),
    Column("exploitation_weight", lambda row: row.exploitation.weight if row.exploitation else None),
    Column("rights_weight", lambda row: row.rights.weight if row.rights else None),
    Column("since_version", lambda row: row.since_version),
]


@require_GET
def libraries(request: ActorRequest) -> HttpResponse:
    shown = [queries.library_of(version) for version in reversed(queries.versions())]
    context = {
        "libraries": shown,
        "draft": queries.draft(),
        "may_edit": request.actor.has_role(*permissions.LIBRARIANS),
    }
    return render(request, "assessments/libraries.html", context)


@require_GET
def library(request: ActorRequest, version: str) -> HttpResponse:
    """One version whole, for reading; as JSON it is the very document."""
    shown = queries.library_of(version)
    format_ = request.GET.get("format", "")
    if format_ == "document":
        answer = HttpResponse(json.dumps(dict(shown.document), ensure_ascii=False, indent=1), "application/json")
        answer["Content-Disposition"] = f'attachment; filename="library-{shown.version}.json"'
        return answer
    if format_:
        return table_response(shown.questions, QUESTIONS, format_, f"library-{shown.version}")  # type: ignore[return-value]
    return render(request, "assessments/library.html", {"library": shown})


@require_POST
def start_draft(request: ActorRequest) -> HttpResponse:
    actions.start_draft(by=request.actor, at=now())
    return redirect("assessments:draft")


@require_POST
def drop_draft(request: ActorRequest) -> HttpResponse:
    actions.drop_draft(by=request.actor, at=now())
    messages.success(request, _("The draft is gone. No published version was touched."))
    return redirect("assessments:libraries")


def the_draft() -> LibraryDraft:
    found = queries.draft()
    if found is None:
        raise NotFound("no-draft", gettext_noop("There is no draft. Start one first."))
    return found


@require_GET
def draft(request: ActorRequest) -> HttpResponse:
    return draft_page(request, PublishForm())


def draft_page(request: ActorRequest, form: PublishForm, status: int = 200) -> HttpResponse:
    """The draft's questions, what is wrong with it, and what it would do to the reference profiles."""
    row = the_draft()
    document = editing.document_of(row)
    faults = editing.faults_of(document)
    before = queries.library_of(row.based_on)
    context = {
        "draft": row,
        "questions": document.get("questions", []),
        "changed": changed_in(document, before.document),
        "faults": faults,
        "compared": [] if faults else editing.compared(before, editing.draft_library(document)),
        "form": form,
    }
    return render(request, "assessments/draft.html", context, status=status)


def changed_in(document: dict[str, Any], before: Any) -> set[str]:
    old = {row["id"]: row for row in before["questions"]}
    return {row["id"] for row in document.get("questions", []) if isinstance(row, dict) and old.get(row["id"]) != row}


@require_http_methods(["GET", "POST"])
def draft_question(request: ActorRequest, question: str) -> HttpResponse:
    """One question's texts, weights and severities."""
    document = editing.document_of(the_draft())
    row = next((each for each in document["questions"] if each["id"] == question), None)
    if row is None:
        raise NotFound("no-such-question", gettext_noop("The draft has no such question."))
    form = QuestionTextForm(row, request.POST if request.method == "POST" else None)

    def act() -> None:
        changed = editing.with_question(document, form.changed(row))
        actions.save_draft(document=changed, by=request.actor, at=now())

    if request.method == "POST" and mended(form, act):
        return redirect("assessments:draft")
    context = {"row": row, "form": form}
    return render(request, "assessments/draft_question.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def draft_text(request: ActorRequest) -> HttpResponse:
    """The whole draft as text, for what the fields do not reach: new questions, mappings, gates, parameters."""
    document = editing.document_of(the_draft())
    text = yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=110)
    form = DraftTextForm(request.POST if request.method == "POST" else None, initial={"text": text})

    def act() -> None:
        actions.save_draft(document=document_of(form.cleaned_data["text"]), by=request.actor, at=now())

    if request.method == "POST" and mended(form, act):
        return redirect("assessments:draft")
    return render(request, "assessments/draft_text.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def publish(request: ActorRequest) -> HttpResponse:
    form = PublishForm(request.POST)
    if not mended(form, lambda: actions.publish_draft(**form.cleaned_data, by=request.actor, at=now())):
        return draft_page(request, form, status=422)
    messages.success(request, _("Published. Rounds that start from now on use it; those that stand keep their own."))
    return redirect("assessments:libraries")
