"""Words beside the frames and the sound: titles, tags, chapters, subtitles."""

import io
from fractions import Fraction
from typing import Any

import av
import numpy as np
import pytest
from av.subtitles.subtitle import SubtitleSet

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.lines import Line, read_line
from bonafides.matching.insides.opening import as_file, lines_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Kind, Limits, Reason, Unread

ASS = (
    "[Script Info]\n[V4+ Styles]\nFormat: Name\nStyle: Default\n[Events]\n"
    "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)


def with_tags(data: bytes, form: str, of_all: str, of_tracks: str = "", of_chapter: str = "") -> bytes:
    """The same tracks, with titles."""
    stream = io.BytesIO()
    source: Any = av.open(io.BytesIO(data))
    with source, av.open(stream, "w", format=form) as container:
        tracks = [container.add_stream_from_template(each) for each in source.streams]
        container.metadata["title"] = of_all
        for each in tracks:
            each.metadata["title"] = of_tracks
        named: Any = {
            "id": 1,
            "start": 0,
            "end": 900,
            "time_base": Fraction(1, 1000),
            "metadata": {"title": of_chapter},
        }
        container.set_chapters([named])
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream.index]
                container.mux(packet)
    return stream.getvalue()


def with_subtitles(lines: list[str], codec: str = "ass", form: str = "matroska") -> bytes:
    """A video of two seconds and lines of subtitles in the text of ASS."""
    stream = io.BytesIO()
    with av.open(stream, "w", format=form) as container:
        video: Any = container.add_stream("mpeg4", rate=5)
        video.width, video.height, video.pix_fmt = 64, 64, "yuv420p"
        track: Any = container.add_stream(codec)
        track.time_base = track.codec_context.time_base = Fraction(1, 1000)
        track.codec_context.subtitle_header = ASS.encode()
        for _ in range(10):
            container.mux(video.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(video.encode())
        for number, line in enumerate(lines):
            kept = SubtitleSet.create(f"{number},0,Default,,0,0,0,,{line}".encode(), 0, 15)
            packet = track.codec_context.encode_subtitle(kept)
            packet.stream, packet.time_base = track, Fraction(1, 1000)
            packet.pts = packet.dts = number * 20
            packet.duration = 15
            container.mux(packet)
    return stream.getvalue()


@pytest.mark.parametrize("form", ["mp4", "matroska"])
def test_titles_of_a_video_its_tracks_and_its_chapters_are_words(form: str) -> None:
    item = fingerprints_of(with_tags(made.a_video((1, 2)), form, made.WORDS.decode(), "of a track", "of a chapter"))

    assert "these listed words stand in a file" in item.text
    assert "of a track" in item.text
    assert "of a chapter" in item.text
    assert [each.text for each in item.urls] == ["https://bad.example/page"]
    assert item.video is not None
    assert item.unreadable == ()


@pytest.mark.parametrize("form", ["mp3", "ogg", "flac"])
def test_tags_of_a_sound_are_words(form: str) -> None:
    words = made.WORDS.decode()

    item = fingerprints_of(with_tags(made.a_sound(made.a_melody(1, 3), form), form, words, words))

    assert "these listed words stand in a file" in item.text
    assert item.sound is not None


def test_a_tag_of_an_old_player_is_read_in_the_likely_encodings() -> None:
    sound, words = made.a_sound(made.a_melody(1, 3), "mp3"), "фиолетовые барсуки"
    written = words.encode("windows-1251")
    short = b"TAG" + written.ljust(30, b"\0") + bytes(95)  # ID3v1, which says no encoding
    frame = b"TIT2" + (len(written) + 1).to_bytes(4, "big") + bytes(3) + written  # ID3v2, which says Latin-1
    long = b"ID3\x03\0\0" + bytes([0, 0, 0, len(frame)]) + frame
    bare = sound[sound.index(b"\xff\xfb") :]

    assert words in fingerprints_of(bare + short).text
    assert words in fingerprints_of(long + bare).text


def test_what_programs_write_for_programs_is_no_word() -> None:
    assert fingerprints_of(made.a_video((1,))).text == ""
    assert fingerprints_of(made.a_video((1,), "matroska")).text == ""


@pytest.mark.parametrize(("codec", "form"), [("ass", "matroska"), ("srt", "matroska"), ("mov_text", "mp4")])
def test_subtitles_of_text_are_words(codec: str, form: str) -> None:
    item = fingerprints_of(with_subtitles(["These {\\b1}lis{\\b0}ted\\Nwords", "stand in a file"], codec, form))

    assert item.text == "these listed words stand in a file"
    assert item.unreadable == ()


def test_braces_in_subtitles_part_no_words() -> None:
    item = fingerprints_of(with_subtitles(["These listed {maybe shown} words"]))

    assert "these listed maybe shown words" in item.text
    assert "these listed words" in item.text


def test_titles_are_read_within_the_limit_and_said_to_be_cut() -> None:
    with as_file(with_tags(made.a_video((1,)), "matroska", made.WORDS.decode())) as stream:
        said = list(lines_of(stream, Kind.VIDEO, Limits(text_characters=20)))

    assert [(each.path, each.reason) for each in said if isinstance(each, Unread)] == [(("titles",), Reason.TOO_LARGE)]
    assert "".join(each.text for each in said if not isinstance(each, Unread)) == made.WORDS.decode()[:20]


def test_subtitles_are_read_within_the_limit_and_said_to_be_cut() -> None:
    data = with_subtitles([f"line {number}" for number in range(100)])

    with as_file(data) as stream:
        said = list(lines_of(stream, Kind.VIDEO, Limits(text_characters=200)))

    assert {each.reason for each in said if isinstance(each, Unread)} == {Reason.TOO_LARGE}
    assert sum(len(each.text) for each in said if not isinstance(each, Unread)) == 200


def test_words_said_before_a_child_ends_are_kept() -> None:
    begun, more = {"path": [], "text": "These listed", "more": True}, {"path": [], "text": "words", "more": True}

    lines = [each for each in map(read_line, (begun, more)) if isinstance(each, Line)]

    assert lines[0].followed_by(lines[1]).text == "These listed\nwords"
