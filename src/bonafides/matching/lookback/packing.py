"""An item's fingerprints as plain bytes, in rows of one width, so that those of many items are one array."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.fingerprint import Fingerprints, Frame, Part
from bonafides.matching.lookback.locked import TLSHES, locked
from bonafides.matching.lookback.naming import names_of
from bonafides.matching.parts.tlshes import hashes_of
from bonafides.matching.pdq import PdqHash
from bonafides.matching.sounds import SoundHash
from bonafides.matching.videos import VideoHash
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY, TURNS, EntryType, MatchedBy

PIECES_AT_MOST: Final = 200
"""Files inside an item of which something is kept."""
VIDEO_FRAMES_AT_MOST: Final = 20_000

DIGEST_BYTES: Final = {EntryType.MD5: 16, EntryType.SHA1: 20, EntryType.SHA256: 32, EntryType.SHA512: 64}

FRAMES: Final = np.dtype(
    [("piece", "<u2"), ("number", "<u2"), ("quality", "u1"), ("turn", "u1"), ("hash", "u1", (32,))]
)
"""A PDQ hash, most significant byte first; turn 0 is the frame as it is, others count through TURNS."""
DIGESTS: Final = np.dtype(
    [("piece", "<u2"), ("has", "u1"), *((str(kind), "u1", (size,)) for kind, size in DIGEST_BYTES.items())]
)
"""The digests of one file; bit n of `has` says that the n-th is there."""
NAMES: Final = np.dtype([("piece", "<u2"), ("group", "<u2"), ("sort", "u1"), ("name", ">u8")])
"""See `naming`."""


class Kept(NamedTuple):
    """What is kept of one item: rows of FRAMES, DIGESTS, NAMES and TLSHES, and as JSON the frames of videos and the
    fingerprints of sounds by the number of the file that they are of, and where in the item each file lies, by numbers
    and not by names.
    """

    frames: bytes = b""
    digests: bytes = b""
    names: bytes = b""
    videos: str = ""
    paths: str = ""
    tlshes: bytes = b""
    sounds: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything that could be found again."""
        return bool(self.frames or self.digests or self.names or self.videos or self.tlshes or self.sounds)


def packed(item: Fingerprints, secret: bytes) -> Kept:
    """What is kept of an item. The secret (up to 64 bytes) keys names of words and addresses, and locks TLSH hashes."""
    pieces = list(item.pieces())[: PIECES_AT_MOST + 1]
    frames = [row for number, (_path, piece) in enumerate(pieces) for row in _frame_rows(number, piece)]
    digests = [_digest_row(number, piece) for number, (_path, piece) in enumerate(pieces) if piece.digests]
    names = [
        (number, each.group, each.sort, int.from_bytes(each.name, "big"))
        for number, (_path, piece) in enumerate(pieces)
        for each in names_of(piece, secret)
    ]
    tlshes = [(number, *row) for number, (_path, piece) in enumerate(pieces) for row in _tlsh_rows(piece, secret)]
    videos = {number: _usable(piece.video) for number, (_path, piece) in enumerate(pieces) if piece.video}
    return Kept(
        np.array(frames, FRAMES).tobytes(),
        b"".join(digests),
        np.array(names, NAMES).tobytes(),
        json.dumps(usable) if (usable := {number: texts for number, texts in videos.items() if texts}) else "",
        json.dumps(_numbered([path for path, _piece in pieces])) if len(pieces) > 1 else "",
        np.array(tlshes, TLSHES).tobytes(),
        json.dumps(sounds) if (sounds := _sounds_of([piece for _path, piece in pieces])) else "",
    )


def _sounds_of(pieces: Sequence[Fingerprints]) -> dict[int, str]:
    return {number: piece.sound.text for number, piece in enumerate(pieces) if piece.sound and piece.sound.words.size}


def _frame_rows(number: int, piece: Fingerprints) -> Iterator[tuple[Any, ...]]:
    for frame in piece.frames:
        if frame.is_usable:
            yield number, frame.number, frame.quality, 0, _bytes_of(frame.hash)
            for turn, pdq in frame.turned.items():
                yield number, frame.number, frame.quality, 1 + TURNS.index(turn), _bytes_of(pdq)


