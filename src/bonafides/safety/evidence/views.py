"""Pages of the vault: what is kept, one item, holds, releases, what is overdue, and what oversight is told."""

from operator import attrgetter
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import MENDABLE, mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.safety.evidence import actions, permissions, queries, rules
from bonafides.safety.evidence.forms import FilterForm, HoldForm, ReleaseForm, VoteForm
from bonafides.safety.evidence.models import EvidenceItem, Release
from bonafides.safety.evidence.vocabulary import SET_BY_HAND, ReleaseState

REFUSALS = (*MENDABLE, NotFound)


# -- what is kept ----------------------------------------------------------------------------------------------------

ITEM_COLUMNS = [
    Column("evidence", lambda item: item.reference),
    Column("item", lambda item: item.subject),
    Column("case", lambda item: item.case),
    Column("kind", lambda item: item.kind),
    Column("cause", lambda item: item.cause),
    Column("preserved_at", lambda item: item.preserved_at),
    Column("due_at", lambda item: item.due_at),
    Column("erased_at", lambda item: item.erased_at),
    Column("state", lambda item: item.state_at(now())),
]


@require_GET
def vault(request: ActorRequest) -> HttpResponseBase:
    form = FilterForm(request.GET)
    rows = queries.items_for(request.actor, form.wanted(), now())
    if "format" in request.GET:
        actions.record_list_export(format_=request.GET["format"], by=request.actor, at=now())
        return table_response(queries.rows_to_export(rows), ITEM_COLUMNS, request.GET["format"], "vault")
    page = page_of(rows, request)
    for item in page.rows:
        item.state = item.state_at(now())  # type: ignore[attr-defined]
    may_keep = permissions.can_keep(request.actor)
    return render(request, "evidence/vault.html", {"page": page, "filter": form, "may_keep": may_keep})


@require_GET
def item(request: ActorRequest, reference: str) -> HttpResponse:
    return item_page(request, queries.item_for(request.actor, reference))


def item_page(request: ActorRequest, shown: EvidenceItem, form: HoldForm | None = None) -> HttpResponse:
    """An item with its clocks and its custody; a form that was refused stands in the place of the empty one."""
    at = now()
    context = {
        "item": shown,
        "state": shown.state_at(at),
        "pieces": shown.pieces.all(),
        "clocks": [(clock, rules.over_at(clock.facts()), clock.kind in SET_BY_HAND) for clock in shown.clocks.all()],
        "page": page_of(queries.custody_of(shown), request),
        "releases": Release.objects.filter(items__item=shown),
        "form": form or HoldForm(),
        "may_keep": permissions.can_keep(request.actor) and shown.erased_at is None,
        "looks": "look" in request.GET,
        "at": at,
    }
    return render(request, "evidence/item.html", context, status=422 if form else 200)


@require_GET
def preview(request: ActorRequest, reference: str) -> HttpResponse:
    """A working copy: small, grey and blurred, or the first words. Each look is a custody record."""
    shown = actions.look(item=queries.item_for(request.actor, reference), by=request.actor, at=now())
    answer = HttpResponse(shown.data, content_type=shown.media_type)
    answer["Cache-Control"] = "no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


CUSTODY_COLUMNS = [
    Column(name, attrgetter(name)) for name in ("number", "at", "act", "actor", "role", "purpose", "previous", "digest")
]


@require_GET
def custody(request: ActorRequest, reference: str, fmt: str) -> HttpResponseBase:
    shown = queries.item_for(request.actor, reference)
    return table_response(queries.custody_of(shown), CUSTODY_COLUMNS, fmt, f"custody-{shown.reference}")


# -- holds -----------------------------------------------------------------------------------------------------------


