"""The team's list of flags, and taking in what reached it by e-mail or as a list."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.flags import Receipt, raise_batch
from bonafides.safety.moderation.forms.notices import TeamNoticeForm, say
from bonafides.safety.moderation.queries.flags import STATES, flags_for, receipted
from bonafides.safety.moderation.vocabulary import SourceKind

COLUMNS = [
    Column("reference", lambda flag: flag.reference),
    Column("batch", lambda flag: flag.batch.reference if flag.batch else ""),
    Column("case", lambda flag: flag.case.reference),
    Column("case_state", lambda flag: flag.case.state),
    Column("outcome", lambda flag: flag.case.outcome),
    Column("item", lambda flag: flag.item.reference),
    Column("source", lambda flag: flag.source),
    Column("category", lambda flag: flag.category),
    Column("received_at", lambda flag: flag.received_at),
    Column("complete", lambda flag: flag.complete),
    Column("threat_to_life", lambda flag: flag.threat_to_life),
    Column("after_decision", lambda flag: flag.after_decision),
    Column("location", lambda flag: flag.location),
    Column("client", lambda flag: flag.client),
]  # no name and no address of a notifier leaves by this door


@require_GET
def flags(request: ActorRequest) -> HttpResponseBase:
    """All flags, by source and state; `?format=csv` or `json` as a file."""
    source, state = request.GET.get("source", ""), request.GET.get("state", "")
    rows = flags_for(request.actor, source=source, state=state)
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(chunk_size=500), COLUMNS, fmt, "flags")
    context = {
        "page": page_of(rows, request),
        "sources": list(SourceKind),
        "states": list(STATES),
        "source": source,
        "state": state,
        "may_add": permissions.can_judge(request.actor),
    }
    return render(request, "moderation/flags.html", context)


@require_http_methods(["GET", "POST"])
def new_flags(request: ActorRequest) -> HttpResponse:
    """Take in what somebody sent to the team: one receipt for all of it."""
    if request.method == "GET":
        return render(request, "moderation/new_flags.html", {"form": TeamNoticeForm(initial=_initial())})
    form = TeamNoticeForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _taken(request, form, _take(request, form))
        except Invalid as error:
            say(form, error)
    return render(request, "moderation/new_flags.html", {"form": form}, status=422)


def _initial() -> dict[str, str]:
    return {"language": get_language() or "en"}


def _take(request: ActorRequest, form: TeamNoticeForm) -> Receipt:
    source = SourceKind(form.cleaned_data["source"])
    reports = form.reports(source, form.cleaned_data["language"])
    set_aside = form.addresses().set_aside_as_json()
    return raise_batch(reports=reports, set_aside=set_aside, by=request.actor, at=now())


def _taken(request: ActorRequest, form: TeamNoticeForm, receipt: Receipt) -> HttpResponse:
    count = len(receipt.flags)
    said = ngettext("%(count)d address was taken in.", "%(count)d addresses were taken in.", count)
    messages.success(request, said % {"count": count})
    return redirect("moderation:flag_batch", reference=receipt.reference)


@require_GET
def flag_batch(request: ActorRequest, reference: str) -> HttpResponse:
    """What one batch brought in, and which of its lines were set aside."""
    permissions.check_can_read_flags(request.actor)
    return render(request, "moderation/flag_batch.html", {"batch": receipted(reference)})
