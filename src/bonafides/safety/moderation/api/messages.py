"""What we have to tell the platform, for one that cannot receive webhooks: fetched along a cursor."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from bonafides.base.outbox import actions, queries
from bonafides.base.outbox.models import Message
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.safety.moderation.api.items import actor_of
from bonafides.safety.moderation.api.schemas import MessagesOut

router = Router(tags=["messages"], auth=ApiKeyAuth(scope=Scope.MESSAGES_READ))

LARGEST_CURSOR = 2**63 - 1


@router.get("/messages", response=MessagesOut, url_name="messages", summary="Fetch messages")
def messages(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=LARGEST_CURSOR)] = 0,
    limit: Annotated[int, Query(ge=1, le=queries.CURSOR_LIMIT)] = 100,
) -> dict[str, Any]:
    """The messages after a position, in their order; keep `next` and send it as `after`. They are the webhooks' own."""
    actions.note_reader(actor_of(request).code, at=now())
    found = queries.messages_after(after, limit)
    return {
        "messages": [
            {
                "position": each.position,
                "id": each.reference,
                "type": each.type,
                "timestamp": each.due_at,
                "data": each.data,
            }
            for each in found
        ],
        "next": found[-1].position if found else after,
        "more": len(found) == limit,
    }


def message_of(message: Message) -> dict[str, Any]:
    return {
        "position": message.position,
        "id": message.reference,
        "type": message.type,
        "timestamp": message.due_at,
        "data": message.data,
    }
