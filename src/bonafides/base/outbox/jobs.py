"""What the worker does for the outbox itself."""

from datetime import datetime, timedelta

from bonafides.base.blobs.sweeping import sweep
from bonafides.base.blobs.vocabulary import SWEEP_EVERY
from bonafides.base.outbox import mail, webhooks
from bonafides.base.outbox.actions import forget_old
from bonafides.base.outbox.errors import Retry
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Handler, Recurring, listeners
from bonafides.base.outbox.vocabulary import LISTENER, MAIL, WEBHOOK


def tell(row: OutboxRow, at: datetime) -> None:
    """Handle a `listener` row: call the one function that it names."""
    listener = listeners().get(row.payload["listener"])
    if listener is None:
        raise Retry("no such listener is installed")
    listener(row.payload["fields"], at)


HANDLERS: dict[str, Handler] = {WEBHOOK: webhooks.deliver, MAIL: mail.send, LISTENER: tell}
RECURRING = (
    Recurring("outbox.forget_old", timedelta(hours=6), forget_old),
    Recurring("blobs.sweep", SWEEP_EVERY, sweep),  # blobs, below, cannot name a job themselves
)
