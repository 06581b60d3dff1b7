"""What the worker does for the vault: erases what is due, ends releases, looks after emergencies, counts each week."""

import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.safety.evidence.actions import erasing, oversight, releasing
from bonafides.safety.evidence.actions.packing import SCRATCH
from bonafides.safety.evidence.vocabulary import OVERDUE_REPORT_EVERY

LEFT_FOR = timedelta(hours=1)  # a bag takes minutes; what is older was left by a crash


def unconfirmed(row: OutboxRow, at: datetime) -> None:
    """A day has passed since an emergency release."""
    oversight.notice_unconfirmed(reference=row.payload["release"], at=at)


def erase_what_is_due(at: datetime) -> None:
    """Catch up, however long the worker was down; then have SQLite fold its write-ahead log, which still holds keys."""
    erased = 0
    while done := erasing.erase_due(at):
        erased += done
    if erased and connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def end_what_is_over(at: datetime) -> None:
    """Releases, and open folders that a crash left behind."""
    releasing.end_over(at)
    oldest = time.time() - LEFT_FOR.total_seconds()
    for folder in (settings.HOME / "incoming").glob(f"{SCRATCH}*"):
        if folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def report_overdue(at: datetime) -> None:
    oversight.count_overdue(at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {releasing.UNCONFIRMED: unconfirmed}
RECURRING: tuple[Recurring, ...] = (
    Recurring("evidence.erase", timedelta(minutes=15), erase_what_is_due),
    Recurring("evidence.releases", timedelta(minutes=15), end_what_is_over),
    Recurring("evidence.overdue", OVERDUE_REPORT_EVERY, report_overdue),
)
