"""Telling a programme what became of its alert: through the outbox, by the published API, until it has heard it."""

import json
from datetime import datetime
from typing import Any

from bonafides.base import fetch
from bonafides.base.audit.actions import audited_action, record
from bonafides.base.keys import envelope
from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox.errors import Park, Retry
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, DomainError, Invalid, Unavailable
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.events import AlertAnswered
from bonafides.safety.moderation.models import Decision, Flag, ProgrammeAlert, ProgrammeConnection
from bonafides.safety.moderation.rules.alerts import Told, answer_to
from bonafides.safety.moderation.vocabulary import SourceKind, Verdict

ANSWER = "moderation.answer_alert"  # the outbox row that tells the programme
SEALING = "programme-key"
SECONDS, ANSWER_BYTES = 20.0, 64 * 1024
DONE = frozenset({200, 201, 204})
LATER = frozenset({408, 425, 429})
OVERTAKEN = frozenset({"alert-withdrawn", "answered"})  # the programme knows more already: nothing is left to say


def answer_alerts(flag: Flag, decision: Decision, verdict: Verdict, *, at: datetime) -> None:
    """Answer each alert that a flag stands for, once for each decision; called inside the action that decides."""
    if flag.source != SourceKind.PROGRAMME_ALERT:
        return
    told = answer_to(verdict, decision.exemptions, decision.policy_version.number)
    for alert in flag.programme_alerts.filter(withdrawn_at=None).select_related("connection"):
        tell(alert, told, key=f"alert-answer:{alert.pk}:{decision.reference}", by=SYSTEM, at=at)


def acknowledge(alert: ProgrammeAlert, *, at: datetime) -> None:
    """That it is in the queue; our own record of the flag says so already."""
    _enqueue(alert, Told("acknowledged"), key=f"alert-answer:{alert.pk}:acknowledged", at=at)


@audited_action
def dispute_alert(*, alert: ProgrammeAlert, reason: str, by: Actor, at: datetime) -> None:
    """Say that an alert is not what it says: by a person who decides cases, with the reason."""
    permissions.check_can_decide(by)
    if alert.withdrawn_at is not None:
        raise Conflict("alert-withdrawn", _("The programme has withdrawn this alert."))
    if not reason.strip():
        raise Invalid("reason-missing", _("Say why the alert is wrong."))
    key = f"alert-answer:{alert.pk}:disputed:{int(at.timestamp())}"
    tell(alert, Told("disputed", reason.strip()[:500]), key=key, by=by, at=at)


def tell(alert: ProgrammeAlert, told: Told, *, key: str, by: Actor, at: datetime) -> None:
    alert.answer, alert.answer_reason, alert.answered_at = told.answer, told.reason, at
    alert.save(update_fields=["answer", "answer_reason", "answered_at"])
    record(AlertAnswered(alert=alert.alert, answer=told.answer), by=by, at=at)
    _enqueue(alert, told, key=key, at=at)


def _enqueue(alert: ProgrammeAlert, told: Told, *, key: str, at: datetime) -> None:
    if not alert.connection.key:
        return  # by webhook only: the team answers on the programme's own pages
    payload = {"alert": alert.pk, "answer": told.answer, "reason": told.reason}
    outbox.enqueue(ANSWER, payload, key=key, lane=f"programme:{alert.connection.reference}", due_at=at, at=at)


def send_answer(payload: dict[str, Any], *, key: str, at: datetime) -> None:
    """Handle an answer's row: post it; the same key makes a repeated post the same answer."""
    alert = ProgrammeAlert.objects.select_related("connection").get(pk=payload["alert"])
    body = json.dumps({"answer": payload["answer"], "reason": payload["reason"]}).encode()
    headers = [*headers_of(alert.connection), ("content-type", "application/json"), ("idempotency-key", key)]
    url = f"{alert.connection.url}/api/v1/alerts/{alert.alert}/answer"
    try:
        answer = fetch.post(url, body=body, headers=headers, seconds=SECONDS, max_bytes=ANSWER_BYTES)
    except Unavailable as error:
        raise Retry(str(error), rests_lane=True) from error
    except DomainError as error:
        raise Park(str(error)) from error
    _settle(answer)


def _settle(answer: fetch.Answer) -> None:
    if answer.status in DONE or code_in(answer.body) in OVERTAKEN:
        return
    if answer.status in LATER or answer.status >= 500:
        raise Retry(f"the programme answered {answer.status}", rests_lane=True)
    raise Park(f"the programme answered {answer.status}")


def code_in(body: bytes) -> str:
    """The code of a problem document; empty where there is none."""
    try:
        return str(json.loads(body)["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def headers_of(connection: ProgrammeConnection) -> list[tuple[str, str]]:
    key = envelope.unseal_text(connection.key, purpose=SEALING, bound_to=connection.reference)
    return [("authorization", f"Bearer {key}"), ("accept", "application/json")]
