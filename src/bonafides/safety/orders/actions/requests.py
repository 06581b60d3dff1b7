"""Requests of authorities that are no removal orders: each step is recorded, and each is counted and published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people.queries import person_of
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions import flags
from bonafides.safety.moderation.actions.flags import Report
from bonafides.safety.moderation.vocabulary import SourceKind
from bonafides.safety.orders import permissions, rules
from bonafides.safety.orders.actions import clocks
from bonafides.safety.orders.events import RequestEvent
from bonafides.safety.orders.models import AuthorityRequest, Clock
from bonafides.safety.orders.rules import RequestFacts
from bonafides.safety.orders.vocabulary import ClockKind, RequestAnswer, RequestKind, RequestState


@audited_action
def take_request(*, kind: RequestKind, wanted: Mapping[str, Any], by: Actor, at: datetime) -> AuthorityRequest:
    """Write a request down. A referral that names a place becomes a flag at once, under our own rules."""
    permissions.check_can_execute(by)
    request = AuthorityRequest(kind=kind, **wanted)
    request.save()
    _record(request, "received", by=by, at=at)
    if kind is RequestKind.REFERRAL and request.location.strip():
        report = Report(
            source=SourceKind.INFORMAL_REFERRAL, location=request.location.strip(), reason=request.asked_for
        )
        request.flag = flags.raise_flag(report=report, by=SYSTEM, at=at).reference
        request.save(update_fields=["flag"])
    if request.due_at:
        about = f"request:{request.reference}"
        began, end = request.received_at, request.due_at
        clocks.start(ClockKind.REQUEST, about=about, started_at=began, due_at=end, by=by, at=at)
    return request


@audited_action
def verify(*, request: AuthorityRequest, how: str, by: Actor, at: datetime) -> None:
    """Who asks was verified by another way than the request itself."""
    _check_open(request, by)
    if not how.strip():
        raise RuleBroken("verified-how", _("Say how the sender was verified."))
    request.verified_at, request.verified_how = at, how.strip()[:300]
    request.save(update_fields=["verified_at", "verified_how"])
    _record(request, "verified", by=by, at=at)


@audited_action
def narrow(*, request: AuthorityRequest, to: str, legal_basis: str, by: Actor, at: datetime) -> None:
    """What exactly the answer would cover, and on what basis."""
    _check_open(request, by)
    request.narrowed_to, request.legal_basis = to.strip(), legal_basis.strip()[:300]
    request.save(update_fields=["narrowed_to", "legal_basis"])
    _record(request, "narrowed", by=by, at=at)


@audited_action
def challenge(*, request: AuthorityRequest, where: str, by: Actor, at: datetime) -> None:
    """We contest it; it may still be answered afterwards."""
    _check_open(request, by)
    if not where.strip():
        raise RuleBroken("challenged-where", _("Say before whom it is contested."))
    request.state, request.challenged_at, request.challenged_where = RequestState.CHALLENGED, at, where.strip()[:300]
    request.save(update_fields=["state", "challenged_at", "challenged_where"])
    _record(request, "challenged", by=by, at=at)


@audited_action
def answer(*, request: AuthorityRequest, answer_: RequestAnswer, reason: str, by: Actor, at: datetime) -> None:
    """How it ended. What is handed out leaves through the vault, by two people; here stands that it may."""
    _check_open(request, by)
    rules.check_answer(facts_of(request), answer_)
    if not reason.strip():
        raise RuleBroken("answer-reason", _("Say why it is answered so."))
    request.state, request.answer, request.answer_reason = RequestState.ANSWERED, answer_, reason.strip()
    request.answered_at, request.answered_by = at, person_of(by)
    request.save(update_fields=["state", "answer", "answer_reason", "answered_at", "answered_by"])
    _record(request, f"answered:{answer_}", by=by, at=at)
    for clock in Clock.objects.filter(about=f"request:{request.reference}", stopped_at=None):
        clocks.stop(clock, outcome=answer_, by=by, at=at)


def facts_of(request: AuthorityRequest) -> RequestFacts:
    return RequestFacts(
        kind=RequestKind(request.kind),
        legal_basis=request.legal_basis,
        verified=request.verified_at is not None,
        narrowed_to=request.narrowed_to,
        danger=request.danger,
    )


def _check_open(request: AuthorityRequest, by: Actor) -> None:
    permissions.check_can_execute(by)
    request.refresh_from_db()
    if request.state == RequestState.ANSWERED:
        raise Conflict("answered-already", _("This request has been answered."))


def _record(request: AuthorityRequest, step: str, *, by: Actor, at: datetime) -> None:
    record(RequestEvent(request=request.reference, kind=request.kind, step=step), by=by, at=at)
