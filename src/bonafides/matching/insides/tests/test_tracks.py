import io
from fractions import Fraction

import av
import numpy as np

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.tests import made
from bonafides.matching.pdq import PdqHash
from bonafides.matching.tests.samples import a_picture
from bonafides.matching.videos import Segment, VideoFrame, segments_of


def a_video_of_tracks(*seeds: int) -> bytes:
    """Two seconds of one sample picture in each track, the tracks beside each other."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="matroska") as container:
        tracks = [container.add_stream("mpeg4", rate=Fraction(5)) for _seed in seeds]
        for track in tracks:
            track.width, track.height, track.pix_fmt = 320, 240, "yuv420p"
            track.bit_rate = 2_000_000
        for track, seed in zip(tracks, seeds, strict=True):
            frame = np.asarray(a_picture(seed))
            for _ in range(10):
                container.mux(track.encode(av.VideoFrame.from_ndarray(frame, format="rgb24")))
            container.mux(track.encode())
    return stream.getvalue()


def test_a_video_behind_another_track_is_read_too() -> None:
    listed = fingerprints_of(made.PICTURE).frames[0].hash
    first = fingerprints_of(a_video_of_tracks(9))

    item = fingerprints_of(a_video_of_tracks(9, 1))

    assert item.video is not None
    assert min(each.hash.distance_to(listed) for each in item.video.frames) <= 10
    assert [each.at_seconds for each in item.video.frames] == [0, 1, 0, 1]
    assert item.tmk == first.tmk
    assert item.unreadable == ()


def test_a_stretch_of_time_ends_with_its_track() -> None:
    found, other = PdqHash.parse("ab" * 32), PdqHash.parse("cd" * 32)
    hashes = [(0.0, other), (1.0, found), (0.0, found), (1.0, found), (0.0, other)]
    frames = [VideoFrame(at, each, 100) for at, each in hashes]

    assert segments_of(frames, {found}) == (Segment(1.0, 2.0), Segment(0.0, 2.0))
