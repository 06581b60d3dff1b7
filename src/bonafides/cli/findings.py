"""The checks of an installation: each looks at one thing and says what it found in a sentence."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from importlib import import_module
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core import checks as django_checks
from django.db import connection
from django.db.models import Max
from filelock import FileLock, Timeout

from bonafides.base.audit.models import LogEntry, Publication
from bonafides.base.audit.sealing import log_directory
from bonafides.base.keys import files, signing
from bonafides.base.outbox import queries as outbox
from bonafides.base.outbox.interruptions import has_room
from bonafides.base.outbox.models import Recurrence
from bonafides.base.outbox.vocabulary import RowState
from bonafides.base.people import queries as people
from bonafides.base.people.models import Person
from bonafides.cli.homes import pending_migrations
from bonafides.kernel import clock
from bonafides.ledger import merkle
from bonafides.ledger.checkpoint import Checkpoint, open_checkpoint
from bonafides.ledger.errors import LedgerError
from bonafides.ledger.notes import Verifier
from bonafides.ledger.tiles import CHECKPOINT
from bonafides.matching.insides import landlock
from bonafides.matching.insides.opening import missing_readers
from bonafides.matching.insides.vocabulary import Reason

LOOPBACK = ("localhost", "127.0.0.1", "::1")
LITTLE_ROOM_BYTES, NO_ROOM_BYTES = 2 * 1024**3, 200 * 1024**2
LATE_JOB = outbox.LATE_JOB
OLD_BACKUP = timedelta(days=2)
LATE_ERASURE = timedelta(days=1)
CLOCK_SLACK = timedelta(minutes=1)


class Level(IntEnum):
    OK = 0
    WARN = 1
    FAIL = 2


@dataclass(frozen=True)
class Finding:
    level: Level
    sentence: str


@dataclass(frozen=True)
class Check:
    title: str
    run: Callable[[], Iterator[Finding]]


def ok(sentence: str) -> Finding:
    return Finding(Level.OK, sentence)


def warn(sentence: str) -> Finding:
    return Finding(Level.WARN, sentence)


def fail(sentence: str) -> Finding:
    return Finding(Level.FAIL, sentence)


# -- what it stands on --------------------------------------------------------------------------------


def keys() -> Iterator[Finding]:
    problems = files.problems(settings.KEYS)
    yield from map(fail, problems)
    if not problems:
        yield ok(f"All {len(files.KEY_FILES)} keys are in {settings.KEYS}, readable by nobody else.")


def home() -> Iterator[Finding]:
    if not (settings.HOME / "bonafides.env").is_file():
        yield fail(f"{settings.HOME} is not a home: run “bonafides init --home {settings.HOME}”.")
    elif settings.HOME.stat().st_mode & 0o077:
        yield warn(f"{settings.HOME} can be entered by others; its mode should be 700.")
    else:
        yield ok(f"{settings.HOME}, closed to others; edition {settings.EDITION}.")


def database() -> Iterator[Finding]:
    connection.ensure_connection()
    steps = pending_migrations()
    if steps:
        yield fail(f"The database is {steps} steps behind this version: run “bonafides upgrade”.")
    yield sqlite_mode() if settings.ON_SQLITE else ok(f"PostgreSQL {postgresql_version()}, reached, up to date.")


def sqlite_mode() -> Finding:
    """An acknowledged write must survive a loss of power: WAL and synchronous=FULL."""
    journal, synchronous = pragma("journal_mode"), pragma("synchronous")
    if (journal, synchronous) != ("wal", "2"):
        return fail(f"SQLite runs with journal_mode={journal}, synchronous={synchronous}; it must be wal and 2 (FULL).")
    return ok(f"SQLite {sqlite3.sqlite_version}, journal_mode=wal, synchronous=full.")


def pragma(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return str(cursor.fetchone()[0])


def postgresql_version() -> str:
    version: int = connection.cursor().connection.info.server_version
    return f"{version // 10_000}.{version % 10_000}"


def system() -> Iterator[Finding]:
    """Django's own checks and ours of the whole: every page has its row in the role table."""
    found = [message for message in django_checks.run_checks() if not message.is_silenced()]
    for message in found:
        yield (fail if message.is_serious() else warn)(" ".join(str(message).split()))
    if not found:
        yield ok("Every page has its row in the role table; Django's checks pass.")


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.HOME).free
    level = fail if free < NO_ROOM_BYTES else warn if free < LITTLE_ROOM_BYTES else ok
    yield level(f"{free / 1024**3:.1f} GB free where {settings.HOME} lies.")


def time_of_day() -> Iterator[Finding]:
    """A clock that stands behind what was recorded would put new decisions before old ones."""
    newest = LogEntry.objects.exclude(event_name="adopted").aggregate(newest=Max("at"))["newest"]
    if newest is not None and newest > clock.now() + CLOCK_SLACK:
        yield fail(
            f"The clock says {clock.now():%Y-%m-%d %H:%M} UTC, but something was recorded at {newest:%H:%M %d %b}."
        )
    else:
        yield ok(f"{clock.now():%Y-%m-%d %H:%M} UTC, after everything that was recorded.")


