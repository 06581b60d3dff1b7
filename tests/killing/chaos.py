"""One bad night over the whole chain: `python -m tests.killing.chaos [--seed 7]`.

    1. Server, worker, programs and reviewers are killed at random.
    2. The disk is full: no file of server and worker grows.
    3. No worker runs for 45 minutes of clock, in which the alarms of a period of law, and its end, pass.
    4. The database is gone: SQLite's file is locked beyond every patience; PostgreSQL lets nobody in.
    5. The clock is set back by an hour, everything is killed once more, and the clock is put right.

All the while programs upload and flag, reviewers decide, and a receiver counts. In the end nothing that was answered is
lost, nothing doubled, and each of these is told, with what came due meanwhile.
"""

import argparse
import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.kills import free_port

from tests.killing import installation as installations
from tests.killing.receiver import Receiver

if TYPE_CHECKING:
    from tests.killing.killer import Killer

KILLS = 8
ROOM_BYTES = 16 * 1024
FULL_SECONDS, GONE_SECONDS, BACK_SECONDS = 6.0, 12.0, 6.0
NOTICED_WITHIN_SECONDS = TOLD_WITHIN_SECONDS = 120  # a busy machine takes a minute to start a worker
PATIENCE_SECONDS = 8  # SQLite's, here: the outage outlasts it
AWAY_SECONDS, HOUR = 45 * 60, 3_600
OUTLIVES = ("server", "worker", "submitter")  # who meets an outage; a reviewer's page would be refused by the server
PERIOD = "year:chaos"
ALL_SAID = {"away", "clock_back", "clock_forward", "database_away"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--wind-down", type=int, default=120, help="seconds that the end may take")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bonafides-chaos-", ignore_cleanup_errors=True) as folder:
        return night(Path(folder), options)


def night(folder: Path, options: argparse.Namespace) -> int:
    """Make an installation, put it through all that, look at what is left."""
    receiver, port = Receiver(), free_port()
    os.environ["BONAFIDES_SQLITE_PATIENCE_SECONDS"] = str(PATIENCE_SECONDS)
    home = installations.prepare_environment(folder, port=port, receiver=receiver.netloc)
    installation = installations.make(home, port=port, receiver=receiver.netloc)

    from bonafides.cli.homes import follow_clock
    from tests.killing import findings
    from tests.killing.killer import Killer

    follow_clock()
    with (folder / "errors").open("wb") as errors:
        killer = Killer(installation, receiver, random.Random(options.seed), errors)
        try:
            killer.run(KILLS, check_every=KILLS, check=lambda seen: findings.while_running(installation, seen))
            for name, trouble in TROUBLES.items():
                print(f"{name}: {'and it goes on' if not killer.found else killer.found}", flush=True)
                trouble(killer)
            killer.wind_down(findings.is_all_done, seconds=options.wind_down)
        finally:
            killer.close()
    found = [*killer.found, *findings.at_the_end(installation, killer.checkpoints, receiver.taken), *unsaid()]
    report(killer, found, findings.counts(installation, receiver.taken))
    if found:
        for log in (installation.worker_log, folder / "errors"):
            print(log.read_text("utf-8", "replace")[-6000:], file=sys.stderr)
    return int(bool(found))


# -- the troubles -----------------------------------------------------------------------------------------------------


def full_disk(killer: "Killer") -> None:
    """No file of theirs grows any more: the limit is set from outside, on processes at work."""
    with without_reviewers(killer):
        pids = pids_of(killer, "server", "worker")
        before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in pids}
        for pid, (_soft, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (ROOM_BYTES, hard))
        go_on(killer, FULL_SECONDS)
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)
        go_on(killer, 3.0)


def no_worker(killer: "Killer") -> None:
    """It is ended, 45 minutes pass, and it is started again. On a busy machine none may have come to work before."""
    go_on_until(killer, has_worked, TOLD_WITHIN_SECONDS)
    worker = next(target for target in killer.targets if target.name == "worker")
    killer._end_group(worker)
    a_period_begins()
    killer.installation.move_clock(AWAY_SECONDS)
    go_on(killer, 4.0)
    go_on_until_told(killer, "away")


def has_worked() -> bool:
    """Whether a worker ever said that it runs; without that nobody can tell for how long none did."""
    from bonafides.base.outbox import interruptions

    return interruptions.last_beat() is not None


def a_period_begins() -> None:
    """Forty minutes, somebody to be alarmed, and nobody who would do it."""
    from bonafides.base.audit.actions import audited_action
    from bonafides.base.people.models import Person
    from bonafides.kernel.actor import SYSTEM
    from bonafides.kernel.clock import now
    from bonafides.safety.orders.actions import clocks
    from bonafides.safety.orders.vocabulary import ClockKind

    @audited_action
    def begin(*, owner: Person, at: datetime) -> None:
        ends = at + timedelta(minutes=40)
        clocks.start(ClockKind.REQUEST, about=PERIOD, started_at=at, due_at=ends, owner=owner, by=SYSTEM, at=at)

    begin(owner=Person.objects.get(email="bo@example.org"), at=now())


def no_database(killer: "Killer") -> None:
    """Until the worker has noticed: what is in the middle of a long job needs no database for a while."""
    before = failures_said(killer)
    with without_reviewers(killer), gone():
        go_on(killer, GONE_SECONDS)
        go_on_until(killer, lambda: failures_said(killer) > before, NOTICED_WITHIN_SECONDS)
    go_on_until_told(killer, "database_away")


def failures_said(killer: "Killer") -> int:
    """How often the worker's log says that the database failed."""
    return killer.installation.worker_log.read_bytes().count(b"The database failed")


