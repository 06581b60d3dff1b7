"""Verifying a whole log without trust in whoever serves it.

1. The checkpoint is signed by a given key and is that key's log.
2. Every entry is read, and is in the one canonical form.
3. The tree is recomputed from the entries alone. Each tile that the size requires must equal the recomputed
   one, byte for byte. No tile is ever used to compute anything: verifiers that skipped tiles were deceived
   (CVE-2026-56865).
4. The recomputed root is the signed one.
5. The tree extends each earlier checkpoint that is shown.
6. Each receipt's entry is in the log, or its promise has not passed yet.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from .checkpoint import Checkpoint, open_checkpoint
from .entries import Entry
from .errors import MalformedError, OmittedError, ProofError, RefusedError, UnreadableError
from .merkle import leaf_hashes
from .notes import MAX_NOTE_BYTES, Verifier
from .receipts import Receipt, ReceiptFinding, open_receipt
from .sources import Source
from .tiles import CHECKPOINT, TILE_WIDTH, Edge, Tile, bundles_of
from .trees import bundle_in, tile_in

Progress = Callable[[int, int], None]
"""Told how many entries are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class LogReport:
    """What a verified log holds. types counts entries by type; the days are None for an empty log."""

    checkpoint: Checkpoint
    types: Mapping[str, int]
    first_day: date | None
    last_day: date | None
    receipts: tuple[ReceiptFinding, ...]
    earlier: tuple[Checkpoint, ...] = ()


@dataclass(slots=True)
class _Census:
    """What is counted of the entries on the way."""

    types: Counter[str] = field(default_factory=Counter)
    first_day: date | None = None
    last_day: date | None = None

    def count(self, entry: Entry) -> None:
        self.types[entry.type] += 1
        self.first_day = min(entry.date, self.first_day or entry.date)
        self.last_day = max(entry.date, self.last_day or entry.date)


def verify_log(
    source: Source,
    keys: Sequence[Verifier],
    *,
    now: int,
    receipts: Sequence[bytes] = (),
    receipt_keys: Sequence[Verifier] = (),
    earlier: Sequence[bytes] = (),
    foreign_entries: bool = False,
    progress: Progress | None = None,
) -> LogReport:
    """Verify the log at source from its checkpoint to its last entry, and say what is in it.

    keys: the log's public keys; now: unix seconds, by which promises are judged; receipts and earlier: signed
    notes. foreign_entries accepts entries of any form, for logs that are not of this product. Raises
    RefusedError (or one of its kinds) with the first thing found wrong, UnreadableError if the log cannot be
    read. Memory: one bundle.
    """
    checkpoint = read_checkpoint(source, keys)
    promised = [open_receipt(data, receipt_keys, origin=checkpoint.origin) for data in receipts]
    former = [open_checkpoint(data, keys) for data in earlier]
    census, found = _Census(), dict[bytes, int]()
    watched = {receipt.leaf for receipt in promised}
    for start, entries, leaves in _recomputed(source, checkpoint, former, progress):
        if not foreign_entries:
            _take(census, entries, start)
        if not watched.isdisjoint(leaves):
            found |= {leaf: start + at for at, leaf in enumerate(leaves) if leaf in watched}
    findings = tuple(ReceiptFinding(one, _kept(one, found.get(one.leaf), now)) for one in promised)
    days = census.first_day, census.last_day
    return LogReport(checkpoint, census.types, *days, findings, tuple(former))


def read_checkpoint(source: Source, keys: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint that the log serves, its signature checked; UnreadableError without one."""
    data = source.read(CHECKPOINT, MAX_NOTE_BYTES)
    if data is None:
        raise UnreadableError("no_checkpoint", "There is no checkpoint, so this is not a published log.")
    return open_checkpoint(data, keys)


def _recomputed(
    source: Source, checkpoint: Checkpoint, earlier: Sequence[Checkpoint], progress: Progress | None
) -> Iterator[tuple[int, list[bytes], list[bytes]]]:
    """Each bundle's first position, entries and leaf hashes; at the end, tiles and root are checked too."""
    edge = Edge()
    for number, width in bundles_of(checkpoint.size):
        entries = bundle_in(source, number, width)
        leaves = leaf_hashes(entries)
        _check_earlier(edge, leaves, earlier)
        for tile in edge.add(leaves):
            _check_tile(source, tile)
        yield number * TILE_WIDTH, entries, leaves
        if progress:
            progress(edge.size, checkpoint.size)
    for tile in edge.partial_tiles():
        _check_tile(source, tile)
    _check_end(edge, checkpoint, earlier)


def _check_tile(source: Source, tile: Tile) -> None:
    if tile_in(source, tile.level, tile.number, len(tile.hashes)) != tile.data:
        sentence = f"{tile.path} is not what the log's entries add up to: an entry or the tile was changed."
        raise RefusedError("tile_wrong", sentence, path=tile.path)


def _check_end(edge: Edge, checkpoint: Checkpoint, earlier: Sequence[Checkpoint]) -> None:
    if edge.root != checkpoint.root:
        sentence = "The log's entries do not add up to the root that its key signed: something was changed."
        raise ProofError("root_wrong", sentence, size=edge.size, root=edge.root.hex())
    for former in earlier:
        if former.size > checkpoint.size or (former.size == 0 and former.root != Edge().root):
            raise _not_extended(former)


def _check_earlier(edge: Edge, leaves: Sequence[bytes], earlier: Sequence[Checkpoint]) -> None:
    """Compare the root at each earlier size that lies within the leaves about to be added."""
    for former in earlier:
        if 0 < former.size - edge.size <= len(leaves):
            past = edge.copy()
            _exhaust(past.add(leaves[: former.size - edge.size]))
            if past.root != former.root:
                raise _not_extended(former)


def _exhaust(tiles: Iterator[Tile]) -> None:
    for _ in tiles:
        continue


def _not_extended(former: Checkpoint) -> ProofError:
    sentence = f"The log does not extend its own earlier checkpoint of {former.size} entries: it forked."
    return ProofError("forked", sentence, size=former.size, root=former.root.hex())


def _take(census: _Census, entries: Sequence[bytes], start: int) -> None:
    for index, data in enumerate(entries, start):
        try:
            census.count(Entry.parse(data))
        except MalformedError as error:
            raise MalformedError(error.code, f"Entry {index}: {error.sentence}", index=index) from error


def _kept(receipt: Receipt, index: int | None, now: int) -> int | None:
    if index is None and now > receipt.promised:
        by = f"{receipt.promised_at:%Y-%m-%d %H:%M} UTC"
        sentence = f"An entry that was promised by {by} is not in the log: it was left out."
        raise OmittedError("omitted", sentence, leaf=receipt.leaf.hex(), promised=receipt.promised)
    return index
