"""From entries in the database to a public log: numbers, tiles, a signed checkpoint.

`publish(at)`:
 1. numbers the entries that have none, in order of their recording (`seal`);
 2. has the tile writer append what is numbered and not yet published; it refuses a tree that forks;
 3. remembers the new head.
A kill between any two of these is made good by the next call. After a restore of an older database, `adopt` takes
the entries that only the published files still hold, so that the log goes on instead of forking.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from bonafides.base.audit.models import LogEntry, Publication
from bonafides.base.keys import signing
from bonafides.kernel.errors import Conflict
from bonafides.kernel.ids import new_event_id
from bonafides.kernel.text import gettext_noop
from bonafides.ledger import merkle, trees
from bonafides.ledger.durable import LOG_BUSY
from bonafides.ledger.entries import Entry
from bonafides.ledger.errors import UnreadableError
from bonafides.ledger.sources import Directory
from bonafides.ledger.tiles import bundles_of
from bonafides.ledger.verify import read_checkpoint
from bonafides.ledger.writer import Published, TileWriter

_NUMBER_IN_ORDER = """
UPDATE audit_logentry SET "index" = numbered.number, sealed_at = %s
FROM (
    SELECT id, %s + ROW_NUMBER() OVER (ORDER BY id) - 1 AS number FROM audit_logentry WHERE "index" IS NULL
) AS numbered
WHERE audit_logentry.id = numbered.id
"""

CLOCK_SLACK = timedelta(seconds=30)  # clocks are corrected by so much every day
BEHIND = gettext_noop(
    "The clock stands before the last published head (%(newest)s): nothing is signed until it is past."
)


def log_directory() -> Path:
    home: Path = settings.HOME
    return home / "log"


@transaction.atomic
def seal(at: datetime) -> int:
    """Number the entries that have no number yet; returns how many there were."""
    _lock()
    size = LogEntry.objects.filter(index__isnull=False).count()
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER_IN_ORDER, [at, size])
        return int(cursor.rowcount)


def _lock() -> None:
    """Let one sealer number at a time; SQLite's immediate transactions do so already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_publication IN SHARE ROW EXCLUSIVE MODE")


def publish(at: datetime) -> Publication:
    """Seal what is recorded and put it into the public files; returns the head that stands now."""
    refuse_to_go_back(at)
    seal(at)
    head = Publication.objects.first()
    after = frontier_of(head) if head else merkle.Frontier()
    writer = TileWriter(log_directory(), signing.signer("log"))
    return remember(writer.publish(_entries_from(after.size), after=after), at)


def refuse_to_go_back(at: datetime) -> None:
    """Sign nothing at a time before the last head's: whoever keeps both would hold that the log lies about time."""
    newest = Publication.objects.order_by("-published_at").first()
    if newest is not None and at < newest.published_at - CLOCK_SLACK:
        raise Conflict("clock-behind-log", BEHIND, newest=newest.published_at.isoformat(timespec="seconds"))


def frontier_of(head: Publication) -> merkle.Frontier:
    return merkle.Frontier(head.size, tuple(b64decode(peak) for peak in head.peaks))


def _entries_from(index: int) -> Iterator[bytes]:
    rows = LogEntry.objects.filter(index__gte=index).order_by("index").values_list("entry", flat=True)
    return (bytes(entry) for entry in rows.iterator(chunk_size=2_000))


def remember(published: Published, at: datetime) -> Publication:
    frontier = published.frontier
    row, _ = Publication.objects.get_or_create(
        size=frontier.size,
        defaults={
            "root": frontier.root,
            "peaks": [b64encode(peak).decode() for peak in frontier.peaks],
            "note": published.note.decode(),
            "published_at": at,
        },
    )
    return row


def publish_when_due(at: datetime) -> None:
    """Publish if a fixed time has passed since the last batch: times are multiples of LOG_EVERY from midnight UTC.

    Where another process holds the log at this moment, it publishes: that is no failure, and the next look is soon.
    """
    head = Publication.objects.first()
    if head is not None and head.published_at >= last_due(at):
        return
    try:
        publish(at)
    except UnreadableError as error:
        if error.code != LOG_BUSY:
            raise


def last_due(at: datetime) -> datetime:
    """The latest fixed time of publication that is not after `at`."""
    every: timedelta = settings.LOG_EVERY
    start = datetime.combine(at.date(), time.min, UTC)
    return start + every * ((at - start) // every)


@transaction.atomic
def adopt(directory: Path, at: datetime) -> int:
    """Take the entries that stand in the published log and not in this database; returns how many.

    What they committed to is lost with the database that knew it; their bytes and places are not.
    """
    source = Directory(directory)
    checkpoint = read_checkpoint(source, [signing.signer("log").verifier])
    known = LogEntry.objects.filter(index__isnull=False).count()
    adopted = 0
    for number, width in bundles_of(checkpoint.size):
        for offset, entry in enumerate(trees.bundle_in(source, number, width)):
            index = number * 256 + offset
            if index >= known:
                adopted += _adopt_one(index, entry, at)
    return adopted


def _adopt_one(index: int, entry: bytes, at: datetime) -> int:
    """Give the number to the row that awaits it, or make a row that knows the bytes alone."""
    leaf = merkle.leaf_hash(entry)
    if LogEntry.objects.filter(leaf_hash=leaf, index=None).update(index=index, sealed_at=at):
        return 0
    day = datetime.combine(Entry.parse(entry).date, time.min, UTC)
    LogEntry.objects.create(
        event_id=new_event_id(),
        event_name="adopted",
        subject="adopted",
        at=day,
        actor_code="",
        entry=entry,
        leaf_hash=leaf,
        promised_at=day,
        index=index,
        sealed_at=at,
    )
    return 1
