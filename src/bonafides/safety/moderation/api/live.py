"""Live streams: the platform says that one runs, how it goes on, and that it is over."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from bonafides.base.http.idempotency import idempotent
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions.intake import Author
from bonafides.safety.moderation.actions.live import StreamSaid, take_stream
from bonafides.safety.moderation.api.items import WRITE, actor_of
from bonafides.safety.moderation.api.schemas import NO_NUL, AuthorIn, Language, Moment, Name, Strict, Why
from bonafides.safety.moderation.vocabulary import ItemState

router = Router(tags=["live streams"])

Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000, pattern=NO_NUL)]


class StreamIn(Strict):
    """One stream under your own name for it; send it again for the viewers, and with `live: false` at its end."""

    reference: Name
    url: Url
    began: Moment | None = None
    viewers: Annotated[int, Field(ge=0, le=2**62)] | None = None
    live: bool = True
    language: Language = ""
    author: AuthorIn = AuthorIn()
    reason: Why = ""
    threat_to_life: bool = False


class StreamOut(Schema):
    item: str
    case: str
    state: ItemState
    live: bool
    began_at: datetime


@router.post("/live", auth=WRITE, response=StreamOut, url_name="live", summary="Say that a stream runs, or is over")
@idempotent
def stream(request: HttpRequest, said: StreamIn) -> dict[str, Any]:
    """It stands on the page of streams at once. What a person does about it comes as `measure.requested`, `urgent`."""
    at = now()
    given = StreamSaid(
        reference=said.reference,
        url=said.url,
        began_at=said.began or at,
        viewers=said.viewers,
        is_live=said.live,
        language=said.language,
        author=Author(said.author.reference, said.author.language, said.author.address),
        reason=said.reason,
        threat_to_life=said.threat_to_life,
    )
    taken = take_stream(said=given, by=actor_of(request), at=at)
    return {
        "item": taken.item.reference,
        "case": taken.item.case.reference,
        "state": taken.item.state,
        "live": taken.ended_at is None,
        "began_at": taken.began_at,
    }