def interruptions() -> Iterator[Finding]:
    """Times of the last day in which it did not run as it should, and whether one goes on now."""
    if not has_room():
        yield fail(
            f"Less than {settings.DISK_FLOOR_BYTES >> 20} MB are free: the worker does nothing until there is room."
        )
    recent = outbox.recent_interruptions(clock.now())
    for one in recent:
        yield warn(f"{one.ended_at:%Y-%m-%d %H:%M} UTC: {one.kind}, {one.seconds} s, {one.due_meanwhile} came due.")
    if not recent:
        yield ok("No clock was set, no disk was full, the worker never stopped in the last 24 hours.")


# -- how it is set up -----------------------------------------------------------------------------------


def public_url() -> Iterator[Finding]:
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme == "https":
        yield ok(settings.PUBLIC_URL)
    elif address.hostname in LOOPBACK:
        yield warn(f"{settings.PUBLIC_URL}: for this machine only. Set BONAFIDES_PUBLIC_URL before others use it.")
    else:
        yield fail(f"{settings.PUBLIC_URL} is not https: passwords and notices would travel readable.")
    if settings.DEBUG:
        yield fail("BONAFIDES_DEBUG is on: error pages would show what must not be shown.")


def demo() -> Iterator[Finding]:
    """A demo moves its clock and asks for no second factor: never where others can reach it."""
    if not settings.DEMO:
        yield ok("This is no demo: the clock cannot be moved, a second factor is asked for.")
        return
    reachable = urlsplit(settings.PUBLIC_URL).hostname not in LOOPBACK
    yield (fail if reachable else warn)(
        "This is a demo home: its clock can be moved and no second factor is asked for."
    )


def second_factor() -> Iterator[Finding]:
    active = list(Person.objects.filter(is_active=True))
    without = sum(not people.has_second_factor(person) for person in active)
    if without:
        yield warn(f"{without} of {len(active)} persons have no second factor yet; they are led to set one up.")
    else:
        yield ok(f"All {len(active)} persons have a second factor.")


def fetch_guard() -> Iterator[Finding]:
    for address in settings.FETCH_ALLOW:
        yield warn(f"The fetch guard lets {address} through although it is not public (BONAFIDES_FETCH_ALLOW).")
    if not settings.FETCH_ALLOW:
        yield ok("Only public addresses are fetched.")


def mail() -> Iterator[Finding]:
    if settings.SMTP_HOST:
        yield ok(f"By {settings.SMTP_HOST}:{settings.SMTP_PORT}. Try it: bonafides mail test ADDRESS.")
    else:
        yield warn(f"No mail server is set (BONAFIDES_SMTP_HOST): mail is written to {settings.HOME / 'mail'}.")


# -- how it runs ----------------------------------------------------------------------------------------


def processes() -> Iterator[Finding]:
    for kind in ("serve", "worker"):
        running = is_held(kind)
        yield ok(f"`bonafides {kind}` runs.") if running else warn(f"`bonafides {kind}` does not run.")


def is_held(kind: str) -> bool:
    """Whether a process of this kind holds its lock on the home."""
    path = settings.HOME / f"{kind}.lock"
    if not path.exists():
        return False
    try:
        with FileLock(path, timeout=0):
            return False
    except Timeout:
        return True


def jobs() -> Iterator[Finding]:
    at = clock.now()
    late = list(Recurrence.objects.filter(due_at__lt=at - LATE_JOB).values_list("name", flat=True))
    failing = list(Recurrence.objects.filter(failures__gt=0).values_list("name", flat=True))
    if late:
        yield warn(f"Recurring work is late: {', '.join(late)}. Does the worker run?")
    if failing:
        yield fail(f"Recurring work fails: {', '.join(failing)}. The worker's own log says where.")
    if not late and not failing:
        yield ok("All recurring work was done in time.")


def deliveries() -> Iterator[Finding]:
    counts, late = outbox.count_by_state(), outbox.count_late(clock.now())
    if late:
        yield fail(f"{late} deliveries have been failing for more than 72 hours.")
    if parked := counts[RowState.PARKED]:
        yield warn(f"{parked} deliveries were refused by their receiver and wait for you on the page of deliveries.")
    yield ok(f"{counts[RowState.WAITING]} wait, {counts[RowState.DONE]} done.")


