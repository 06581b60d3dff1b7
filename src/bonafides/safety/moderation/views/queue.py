"""The queue, all cases, the next case, and what rests on an entry."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.banks import queries as banks
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.leases import claim_next
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.queries.case_page import draft_of
from bonafides.safety.moderation.queries.exposure import meter_of
from bonafides.safety.moderation.queries.incidents import running
from bonafides.safety.moderation.queries.matches import items_resting_on
from bonafides.safety.moderation.queries.queue import (
    QueueFilter,
    cases_listed,
    languages_unread,
    languages_waiting,
    queue_head,
)
from bonafides.safety.moderation.vocabulary import CaseState, SourceKind

COLUMNS = [
    Column("case", lambda case: case.reference),
    Column("state", lambda case: case.state),
    Column("outcome", lambda case: case.outcome),
    Column("source", lambda case: case.source),
    Column("language", lambda case: case.language),
    Column("severity", lambda case: case.severity),
    Column("points", lambda case: case.priority),
    Column("items", lambda case: case.item_count),
    Column("opened_at", lambda case: case.opened_at),
    Column("due_at", lambda case: case.due_at),
    Column("closed_at", lambda case: case.closed_at),
]
SEVERITIES = ("low", "medium", "high", "critical")


@require_GET
def queue(request: ActorRequest) -> HttpResponseBase:
    """What waits, in order."""
    return _listed(request, "moderation/queue.html", default_state=CaseState.OPEN)


@require_GET
def cases(request: ActorRequest) -> HttpResponseBase:
    """Every case, whatever its state."""
    return _listed(request, "moderation/cases.html", default_state="")


def _listed(request: ActorRequest, template: str, default_state: str) -> HttpResponseBase:
    wanted = filter_of(request, default_state)
    rows = cases_listed(wanted, request.actor)
    if wanted_format := request.GET.get("format"):
        return table_response(rows.iterator(chunk_size=500), COLUMNS, wanted_format, "cases")
    context = {
        "page": page_of(rows, request),
        "head": queue_head(now()),
        "wanted": wanted,
        "states": list(CaseState),
        "sources": list(SourceKind),
        "severities": SEVERITIES,
        "languages": languages_waiting(),
        "unread": languages_unread(),
        "can_judge": permissions.can_judge(request.actor),
        "incidents": list(running(now())) if permissions.can_read_all(request.actor) else [],
        "quarantined": banks.quarantined().count() if permissions.can_read_all(request.actor) else 0,
        "can_decide_many": permissions.can_decide(request.actor),
        "draft": draft_of(request.actor, now()),
        "meter": meter_of(request.actor, now()),
        "at": now(),
    }
    return render(request, template, context)


def filter_of(request: ActorRequest, default_state: str) -> QueueFilter:
    """What the address narrows the list to; a word outside the vocabularies finds nothing, and breaks nothing."""
    given = request.GET
    return QueueFilter(
        state=given.get("state", default_state)[:24],
        language=given.get("language", "")[:12],
        source=given.get("source", "")[:24],
        severity=given.get("severity", "")[:12],
        special=given.get("special", "")[:12],
    )


@require_POST
def next_case(request: ActorRequest) -> HttpResponse:
    """Take the next case and go to it; back to the queue where nothing waits for this person."""
    return to_next(request)


def to_next(request: ActorRequest) -> HttpResponse:
    case: Case | None = claim_next(by=request.actor, at=now())
    if case is None:
        messages.info(request, _("Nothing waits for you now."))
        return redirect("moderation:queue")
    return redirect("moderation:case", reference=case.reference)


@require_GET
def resting_on(request: ActorRequest, entry: str) -> HttpResponse:
    """Every open, held or decided item that an entry of a list ever matched."""
    return render(request, "moderation/resting_on.html", {"entry": entry, "items": items_resting_on(entry)})
