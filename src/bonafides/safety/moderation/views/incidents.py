"""Incidents: the switch, its page, its list for others, the debrief, the public report; and lists of others."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.keys import signing
from bonafides.base.people.links import kept_quiet, link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, DomainError, Invalid, NotFound, RuleBroken
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import incident_lists
from bonafides.safety.moderation.actions import incidents as actions
from bonafides.safety.moderation.actions.telling import address_of
from bonafides.safety.moderation.forms.incidents import (
    CaseForm,
    DebriefForm,
    ExtendForm,
    IncidentForm,
    ShareForm,
    SubscribeForm,
)
from bonafides.safety.moderation.models import Incident, ListSubscription
from bonafides.safety.moderation.queries import incidents as queries
from bonafides.safety.moderation.queries.cases import case_for
from bonafides.safety.moderation.queries.incidents import IncidentPage
from bonafides.safety.moderation.rules.incidents import QUESTIONS
from bonafides.safety.moderation.vocabulary import Sharing

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
FIELDS = {"fetch-bad-url": "url", "list-key": "vkey", "bank-name": "name", "bank-name-taken": "name"}
FRESH = "public, max-age=60"  # of a public list
COLUMNS = [
    Column("incident", lambda incident: incident.reference),
    Column("title", lambda incident: incident.title),
    Column("opened_at", lambda incident: incident.opened_at),
    Column("ends_at", lambda incident: incident.ends_at),
    Column("ended_at", lambda incident: incident.ended_at),
    Column("end", lambda incident: incident.end),
    Column("cases", lambda incident: incident.case_count),
    Column("sharing", lambda incident: incident.sharing),
]
REPORT_COLUMNS = [
    Column("incident", lambda row: row["incident"].reference),
    Column("title", lambda row: row["incident"].title),
    Column("reason", lambda row: row["incident"].reason),
    Column("opened_at", lambda row: row["incident"].opened_at),
    Column("ended_at", lambda row: row["incident"].ended_at),
    Column("end", lambda row: row["incident"].end),
    Column("extensions", lambda row: len(row["extensions"])),
    *(
        Column(name, lambda row, name=name: getattr(row["numbers"], name))  # type: ignore[misc]
        for name in ("cases", "items", "folded", "waiting", "restricted", "kept", "reversed", "median_minutes")
    ),
]


# -- the list and the switch ------------------------------------------------------------------------------------------


@require_GET
def incidents(request: ActorRequest) -> HttpResponseBase:
    """Every incident, latest first."""
    rows = queries.incidents_listed()
    if wanted := request.GET.get("format"):
        return table_response(rows.iterator(chunk_size=500), COLUMNS, wanted, "incidents")
    context = {"page": page_of(rows, request), "can_lead": permissions.can_lead(request.actor), "at": now()}
    return render(request, "moderation/incidents/incidents.html", context)


@require_http_methods(["GET", "POST"])
def new_incident(request: ActorRequest) -> HttpResponse:
    """Switch one on."""
    form = IncidentForm(request.POST or None)
    if request.method != "POST":
        return render(request, "moderation/incidents/new.html", {"form": form})
    if not form.is_valid():
        return render(request, "moderation/incidents/new.html", {"form": form}, status=UNPROCESSABLE)
    opened = actions.open_incident(naming=form.naming(), by=request.actor, at=now())
    return redirect("moderation:incident", reference=opened.reference)


@require_GET
def incident(request: ActorRequest, reference: str) -> HttpResponse:
    """One incident."""
    return _shown(request, reference)


def _shown(request: ActorRequest, reference: str, status: int = 200, **forms: Any) -> HttpResponse:
    found = queries.incident_for(request.actor, reference)
    page = IncidentPage(found, request.actor, now())
    context = {
        "page": page,
        "incident": found,
        "can_decide": permissions.can_decide(request.actor),
        "extend_form": ExtendForm(),
        "debrief_form": DebriefForm(),
        "questions": [(_(question), _answers(found).get(name)) for name, question in QUESTIONS.items()],
        "public_list": address_of("incident_list", found.reference),
        "vkey": signing.public_keys("receipts")[0].vkey,
        "token_address": request.session.pop(f"incident_list_{found.reference}", ""),
    }
    return render(request, "moderation/incidents/incident.html", context | forms, status=status)


@require_POST
def extend(request: ActorRequest, reference: str) -> HttpResponse:
    """Let it run longer."""
    found, form = queries.incident_for(request.actor, reference), ExtendForm(request.POST)
    if not form.is_valid():
        return _shown(request, reference, UNPROCESSABLE, extend_form=form)
    try:
        until, reason = now() + form.lasts, form.cleaned_data["extension"]
        actions.extend(incident=found, until=until, reason=reason, by=request.actor, at=now())
    except (RuleBroken, Invalid) as error:
        form.add_error(None, sentence_of(error))
        return _shown(request, reference, UNPROCESSABLE, extend_form=form)
    return redirect("moderation:incident", reference=reference)


@require_POST
def close(request: ActorRequest, reference: str) -> HttpResponse:
    """End it before its time."""
    actions.close(incident=queries.incident_for(request.actor, reference), by=request.actor, at=now())
    return redirect("moderation:incident", reference=reference)


@require_POST
def share(request: ActorRequest, reference: str) -> HttpResponse:
    """Open its list, or close it; an address with a token is shown once."""
    found, form = queries.incident_for(request.actor, reference), ShareForm(request.POST)
    if not form.is_valid():
        return _shown(request, reference, UNPROCESSABLE)
    sharing = Sharing(form.cleaned_data["sharing"])
    token = actions.share(incident=found, sharing=sharing, by=request.actor, at=now())
    if token:
        request.session[f"incident_list_{reference}"] = address_of("incident_list_of_link", token)
    return redirect("moderation:incident", reference=reference)


# -- its cases --------------------------------------------------------------------------------------------------------


@require_POST
def add_case(request: ActorRequest, reference: str) -> HttpResponse:
    """Put a case there."""
    return _move(request, reference, actions.add_case)


@require_POST
def remove_case(request: ActorRequest, reference: str) -> HttpResponse:
    """Take a case out."""
    return _move(request, reference, actions.remove_case)


def _move(request: ActorRequest, reference: str, act: Any) -> HttpResponse:
    found, form = queries.incident_for(request.actor, reference), CaseForm(request.POST)
    if form.is_valid():
        try:
            act(incident=found, case=case_for(request.actor, form.cleaned_data["case"]), by=request.actor, at=now())
        except (Conflict, NotFound) as error:
            messages.info(request, sentence_of(error))
    if "back" in request.POST and form.is_valid():
        return redirect("moderation:case", reference=form.cleaned_data["case"])
    return redirect("moderation:incident", reference=reference)


# -- the debrief ------------------------------------------------------------------------------------------------------


@require_POST
def debrief(request: ActorRequest, reference: str) -> HttpResponse:
    """What was learnt; it closes the incident."""
    found, form = queries.incident_for(request.actor, reference), DebriefForm(request.POST)
    if not form.is_valid():
        return _shown(request, reference, UNPROCESSABLE, debrief_form=form)
    actions.debrief(incident=found, answers=form.cleaned_data, by=request.actor, at=now())
    return redirect("moderation:incident", reference=reference)


@require_GET
def debrief_file(request: ActorRequest, reference: str) -> HttpResponse:
    """The debrief with all that happened, as a file."""
    found = queries.incident_for(request.actor, reference)
    answer = JsonResponse(document_of(found), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="incident-{found.reference}.json"'
    return answer


def document_of(found: Incident) -> dict[str, Any]:
    """An incident whole, in codes and numbers, with what people answered."""
    questions = {name: {"question": QUESTIONS[name], "answer": text} for name, text in _answers(found).items()}
    extensions = found.extensions.select_related("by")
    return {
        "incident": found.reference,
        "title": found.title,
        "reason": found.reason,
        "opened_at": found.opened_at,
        "opened_by": found.opened_by.code,
        "ends_at": found.ends_at,
        "ended_at": found.ended_at,
        "end": found.end,
        "extensions": [
            {"until": each.until, "reason": each.reason, "by": each.by.code, "at": each.at} for each in extensions
        ],
        "sharing": found.sharing,
        "numbers": found.debrief.get("numbers") or vars(queries.numbers_of(found)),
        "debrief": questions,
        "debriefed_at": found.debriefed_at,
        "debriefed_by": found.debriefed_by.code if found.debriefed_by else None,
    }


def _answers(found: Incident) -> dict[str, str]:
    answers: dict[str, str] = found.debrief.get("answers", {})
    return answers


# -- in public --------------------------------------------------------------------------------------------------------


@require_GET
def report(request: ActorRequest) -> HttpResponseBase:
    """Every incident there was but for drills, with its reason, its length and its numbers: for anybody."""
    real = Incident.objects.filter(drill="")
    page = page_of(real, request)
    if wanted := request.GET.get("format"):
        return table_response(map(_report_row, real), REPORT_COLUMNS, wanted, "incidents")
    rows = [_report_row(each) for each in page.rows]
    context = {"page": page, "rows": rows, "vkey": signing.public_keys("receipts")[0].vkey, "at": now()}
    return render(request, "moderation/incidents/report.html", context)


def _report_row(found: Incident) -> dict[str, Any]:
    return {"incident": found, "numbers": queries.numbers_of(found), "extensions": list(found.extensions.all())}


@require_GET
def public_list(request: ActorRequest, reference: str) -> HttpResponse:
    """The signed list of an incident that is open to everybody."""
    answer = _list(queries.shared_publicly(reference))
    answer["Cache-Control"] = FRESH
    return answer


@require_GET
@link_page(LinkPurpose.INCIDENT_LIST)
def list_of_link(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The signed list, for whoever was given its address."""
    return kept_quiet(_list(queries.public_incident(bearer.about)))


def _list(found: Incident) -> HttpResponse:
    answer = HttpResponse(actions.signed_list(found, at=now()), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{found.reference}.json"'
    return answer


# -- lists of others --------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def subscriptions(request: ActorRequest) -> HttpResponse:
    """Lists of other installations' incidents that are taken here."""
    form, status = SubscribeForm(request.POST or None), HTTPStatus.OK
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.is_valid():
            try:
                incident_lists.subscribe(**form.cleaned_data, by=request.actor, at=now())
                return redirect("moderation:subscriptions")
            except DomainError as error:
                form.add_error(FIELDS.get(error.code), sentence_of(error))
    context = {"form": form, "subscriptions": queries.subscriptions(), "origin": settings.LOG_ORIGIN}
    return render(request, "moderation/incidents/subscriptions.html", context, status=status)


@require_POST
def unsubscribe(request: ActorRequest, reference: str) -> HttpResponse:
    """Take it no more."""
    found = get_object_or_404(ListSubscription, reference=reference)
    incident_lists.unsubscribe(subscription=found, by=request.actor, at=now())
    return redirect("moderation:subscriptions")
