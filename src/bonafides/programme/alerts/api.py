"""Alerts for a member's programs: pulled along a cursor, answered by reference."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from bonafides.base.http.idempotency import idempotent
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import OrganisationKind, Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.programme.alerts import actions, queries
from bonafides.programme.alerts.vocabulary import REASON_LIMIT_CHARACTERS, Answer
from bonafides.programme.members import queries as members

router = Router(tags=["alerts"])
READ = ApiKeyAuth(scope=Scope.ALERTS_READ, of=OrganisationKind.MEMBER)
WRITE = ApiKeyAuth(scope=Scope.ALERTS_WRITE, of=OrganisationKind.MEMBER)
LARGEST_CURSOR = 2**63 - 1


class AlertMessage(Schema):
    """One message, as a webhook gets it; `data` follows the JSON Schema at /alerts/schema/1/."""

    position: int
    id: str
    type: Literal["alert.issued", "alert.withdrawn"]
    timestamp: str
    data: dict[str, Any]


class AlertsOut(Schema):
    alerts: list[AlertMessage]
    next: int
    more: bool


class AnswerIn(Schema):
    answer: Answer
    reason: str = Field("", max_length=REASON_LIMIT_CHARACTERS)


class AnswerOut(Schema):
    alert: str
    answer: Answer


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


@router.get("/alerts", auth=READ, response=AlertsOut, url_name="alerts_after", summary="Fetch alerts")
def alerts_after(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=LARGEST_CURSOR)] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
) -> dict[str, Any]:
    """Alerts and withdrawals to this member after a position, in their order; keep `next` and send it as `after`."""
    found = queries.messages_to(members.member_of_program(actor_of(request)), after, limit)
    return {
        "alerts": [
            {
                "position": each.position,
                "id": each.reference,
                "type": each.type,
                "timestamp": each.created_at.isoformat(),
                "data": each.data,
            }
            for each in found
        ],
        "next": found[-1].position if found else after,
        "more": len(found) == limit,
    }


@router.post(
    "/alerts/{reference}/answer",
    auth=WRITE,
    response={200: AnswerOut},
    url_name="answer_alert",
    summary="Answer an alert",
)
@idempotent
def answer_alert(request: HttpRequest, reference: str, answer: AnswerIn) -> Status[Any]:
    """Acknowledge, restrict, keep with a reason, or dispute with one. The latest answer counts."""
    by = actor_of(request)
    delivery = queries.own_delivery(by, reference)
    actions.answer_alert(delivery=delivery, answer=answer.answer, reason=answer.reason, by=by, at=now())
    return Status(200, {"alert": delivery.alert.reference, "answer": answer.answer})
