"""Second looks: taking one, looking, judging, passing on; and settling where two readings differ."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation.actions import viewing
from bonafides.safety.moderation.queries.case_page import context_rows
from bonafides.safety.moderation.queries.exposure import meter_of
from bonafides.safety.moderation.queries.facts import has_content
from bonafides.safety.moderation.vocabulary import ExposureMode, ItemKind
from bonafides.safety.moderation.vocabulary.limits import TEXT_FIRST_CHARACTERS
from bonafides.safety.quality import permissions
from bonafides.safety.quality.actions import auditing, settling
from bonafides.safety.quality.actions.auditing import NOT_YOURS
from bonafides.safety.quality.forms import FIELD_OF, SecondForm, SettleForm, StateForm
from bonafides.safety.quality.models import Audit
from bonafides.safety.quality.queries import audits
from bonafides.safety.quality.queries.audits import NO_AUDIT, SecondPage

LEVELS = {"blurred": ExposureMode.REDUCED, "grey": ExposureMode.GREY, "original": ExposureMode.FULL}
ASKED = "quality_asked_to_show"  # in the session: of which second look, how plainly
CLOSED = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store, private",
}  # how content leaves: for this page only, never stored, never run
COLUMNS = [
    Column("second_look", lambda audit: audit.reference),
    Column("day", lambda audit: audit.day.day),
    Column("state", lambda audit: audit.state),
    Column("due_at", lambda audit: audit.due_at),
    Column("decision", lambda audit: audit.decision.reference if audit.judged_at else ""),
    Column("reviewer", lambda audit: audit.decision.decided_by.code if audit.judged_at else ""),
    Column("judged_by", lambda audit: audit.judged_by.code if audit.judged_by else ""),
    Column("judged_at", lambda audit: audit.judged_at),
    Column("self_review", lambda audit: audit.self_review),
    Column("settlement", lambda audit: audit.settlement),
    Column("reversal", lambda audit: audit.reversal),
]


@require_GET
def again(request: ActorRequest) -> HttpResponseBase:
    """What waits; for those who lead or audit, everything that was drawn."""
    team, form = permissions.can_see_team(request.actor), StateForm(request.GET)
    state = form.cleaned_data["state"] if form.is_valid() else ""
    rows = audits.audits_listed(request.actor, state) if team else Audit.objects.none()
    if wanted := request.GET.get("format"):
        permissions.check_can_see_team(request.actor)
        return table_response(rows.iterator(chunk_size=500), COLUMNS, wanted, "second-looks")
    context = {
        "page": page_of(rows, request),
        "form": form,
        "team": team,
        "waiting": audits.number_waiting(now()),
        "can_judge": permissions.can_judge_again(request.actor),
        "tasks": audits.disagreements().count(),
    }
    return render(request, "quality/again.html", context)


@require_POST
def next_one(request: ActorRequest) -> HttpResponse:
    return to_next(request)


def to_next(request: ActorRequest) -> HttpResponse:
    audit: Audit | None = auditing.claim_next(by=request.actor, at=now())
    if audit is None:
        messages.info(request, _("Nothing waits to be judged again by you."))
        return redirect("quality:again")
    return redirect(audit)


# -- looking ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """What the page shows of the content now; named as the steps of showing want it."""

    level: str = ""
    text: str = ""
    has_more: bool = False
    context: tuple[tuple[str, str], ...] = ()
    again: bool = False


def shown_of(page: SecondPage, asked: str) -> Shown:
    """The reduced form to whoever has it open, or what they asked for; what they saw before only if they ask."""
    item = page.case.item
    if item is None or not page.is_mine or not has_content(item):
        return Shown()
    context = viewing.open_context(item=item, by=page.by, at=page.at) if item.context else None
    rows = tuple(context_rows(context)) if context else ()
    level = asked if asked in LEVELS else ("" if page.seen_before else "blurred")
    if not level or item.kind not in (ItemKind.TEXT, ItemKind.URL):
        is_picture = item.kind == ItemKind.PICTURE
        return Shown(level if is_picture else "", context=rows, again=page.seen_before and not level)
    mode = ExposureMode.FULL if level == "original" else ExposureMode.REDUCED
    text = viewing.open_text(item=item, mode=mode, by=page.by, at=page.at)
    return Shown(level, text, mode is not ExposureMode.FULL and len(text) >= TEXT_FIRST_CHARACTERS, rows)


@require_GET
def audit(request: ActorRequest, reference: str) -> HttpResponse:
    """One second look: blind while it is open, both readings side by side once they are in."""
    page = SecondPage(audits.audit_for(request.actor, reference), request.actor, now())
    return _page(request, page, None, HTTPStatus.OK)


def _page(request: ActorRequest, page: SecondPage, form: Any, status: int) -> HttpResponse:
    if page.shows_both:
        return _both(request, page, form, status)
    if not page.is_mine:
        return render(request, "quality/not_open.html", {"audit": page.audit}, status=status)
    of_audit, level = request.session.pop(ASKED, ("", ""))
    context = {
        "page": page.case,
        "second": page,
        "audit": page.audit,
        "shown": shown_of(page, level if of_audit == page.audit.reference else ""),
        "form": form or SecondForm(clauses=page.clauses),
        "meter": meter_of(request.actor, page.at),
    }
    return render(request, "quality/second.html", context, status=status)


def _both(request: ActorRequest, page: SecondPage, form: SettleForm | None, status: int) -> HttpResponse:
    """For those who lead or audit, and the two whose readings they are."""
    found, by = page.audit, request.actor
    if not (permissions.can_see_team(by) or by.person in (found.decision.decided_by_id, found.judged_by_id)):
        raise NO_AUDIT
    can_settle = permissions.can_lead(by) and found.state == "disagreed"
    context = {
        "audit": found,
        "case": found.decision.case,
        "first": audits.first_of(found),
        "judgement": found.second(),
        "form": form or SettleForm() if can_settle else None,
    }
    return render(request, "quality/both.html", context, status=status)


@require_POST
def show(request: ActorRequest, reference: str) -> HttpResponse:
    """One step more, or back to blurred."""
    found = mine(request, reference)
    level = request.POST.get("level", "")
    request.session[ASKED] = [found.reference, level if level in LEVELS else "blurred"]
    answer = redirect(found)
    answer["Location"] += "#looking"
    return answer


@require_GET
def picture(request: ActorRequest, reference: str) -> HttpResponse:
    """The picture of one second look, for its page and for whoever has it open; named by neither case nor item."""
    if request.headers.get("Sec-Fetch-Dest", "image") != "image":
        raise NotFound("no-page", gettext_noop("A picture is shown on the page of its case only."))
    page = SecondPage(audits.audit_for(request.actor, reference), request.actor, now())
    item = page.case.item
    if not page.is_mine or item is None or item.kind != ItemKind.PICTURE:
        return redirect("quality:again")
    mode = LEVELS.get(request.GET.get("level", ""), ExposureMode.REDUCED)
    jpeg = viewing.open_picture(item=item, mode=mode, by=request.actor, at=page.at)
    return HttpResponse(jpeg, content_type="image/jpeg", headers=CLOSED)


def mine(request: ActorRequest, reference: str) -> Audit:
    """The second look of this reference, if whoever asks has it open."""
    found = audits.audit_for(request.actor, reference)
    if not SecondPage(found, request.actor, now()).is_mine:
        raise NOT_YOURS
    return found


# -- judging and settling ---------------------------------------------------------------------------------------------


@require_POST
def judge(request: ActorRequest, reference: str) -> HttpResponse:
    page = SecondPage(audits.audit_for(request.actor, reference), request.actor, now())
    form = SecondForm(request.POST, clauses=page.clauses)

    def act() -> None:
        auditing.judge(audit=page.audit, judgement=form.judgement(), by=request.actor, at=page.at)

    if mended(form, act, field_of=FIELD_OF):
        messages.success(request, _("Your reading is in. Both are shown now."))
        return redirect(page.audit)
    return _page(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
def pass_on(request: ActorRequest, reference: str) -> HttpResponse:
    auditing.pass_on(audit=audits.audit_for(request.actor, reference), by=request.actor, at=now())
    return to_next(request)


@require_GET
def disagreements(request: ActorRequest) -> HttpResponseBase:
    """The lead's tasks: two readings that differ."""
    permissions.check_can_see_team(request.actor)
    rows = audits.disagreements()
    if wanted := request.GET.get("format"):
        return table_response(rows, COLUMNS, wanted, "disagreements")
    return render(request, "quality/disagreements.html", {"page": page_of(rows, request)})


@require_POST
def settle(request: ActorRequest, reference: str) -> HttpResponse:
    page = SecondPage(audits.audit_for(request.actor, reference), request.actor, now())
    form = SettleForm(request.POST)
    if mended(
        form,
        lambda: settling.settle(audit=page.audit, **form.cleaned_data, by=request.actor, at=page.at),
        field_of=FIELD_OF,
    ):
        return redirect(page.audit)
    return _page(request, page, form, HTTPStatus.UNPROCESSABLE_ENTITY)
