"""What the tests of this folder share: two keys, entries that say their number, a log in memory and on disk."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from bonafides.ledger.entries import Entry, Json, entry_of
from bonafides.ledger.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash
from bonafides.ledger.notes import Signer
from bonafides.ledger.receipts import Receipt, receipts_name
from bonafides.ledger.writer import Published, TileWriter

ORIGIN = "log.example/sample"
LOG = Signer(ORIGIN, bytes(range(32)))
RECEIPTS = Signer(receipts_name(ORIGIN), bytes(range(32, 64)))
STRANGER = Signer(ORIGIN, bytes(range(64, 96)))
ACCEPTED, PROMISED = 1_793_000_000, 1_793_086_400  # unix seconds, a day apart in October 2026
SECRET = sha256(b"the secret of a sample item").digest()
FIELDS: dict[str, Json] = {"clause": "4.2", "measure": "disable", "seen": True}


@lru_cache(maxsize=4096)
def an_entry(number: int) -> bytes:
    """The bytes of the entry of a made-up decision; the number makes it unlike every other."""
    entry = entry_of(
        type_="case_decided",
        day=date(2026, 10, 1) + timedelta(days=number // 100),
        ref=sha256(b"ref %d" % number).digest()[:16],
        fields=FIELDS,
        secret=SECRET,
        event_id=f"event-{number}",
    )
    return entry.serialise()


def some_entries(count: int, start: int = 0) -> list[bytes]:
    return [an_entry(number) for number in range(start, start + count)]


def parsed(number: int) -> Entry:
    return Entry.parse(an_entry(number))


def a_log(folder: Path, count: int) -> Published:
    """A published log of that many entries."""
    return TileWriter(folder, LOG).publish(some_entries(count), after=Frontier())


def a_receipt(data: bytes, *, signer: Signer = RECEIPTS) -> bytes:
    """The signed promise to publish an entry."""
    return Receipt(ORIGIN, leaf_hash(data), ACCEPTED, PROMISED).signed(signer)


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """The second oracle: RFC 6962's definition, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    split = max(1 << power for power in range(len(leaves).bit_length()) if 1 << power < len(leaves))
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


class Files(dict[str, bytes]):
    """A log in memory, read like any other source, so that a test can change it."""

    def read(self, path: str, limit: int) -> bytes | None:
        data = self.get(path)
        return None if data is None else data[: limit + 1]


def files_in(folder: Path) -> Files:
    found = (path for path in folder.rglob("*") if path.is_file())
    return Files({path.relative_to(folder).as_posix(): path.read_bytes() for path in found})