@require_POST
def set_hold(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.item_for(request.actor, reference)
    form = HoldForm(request.POST)

    def hold() -> None:
        items = queries.of_case(shown) if form.cleaned_data["whole_case"] else [shown]
        actions.set_hold(items=items, wish=form.wish(), by=request.actor, at=now())

    if not mended(form, hold, errors=REFUSALS):
        return item_page(request, shown, form)
    messages.success(request, _("It is kept until then."))
    return redirect(shown)


@require_POST
def end_hold(request: ActorRequest, reference: str) -> HttpResponse:
    clock = queries.clock_for(request.actor, reference)
    actions.end_hold(clock=clock, by=request.actor, at=now())
    messages.success(request, _("The hold has ended."))
    return redirect(clock.item)


# -- releases --------------------------------------------------------------------------------------------------------


RELEASE_COLUMNS = [
    Column("release", lambda row: row.reference),
    Column("basis", lambda row: row.basis),
    Column("emergency", lambda row: row.emergency),
    Column("requested_by", lambda row: row.requested_by.code),
    Column("requested_at", lambda row: row.requested_at),
    Column("released_at", lambda row: row.released_at),
    Column("state", lambda row: row.state),
    Column("package_sha256", lambda row: row.package_sha256),
]


@require_GET
def releases(request: ActorRequest) -> HttpResponseBase:
    rows = queries.releases_for(request.actor)
    if "format" in request.GET:
        return table_response(rows.iterator(), RELEASE_COLUMNS, request.GET["format"], "releases")
    context = {
        "page": page_of(rows, request),
        "may_keep": permissions.can_keep(request.actor),
    }
    return render(request, "evidence/releases.html", context)


@require_http_methods(["GET", "POST"])
def new_release(request: ActorRequest) -> HttpResponse:
    form = ReleaseForm(request.POST if request.method == "POST" else None, initial={"items": request.GET.get("items")})
    made: list[Release] = []

    def ask() -> None:
        items = queries.items_named(request.actor, form.references())
        made.append(actions.request_release(items=items, asked=form.asked(), by=request.actor, at=now()))

    if request.method == "POST" and mended(form, ask, errors=REFUSALS):
        messages.success(request, _("The request was made. Its list is frozen."))
        return redirect(made[0])
    return render(request, "evidence/new_release.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def release(request: ActorRequest, reference: str) -> HttpResponse:
    return release_page(request, queries.release_for(request.actor, reference))


def release_page(request: ActorRequest, shown: Release, form: forms.Form | None = None) -> HttpResponse:
    facts, by = shown.facts(), request.actor
    may_keep, open_for_votes = permissions.can_keep(by), facts.state in {ReleaseState.REQUESTED, ReleaseState.EMERGENCY}
    is_mine, voted = shown.requested_by_id == by.person, by.person in facts.voters
    waits = shown.released_at is None and (facts.state is ReleaseState.APPROVED or rules.is_urgent(facts))
    context: dict[str, Any] = {
        "release": shown,
        "items": [each.item for each in shown.items.select_related("item")],
        "votes": shown.votes.select_related("person") if rules.shows_votes(facts) else [],
        "votes_in": len(facts.voters),
        "voted": voted,
        "may_vote": may_keep and open_for_votes and not is_mine and not voted,
        "may_withdraw": may_keep and is_mine and facts.state in {ReleaseState.REQUESTED, ReleaseState.APPROVED},
        "may_hand_out": may_keep and waits,
        "may_fetch": may_keep and bool(shown.package) and now() < shown.ends_at,
        "form": form or VoteForm(),
    }
    return render(request, "evidence/release.html", context, status=422 if form else 200)


@require_POST
def vote(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.release_for(request.actor, reference)
    form = VoteForm(request.POST)
    if not mended(
        form,
        lambda: actions.vote(release=shown, **form.cleaned_data, by=request.actor, at=now()),
        errors=REFUSALS,
    ):
        return release_page(request, shown, form)
    messages.success(request, _("Your vote was taken."))
    return redirect(shown)


@require_POST
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.release_for(request.actor, reference)
    actions.withdraw(release=shown, by=request.actor, at=now())
    messages.success(request, _("The request was withdrawn."))
    return redirect(shown)


@require_POST
def hand_out(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.release_for(request.actor, reference)
    actions.hand_out(release=shown, by=request.actor, at=now())
    messages.success(request, _("The package is ready. Only its recipient can open it."))
    return redirect(shown)


@require_POST
def fetch(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.release_for(request.actor, reference)
    data = actions.fetch_package(release=shown, by=request.actor, at=now())
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="evidence-{shown.reference}.tar.age"'
    answer["Cache-Control"] = "no-store"
    return answer


# -- what is overdue, and oversight ------------------------------------------------------------------------------------

REPORT_COLUMNS = [
    Column("at", lambda row: row.at),
    Column("kept", lambda row: row.kept),
    Column("overdue", lambda row: row.overdue),
    Column("items", lambda row: row.items),
]


@require_GET
def overdue(request: ActorRequest) -> HttpResponseBase:
    reports = queries.reports_for(request.actor)
    if "format" in request.GET:
        return table_response(reports.iterator(), REPORT_COLUMNS, request.GET["format"], "overdue")
    context = {"page": page_of(reports, request), "overdue": queries.overdue_at(now())[:100]}
    return render(request, "evidence/overdue.html", context)


@require_GET
def notices(request: ActorRequest) -> HttpResponse:
    return render(request, "evidence/notices.html", {"page": page_of(queries.notices_for(request.actor), request)})


@require_POST
def see_notice(request: ActorRequest, reference: str) -> HttpResponse:
    actions.see(notice=queries.notice_for(request.actor, reference), by=request.actor, at=now())
    return redirect("evidence:notices")
