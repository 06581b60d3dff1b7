"""What a video carries beside its tracks: covers, and files that are attached."""

import io
from typing import Any

import av
import numpy as np

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Reason
from bonafides.matching.tests.samples import a_picture, encoded

JPEG = encoded(a_picture(1), "JPEG", quality=95)


def a_video_with(**attached: bytes) -> bytes:
    """Two seconds in grey, and files beside it, as Matroska attaches them."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="matroska") as container:
        track: Any = container.add_stream("mpeg4", rate=5)
        track.width, track.height, track.pix_fmt = 64, 64, "yuv420p"
        for name, data in attached.items():
            container.add_attachment(name, "image/jpeg" if data == JPEG else "application/octet-stream", data)
        for _ in range(10):
            container.mux(track.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(track.encode())
    return stream.getvalue()


def a_video_with_a_cover_in_its_tags() -> bytes:
    """As players of music keep it in MP4: behind a track that moves."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4") as container:
        track: Any = container.add_stream("mpeg4", rate=5)
        cover: Any = container.add_stream("mjpeg", rate=1)
        track.width, track.height, track.pix_fmt = 64, 64, "yuv420p"
        cover.width, cover.height, cover.pix_fmt = 320, 240, "yuvj420p"
        cover.disposition = av.stream.Disposition.attached_pic
        for _ in range(10):
            container.mux(track.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        picture = av.VideoFrame.from_ndarray(np.asarray(a_picture(1)), format="rgb24").reformat(format="yuvj420p")
        container.mux([*track.encode(), *cover.encode(picture), *cover.encode()])
    return stream.getvalue()


def test_the_cover_of_a_video_is_looked_at_as_a_file() -> None:
    listed = fingerprints_of(JPEG)

    item = fingerprints_of(a_video_with(cover=JPEG))

    assert [(part.path, part.fingerprints.frames) for part in item.parts] == [(("cover 1",), listed.frames)]
    assert item.parts[0].fingerprints.digests == listed.digests
    assert item.video is not None
    assert len(item.video.frames) == 2
    assert item.unreadable == ()


def test_a_cover_in_the_tags_of_a_video_is_looked_at_too() -> None:
    listed = fingerprints_of(JPEG).frames[0].hash

    item = fingerprints_of(a_video_with_a_cover_in_its_tags())

    assert [part.path for part in item.parts] == [("cover 1",)]
    assert item.parts[0].fingerprints.frames[0].hash.distance_to(listed) <= 10


def test_what_is_attached_to_a_video_is_looked_into() -> None:
    item = fingerprints_of(a_video_with(words=made.a_tar(members={"words.txt": made.WORDS}), noise=made.CIPHERTEXT))

    assert {("words",), ("words", "words.txt"), ("noise",)} <= {part.path for part in item.parts}
    assert any("these listed words" in part.fingerprints.text for part in item.parts)
    assert (("noise",), Reason.UNKNOWN_FORMAT) in [(each.path, each.reason) for each in item.unreadable]
