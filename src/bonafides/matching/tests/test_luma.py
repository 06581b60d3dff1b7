"""Hashing a JPEG by its brightness alone: which files may be, and how far off it is. More: benchmarks/luma.py."""

from collections.abc import Callable

import pytest
from benchmarks import luma
from PIL import Image

from bonafides.matching.fingerprint import fingerprints_of
from bonafides.matching.insides.tests import made
from bonafides.matching.pictures import picture_of
from bonafides.matching.tests.samples import a_picture, encoded
from bonafides.matching.vocabulary import Decode

PICTURES = [a_picture(seed, (320, 240)) for seed in range(6)]
UNDER_HEIC = {name: encode for name, encode in luma.NEVER.items() if name != "HEIC"}


@pytest.mark.parametrize("encode", luma.MAY.values(), ids=luma.MAY)
def test_a_jpeg_that_stores_brightness_is_a_few_bits_off(encode: Callable[[Image.Image], bytes]) -> None:
    measured = luma.measured(PICTURES, encode)

    assert measured.by_brightness == len(PICTURES)
    assert max(measured.bits) <= luma.GOAL_BITS


@pytest.mark.parametrize("encode", UNDER_HEIC.values(), ids=UNDER_HEIC)
def test_all_else_is_decoded_whole(encode: Callable[[Image.Image], bytes]) -> None:
    measured = luma.measured(PICTURES[:2], encode)

    assert (measured.by_brightness, set(measured.bits)) == (0, {0})


def test_turns_and_size_are_those_of_the_picture_as_it_is_seen() -> None:
    data = luma.turned(PICTURES[1])

    whole, by_brightness = (picture_of(data, decode=decode) for decode in Decode)

    assert (by_brightness.width, by_brightness.height) == (whole.width, whole.height) == (240, 320)
    assert by_brightness.decoded is Decode.LUMA
    assert by_brightness.frames[0].turned.keys() == whole.frames[0].turned.keys()
    turn = next(iter(whole.frames[0].turned))
    assert whole.frames[0].turned[turn].distance_to(by_brightness.frames[0].turned[turn]) <= luma.GOAL_BITS


def test_nothing_is_hashed_by_brightness_unless_it_is_asked_for() -> None:
    data = luma.jpeg(PICTURES[0])

    assert fingerprints_of(data).decoded is Decode.FULL
    assert fingerprints_of(data, decode=Decode.LUMA).decoded is Decode.LUMA


def test_a_picture_inside_a_file_is_always_decoded_whole() -> None:
    data = luma.jpeg(PICTURES[0])

    (part,) = fingerprints_of(made.a_zip({"one.jpg": data}), decode=Decode.LUMA).parts

    assert part.fingerprints.frames[0].hash == fingerprints_of(data).frames[0].hash


def test_a_jpeg_cut_short_or_of_64_pixels_is_read_as_ever() -> None:
    small = encoded(PICTURES[0].resize((64, 64)), "JPEG")

    read = picture_of(small, decode=Decode.LUMA)

    assert read.frames[0].pdq.hash.distance_to(picture_of(small).frames[0].pdq.hash) <= luma.GOAL_BITS
    cut_short = fingerprints_of(luma.jpeg(PICTURES[0])[:-20], decode=Decode.LUMA)
    assert (cut_short.decoded, len(cut_short.frames), len(cut_short.unreadable)) == (Decode.FULL, 1, 1)
