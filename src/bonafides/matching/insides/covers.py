"""Files that a video or a sound carries beside its tracks: covers, and what is attached in Matroska. Read by PyAV."""

import importlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from bonafides.matching.insides.found import READER_ERRORS, Closed, Found, Member
from bonafides.matching.insides.tracks import is_cover
from bonafides.matching.insides.vocabulary import Reason


def files_beside_frames(stream: BinaryIO) -> Iterator[Found]:
    """The files that are attached, and the covers, but for the one that stands for the frames of a sound.

    Of a file that cannot be opened at all nothing is said: whoever reads the frames does.
    """
    try:
        av = importlib.import_module("av")
    except ImportError:
        return
    errors = (av.error.FFmpegError, *READER_ERRORS)
    try:
        container = av.open(stream, metadata_errors="ignore")
    except errors:
        return
    with container:
        try:
            yield from [Member(name, BytesIO(data)) for name, data in _attached(container)]
            yield from [Member(f"cover {n}", BytesIO(data)) for n, data in enumerate(_covers(container), 1)]
        except MemoryError:
            yield Closed("attached", Reason.STOPPED)
        except errors:
            yield Closed("attached", Reason.DAMAGED)


def _attached(container: Any) -> Iterator[tuple[str, bytes]]:
    for each in container.streams.attachments:
        yield each.metadata.get("filename") or "attached", each.data or b""


def _covers(container: Any) -> Iterator[bytes]:
    """The first packet of each, which is the picture as a file; the readers of tags hand them out before all others."""
    tracks = list(container.streams.video)
    covers = [each for each in tracks if is_cover(each)]
    left = {each.index for each in (covers if len(covers) < len(tracks) else covers[1:])}
    for packet in container.demux(covers) if left else ():
        if packet.size and packet.stream.index in left:
            left.remove(packet.stream.index)
            yield bytes(packet)
        if not left:
            return