def clock_back(killer: "Killer") -> None:
    killer.installation.move_clock(-HOUR)
    go_on(killer, BACK_SECONDS)
    for target in killer.targets:
        killer._end_group(target)
    killer.kills["everything"] += 1
    go_on(killer, BACK_SECONDS)
    go_on_until_told(killer, "clock_back")
    killer.installation.move_clock(HOUR)


TROUBLES: dict[str, Callable[["Killer"], None]] = {
    "the disk is full": full_disk,
    "no worker runs": no_worker,
    "the database is gone": no_database,
    "the clock is set back": clock_back,
}


def go_on(killer: "Killer", seconds: float) -> None:
    """Everybody works, whoever is down is started, nobody is killed."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        killer.tick(kill=False)


def go_on_until(killer: "Killer", is_so: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while not is_so() and time.monotonic() < ends:
        killer.tick(kill=False)


def go_on_until_told(killer: "Killer", kind: str) -> None:
    """A trouble that is not told when the next one comes may be hidden by it, on a machine that is slow."""
    go_on_until(killer, lambda: kind in told(), TOLD_WITHIN_SECONDS)


@contextmanager
def without_reviewers(killer: "Killer") -> Iterator[None]:
    everybody = killer.targets
    killer.targets = [target for target in everybody if target.name.split()[0] in OUTLIVES]
    for target in everybody:
        if target not in killer.targets:
            killer._end_group(target)
    go_on(killer, 1.0)
    try:
        yield
    finally:
        killer.targets = everybody


def pids_of(killer: "Killer", *names: str) -> list[int]:
    from tests.killing.killer import children_of

    parts = [target.part.pid for target in killer.targets if target.name in names and target.part is not None]
    return [each for pid in parts for each in (pid, *children_of(pid))]


@contextmanager
def gone() -> Iterator[None]:
    """The database, out of everybody's reach."""
    from django.conf import settings

    with locked(settings.DATABASES["default"]["NAME"]) if settings.ON_SQLITE else shut():
        yield


@contextmanager
def locked(path: str) -> Iterator[None]:
    holder = sqlite3.connect(path, timeout=30, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


@contextmanager
def shut() -> Iterator[None]:
    """PostgreSQL ends every session and lets nobody in."""
    import psycopg
    from django.db import connection

    from bonafides.cli import databases

    name = databases.database_name()
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    wanted = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if key in parameters}
    connection.close()
    with psycopg.connect(**wanted, autocommit=True) as holder:
        holder.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            holder.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
        finally:
            holder.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


# -- what was said of it ----------------------------------------------------------------------------------------------


def told() -> set[str]:
    """The kinds of trouble that rows tell; none while the database cannot be asked."""
    from django.db import DatabaseError, connection

    from bonafides.base.outbox.models import Interruption

    try:
        return set(Interruption.objects.values_list("kind", flat=True))
    except DatabaseError:
        connection.close()
        return set()


def unsaid() -> list[str]:
    """Troubles that no row tells, a head that was signed at an earlier time, jobs and rows that nobody speaks of."""
    from bonafides.base.audit.models import Publication
    from bonafides.base.audit.sealing import CLOCK_SLACK
    from bonafides.base.outbox.models import Interruption

    said = {row.kind: row for row in Interruption.objects.order_by("due_meanwhile")}
    found = [f"{kind} was never told" for kind in sorted(ALL_SAID - said.keys())]
    if "away" in said and not said["away"].due_meanwhile:
        found.append("what came due while no worker ran was not counted")
    found += alarms_unsaid()
    times = list(Publication.objects.order_by("size").values_list("published_at", flat=True))
    back = [(earlier, later) for earlier, later in pairwise(times) if later < earlier - CLOCK_SLACK]
    found += [f"a head was signed at {later}, after one of {earlier}" for earlier, later in back]
    return found


def alarms_unsaid() -> list[str]:
    """Each alarm that came due while no worker ran has rung once, as late, and by mail."""
    from bonafides.base.audit.models import LogEntry
    from bonafides.base.outbox.models import OutboxRow
    from bonafides.base.outbox.vocabulary import MAIL, RowState
    from bonafides.safety.orders.models import Clock

    clock = Clock.objects.get(about=PERIOD)
    rung = [
        fields for fields in LogEntry.objects.filter(event_name="clock.alarmed").values_list("opened", flat=True)
        if fields["clock"] == clock.reference
    ]  # fmt: skip
    minutes = sorted(fields["minutes_before"] for fields in rung)
    late = [fields for fields in rung if fields["seconds_late"] > 0]
    mails = OutboxRow.objects.filter(kind=MAIL, state=RowState.DONE, key__startswith=f"alarm:{clock.reference}:")
    if minutes != sorted(set(minutes)) or 0 not in minutes or not late or mails.count() < len(rung):
        return [f"alarms at {minutes} minutes, {len(late)} of them said to be late, {mails.count()} mails"]
    return []


def report(killer: "Killer", found: list[str], counts: dict[str, int]) -> None:
    from bonafides.base.outbox.models import Interruption

    print(f"{killer.kills.total()} times kill -9")
    for row in Interruption.objects.exclude(kind="clock_forward").order_by("pk"):
        print(f"  told: {row.kind}, {row.seconds} s, {row.due_meanwhile} came due meanwhile")
    for name, count in counts.items():
        print(f"  {name:<48}{count:>7,}")
    print(f"findings: {len(found)}", *found[:40], sep="\n  ")


if __name__ == "__main__":
    sys.exit(main())
