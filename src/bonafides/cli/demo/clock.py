"""Moving the clock of a demo home: a shift in a file that every process of the home follows."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from bonafides.base.outbox import worker
from bonafides.base.outbox.models import OutboxRow, Recurrence
from bonafides.cli.homes import CLOCK_FILE
from bonafides.kernel import clock
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation.models import Appeal, Case, Hold
from bonafides.safety.moderation.vocabulary import AppealState

FORWARD_ONLY = gettext_noop("A clock is moved forward, by 1 to 3650 days.")
DAYS_AT_MOST = 3_650


def advance_by(days: int) -> int:
    """Move it, then say what is due now that was not before; running processes follow within a second."""
    if not 1 <= days <= DAYS_AT_MOST:
        raise Invalid("days", FORWARD_ONLY)
    before = clock.now()
    write_shift(settings.HOME / CLOCK_FILE, timedelta(days=days))
    after = before + timedelta(days=days)
    print(f"It is {after:%A, %d %B %Y, %H:%M} UTC in {settings.HOME} now.", file=sys.stderr)
    for line in due_between(before, after):
        print(f"  {line}", file=sys.stderr)
    return 0


def write_shift(file: Path, more: timedelta) -> None:
    """Add to the shift, whole or not at all."""
    known = json.loads(file.read_text())["shift_seconds"] if file.exists() else 0
    apart = file.with_suffix(".partial")
    apart.write_text(json.dumps({"shift_seconds": known + int(more.total_seconds())}))
    apart.replace(file)


def due_between(before: datetime, after: datetime) -> Iterator[str]:
    """What the worker does now, and what waits for people."""
    counts = (
        (Hold.objects.filter(ended_at=None, ends_at__gt=before, ends_at__lte=after), "holds end by themselves"),
        (Case.objects.filter(content_due_at__gt=before, content_due_at__lte=after), "cases lose their content"),
        (Appeal.objects.filter(state=AppealState.OPEN, due_at__gt=before, due_at__lte=after), "appeals became overdue"),
        (Appeal.objects.filter(state=AppealState.OPEN, due_at__gt=after), "appeals are open, and still in time"),
        (worker.due_rows(after).filter(due_at__gt=before), "deliveries and other rows are due"),
        (OutboxRow.objects.filter(state="waiting", due_at__gt=after), "rows wait for a later day"),
        (Recurrence.objects.filter(due_at__lte=after), "recurring jobs run"),
    )
    for rows, what in counts:
        if number := rows.count():
            yield f"{number:>5}  {what}"
