"""Videos that share frames: how much of each listed video is found in an item, and where."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import ClassVar, Generic

import numpy as np

from bonafides.matching.errors import FingerprintError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.parts.part import Hit, Id, Wanted
from bonafides.matching.parts.pictures import words_of
from bonafides.matching.pdq import PdqHash
from bonafides.matching.tables.pdq_table import PdqTable
from bonafides.matching.tables.rows import Rows
from bonafides.matching.videos import SHOWN_SEGMENTS, VideoHash, likeness_of
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS, EntryType, MatchedBy


class VideoPart(Generic[Id]):
    """The frames of all listed videos in one table."""

    types: ClassVar = frozenset({EntryType.VPDQ})

    def __init__(self) -> None:
        self._table = PdqTable()
        self._videos: dict[Id, tuple[VideoHash, range]] = {}
        self._frames: dict[int, tuple[Id, PdqHash]] = {}
        self._numbers = itertools.count()

    def __contains__(self, entry: object) -> bool:
        return entry in self._videos

    def __len__(self) -> int:
        return len(self._videos)

    @staticmethod
    def key_of(kind: EntryType, value: str) -> VideoHash:
        """The frames. Raises FingerprintError if it is none, or if no frame is good enough to match."""
        video = VideoHash.parse(value)
        if not video.compared:
            raise FingerprintError("no_frames", "No frame of this video is good enough to match.")
        return video

    @staticmethod
    def text_of(key: VideoHash) -> str:
        """The JSON list of frames."""
        return key.text

    def add(self, rows: Sequence[tuple[Id, EntryType, VideoHash]]) -> None:
        """Store videos."""
        for entry, _kind, video in rows:
            hashes = video.compared
            first = next(self._numbers)
            numbers = range(first, first + len(hashes))
            self._numbers = itertools.count(numbers.stop)
            self._frames |= {number: (entry, pdq) for number, pdq in zip(numbers, hashes, strict=True)}
            self._videos[entry] = (video, numbers)
            ids = np.array(numbers, np.int64)
            self._table.add(Rows(words_of(hashes), ids, np.zeros(len(ids), np.uint32)))

    def remove(self, entry: Id) -> None:
        """Take an entry out; an unknown id is ignored."""
        _video, numbers = self._videos.pop(entry, (None, range(0)))
        for number in numbers:
            self._table.remove(number)
            self._frames.pop(number, None)

    def hits(self, item: Fingerprints, wanted: Wanted) -> Iterator[Hit[Id]]:
        """Entries that share a frame with the item's video: as the video itself, or as a part of it."""
        if item.video is None or not self._videos:
            return
        asked, fingerprint = item.video.compared, sha256(item.video.text.encode()).hexdigest()
        found_item, found_listed = self._shared(asked)
        for entry, of_item in found_item.items():
            listed = self._videos.get(entry)
            if listed is None:  # taken out meanwhile
                continue
            likeness = likeness_of(item.video, listed[0], of_item, found_listed[entry])
            matched_by = MatchedBy.VIDEO if likeness.is_enough else MatchedBy.PARTIAL
            yield Hit(entry, EntryType.VPDQ, matched_by, fingerprint, detail=likeness.as_json(most=SHOWN_SEGMENTS))

    def _shared(self, asked: Sequence[PdqHash]) -> tuple[dict[Id, set[PdqHash]], dict[Id, set[PdqHash]]]:
        """For each entry, the hashes of the item that are near one of its frames, and those frames' hashes."""
        of_item, of_listed = defaultdict[Id, set[PdqHash]](set), defaultdict[Id, set[PdqHash]](set)
        found = self._table.near(words_of(asked), PDQ_MAX_DISTANCE_BITS)
        for number, frame, _bank, _bits in zip(*(column.tolist() for column in found), strict=True):
            entry, pdq = self._frames.get(frame, (None, None))
            if entry is not None and pdq is not None:
                of_item[entry].add(asked[number])
                of_listed[entry].add(pdq)
        return of_item, of_listed