def log() -> Iterator[Finding]:
    """The published head must be one that this database can go on from."""
    try:
        published = published_head()
    except LedgerError as error:
        yield fail(f"The published log cannot be read: {error.sentence}")
        return
    known = LogEntry.objects.filter(index__isnull=False).count()
    if published is None:
        yield ok("Nothing is published yet.") if not known else fail(f"{log_directory()} has lost the published log.")
    elif published.size > known:
        yield fail(f"{published.size - known} published entries are not in this database: {RESTORED}")
    elif not extends(published):
        yield fail("This database does not continue the published log: nothing will be signed.")
    else:
        yield ok(f"{published.size} entries published; the next head will extend them.")


RESTORED = "was an older copy put back by hand? Use “bonafides restore FILE --log DIR”, which lets the log go on."


def published_head() -> Checkpoint | None:
    """The checkpoint in the public files, signed by a key of ours, past or present."""
    file = log_directory() / CHECKPOINT
    keys = [Verifier.parse(key.vkey) for key in signing.public_keys("log")]
    return open_checkpoint(file.read_bytes(), keys) if file.is_file() else None


def extends(published: Checkpoint) -> bool:
    """Whether the head that we remember for this size has this root; a head that we do not remember is recomputed."""
    known = Publication.objects.filter(size=published.size).first()
    if known is not None:
        return bytes(known.root) == published.root
    entries = LogEntry.objects.filter(index__lt=published.size).order_by("index").values_list("entry", flat=True)
    leaves = (merkle.leaf_hash(bytes(entry)) for entry in entries.iterator(chunk_size=2_000))
    return merkle.Frontier().extended(leaves).root == published.root


def backups() -> Iterator[Finding]:
    """When the last one was made here; by whatever else it is made, nobody tells us."""
    file = settings.HOME / "backup.last"
    if not file.exists():
        yield warn("No backup was made by “bonafides backup”. Let cron make one a day, and verify one a week.")
        return
    age = datetime.now(UTC) - datetime.fromtimestamp(file.stat().st_mtime, UTC)
    level = warn if age > OLD_BACKUP else ok
    yield level(f"The last backup is {age.days} days and {age.seconds // 3600} hours old.")


def erasures() -> Iterator[Finding]:
    """Content whose time is over, where this edition holds content; the worker's daily job takes it away."""
    if not apps.is_installed("bonafides.safety.moderation"):
        return
    cases = apps.get_model("moderation", "Case")._default_manager
    overdue = cases.filter(content_due_at__lt=clock.now() - LATE_ERASURE).count()
    yield fail(f"The content of {overdue} cases should be erased.") if overdue else ok("Nothing is kept too long.")


def index() -> Iterator[Finding]:
    """The file from which processes take their index, where this edition matches; read through to its last byte."""
    if not apps.is_installed("bonafides.safety.banks"):
        return
    state = import_module("bonafides.safety.banks.queries").index_snapshot()
    if state.trouble:
        yield warn(f"{state.trouble} Until the worker has written another, the index is built from the database.")
    elif state.version is None:
        yield ok("No snapshot of the index is kept: lists hold little, or the worker has not written one yet.")
    else:
        yield ok(f"The snapshot of version {state.version} is whole; {state.changed_since} entries changed since.")


UNREAD = {
    Reason.NEEDS_VIDEO: "Videos and sounds are matched by their bytes alone: pip install 'bonafides[video]'.",
    Reason.NEEDS_HEIC: "HEIC pictures are matched by their bytes alone: pip install 'bonafides[heic]'.",
    Reason.NEEDS_CHROMAPRINT: "What is heard in videos and sounds is not matched: apt-get install libchromaprint1.",
}


def readers() -> Iterator[Finding]:
    """What whoever runs this may add, and has not: files that need it are answered as unread, never as clean."""
    if not apps.is_installed("bonafides.safety.banks"):
        return
    missing = missing_readers()
    yield from (warn(sentence) for reason, sentence in UNREAD.items() if reason in missing)
    if not missing:
        yield ok("Videos, sounds and HEIC pictures are read.")


def opened_files() -> Iterator[Finding]:
    """What the process that opens foreign files could reach if a file took it over."""
    if not apps.is_installed("bonafides.safety.banks"):
        return
    if landlock.version():
        yield ok("What opens uploaded files can read the program and the system's libraries, and no key.")
    else:
        yield warn("What opens uploaded files could read what its user can: the kernel has no Landlock (Linux 5.13).")


CHECKS = (
    Check("home", home),
    Check("keys", keys),
    Check("database", database),
    Check("pages", system),
    Check("public address", public_url),
    Check("demo", demo),
    Check("second factor", second_factor),
    Check("fetch guard", fetch_guard),
    Check("mail", mail),
    Check("clock", time_of_day),
    Check("disk", disk),
    Check("interruptions", interruptions),
    Check("log", log),
    Check("processes", processes),
    Check("recurring work", jobs),
    Check("deliveries", deliveries),
    Check("backup", backups),
    Check("erasures", erasures),
    Check("index", index),
    Check("readers", readers),
    Check("opened files", opened_files),
)
