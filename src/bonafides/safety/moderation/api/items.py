"""Items: an upload is answered in the same call; what became of it; what the platform did."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Router

from bonafides.base.http.idempotency import Answer as Once
from bonafides.base.http.idempotency import as_answer, check_key, idempotent, once
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.matching.insides.vocabulary import Unread
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks.vocabulary import UNREAD_SENTENCES, UNREAD_SHOWN
from bonafides.safety.moderation.actions import intake, restoring
from bonafides.safety.moderation.actions.enforcement import report_enforcement
from bonafides.safety.moderation.actions.intake import Answered
from bonafides.safety.moderation.actions.telling import address_of
from bonafides.safety.moderation.api.bodies import body_of, either_body
from bonafides.safety.moderation.api.contents import submission_of
from bonafides.safety.moderation.api.schemas import (
    EnforcementIn,
    EnforcementOut,
    GoneIn,
    GoneOut,
    ItemAnswered,
    ItemIn,
    ItemOut,
)
from bonafides.safety.moderation.models import Enforcement, Item
from bonafides.safety.moderation.queries.items import item_for

router = Router(tags=["items"])

WRITE, READ = ApiKeyAuth(scope=Scope.ITEMS_WRITE), ApiKeyAuth(scope=Scope.DECISIONS_READ)


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


@router.post(
    "/items",
    auth=WRITE,
    response=ItemAnswered,
    url_name="submit_item",
    summary="Send an upload and be answered",
    openapi_extra=either_body(ItemIn, with_file=True),
)
def submit_item(request: HttpRequest) -> Once:
    """What matches nothing and was flagged by nobody is counted, and nothing of it is kept.

    A picture or another file comes as `file` of a form, 25 MB at most; a text, an address or a small file as JSON too.
    In a form, members of `author` are named `author.reference` and so on, and `context` is JSON.
    """
    by, at = actor_of(request), now()
    submission = submission_of(request, body_of(request, ItemIn))
    looked_up = intake.look_up(submission=submission, by=by)

    def compute() -> Once:
        return as_answer(answered(intake.answer(looked_up=looked_up, by=by, at=at)))

    key = request.headers.get("Idempotency-Key")
    if key is None:
        return compute()
    return once(request, check_key(key), compute, at=at, is_kept=lambda answer: answer.value["item"] is not None)  # type: ignore[arg-type]


def answered(given: Answered) -> dict[str, Any]:
    """What the platform is told, as `ItemAnswered`."""
    item, matched = given.item, given.matched
    found = {
        "answer": given.answer,
        "reasons": list(given.reasons),
        "case": item.case.reference if item else None,
        "item": item.reference if item else None,
        "hold": given.hold,
        "unreadable": [unread_of(each) for each in given.unreadable[:UNREAD_SHOWN]],
        "matches": matched.matches if matched else (),
        "index_version": matched.index_version if matched else 0,
        "upload_token": given.token or None,
        "tombstone": address_of("tombstone", item.reference) if item else None,
    }
    return ItemAnswered.model_validate(found).model_dump(mode="json")


def unread_of(unread: Unread) -> dict[str, Any]:
    return {"path": unread.path, "reason": unread.reason, "sentence": gettext(UNREAD_SENTENCES[unread.reason])}


@router.post("/items/gone", auth=WRITE, response=GoneOut, url_name="item_gone", summary="Say that an upload is gone")
def item_gone(request: HttpRequest, said: GoneIn) -> dict[str, int]:
    """Where you keep an upload no longer: fingerprints that were kept to look back (see the policy) are erased at once.

    `forgotten` says of how many contents. An item that stands in a case stays there, with its decision.
    """
    return {"forgotten": banks_actions.forget_upload(item=said.reference, by=actor_of(request), at=now())}


@router.get("/items/{reference}", auth=READ, response=ItemOut, url_name="item", summary="Where an item stands")
def get_item(request: HttpRequest, reference: str) -> dict[str, Any]:
    """By the reference that we gave it."""
    return state_of(item_for(reference))


def state_of(item: Item) -> dict[str, Any]:
    hold = item.holds.filter(ended_at=None).first()
    return {
        "item": item.reference,
        "reference": item.platform_reference,
        "state": item.state,
        "kind": item.kind,
        "case": item.case.reference,
        "case_state": item.case.state,
        "outcome": item.case.outcome or None,
        "hold": hold,
        "has_content": bool(item.content),
        "enforcements": list(item.enforcements.order_by("pk")),
    }


@router.get("/items/{reference}/content", auth=WRITE, url_name="item_content", summary="Our copy, to restore from")
def get_content(request: HttpRequest, reference: str) -> HttpResponse:
    """Only after a measure was taken back or a hold ended: for a platform that has not kept the item itself."""
    item = item_for(reference)
    data = restoring.content_to_restore(item=item, by=actor_of(request), at=now())
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{item.reference}"'
    answer["Cache-Control"] = "no-store"
    return answer


@router.post(
    "/items/{reference}/enforcement",
    auth=WRITE,
    response=EnforcementOut,
    url_name="report_enforcement",
    summary="Say what you did",
)
@idempotent
def enforcement(request: HttpRequest, reference: str, said: EnforcementIn) -> dict[str, Any]:
    """`confirmed` or `failed`, for the latest request of this action on this item."""
    item = item_for(reference)
    told = report_enforcement(
        item=item.reference, action=said.action, state=said.state, detail=said.detail, by=actor_of(request), at=now()
    )
    return enforcement_of(told)


def enforcement_of(asked: Enforcement) -> dict[str, Any]:
    return {
        "action": asked.action,
        "state": asked.state,
        "asked_at": asked.asked_at,
        "answered_at": asked.answered_at,
        "detail": asked.detail,
    }
