"""The API of feeds: how each does, and have one read now. Nothing of it shows or takes a credential."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import AfterValidator

from bonafides.base.http.idempotency import idempotent
from bonafides.base.http.paging import rows_after
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.safety.feeds import actions, queries
from bonafides.safety.feeds.models import FeedRun
from bonafides.safety.feeds.queries import FeedRow
from bonafides.safety.feeds.troubles import retold
from bonafides.safety.feeds.vocabulary import FeedState, RunReason, RunState

router = Router(tags=["feeds"])

READ, WRITE = (ApiKeyAuth(scope=scope) for scope in (Scope.BANKS_READ, Scope.BANKS_WRITE))


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


class FeedOut(Schema):
    """A source and how it does; `records` are those of it that stand."""

    reference: str
    name: str
    bank: str
    kind: str
    state: FeedState
    records: int
    read_at: datetime | None
    due_at: datetime | None
    trouble: str


class FeedRunOut(Schema):
    """One reading; `set_aside` rows could not be used and are shown on the page of the run. `trouble` is for people."""

    id: int
    reference: str
    state: RunState
    reason: RunReason
    is_whole: bool
    pages: int
    rows: int
    added: int
    changed: int
    unchanged: int
    taken_back: int
    orphans: int
    withdrawn: int
    withdrawn_kept: int
    set_aside: int
    trouble: Annotated[str, AfterValidator(retold)]
    started_at: datetime
    finished_at: datetime | None


class FeedRunsOut(Schema):
    """`next` is the cursor of the following runs; null after the last."""

    runs: list[FeedRunOut]
    next: int | None


def shown(row: FeedRow) -> dict[str, Any]:
    feed = row.feed
    return {
        "reference": feed.reference,
        "name": feed.name,
        "bank": feed.bank.reference,
        "kind": feed.adapter,
        "state": row.state,
        "records": row.standing,
        "read_at": feed.done_at,
        "due_at": feed.due_at,
        "trouble": retold(feed.trouble),
    }


@router.get("/feeds", auth=READ, response=list[FeedOut], url_name="list_feeds", summary="All feeds and how they do")
def list_feeds(request: HttpRequest) -> list[dict[str, Any]]:
    return [shown(row) for row in queries.feeds_for(actor_of(request), now())]


@router.get("/feeds/{reference}/runs", auth=READ, response=FeedRunsOut, url_name="feed_runs", summary="Runs of a feed")
def feed_runs(
    request: HttpRequest,
    reference: str,
    after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> dict[str, Any]:
    """In the order in which they began; ask again with `after` set to `next`."""
    feed = queries.feed_for(actor_of(request), reference)
    rows: list[FeedRun] = rows_after(queries.runs_of(feed), after, limit)
    return {"runs": rows, "next": rows[-1].pk if len(rows) == limit else None}


@router.post(
    "/feeds/{reference}/run", auth=WRITE, response={202: FeedRunOut}, url_name="run_feed", summary="Read a feed now"
)
@idempotent
def run_feed(request: HttpRequest, reference: str) -> Status[dict[str, Any]]:
    """The worker reads it; 409 while it is being read already."""
    by = actor_of(request)
    run = actions.ask_for_run(feed=queries.feed_for(by, reference), by=by, at=now())
    return Status(202, FeedRunOut.from_orm(run).model_dump(mode="json"))
