"""Moving the clock of a demo home: a shift in a file that every process of the home follows."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet

from bonafides.base.outbox import worker
from bonafides.base.outbox.models import OutboxRow, Recurrence
from bonafides.cli.homes import CLOCK_FILE
from bonafides.kernel import clock
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop

FORWARD_ONLY = gettext_noop("A clock is moved forward, by 1 to 3650 days.")
DAYS_AT_MOST = 3_650

Counted = tuple[QuerySet[Any], str]


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
    for rows, what in (*of_the_platform(before, after), *of_the_programme(before, after), *of_everybody(before, after)):
        if number := rows.count():
            yield f"{number:>5}  {what}"


def of_the_platform(before: datetime, after: datetime) -> tuple[Counted, ...]:
    if not apps.is_installed("bonafides.safety.moderation"):
        return ()
    from bonafides.safety.moderation.models import Appeal, Case, Hold
    from bonafides.safety.moderation.vocabulary import AppealState

    return (
        (Hold.objects.filter(ended_at=None, ends_at__gt=before, ends_at__lte=after), "holds end by themselves"),
        (Case.objects.filter(content_due_at__gt=before, content_due_at__lte=after), "cases lose their content"),
        (Appeal.objects.filter(state=AppealState.OPEN, due_at__gt=before, due_at__lte=after), "appeals became overdue"),
        (Appeal.objects.filter(state=AppealState.OPEN, due_at__gt=after), "appeals are open, and still in time"),
    )


def of_the_programme(before: datetime, after: datetime) -> tuple[Counted, ...]:
    if not apps.is_installed("bonafides.programme.members"):
        return ()
    from bonafides.programme.members.models import RequirementRow
    from bonafides.programme.members.vocabulary import RequirementState
    from bonafides.programme.trustmark.models import Mark

    holding = (RequirementState.MET, RequirementState.COMMITTED)
    ended = RequirementRow.objects.filter(state__in=holding, until__gte=before.date(), until__lt=after.date())
    ending = Mark.objects.filter(current__valid_until__gt=before, current__valid_until__lte=after)
    return (
        (ended, "requirements lapse, unless somebody renews them"),
        (ending, "marks are renewed, or end where a requirement lapsed"),
    )


def of_everybody(before: datetime, after: datetime) -> tuple[Counted, ...]:
    return (
        (worker.due_rows(after).filter(due_at__gt=before), "deliveries and other rows are due"),
        (OutboxRow.objects.filter(state="waiting", due_at__gt=after), "rows wait for a later day"),
        (Recurrence.objects.filter(due_at__lte=after), "recurring jobs run"),
    )
