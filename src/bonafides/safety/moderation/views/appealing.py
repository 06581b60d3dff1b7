"""Complaints: the public form and status page, and the console's list and page of one complaint."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.audit import queries as audit
from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.links import link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, DomainError, NotFound, RuleBroken
from bonafides.safety.moderation import permissions, wording
from bonafides.safety.moderation.actions.appeals import Complaint, decide_appeal, open_appeal
from bonafides.safety.moderation.forms.answering import AnswerForm
from bonafides.safety.moderation.forms.telling import AppealForm
from bonafides.safety.moderation.models import Appeal
from bonafides.safety.moderation.queries import appeals
from bonafides.safety.moderation.queries.appeals import NO_APPEAL, Side
from bonafides.safety.moderation.queries.case_page import CasePage
from bonafides.safety.moderation.queries.facts import clauses_of
from bonafides.safety.moderation.queries.standing import standing_of
from bonafides.safety.moderation.rules.appeals import answering_of
from bonafides.safety.moderation.views.public import NOTE, download, wants_json
from bonafides.safety.moderation.vocabulary import AppealState, AppellantKind

UNSEEN = frozenset({"not-shown", "match-not-exact"})  # refusals that looking at the content mends
SIDES = (LinkPurpose.STATEMENT, LinkPurpose.TOMBSTONE, LinkPurpose.NOTICE_STATUS, LinkPurpose.APPEAL)
COLUMNS = [
    Column("appeal", lambda row: row.reference),
    Column("case", lambda row: row.case.reference),
    Column("decision", lambda row: row.decision.reference),
    Column("appellant", lambda row: row.appellant),
    Column("state", lambda row: row.state),
    Column("opened_at", lambda row: row.opened_at),
    Column("due_at", lambda row: row.due_at),
    Column("decided_at", lambda row: row.decided_at),
    Column("outcome", lambda row: row.outcome),
    Column("self_review", lambda row: row.self_review),
]


# -- the public form --------------------------------------------------------------------------------------------------


def side_of(bearer: LinkBearer, flag: str = "") -> Side:
    """The side that a link speaks for; of a batch, the line that is named."""
    if bearer.purpose == LinkPurpose.STATEMENT:
        return appeals.author_side(appeals.statement_named(bearer.about))
    if bearer.purpose == LinkPurpose.TOMBSTONE:
        return appeals.author_side_of_item(bearer.about)
    flags, _batch = appeals.flags_about(bearer.about)
    chosen = next((each for each in flags if not flag or each.reference == flag), None)
    if chosen is None:
        raise NotFound("no-such-appeal", NO_APPEAL)
    return appeals.notifier_side(chosen)


@require_GET
@link_page(*SIDES)
def appeal(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The form of a complaint, with the decision that it is about."""
    return _form_page(request, bearer, AppealForm())


