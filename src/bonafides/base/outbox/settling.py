"""What is written down once a handler has returned or refused. A worker whose lease was lost writes nothing."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from bonafides.base.outbox import endpoints, rules
from bonafides.base.outbox.errors import Disable, NotDone, Park, Retry
from bonafides.base.outbox.events import DeliveryParked
from bonafides.base.outbox.models import Lane, OutboxRow
from bonafides.base.outbox.vocabulary import RowState
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.recording import Recorder


@transaction.atomic
def done(row: OutboxRow, at: datetime) -> None:
    """The row has happened: empty it. Its receiver is back, so whatever waits for it is due at once."""
    _mine(row).update(state=RowState.DONE, finished_at=at, lease_until=None, payload={}, last_error="")
    if Lane.objects.filter(name=row.lane).exists():
        Lane.objects.filter(name=row.lane).delete()
        waiting = OutboxRow.objects.filter(lane=row.lane, state=RowState.WAITING)
        waiting.filter(attempts__gt=0, lease_until=None, due_at__gt=at).update(due_at=at)


@transaction.atomic
def not_done(row: OutboxRow, outcome: NotDone, at: datetime, *, chance: float, record: Recorder) -> None:
    match outcome:
        case Park():
            park(row, outcome, at, record=record)
        case Retry():
            retry(row, outcome, at, chance=chance)
        case _:
            raise TypeError(f"a handler raises Retry or Park, not {type(outcome).__name__}")


def retry(row: OutboxRow, outcome: Retry, at: datetime, *, chance: float) -> None:
    """Try again by the back-off; a receiver that fails is left alone a while, whatever else waits for it."""
    due_at = rules.next_try(at, attempts=row.attempts, chance=chance, asked=outcome.asked)
    _mine(row).update(due_at=due_at, lease_until=None, last_error=outcome.reason)
    if outcome.rests_lane:
        lane, _ = Lane.objects.get_or_create(name=row.lane, defaults={"failures": 0, "resting_until": at})
        lane.failures += 1
        lane.resting_until = at + rules.rest_after(lane.failures, asked=outcome.asked)
        lane.save(update_fields=["failures", "resting_until"])


def park(row: OutboxRow, outcome: Park, at: datetime, *, record: Recorder) -> None:
    """Keep the row, payload and all, until a person sends it again."""
    parked = _mine(row).update(state=RowState.PARKED, finished_at=at, lease_until=None, last_error=outcome.reason)
    if parked:
        record(DeliveryParked(delivery=row.pk, reason=outcome.reason), SYSTEM, at)
    if isinstance(outcome, Disable) and row.endpoint is not None and row.endpoint.is_active:
        endpoints.disable(endpoint=row.endpoint, reason=outcome.reason, by=SYSTEM, at=at, record=record)


def _mine(row: OutboxRow) -> QuerySet[OutboxRow]:
    """The row, as long as the lease is the one under which it was taken."""
    return OutboxRow.objects.filter(
        pk=row.pk, state=RowState.WAITING, attempts=row.attempts, lease_until=row.lease_until
    )
