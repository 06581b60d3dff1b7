"""Damaged files of every kind that is opened: a few here, ten thousand in benchmarks/fuzz_files.py."""

import struct
from collections.abc import Callable
from io import BytesIO

import pytest
from benchmarks.fuzz_files import SAMPLES, files_of

from bonafides.matching.errors import PictureError
from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides import walk
from bonafides.matching.insides.kinds import kind_of
from bonafides.matching.insides.tests import made
from bonafides.matching.insides.vocabulary import Kind, Limits, Reason
from bonafides.matching.insides.walk import Line, Walk
from bonafides.matching.pictures import picture_of

LIMITS = Limits(unpacked_bytes=50_000_000)


def read(data: bytes) -> int:
    """As the server and its child read it, in one process; the number of things that were found."""
    said: list[object] = []
    kind = kind_of(BytesIO(data))
    if kind is not None:
        Walk(len(data), LIMITS, said.append).look_into(BytesIO(data), kind)
        return len(said)
    try:
        return len(picture_of(data).frames)
    except PictureError:
        return 0


@pytest.mark.timeout(600)  # a few seconds; what never ends is ended
def test_two_hundred_damaged_files_are_read_as_far_as_they_go() -> None:
    found = [read(data) for _name, data in files_of(seed=1, count=200)]

    assert sum(each > 0 for each in found) > 60


@pytest.mark.parametrize("name", ["zip", "pdf", "mp4"])
def test_what_is_cut_short_has_its_digests_and_says_so(name: str) -> None:
    item = fingerprints_of(SAMPLES[name]()[:-60][:300])

    assert len(item.digests) == 4
    assert item.unreadable != ()


@pytest.mark.parametrize("error", [ValueError, struct.error, RecursionError])
def test_a_member_that_cannot_be_read_is_the_only_one_that_is_not(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    monkeypatch.setattr(walk, "carries_files", refusing(error))

    said = said_of({"before.txt": b"a red kite", "page.html": b"<html>words", "after.txt": b"a barn owl"})

    assert [(line["path"], line.get("text")) for line in said if "digests" in line] == [
        (("before.txt",), "a red kite"),
        (("page.html",), None),
        (("after.txt",), "a barn owl"),
    ]
    assert [line for line in said if "unread" in line] == [{"path": ("page.html",), "unread": Reason.DAMAGED}]


def test_where_memory_ends_no_member_is_called_damaged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "carries_files", refusing(MemoryError))

    said = said_of({"page.html": b"<html>words", "after.txt": b"a barn owl"})

    assert [line for line in said if "unread" in line] == [{"path": (), "unread": Reason.STOPPED}]


def refusing(error: type[Exception]) -> Callable[[bytes], bool]:
    def refuse(data: bytes) -> bool:
        if data.startswith(b"<html>"):
            raise error
        return False

    return refuse


def said_of(members: dict[str, bytes]) -> list[Line]:
    data, said = made.a_zip(members), list[Line]()
    Walk(len(data), LIMITS, said.append).look_into(BytesIO(data), Kind.ZIP)
    return said
