"""What the worker sees go wrong around it, and what becomes of the work then.

- The clock: compared with the machine's own count of seconds, and at the start with the last thing that was finished.
  Set back, it would leave everything due in a future that is far away; so what was planned is brought back as far.
  Set forward, nothing is changed: it is said, for clocks of law may have run out too early.
- The disk: with less room than the floor nothing new is begun; what is due waits, and goes on by itself.
- Nobody there: a start long after the last beat counts what came due meanwhile.

Each is written down as an interruption once it can be, and told on the console, by `check`, and by /metrics.
"""

import logging
import os
import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max

from bonafides.base.outbox import registry
from bonafides.base.outbox.models import Interruption, Lane, OutboxRow, Recurrence
from bonafides.base.outbox.vocabulary import (
    AWAY_AFTER,
    CLOCK_SLACK,
    JOB_LEASE,
    LEASE,
    LONGEST_REST,
    SHOWN_FOR,
    Interrupted,
    RowState,
)

BEAT_FILE = "worker.beat"
SOON = timedelta(minutes=10)  # what was due so soon was meant so; a date of law, farther off, is left as it is

log = logging.getLogger("bonafides.worker")


# -- the beat of the worker -------------------------------------------------------------------------------------------


def beat(at: datetime) -> None:
    """Say that a worker runs: by a file's time alone, which takes no room on a full disk."""
    path = _beat_path()
    if not path.exists():
        path.touch(mode=0o600)
    os.utime(path, (at.timestamp(), at.timestamp()))


def last_beat() -> datetime | None:
    """When a worker last said so; None if none ever ran here."""
    try:
        return datetime.fromtimestamp(_beat_path().stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _beat_path() -> Path:
    return Path(settings.HOME) / BEAT_FILE


# -- room on the disk -------------------------------------------------------------------------------------------------


def free_bytes() -> int:
    """Room where the home lies."""
    return shutil.disk_usage(settings.HOME).free


def has_room() -> bool:
    return free_bytes() >= settings.DISK_FLOOR_BYTES


# -- what the worker watches ------------------------------------------------------------------------------------------


@dataclass
class Watch:
    """What one worker remembers between two looks."""

    wall: datetime
    seconds: float = field(default_factory=time.monotonic)
    without: dict[Interrupted, datetime] = field(default_factory=dict)  # what is missing, and since when

    def jump(self, at: datetime, seconds: float) -> timedelta:
        """How far the clock was set since the last look: zero unless it is more than the slack."""
        jump = (at - self.wall) - timedelta(seconds=seconds - self.seconds)
        self.wall, self.seconds = at, seconds
        return jump if abs(jump) > CLOCK_SLACK else timedelta()

    def missing(self, kind: Interrupted, at: datetime) -> bool:
        """Remember since when something is missing; whether that is news."""
        news = kind not in self.without
        self.without.setdefault(kind, at)
        return news

    def back(self, kind: Interrupted, at: datetime) -> None:
        """It is there again: write down how long it was missing."""
        began = self.without.get(kind)
        if began is not None:
            write_down(kind, began, at)
            del self.without[kind]
            log.warning("After %s: working again. %s", kind.value, due_sentence(began, at))


def look(watch: Watch, at: datetime) -> None:
    """Deal with a clock that was set while we ran."""
    jump = watch.jump(at, time.monotonic())
    if jump < timedelta():
        clock_went_back(at, by=-jump)
    elif jump:
        log.warning("The clock was set forward by %d s.", jump.total_seconds())
        write_down(Interrupted.CLOCK_FORWARD, at - jump, at)


def begin(at: datetime) -> None:
    """At the start: whether the clock stands behind what was done, and for how long no worker ran."""
    newest = Recurrence.objects.aggregate(newest=Max("finished_at"))["newest"]
    if newest is not None and newest - at > CLOCK_SLACK:
        clock_went_back(at, by=newest - at)
    beaten = last_beat()
    if beaten is not None and at - beaten > AWAY_AFTER:
        write_down(Interrupted.AWAY, beaten, at)
        log.warning("No worker ran for %d s. %s", (at - beaten).total_seconds(), due_sentence(beaten, at))


@transaction.atomic
def clock_went_back(at: datetime, *, by: timedelta) -> None:
    """Bring what was planned by the wrong clock back as far; a second worker that sees the same finds nothing to do."""
    seen = Recurrence.objects.aggregate(newest=Max("finished_at"))["newest"]
    if seen is not None and seen - at <= CLOCK_SLACK:
        return
    for name, job in registry.recurring().items():
        Recurrence.objects.filter(name=name, due_at__gt=at + job.every).update(due_at=at, finished_at=at)
    Recurrence.objects.filter(finished_at__gt=at).update(finished_at=at)
    Recurrence.objects.filter(lease_until__gt=at + JOB_LEASE).update(lease_until=None)
    waiting = OutboxRow.objects.filter(state=RowState.WAITING)
    waiting.filter(lease_until__gt=at + LEASE).update(lease_until=None)
    waiting.filter(created_at__gt=at, due_at__lte=F("created_at") + SOON).update(due_at=F("due_at") - by)
    waiting.filter(attempts__gt=0, due_at__gt=at).update(due_at=at)
    Lane.objects.filter(resting_until__gt=at + LONGEST_REST).update(resting_until=at)
    log.warning(
        "The clock was set back by %d s; what was planned meanwhile was brought back as far.", by.total_seconds()
    )
    write_down(Interrupted.CLOCK_BACK, at, at, jump=-by)


def write_down(kind: Interrupted, began: datetime, ended: datetime, *, jump: timedelta | None = None) -> None:
    """A row for `check` and /metrics, and a file's time for the console, which asks at every page."""
    began = min(began, ended)
    seconds = (ended - began if jump is None else jump).total_seconds()
    Interruption.objects.create(
        kind=kind.value, began_at=began, ended_at=ended, seconds=round(seconds), due_meanwhile=due_between(began, ended)
    )
    mark = _mark_of(kind)
    mark.touch(mode=0o600)
    os.utime(mark, (ended.timestamp(), ended.timestamp()))


def marked(at: datetime) -> list[Interrupted]:
    """What the console still says of, without asking the database: within the last day, or going on now."""
    recent = [kind for kind in Interrupted if _is_recent(_mark_of(kind), at)]
    full = not has_room() and Interrupted.DISK_FULL not in recent
    return [*recent, Interrupted.DISK_FULL] if full else recent


def _mark_of(kind: Interrupted) -> Path:
    return Path(settings.HOME) / f"interrupted.{kind.value}"


def _is_recent(mark: Path, at: datetime) -> bool:
    try:
        return at - datetime.fromtimestamp(mark.stat().st_mtime, UTC) < SHOWN_FOR
    except FileNotFoundError:
        return False


def due_between(began: datetime, ended: datetime) -> int:
    """How much came due in a time and still waits: rows of the outbox, and recurring jobs."""
    rows = OutboxRow.objects.filter(state=RowState.WAITING, due_at__gte=began, due_at__lte=ended).count()
    return rows + Recurrence.objects.filter(due_at__gte=began, due_at__lte=ended).count()


def due_sentence(began: datetime, ended: datetime) -> str:
    return f"{due_between(began, ended)} things came due meanwhile and are done now, late."
