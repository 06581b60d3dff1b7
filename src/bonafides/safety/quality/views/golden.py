"""The library of made-up cases: for leads, who keep them, and auditors, who read them."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.blobs import queries as blobs
from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.queries.facts import clauses_of
from bonafides.safety.quality import permissions
from bonafides.safety.quality.actions import golden as actions
from bonafides.safety.quality.forms import FIELD_OF, GoldenForm
from bonafides.safety.quality.queries import golden as queries
from bonafides.safety.quality.rules.agreement import Rate
from bonafides.safety.quality.vocabulary import GoldenKind

COLUMNS = [
    Column("made_up_case", lambda golden: golden.reference),
    Column("title", lambda golden: golden.title),
    Column("language", lambda golden: golden.language),
    Column("verdict", lambda golden: golden.verdict),
    Column("clauses", lambda golden: golden.clauses),
    Column("exemption", lambda golden: golden.exemption),
    Column("inserted", lambda golden: golden.inserted),
    Column("answered", lambda golden: golden.answered),
    Column("right", lambda golden: golden.right),
    Column("retired_at", lambda golden: golden.retired_at),
]


@require_GET
def library(request: ActorRequest) -> HttpResponseBase:
    rows = queries.library(request.actor)
    if wanted := request.GET.get("format"):
        return table_response(rows, COLUMNS, wanted, "made-up-cases")
    page = page_of(rows, request)
    for each in page.rows:
        each.rate = Rate(each.right, each.answered)  # type: ignore[attr-defined]
    fresh = len(queries.shipped()) - rows.exclude(shipped_as=None).count()
    context = {"page": page, "fresh": fresh, "can_lead": permissions.can_lead(request.actor)}
    return render(request, "quality/golden/library.html", context)


@require_POST
def bring_in(request: ActorRequest) -> HttpResponse:
    """Those that ship with us and are not in the library yet."""
    number = actions.keep_shipped(rows=queries.shipped(), by=request.actor, at=now())
    said = ngettext("%(n)d made-up case is in the library now.", "%(n)d made-up cases are in the library now.", number)
    messages.success(request, said % {"n": number})
    return redirect("quality:golden")


@require_http_methods(["GET", "POST"])
def new_golden(request: ActorRequest) -> HttpResponse:
    permissions.check_can_lead(request.actor)
    clauses = clauses_of(policy_in_force(), get_language() or "en")
    form = GoldenForm(request.POST or None, request.FILES or None, clauses=clauses)
    if form.is_bound and mended(
        form, lambda: actions.keep(composed=form.composed(), by=request.actor, at=now()), field_of=FIELD_OF
    ):
        return redirect("quality:golden")
    return render(request, "quality/golden/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def golden_case(request: ActorRequest, reference: str) -> HttpResponse:
    """One made-up case, its answer, and how it was answered."""
    found = queries.golden_for(request.actor, reference)
    is_text = found.kind == GoldenKind.TEXT
    context = {
        "golden": found,
        "text": blobs.read(found.content).decode("utf-8", "replace") if is_text else "",
        "page": page_of(found.insertions.all(), request),
        "waits": queries.waits(found),
        "can_lead": permissions.can_lead(request.actor),
    }
    return render(request, "quality/golden/golden.html", context)


@require_POST
def insert(request: ActorRequest, reference: str) -> HttpResponse:
    found = queries.golden_for(request.actor, reference)
    actions.insert(golden=found, by=request.actor, at=now())
    messages.success(request, _("It waits in the queue now, like any other case."))
    return redirect(found)


@require_POST
def retire(request: ActorRequest, reference: str) -> HttpResponse:
    found = queries.golden_for(request.actor, reference)
    actions.retire(golden=found, by=request.actor, at=now())
    return redirect(found)


@require_POST
def withdraw(request: ActorRequest, case: str) -> HttpResponse:
    inserted = queries.insertion_for(request.actor, case)
    actions.withdraw(inserted=inserted, by=request.actor, at=now())
    return redirect(inserted.golden)
