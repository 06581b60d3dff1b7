"""A few entries, held against what is kept of many items.

1. `may_meet` reads the rows of all items as arrays and says which items may meet an entry: none that meets one is
   missed, and few others are named.
2. `named_hits` says of one item which entries its names and its TLSH hashes meet. Pictures, digests, videos
   and sounds of it are looked up in the index, as those of any other item (`packing.opened`).
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any, Final, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.errors import MatchingError
from bonafides.matching.index import Hit, Index
from bonafides.matching.lookback.locked import TLSHES, unlocked
from bonafides.matching.lookback.naming import (
    NAME_BYTES,
    SHARED_AT_LEAST,
    WAY_OF,
    Sort,
    is_found_inside,
    names_of_entry,
    runs_of_entry,
)
from bonafides.matching.lookback.packing import DIGEST_BYTES, DIGESTS, FRAMES, NAMES, Kept, opened, path_of, rows_in
from bonafides.matching.parts.pictures import PicturePart, words_of
from bonafides.matching.parts.texts import MOST_OF_A_POST, letters_of
from bonafides.matching.tables.pdq_table import PdqTable
from bonafides.matching.tables.rows import Rows
from bonafides.matching.tlsh import TLSH_MAX_DISTANCE, Tlsh, TlshTable
from bonafides.matching.vocabulary import EntryType, MatchedBy

Id = TypeVar("Id", bound=Hashable)
Numbers = NDArray[np.int64]

SHARED_OF_A_LONG_ONE: Final = 12
"""Runs that must be shared where the item is a part of the listed text: about 100 letters."""
SHARE_AT_LEAST: Final = 0.5
"""Of the listed text's named runs, or of the item's. Four edits in a hundred letters leave more than that."""
NAMED_TYPES: Final = frozenset({EntryType.TEXT, EntryType.URL, EntryType.IDENTIFIER})
PLAIN_TYPES: Final = frozenset({EntryType.PDQ, EntryType.VPDQ, EntryType.CHROMAPRINT, *DIGEST_BYTES})
SIEVED_TYPES: Final = NAMED_TYPES | PLAIN_TYPES | {EntryType.TLSH}
"""Types of entry that kept items are found by. Rules on words need the text, which is not kept."""

Row = tuple[Id, EntryType, str]


class Sieve(Generic[Id]):
    """Entries as (id, type, value), for one secret. Those of other types, or with no such value, are passed over."""

    def __init__(self, entries: Iterable[Row[Id]], secret: bytes) -> None:
        of_type: dict[EntryType, list[tuple[Id, str]]] = defaultdict(list)
        for entry, kind, value in entries:
            of_type[kind].append((entry, value))
        self._pictures = _picture_table(value for _entry, value in of_type[EntryType.PDQ])
        self._digests = {kind: _prefixes(value for _entry, value in of_type[kind]) for kind in DIGEST_BYTES}
        self._videos: Index[Id] = _index_of(of_type, EntryType.VPDQ)
        self._tlshes = _Tlshes(of_type[EntryType.TLSH], secret)
        self._sounds: Index[Id] = _index_of(of_type, EntryType.CHROMAPRINT)
        self._named = _Names(((entry, kind, value) for kind in NAMED_TYPES for entry, value in of_type[kind]), secret)

    def may_meet(self, items: Sequence[Kept]) -> list[int]:
        """The numbers of the items that may meet an entry, in order."""
        ways = (
            *(self._by_picture, self._by_digest, self._by_name, self._by_video, self._by_sound),
            self._tlshes.near,
        )
        return sorted({number for way in ways for number in way(items)})

    def named_hits(self, item: Kept) -> list[Hit[Id]]:
        """The entries that the names and TLSH hashes of an item meet, each once for each file and way.

        The fingerprint of a hit is the name of the item's whole text, address or identifier, or the mark of its hash.
        """
        return [*self._named.hits(item), *self._tlshes.hits(item)]

    def _by_picture(self, items: Sequence[Kept]) -> Iterable[int]:
        if not len(self._pictures):
            return ()
        rows, owners = rows_in([each.frames for each in items], FRAMES)
        words = np.ascontiguousarray(rows["hash"]).view(">u8").astype(np.uint64).reshape(-1, 4)
        return _each(owners[self._pictures.near(words).queries.astype(np.int64)])

    def _by_digest(self, items: Sequence[Kept]) -> Iterator[int]:
        if not any(len(each) for each in self._digests.values()):
            return
        rows, owners = rows_in([each.digests for each in items], DIGESTS)
        for kind, listed in self._digests.items():
            if len(listed):
                firsts = np.ascontiguousarray(rows[str(kind)][:, :NAME_BYTES]).view(">u8").ravel().astype(np.uint64)
                yield from _each(owners[_is_among(firsts, listed)])

    def _by_name(self, items: Sequence[Kept]) -> Iterator[int]:
        if not len(self._named):
            return
        rows, owners = rows_in([each.names for each in items], NAMES)
        met, is_run = self._named.are_known(rows["name"]), rows["sort"] == Sort.RUN
        yield from _each(owners[met & ~is_run])
        shared = np.bincount(owners[met & is_run], minlength=len(items))
        yield from np.nonzero(shared >= self._named.fewest)[0].tolist()

    def _by_video(self, items: Sequence[Kept]) -> Iterator[int]:
        if not len(self._videos):
            return
        for number, each in enumerate(items):
            if each.videos and self._videos.lookup(opened(each)):
                yield number

    def _by_sound(self, items: Sequence[Kept]) -> Iterator[int]:
        if not len(self._sounds):
            return
        for number, each in enumerate(items):
            if each.sounds and self._sounds.lookup(opened(each)):
                yield number


class _Names(Generic[Id]):
    """The names of entries, and of listed texts those of their runs."""

    def __init__(self, entries: Iterable[Row[Id]], secret: bytes) -> None:
        self._whole: dict[bytes, list[tuple[Id, EntryType]]] = defaultdict(list)
        self._runs: dict[bytes, list[Id]] = defaultdict(list)
        self._sizes: dict[Id, int] = {}
        for entry, kind, value in entries:
            try:
                for name in names_of_entry(kind, value, secret):
                    self._whole[name].append((entry, kind))
            except MatchingError:
                continue
            runs = runs_of_entry(value, secret) if kind is EntryType.TEXT else frozenset()
            if runs:
                self._sizes[entry] = len(runs)
                for run in runs:
                    self._runs[run].append(entry)
        names = [int.from_bytes(name, "big") for name in (*self._whole, *self._runs)]
        self._all = np.unique(np.array(names, np.uint64))
        self.fewest = min((SHARED_AT_LEAST, *self._sizes.values()))

    def __len__(self) -> int:
        return len(self._all)

    def are_known(self, names: NDArray[Any]) -> NDArray[np.bool_]:
        return _is_among(names.astype(np.uint64), self._all)

    def hits(self, item: Kept) -> Iterator[Hit[Id]]:
        rows = np.frombuffer(item.names, NAMES)
        for piece in np.unique(rows["piece"]).tolist():
            of_piece = rows[rows["piece"] == piece]
            path = path_of(item, piece)
            yield from (hit.inside(path) for hit in (*self._equal(of_piece), *self._alike(of_piece)))

    def _equal(self, rows: NDArray[Any]) -> Iterator[Hit[Id]]:
        """Entries whose own name stands there."""
        firsts: dict[tuple[int, EntryType], str] = {}
        met = set[tuple[Id, int]]()
        for _piece, group, sort, number in rows.tolist():
            name, way = number.to_bytes(NAME_BYTES, "big"), WAY_OF.get(sort)
            if way is None:
                continue
            first = firsts.setdefault((group, _kind_of(sort)), name.hex())
            for entry, kind in self._whole.get(name, ()):
                if (entry, group) not in met:
                    met.add((entry, group))
                    yield Hit(entry, kind, way, f"named:{first}", detail={"named": True})

    def _alike(self, rows: NDArray[Any]) -> Iterator[Hit[Id]]:
        """Listed texts of which enough runs stand there."""
        runs = rows[rows["sort"] == Sort.RUN]["name"].tolist()
        texts = rows[rows["sort"] == Sort.TEXT]["name"].tolist()
        shared = Counter(entry for run in runs for entry in self._runs.get(run.to_bytes(NAME_BYTES, "big"), ()))
        for entry, count in shared.items():
            share, part = count / self._sizes[entry], count / len(runs)
            if is_alike(count, share, part):
                way = MatchedBy.QUOTED if part < MOST_OF_A_POST else MatchedBy.NEAR_COPY
                detail = {"named": True, "share": round(share, 3), "of_post": round(part, 3)}
                yield Hit(entry, EntryType.TEXT, way, f"named:{texts[0]:016x}", detail=detail)


class _Tlshes(Generic[Id]):
    """Listed TLSH hashes."""

    def __init__(self, entries: Iterable[tuple[Id, str]], secret: bytes) -> None:
        self._secret = secret
        self._listed: list[tuple[Id, Tlsh]] = []
        for entry, value in entries:
            with suppress(MatchingError):
                self._listed.append((entry, Tlsh.parse(value)))

    def near(self, items: Sequence[Kept]) -> list[int]:
        """The numbers of the items with a hash near a listed one."""
        rows, owners = rows_in([each.tlshes for each in items], TLSHES)
        return _each(np.concatenate([np.zeros(0, np.int64), *(owners[near] for _entry, near, _all in self._met(rows))]))

    def hits(self, item: Kept) -> Iterator[Hit[Id]]:
        """The entries that the hashes of an item are near, each once for each of them."""
        rows = np.frombuffer(item.tlshes, TLSHES)
        for entry, near, distances in self._met(rows):
            for place in near.tolist():
                detail = {"named": True, "distance": int(distances[place])}
                text = f"named:{rows['mark'][place].tobytes().hex()}"
                hit = Hit(entry, EntryType.TLSH, MatchedBy.NEAR_COPY, text, detail=detail)
                yield hit.inside(path_of(item, int(rows["piece"][place])))

    def _met(self, rows: NDArray[Any]) -> Iterator[tuple[Id, Numbers, NDArray[np.int16]]]:
        """Each listed hash that any of the rows is near, which these are, and how far all are."""
        if not self._listed or not len(rows):
            return
        table = TlshTable.of_packed(unlocked(rows, self._secret))
        for entry, tlsh in self._listed:
            distances = table.distances(tlsh)
            near = np.flatnonzero(distances <= TLSH_MAX_DISTANCE)
            if len(near):
                yield entry, near, distances


class Reach(StrEnum):
    """How far an entry is looked for among what is kept."""

    FULL = "full"
    ALONE = "alone"  # a text that is found where it is all of an item, and not inside a longer one
    NONE = "none"


def reach_of(kind: EntryType, value: str) -> Reach:
    """How far an entry of a list is looked for. Raises FingerprintError for a text of which nothing is left."""
    if kind not in SIEVED_TYPES:
        return Reach.NONE
    is_whole = kind is not EntryType.TEXT or is_found_inside(letters_of(value))
    return Reach.FULL if is_whole else Reach.ALONE


def is_alike(shared: int, share: float, part: float) -> bool:
    """Whether two texts that share so many named runs, this share of the listed and this part of the other, are.

    A listed text with few runs is there only where all of them are.
    """
    if shared >= SHARED_OF_A_LONG_ONE:
        return max(share, part) >= SHARE_AT_LEAST
    return share >= (SHARE_AT_LEAST if shared >= SHARED_AT_LEAST else 1)


def _kind_of(sort: int) -> EntryType:
    if sort in (Sort.TEXT, Sort.RUN):
        return EntryType.TEXT
    return EntryType.IDENTIFIER if sort in (Sort.IDENTIFIER, Sort.ABOVE) else EntryType.URL


def _picture_table(values: Iterable[str]) -> PdqTable:
    hashes = []
    for value in values:
        try:
            hashes.append(PicturePart.key_of(EntryType.PDQ, value))
        except MatchingError:
            continue
    table = PdqTable()
    if hashes:
        table.add(Rows(words_of(hashes), np.arange(len(hashes)), np.zeros(len(hashes), np.uint32)))
    return table


def _index_of(of_type: Mapping[EntryType, Sequence[tuple[Id, str]]], kind: EntryType) -> Index[Id]:
    index: Index[Id] = Index()
    for entry, value in of_type[kind]:
        try:
            index.add([(entry, kind, value)])
        except MatchingError:
            continue
    return index


def _prefixes(digests: Iterable[str]) -> NDArray[np.uint64]:
    """The first 64 bits of each digest, sorted: what has them is looked up whole afterwards."""
    return np.unique(np.array([int(digest[: 2 * NAME_BYTES], 16) for digest in digests], np.uint64))


def _is_among(values: NDArray[np.uint64], listed: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which values stand in a sorted list."""
    if not len(listed):
        return np.zeros(len(values), np.bool_)
    places = np.minimum(np.searchsorted(listed, values), len(listed) - 1)
    found: NDArray[np.bool_] = listed[places] == values
    return found


def _each(numbers: Numbers) -> list[int]:
    listed: list[int] = np.unique(numbers).tolist()
    return listed
