"""The cursor: each message gets the next number once it is due, and keeps it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from bonafides.base.outbox.models import Message

AT_ONCE = 500


def number_due(at: datetime) -> int:
    """Number the messages that have become due, in order; returns how many.

    A number is visible only once all before it are: whoever reads on from a cursor misses nothing. Two workers take
    turns on the row locks, and the unique constraint stands behind them.
    """
    unnumbered = Message.objects.filter(position=None, cancelled_at=None, is_listed=True)
    due = unnumbered.filter(due_at__lte=at).order_by("due_at", "id")
    if not due.exists():
        return 0
    with transaction.atomic():
        found = list(due.select_for_update()[:AT_ONCE])
        last = Message.objects.aggregate(last=Max("position"))["last"] or 0
        for position, message in enumerate(found, start=last + 1):
            message.position = position
        Message.objects.bulk_update(found, ["position"])
    return len(found)