def _tlsh_rows(piece: Fingerprints, secret: bytes) -> Iterator[tuple[tuple[int, ...], ...]]:
    for tlsh in hashes_of(piece):
        mark, kept = locked(tlsh, secret)
        yield tuple(mark), tuple(kept)


def _bytes_of(pdq: PdqHash) -> tuple[int, ...]:
    return tuple(bytes.fromhex(pdq.hex))


def _digest_row(number: int, piece: Fingerprints) -> bytes:
    row = np.zeros(1, DIGESTS)
    row["piece"] = number
    for bit, kind in enumerate(DIGEST_BYTES):
        if digest := piece.digests.get(kind):
            row["has"] |= 1 << bit
            row[str(kind)] = np.frombuffer(bytes.fromhex(digest), np.uint8)
    return row.tobytes()


def _usable(video: VideoHash) -> list[str]:
    return [each.text for each in video.frames if each.quality >= PDQ_MIN_QUALITY][:VIDEO_FRAMES_AT_MOST]


def _numbered(paths: Sequence[tuple[str, ...]]) -> list[list[int]]:
    """Each path with a number for each name: a file inside an archive inside another still lies inside both."""
    number_of: dict[tuple[str, ...], int] = {}
    for path in paths:
        for depth in range(1, len(path) + 1):
            number_of.setdefault(path[:depth], len(number_of) + 1)
    return [[number_of[path[:depth]] for depth in range(1, len(path) + 1)] for path in paths]


def opened(kept: Kept) -> Fingerprints:
    """What was kept as fingerprints, but for what only has a name: there are no words, addresses or identifiers."""
    paths = [tuple(map(str, path)) for path in json.loads(kept.paths or "[[]]")]
    frames, digests, videos, sounds = _frames_in(kept), _digests_in(kept), _videos_in(kept), _sounds_in(kept)
    pieces = [
        Fingerprints(
            digests.get(number, {}),
            tuple(frames.get(number, ())),
            video=videos.get(number),
            sound=sounds.get(number),
        )
        for number in range(len(paths))
    ]
    return replace(pieces[0], parts=tuple(Part(*each) for each in zip(paths[1:], pieces[1:], strict=True)))


def path_of(kept: Kept, piece: int) -> tuple[str, ...]:
    """Where in the item a file lies, in numbers."""
    return tuple(map(str, json.loads(kept.paths or "[[]]")[piece]))


def _frames_in(kept: Kept) -> dict[int, list[Frame]]:
    found: dict[int, dict[int, Frame]] = defaultdict(dict)
    turned: dict[tuple[int, int], dict[MatchedBy, PdqHash]] = defaultdict(dict)
    for piece, number, quality, turn, digits in np.frombuffer(kept.frames, FRAMES).tolist():
        pdq = PdqHash.from_bytes(bytes(digits))
        if turn:
            turned[piece, number][TURNS[turn - 1]] = pdq
        else:
            found[piece][number] = Frame(number, pdq, quality, turned[piece, number])
    return {piece: list(frames.values()) for piece, frames in found.items()}


def _digests_in(kept: Kept) -> dict[int, dict[EntryType, str]]:
    return {
        int(row["piece"]): {
            kind: row[str(kind)].tobytes().hex() for bit, kind in enumerate(DIGEST_BYTES) if row["has"] >> bit & 1
        }
        for row in np.frombuffer(kept.digests, DIGESTS)
    }


def _videos_in(kept: Kept) -> dict[int, VideoHash]:
    return {int(number): VideoHash.of(frames) for number, frames in json.loads(kept.videos or "{}").items()}


def _sounds_in(kept: Kept) -> dict[int, SoundHash]:
    return {int(number): SoundHash.parse(text) for number, text in json.loads(kept.sounds or "{}").items()}


def rows_in(chunks: Sequence[bytes], row: "np.dtype[Any]") -> tuple[NDArray[Any], NDArray[np.int64]]:
    """The rows of many items as one array, and of each row the number of its item."""
    counts = np.array([len(chunk) for chunk in chunks], np.int64) // row.itemsize
    return np.frombuffer(b"".join(chunks), row), np.repeat(np.arange(len(chunks)), counts)
