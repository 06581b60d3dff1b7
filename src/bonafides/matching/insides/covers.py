"""Files that a video or a sound carries beside its tracks: covers, and what is attached in Matroska. Read by PyAV."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

from bonafides.matching.insides.found import Closed, Found, Member
from bonafides.matching.insides.media import opened
from bonafides.matching.insides.tracks import is_cover
from bonafides.matching.insides.vocabulary import Reason


def files_beside_frames(stream: BinaryIO) -> Iterator[Found]:
    """The files that are attached, and the covers, but for the one that stands for the frames of a sound."""
    found = opened(stream)
    if found is None:
        return
    container, errors = found
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
