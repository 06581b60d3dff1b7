"""Writing a log's public files, so that a kill at any moment leaves the last checkpoint true.

`publish(entries, after=frontier)`:
 1. holds the directory alone; reads the published checkpoint and refuses one that its own key did not sign;
 2. finds where the published tree stands in what it was given; a tree that does not extend it is a ForkError;
 3. reads the right edge from the tiles and checks that it adds up to the published root;
 4. writes bundles and tiles (aside, sync, rename), then syncs every folder touched;
 5. signs the new checkpoint and puts it in place the same way;
 6. removes partial tiles whose full tile stands now; who still holds the old checkpoint reads the full one.
A kill before 5 leaves files that no checkpoint requires yet; the next call writes the same ones again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from shutil import rmtree

from .checkpoint import Checkpoint, open_checkpoint
from .durable import DurableFolder, only_writer, sync_folder
from .errors import ForkError, RefusedError
from .merkle import Frontier, leaf_hashes
from .notes import MAX_NOTE_BYTES, Signer, Verifier
from .sources import Directory
from .tiles import (
    CHECKPOINT,
    TILE_HEIGHT,
    TILE_WIDTH,
    Edge,
    bundle_path,
    join_bundle,
    partial_widths,
    tile_path,
)
from .trees import bundle_in, edge_of


@dataclass(frozen=True, slots=True)
class Published:
    """What stands published: the checkpoint, its bytes as a signed note, and the frontier to go on from."""

    checkpoint: Checkpoint
    note: bytes
    frontier: Frontier


class TileWriter:
    """Publishes one log into one directory with one key, whose name is the log's origin."""

    def __init__(self, directory: Path, signer: Signer, *, former: Sequence[Verifier] = ()) -> None:
        """former: the log's earlier keys, one of which may have signed what stands published."""
        directory.mkdir(parents=True, exist_ok=True)
        sync_folder(directory.parent)
        self.directory = directory
        self._signer = signer
        self._keys = [signer.verifier, *former]
        self._folder = DurableFolder(directory)

    def published(self) -> Checkpoint | None:
        """The checkpoint that stands published, None for a log never published.

        Raises RefusedError if what stands there was not signed by one of this log's keys.
        """
        data = Directory(self.directory).read(CHECKPOINT, MAX_NOTE_BYTES)
        return None if data is None else open_checkpoint(data, self._keys)

    def publish(self, entries: Iterable[bytes], *, after: Frontier) -> Published:
        """Append entries, which follow the tree of `after` in the caller's records, and sign the new head.

        Entries that are already published (after a kill, say) are recognised and not written twice. Raises
        ForkError, with the sizes and roots in its facts, where the result would not extend what is published;
        RefusedError where the published files were changed; UnreadableError `log_busy` where another process
        publishes.
        """
        with only_writer(self.directory):
            old = self.published()
            batches = iter(_batches(entries))
            frontier, first = _caught_up(after, batches, old)
            edge = self._edge(old)
            for leaves in self._written(edge, first, batches):
                frontier = frontier.extended(leaves)
            return self._signed(edge, frontier, old)

    def _edge(self, old: Checkpoint | None) -> Edge:
        return edge_of(Directory(self.directory), old) if old else Edge()

    def _written(self, edge: Edge, first: list[bytes], batches: Iterator[list[bytes]]) -> Iterator[list[bytes]]:
        """Write bundles and tiles for the entries to come; yields their leaf hashes."""
        size, open_bundle = edge.size, self._open_bundle(edge)
        for batch in chain([first] if first else [], batches):
            leaves = leaf_hashes(batch)
            for tile in edge.add(leaves):
                self._folder.write(tile.path, tile.data)
            open_bundle = self._bundles(edge.size, [*open_bundle, *batch])
            yield leaves
        if edge.size > size:
            self._partials(edge, open_bundle)

    def _open_bundle(self, edge: Edge) -> list[bytes]:
        """The published entries of the bundle that is not full yet."""
        if not edge.open_leaves:
            return []
        entries = bundle_in(Directory(self.directory), edge.size // TILE_WIDTH, len(edge.open_leaves))
        if tuple(leaf_hashes(entries)) != edge.open_leaves:
            raise RefusedError("edge_changed", "The published entries were changed.", size=edge.size)
        return entries

    def _bundles(self, size: int, entries: list[bytes]) -> list[bytes]:
        """Write the bundles that are full now; entries end at size. Returns the open bundle's entries."""
        number = (size - len(entries)) // TILE_WIDTH
        while len(entries) >= TILE_WIDTH:
            self._folder.write(bundle_path(number), join_bundle(entries[:TILE_WIDTH]))
            number, entries = number + 1, entries[TILE_WIDTH:]
        return entries

    def _partials(self, edge: Edge, open_bundle: Sequence[bytes]) -> None:
        if open_bundle:
            path = bundle_path(edge.size // TILE_WIDTH, len(open_bundle))
            self._folder.write(path, join_bundle(open_bundle))
        for tile in edge.partial_tiles():
            self._folder.write(tile.path, tile.data)

    def _signed(self, edge: Edge, frontier: Frontier, old: Checkpoint | None) -> Published:
        if edge.root != frontier.root or edge.size != frontier.size:
            raise RefusedError("edge_changed", "The published tiles do not add up to this log.", size=edge.size)
        checkpoint = Checkpoint(self._signer.name, edge.size, edge.root)
        note = checkpoint.signed(self._signer)
        if note != Directory(self.directory).read(CHECKPOINT, MAX_NOTE_BYTES):
            self._folder.settle()
            self._folder.write(CHECKPOINT, note)
            self._folder.settle()
            self._prune(old.size if old else 0, edge.size)
        return Published(checkpoint, note, frontier)

    def _prune(self, old: int, new: int) -> None:
        """Remove the partial tiles and bundles of each tile that was open at the old size and is full now."""
        for level, width in enumerate(partial_widths(old)):
            number = old >> TILE_HEIGHT * (level + 1)
            if width and number < new >> TILE_HEIGHT * (level + 1):
                self._remove(f"{tile_path(level, number)}.p")
        if old % TILE_WIDTH and old // TILE_WIDTH < new // TILE_WIDTH:
            self._remove(f"{bundle_path(old // TILE_WIDTH)}.p")

    def _remove(self, folder: str) -> None:
        if (self.directory / folder).is_dir():
            rmtree(self.directory / folder)


def _batches(entries: Iterable[bytes]) -> Iterator[list[bytes]]:
    rest = iter(entries)
    while batch := list(islice(rest, TILE_WIDTH)):
        yield batch


def _caught_up(after: Frontier, batches: Iterator[list[bytes]], old: Checkpoint | None) -> tuple[Frontier, list[bytes]]:
    """The frontier of the published tree by the caller's records, and the entries left of a split batch."""
    published = Checkpoint("", 0, Frontier().root) if old is None else old
    frontier, left = after, []
    while frontier.size < published.size and (batch := next(batches, None)):
        known = published.size - frontier.size
        frontier, left = frontier.extended(leaf_hashes(batch[:known])), batch[known:]
    if frontier.size != published.size:
        raise _not_as_long(frontier.size, published.size)
    if frontier.root != published.root:
        raise _another_tree(frontier, published)
    return frontier, left


def _not_as_long(recorded: int, published: int) -> ForkError:
    if recorded < published:
        sentence = (
            f"The published log has {published} entries, the records only {recorded}. After a restore, take"
            " the missing entries from the published log first; signing a shorter tree would fork it."
        )
        return ForkError("records_behind", sentence, recorded=recorded, published=published)
    sentence = (
        f"The published log has {published} entries; those given follow entry {recorded}. Publish from entry"
        f" {published} on."
    )
    return ForkError("publication_behind", sentence, recorded=recorded, published=published)


def _another_tree(frontier: Frontier, published: Checkpoint) -> ForkError:
    sentence = (
        f"The first {published.size} entries differ from those published. Signing them would fork the log, so"
        " nothing was signed."
    )
    facts = {"size": published.size, "recorded": frontier.root.hex(), "published": published.root.hex()}
    return ForkError("fork", sentence, **facts)