@require_POST
@link_page(*SIDES)
def send_appeal(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """Take the complaint and show its own page, whose address the appellant keeps."""
    form = AppealForm(request.POST)
    side = side_of(bearer, request.POST.get("flag", ""))
    if not form.is_valid():
        return _form_page(request, bearer, form, status=422)
    own = AppellantKind.AUTHOR if side.item is not None else AppellantKind.NOTIFIER
    complaint = Complaint(
        text=form.cleaned_data["text"],
        appellant=form.appellant(own),
        mandate=form.cleaned_data["mandate"],
        address=form.cleaned_data["address"],
        language=get_language() or "",
    )
    opened = open_appeal(side=side, complaint=complaint, by=request.actor, at=now())
    return redirect("moderation:appeal_status", token=opened.token)


def _form_page(request: ActorRequest, bearer: LinkBearer, form: AppealForm, status: int = 200) -> HttpResponse:
    flag = request.GET.get("flag") or request.POST.get("flag", "")
    side = side_of(bearer, flag)
    context = {
        "form": form,
        "side": side,
        "flag": flag,
        "clauses": clauses_cited_in(side),
        "token": request.resolver_match.kwargs["token"] if request.resolver_match else "",
    }
    return render(request, "moderation/appeal.html", context, status=status)


def clauses_cited_in(side: Side) -> list[dict[str, object]]:
    version = side.decision.policy_version
    clauses = clauses_of(version, get_language() or "en")
    return [clause for clause in clauses if clause["key"] in side.decision.clauses]


@require_GET
@link_page(LinkPurpose.APPEAL_STATUS)
def appeal_status(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """Where a complaint stands: its clock, its answer, its entry in the log."""
    found = appeals.appeal_named(bearer.about)
    sentence = wording.standing_sentence(standing_of(found.event_id, now()))
    if wants_json(request):
        return JsonResponse(status_document(found) | {"log": {"sentence": sentence}})
    context = {
        "appeal": found,
        "log_sentence": sentence,
        "token": request.resolver_match.kwargs["token"] if request.resolver_match else "",
    }
    return render(request, "moderation/appeal_status.html", context)


def status_document(found: Appeal) -> dict[str, Any]:
    """A complaint for its appellant, as JSON."""
    return {
        "reference": found.reference,
        "state": found.state,
        "opened_at": found.opened_at.isoformat(),
        "due_at": found.due_at.isoformat(),
        "decided_at": found.decided_at.isoformat() if found.decided_at else None,
        "outcome": found.outcome or None,
        "answer": found.answer,
        "self_review": found.self_review,
    }


@require_GET
@link_page(LinkPurpose.APPEAL_STATUS)
def appeal_receipt(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    found = appeals.appeal_named(bearer.about)
    return download(audit.receipt_for(found.event_id), NOTE, f"{found.reference}.note")


# -- the console ------------------------------------------------------------------------------------------------------


@require_GET
@never_cache
def appeal_list(request: ActorRequest) -> HttpResponseBase:
    """Complaints with their clocks, the one due first at the top."""
    state = request.GET.get("state", AppealState.OPEN.value)
    rows = appeals.appeals_for(request.actor, state)
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(chunk_size=500), COLUMNS, fmt, "appeals")
    context = {
        "page": page_of(rows, request),
        "state": state,
        "states": [each.value for each in AppealState],
        "now": now(),
    }
    return render(request, "moderation/appeals.html", context)


@require_GET
@never_cache
def appeal_page(request: ActorRequest, reference: str) -> HttpResponse:
    """The old decision, the clause as it was, and the new arguments, side by side."""
    found = appeals.appeal_for(request.actor, reference)
    return _appeal_page(request, found, AnswerForm(appeal=found))


@require_POST
def answer_appeal(request: ActorRequest, reference: str) -> HttpResponse:
    """Answer a complaint."""
    found = appeals.appeal_for(request.actor, reference)
    form = AnswerForm(request.POST, appeal=found)
    if not form.is_valid():
        return _appeal_page(request, found, form, status=422)
    try:
        decide_appeal(appeal=found, answer=form.cleaned_data["answer"], wish=form.wish(), by=request.actor, at=now())
    except (Conflict, RuleBroken) as error:
        form.add_error(None, sentence_of(error))
        return _appeal_page(request, found, form, status=409, must_look=error.code in UNSEEN)
    messages.success(request, _("The complaint is answered; both sides are told."))
    return redirect("moderation:appeal_page", reference=found.reference)


def _appeal_page(
    request: ActorRequest, found: Appeal, form: AnswerForm, status: int = 200, *, must_look: bool = False
) -> HttpResponse:
    version = found.decision.policy_version
    context = {
        "appeal": found,
        "form": form,
        "clauses": [
            each for each in clauses_of(version, get_language() or "en") if each["key"] in found.decision.clauses
        ],
        "version": version,
        "current": appeals.decision_in_force(found.case),
        "items": found.case.items.order_by("id"),
        "obstacle": obstacle(found, request),
        "page": CasePage(found.case, request.actor, now()),
        "must_look": must_look,
    }
    return render(request, "moderation/appeal_page.html", context, status=status)


def obstacle(found: Appeal, request: ActorRequest) -> str:
    """Why this person may not answer now; empty if they may."""
    try:
        permissions.check_can_read_again(request.actor, found.case.reference)
        answering_of(appeals.answerer_facts(found, request.actor, now()))
    except DomainError as error:
        return sentence_of(error)
    return ""
