"""Many at once: the set, its samples, one judgement, a second person, and how far it has come."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import RuleBroken
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import bulk as actions
from bonafides.safety.moderation.forms.bulk import BulkForm, DrawForm
from bonafides.safety.moderation.forms.judging import FIELD_OF
from bonafides.safety.moderation.queries import bulk as queries
from bonafides.safety.moderation.queries.bulk import BulkPage
from bonafides.safety.moderation.queries.case_page import CasePage
from bonafides.safety.moderation.queries.exposure import meter_of
from bonafides.safety.moderation.queries.queue import languages_waiting
from bonafides.safety.moderation.views.desk import desk_of_many
from bonafides.safety.moderation.views.queue import SEVERITIES
from bonafides.safety.moderation.views.viewing import LEVELS, shown_of
from bonafides.safety.moderation.vocabulary import SourceKind
from bonafides.safety.moderation.vocabulary.limits import BULK_ALONE_ITEMS

ASKED = "moderation_asked_of_sample"  # in the session: of which case of a set, how plainly
COLUMNS = [
    Column("case", lambda member: member.case.reference),
    Column("items", lambda member: member.items),
    Column("place", lambda member: member.place),
    Column("reason", lambda member: member.reason),
    Column("decision", lambda member: member.decision.reference if member.decision else ""),
    Column("basis", lambda member: member.decision.basis if member.decision else ""),
]
LIST_COLUMNS = [
    Column("bulk", lambda bulk: bulk.reference),
    Column("scope", lambda bulk: bulk.scope),
    Column("state", lambda bulk: bulk.state),
    Column("items", lambda bulk: bulk.items),
    Column("waiting", lambda bulk: bulk.waiting),
    Column("decided", lambda bulk: bulk.decided),
    Column("set_aside", lambda bulk: bulk.set_aside),
    Column("made_at", lambda bulk: bulk.made_at),
    Column("decided_at", lambda bulk: bulk.decided_at),
    Column("finished_at", lambda bulk: bulk.finished_at),
]


# -- the set ----------------------------------------------------------------------------------------------------------


@require_GET
def bulks(request: ActorRequest) -> HttpResponseBase:
    """Every decision over many, latest first."""
    rows = queries.bulks_listed()
    if wanted := request.GET.get("format"):
        return table_response(rows.iterator(chunk_size=500), LIST_COLUMNS, wanted, "bulk-decisions")
    context = {"page": page_of(rows, request), "can_decide": permissions.can_decide(request.actor)}
    return render(request, "moderation/bulk/bulks.html", context)


@require_http_methods(["GET", "POST"])
def new_bulk(request: ActorRequest) -> HttpResponse:
    """What a set would hold, and drawing it up."""
    form = DrawForm(request.POST if request.method == "POST" else request.GET)
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    if request.method == "POST" and form.is_valid():
        try:
            at_most = form.cleaned_data["at_most"]
            made = actions.make(drawing=form.drawing(), at_most=at_most, by=request.actor, at=now())
            return redirect("moderation:bulk", reference=made.reference)
        except RuleBroken as error:
            form.add_error(None, sentence_of(error))
            status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "form": form,
        "found": queries.cases_of(form.drawing(), request.actor).count() if form.is_valid() else 0,
        "languages": languages_waiting(),
        "sources": list(SourceKind),
        "severities": SEVERITIES,
        "alone": BULK_ALONE_ITEMS,
    }
    return render(request, "moderation/bulk/new.html", context, status=status)


@require_GET
def bulk(request: ActorRequest, reference: str) -> HttpResponseBase:
    """One set: samples first, then the desk; then how far it has come."""
    page = _page_of(request, reference)
    if wanted := request.GET.get("format"):
        rows = queries.rows_for_export(page.bulk).iterator(chunk_size=500)
        return table_response(rows, COLUMNS, wanted, f"bulk-{page.bulk.reference}")
    return _shown(request, page, None, HTTPStatus.OK)


def _page_of(request: ActorRequest, reference: str) -> BulkPage:
    return BulkPage(queries.bulk_for(request.actor, reference), request.actor, now())


def _shown(request: ActorRequest, page: BulkPage, form: BulkForm | None, status: int) -> HttpResponse:
    context: dict[str, Any] = {"page": page, "bulk": page.bulk, "alone": BULK_ALONE_ITEMS}
    if page.can_decide:
        form = form or BulkForm(policy=page.policy, language=get_language() or "en")
        context |= {"form": form, "desk": desk_of_many(form, can_say_none=page.is_ready)}
    return render(request, "moderation/bulk/bulk.html", context, status=status)


# -- samples ----------------------------------------------------------------------------------------------------------


@require_GET
def sample(request: ActorRequest, reference: str, case: str) -> HttpResponse:
    """One sample, as plainly as the step before asked; by itself the address shows nothing."""
    page = _page_of(request, reference)
    found = queries.sample_for(page.bulk, request.actor, case)
    of_sample, level = request.session.pop(ASKED, ("", ""))
    of_case = CasePage(found.case, request.actor, page.at)
    shown = shown_of(of_case, level if of_sample == case else "")
    drawn = [each.case.reference for each in page.samples.drawn]
    following = [each for each in page.samples.drawn if not each.is_opened and each.case.reference != case]
    context = {
        "bulk": page.bulk,
        "samples": page.samples,
        "page": of_case,
        "shown": shown,
        "number": drawn.index(case) + 1,
        "following": following[0].case.reference if following else "",
        "meter": meter_of(request.actor, page.at),
    }
    return render(request, "moderation/bulk/sample.html", context)


@require_POST
def show_sample(request: ActorRequest, reference: str, case: str) -> HttpResponse:
    """One step more, or back to blurred."""
    page = _page_of(request, reference)
    queries.sample_for(page.bulk, request.actor, case)
    level = request.POST.get("level", "")
    request.session[ASKED] = [case, level if level in LEVELS else "blurred"]
    return redirect("moderation:bulk_sample", reference=reference, case=case)


# -- deciding ---------------------------------------------------------------------------------------------------------


@require_POST
def decide(request: ActorRequest, reference: str) -> HttpResponse:
    """One judgement over the set; what a rule refuses comes back with what to mend."""
    page = _page_of(request, reference)
    form = BulkForm(request.POST, policy=page.policy, language=get_language() or "en")
    if form.is_valid():
        try:
            actions.decide(bulk=page.bulk, wish=form.wish(), by=request.actor, at=page.at)
            return redirect("moderation:bulk", reference=reference)
        except RuleBroken as error:
            field = FIELD_OF.get(error.code)
            form.add_error(field, sentence_of(error))
    return _shown(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
def agree(request: ActorRequest, reference: str) -> HttpResponse:
    """A second person comes to the same."""
    page = _page_of(request, reference)
    try:
        actions.agree(bulk=page.bulk, by=request.actor, at=page.at)
    except RuleBroken as error:
        messages.error(request, sentence_of(error))
    return redirect("moderation:bulk", reference=reference)


@require_POST
def refuse(request: ActorRequest, reference: str) -> HttpResponse:
    """A second person does not agree."""
    page = _page_of(request, reference)
    actions.refuse(bulk=page.bulk, by=request.actor, at=page.at)
    messages.info(request, _("Every case of it waits in the queue as before."))
    return redirect("moderation:bulk", reference=reference)


@require_POST
def undo(request: ActorRequest, reference: str) -> HttpResponse:
    """Take all of it back."""
    page = _page_of(request, reference)
    actions.undo(bulk=page.bulk, by=request.actor, at=page.at)
    messages.success(request, _("All of it is taken back. Nobody was told."))
    return redirect("moderation:bulk", reference=reference)


@require_POST
def stop(request: ActorRequest, reference: str) -> HttpResponse:
    """Decide no more of it."""
    page = _page_of(request, reference)
    actions.stop(bulk=page.bulk, by=request.actor, at=page.at)
    return redirect("moderation:bulk", reference=reference)
