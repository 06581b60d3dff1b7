"""A published tree, read back from its tiles: bundles, the right edge, ranges, and proofs made from them.

Nothing here is evidence by itself: a tile is what a server says. What is made from tiles is checked against a
signed root before it is handed on; a whole log is verified by `verify.verify_log`, which trusts no tile.
"""

from .checkpoint import Checkpoint, open_checkpoint
from .errors import RefusedError
from .merkle import HASH_BYTES, RangeHash, inclusion_proof, root_of
from .notes import Verifier
from .proofs import Proof
from .sources import Source
from .tiles import (
    MAX_BUNDLED_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Edge,
    bundle_of,
    bundle_path,
    partial_widths,
    split_bundle,
    split_tile,
    tile_path,
)

MAX_BUNDLE_BYTES = TILE_WIDTH * (2 + MAX_BUNDLED_BYTES)
TILE_BYTES = TILE_WIDTH * HASH_BYTES


def bundle_in(source: Source, number: int, width: int) -> list[bytes]:
    """The first width entries of a bundle. A partial bundle that is gone is read from the full one.

    Raises RefusedError `missing` or MalformedError.
    """
    data = source.read(bundle_path(number, width), MAX_BUNDLE_BYTES)
    if data is not None:
        return split_bundle(data, width)
    full = source.read(bundle_path(number), MAX_BUNDLE_BYTES)
    if full is None:
        raise missing(bundle_path(number, width))
    return split_bundle(full, TILE_WIDTH)[:width]


def tile_in(source: Source, level: int, number: int, width: int) -> bytes:
    """The bytes of the first width hashes of a tile, from the full one if the partial one is gone.

    Raises RefusedError `missing` or `tile_length`.
    """
    path = tile_path(level, number, width)
    data = source.read(path, TILE_BYTES)
    expected = width * HASH_BYTES
    if data is None:
        data = source.read(tile_path(level, number), TILE_BYTES)
        if data is None:
            raise missing(path)
        expected, data = TILE_BYTES, data
    if len(data) != expected:
        raise RefusedError("tile_length", f"{path} has {len(data)} bytes instead of {expected}.", path=path)
    return data[: width * HASH_BYTES]


def missing(path: str) -> RefusedError:
    """The error for a file that the checkpoint's size requires."""
    return RefusedError("missing", f"{path} is missing, though the log's size requires it.", path=path)


def edge_of(source: Source, checkpoint: Checkpoint) -> Edge:
    """The right edge of a published tree; RefusedError unless it adds up to the checkpoint's root."""
    size = checkpoint.size
    rows = [
        split_tile(tile_in(source, level, size >> TILE_HEIGHT * (level + 1), width)) if width else []
        for level, width in enumerate(partial_widths(size))
    ]
    edge = Edge(rows, size)
    if edge.root != checkpoint.root:
        raise RefusedError("edge_changed", "The published tiles do not add up to the published root.", size=size)
    return edge


def entry_in(source: Source, index: int, size: int) -> bytes:
    """The bytes of one entry of a log of this size."""
    number, width = bundle_of(index, size)
    return bundle_in(source, number, width)[index % TILE_WIDTH]


def ranges_in(source: Source, size: int) -> RangeHash:
    """A `RangeHash` over the tiles of a log of this size; tiles read are kept for as long as it lives."""
    tiles: dict[tuple[int, int], list[bytes]] = {}

    def hashes(level: int, number: int) -> list[bytes]:
        if (level, number) not in tiles:
            width = min(TILE_WIDTH, (size >> TILE_HEIGHT * level) - number * TILE_WIDTH)
            tiles[level, number] = split_tile(tile_in(source, level, number, width))
        return tiles[level, number]

    def perfect(start: int, height: int) -> bytes:
        level, rise = divmod(height, TILE_HEIGHT)
        number, at = divmod(start >> TILE_HEIGHT * level, TILE_WIDTH)
        return root_of(hashes(level, number)[at : at + (1 << rise)])

    def range_hash(start: int, stop: int) -> bytes:
        peaks = []
        while start < stop:
            height = (stop - start).bit_length() - 1
            peaks.append(perfect(start, height))
            start += 1 << height
        root = peaks.pop()
        while peaks:
            root = root_of([peaks.pop(), root])
        return root

    return range_hash


def prove(source: Source, index: int, note: bytes, key: Verifier) -> Proof:
    """The proof of one entry under a signed checkpoint, made from tiles and checked before it is returned.

    note is the checkpoint as served; RefusedError (or ProofError) if the log's files do not bear it out.
    """
    checkpoint = open_checkpoint(note, [key])
    path = inclusion_proof(index, checkpoint.size, ranges_in(source, checkpoint.size))
    proof = Proof(index, tuple(path), note)
    proof.check(entry_in(source, index, checkpoint.size), [key])
    return proof
