"""What the tests of looking back do: switch it on, keep, search, and read what was told."""

from datetime import timedelta
from typing import Any

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.matching.fingerprint import Fingerprints, fingerprints_of, fingerprints_of_text, fingerprints_of_url
from bonafides.matching.tlsh import Tlsh
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, jobs, queries
from bonafides.safety.banks.tests.conftest import NOON

PHRASE = "grey ships pass the quiet harbour wall"
DAY = timedelta(days=1)
POST = "A shape is a form that lies in the plane, and whoever draws one after another draws what nobody asked them for."


def sha256_of(data: bytes) -> str:
    return fingerprints_of(data).digests[EntryType.SHA256]


def keep(item: str = "p/1", upload: Fingerprints | None = None, at: Any = NOON, version: int | None = None) -> bool:
    upload = upload or fingerprints_of(item.encode())
    in_force = queries.index_version() if version is None else version
    return actions.keep(item=item, fingerprints=upload, index_version=in_force, at=at)


def search(at: Any = NOON) -> None:
    """The worker's minute, and its turns until the search is over."""
    jobs.look_back(at)
    while row := OutboxRow.objects.filter(kind=jobs.SEARCH, state="waiting").first():
        jobs.HANDLERS[jobs.SEARCH](row, at)
        OutboxRow.objects.filter(pk=row.pk).delete()


def news() -> list[str]:
    """Uploads of which news was given, in that order."""
    return list(
        LogEntry.objects.filter(event_name="upload.found_later").order_by("id").values_list("subject", flat=True)
    )


TLSH = Tlsh.parse("T1" + "3A" * 35)

KINDS = {
    "equal bytes": (fingerprints_of(b"circle"), EntryType.SHA256, sha256_of(b"circle")),
    "a text": (fingerprints_of_text(POST), EntryType.TEXT, POST),
    "a text in a longer one": (
        fingerprints_of_text("What one reads these days. " * 9 + POST),
        EntryType.TEXT,
        POST,
    ),
    "a phrase in a longer text": (
        fingerprints_of_text(f"What one reads these days. {PHRASE} And so on, as ever."),
        EntryType.TEXT,
        PHRASE,
    ),
    "a TLSH hash": (Fingerprints(tlsh=TLSH), EntryType.TLSH, TLSH.text),
    "an address": (fingerprints_of_url("https://shapes.example/square/1"), EntryType.URL, "shapes.example"),
}
