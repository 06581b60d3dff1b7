"""Matching stored fingerprints against a list, a chunk at a time: plain bytes in, plain bytes out, nothing kept.

So that any number of processes, on this machine or on others, can do chunks in any order and come to the same lines.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import numpy as np

from bonafides.matching.compiled import use_kernels
from bonafides.matching.errors import MatchingError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.fingerprint_json import fingerprints_from_json
from bonafides.matching.index import Hit, Index
from bonafides.matching.tables.rows import Words
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType, MatchedBy

HASHES: Final = frozenset({EntryType.PDQ, *DIGEST_TYPES})  # the types of entries that are compared
HASH_BYTES: Final = 32
HASHES_AT_ONCE: Final = 50_000
KERNELS_FROM_BYTES: Final = 1 << 20  # loading them takes a second
UNREAD: Final = b'{"error":'
"""How the line of what could not be read begins."""


class Stored(StrEnum):
    """How fingerprints are stored."""

    HASHES = "hashes"  # PDQ hashes of 32 bytes each, most significant byte first, and nothing else
    LINES = "lines"  # JSON Lines, as `bonafides hash` prints them


class NoFingerprint(ValueError):
    """Why a stored line holds no fingerprint, for whoever sits at a terminal."""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry to look for. `threshold_bits` counts for PDQ hashes."""

    bank: str
    entry: str
    type: EntryType
    value: str
    threshold_bits: int


def packed(entries: Iterable[ListEntry]) -> bytes:
    """Entries as bytes, the same for the same entries in the same order."""
    return json.dumps([asdict(each) for each in entries], separators=(",", ":")).encode()


def scan(listed: bytes, chunk: bytes, stored: Stored, place: int) -> bytes:
    """The matches of one chunk, a JSON line each, in the order of the fingerprints.

    `listed` is from `packed`. `place` is where the chunk begins: its first hash by number, or its first byte. Lines
    that hold no fingerprint come first, each with the reason: they must not look as if they were compared.
    """
    entries, index = _index_of(listed)
    if len(chunk) >= KERNELS_FROM_BYTES:
        use_kernels()
    unread: list[bytes] = []
    found = _of_hashes(index, chunk, place) if stored is Stored.HASHES else _of_lines(index, chunk, place, unread)
    lines = [line_of(at, hit, entries[hit.entry]) for at, hit in found if counts(hit, entries[hit.entry])]
    return b"".join([*unread, *lines])


def counts(hit: Hit[int], entry: ListEntry) -> bool:
    return hit.distance_bits is None or hit.distance_bits <= entry.threshold_bits


def line_of(at: int, hit: Hit[int], entry: ListEntry) -> bytes:
    fields = {
        "at": at,
        "fingerprint": hit.fingerprint,
        "bank": entry.bank,
        "entry": entry.entry,
        "type": hit.type,
        "distance_bits": hit.distance_bits,
        "matched_by": hit.matched_by,
    }
    return json.dumps(fields, separators=(",", ":")).encode() + b"\n"


@lru_cache(maxsize=1)
def _index_of(listed: bytes) -> tuple[list[ListEntry], Index[int]]:
    """The entries and an index of them; made once for all chunks that a process does."""
    rows = [ListEntry(**{**row, "type": EntryType(row["type"])}) for row in json.loads(listed)]
    return rows, Index((number, row.type, row.value) for number, row in enumerate(rows))


def _of_hashes(index: Index[int], chunk: bytes, place: int) -> Iterator[tuple[int, Hit[int]]]:
    words: Words = np.frombuffer(chunk, ">u8").astype(np.uint64).reshape(-1, HASH_BYTES // 8)
    for start in range(0, len(words), HASHES_AT_ONCE):
        found = index.pictures.search_batch(words[start : start + HASHES_AT_ONCE])
        columns = (found.queries.tolist(), found.distances.tolist(), found.entries.tolist())
        for query, bits, entry in sorted(zip(*columns, strict=True)):
            number = start + query
            digits = chunk[number * HASH_BYTES : (number + 1) * HASH_BYTES].hex()
            way = MatchedBy.NEAR if bits else MatchedBy.EXACT
            yield place + number, Hit(entry, EntryType.PDQ, way, digits, bits)


def _of_lines(index: Index[int], chunk: bytes, place: int, unread: list[bytes]) -> Iterator[tuple[int, Hit[int]]]:
    items = list(_items_in(chunk, place, unread))
    found = index.lookup_all([fingerprints for _at, fingerprints in items])
    for (at, _fingerprints), hits in zip(items, found, strict=True):
        yield from ((at, hit) for hit in hits)


def _items_in(chunk: bytes, place: int, unread: list[bytes]) -> Iterator[tuple[int, Fingerprints]]:
    for line in chunk.splitlines(keepends=True):
        try:
            if line.strip():
                yield place, _fingerprints_in(line)
        except NoFingerprint as reason:
            unread.append(json.dumps({"error": str(reason), "at": place}, separators=(",", ":")).encode() + b"\n")
        place += len(line)


def _fingerprints_in(line: bytes) -> Fingerprints:
    try:
        fields = json.loads(line)
    except (ValueError, RecursionError):
        fields = None
    return fingerprints_in(fields)


def fingerprints_in(fields: object) -> Fingerprints:
    """Of a line as `bonafides hash` prints it. Raises NoFingerprint for one that holds none."""
    if not isinstance(fields, dict):
        raise NoFingerprint("The line is not a JSON object.")
    if fields.get("error"):
        raise NoFingerprint(str(fields["error"]))
    try:
        fingerprints = fingerprints_from_json(fields)
    except MatchingError as error:
        raise NoFingerprint(str(error)) from error
    if fingerprints.is_empty:
        raise NoFingerprint("The line has no fingerprint.")
    return fingerprints
