"""Tiles: the tree and its entries as files that never change, each of up to 256 hashes or entries.

A tile is 32-byte hashes one after another; an entry bundle is entries, each after its length as two
big-endian bytes. Level 0 holds leaf hashes; a hash at level n + 1 is the root of a full tile at level n. The
tile at the right edge is partial and carries its width in its name. Source: C2SP tlog-tiles
(c2sp.org/tlog-tiles).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import pack

from .errors import MalformedError
from .merkle import EMPTY_ROOT, HASH_BYTES, root_of

TILE_WIDTH = 256
TILE_HEIGHT = 8  # levels of the tree that one tile spans
MAX_LEVELS = 8  # 256**8 entries
MAX_BUNDLED_BYTES = 65_535
CHECKPOINT = "checkpoint"

Bundle = tuple[int, int]
"""Number and width of an entry bundle."""


def tile_path(level: int, number: int, width: int = TILE_WIDTH) -> str:
    """Where a tile of hashes stands: `tile/1/x001/234`, partial `tile/0/273.p/112`."""
    return f"tile/{level}/{_numbered(number)}{_partial(width)}"


def bundle_path(number: int, width: int = TILE_WIDTH) -> str:
    """Where an entry bundle stands: `tile/entries/x001/234`, partial `tile/entries/273.p/112`."""
    return f"tile/entries/{_numbered(number)}{_partial(width)}"


def _numbered(number: int) -> str:
    path = f"{number % 1000:03d}"
    while number := number // 1000:
        path = f"x{number % 1000:03d}/{path}"
    return path


def _partial(width: int) -> str:
    return "" if width == TILE_WIDTH else f".p/{width}"


def bundles_of(size: int) -> Iterator[Bundle]:
    """The entry bundles that a log of this size consists of, in order."""
    for number in range(size // TILE_WIDTH):
        yield number, TILE_WIDTH
    if size % TILE_WIDTH:
        yield size // TILE_WIDTH, size % TILE_WIDTH


def bundle_of(index: int, size: int) -> Bundle:
    """The bundle that holds an entry in a log of this size."""
    number = index // TILE_WIDTH
    return number, min(TILE_WIDTH, size - number * TILE_WIDTH)


def join_bundle(entries: Sequence[bytes]) -> bytes:
    """The bytes of a bundle; MalformedError if an entry is longer than 65,535 bytes."""
    if any(len(entry) > MAX_BUNDLED_BYTES for entry in entries):
        raise MalformedError("entry_too_long", f"An entry is longer than {MAX_BUNDLED_BYTES} bytes.")
    return b"".join(pack(">H", len(entry)) + entry for entry in entries)


def split_bundle(data: bytes, width: int) -> list[bytes]:
    """The entries of a bundle; MalformedError unless there are exactly width of them and nothing after."""
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at + 2 <= end and len(entries) < width:
        start = at + 2
        at = start + (data[at] << 8 | data[at + 1])
        entries.append(data[start:at])
    if at != end or len(entries) != width:
        sentence = f"An entry bundle does not hold exactly {width} whole entries."
        raise MalformedError("bundle_shape", sentence, width=width)
    return entries


def split_tile(data: bytes) -> list[bytes]:
    """The hashes of a tile; MalformedError if it is empty or holds a part of a hash."""
    if not data or len(data) % HASH_BYTES:
        raise MalformedError("tile_shape", "A tile does not hold whole hashes.")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of 1 to 256 hashes of 32 bytes, at its level and number."""

    level: int
    number: int
    hashes: tuple[bytes, ...]

    @property
    def path(self) -> str:
        """Its place below the log's prefix."""
        return tile_path(self.level, self.number, len(self.hashes))

    @property
    def data(self) -> bytes:
        """Its bytes."""
        return b"".join(self.hashes)


def partial_widths(size: int) -> list[int]:
    """The width of each level's partial tile for a log of this size, 0 where there is none; lowest first."""
    return [size >> (TILE_HEIGHT * level) & 0xFF for level in range(MAX_LEVELS)]


class Edge:
    """The right edge of a tree as rows of not yet full tiles: leaf hashes go in, full tiles come out."""

    def __init__(self, rows: Sequence[Sequence[bytes]] = (), size: int = 0) -> None:
        """rows: the hashes of each level's partial tile, lowest first, as `partial_widths` counts them."""
        self.size = size
        self._rows = [list(row) for row in rows] or [[]]

    def copy(self) -> "Edge":
        """An edge of the same tree that grows apart from this one."""
        return Edge(self._rows, self.size)

    def add(self, leaves: Sequence[bytes]) -> Iterator[Tile]:
        """Append leaf hashes; yields each tile that becomes full, lowest first. Exhaust it."""
        at = 0
        while at < len(leaves):
            row = self._rows[0]
            taken = leaves[at : at + TILE_WIDTH - len(row)]
            row.extend(taken)
            at += len(taken)
            self.size += len(taken)
            if len(row) == TILE_WIDTH:
                yield from self._close(0)

    def _close(self, level: int) -> Iterator[Tile]:
        full = self._rows[level]
        yield Tile(level, (self.size >> TILE_HEIGHT * (level + 1)) - 1, tuple(full))
        self._rows[level] = []
        if level + 1 == len(self._rows):
            self._rows.append([])
        self._rows[level + 1].append(root_of(full))
        if len(self._rows[level + 1]) == TILE_WIDTH:
            yield from self._close(level + 1)

    @property
    def open_leaves(self) -> tuple[bytes, ...]:
        """The leaf hashes of the bundle that is not full yet."""
        return tuple(self._rows[0])

    def partial_tiles(self) -> list[Tile]:
        """The partial tiles that a checkpoint of the present size requires, level 0 first."""
        return [
            Tile(level, self.size >> TILE_HEIGHT * (level + 1), tuple(row))
            for level, row in enumerate(self._rows)
            if row
        ]

    @property
    def root(self) -> bytes:
        """The root of the whole tree, 32 bytes: each row is closed by what stands to its right below."""
        below: list[bytes] = []
        for row in self._rows:
            below = [root_of([*row, *below])] if row or below else []
        return below[0] if below else EMPTY_ROOT
