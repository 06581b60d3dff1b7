from collections.abc import Callable
from pathlib import Path

import numpy as np
import pdqhash
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from bonafides.matching.errors import FingerprintError
from bonafides.matching.pdq import PdqHash, pdq_of, turned_hashes
from bonafides.matching.tests.samples import a_picture, pixels_of
from bonafides.matching.vocabulary import MatchedBy

HEX = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
SIZES = [
    (64, 64),
    (5, 5),
    (6, 700),
    (700, 6),
    (8, 335),
    (63, 65),
    (127, 129),
    (128, 128),
    (242, 615),
    (900, 30),
    (640, 480),
]
TURNS: dict[MatchedBy, Callable[[Image.Image], Image.Image]] = {
    MatchedBy.ROTATION_90: lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
    MatchedBy.ROTATION_180: lambda picture: picture.transpose(Image.Transpose.ROTATE_180),
    MatchedBy.ROTATION_270: lambda picture: picture.transpose(Image.Transpose.ROTATE_270),
    MatchedBy.FLIP: ImageOps.mirror,
    MatchedBy.FLIP_90: lambda picture: ImageOps.mirror(picture).transpose(Image.Transpose.ROTATE_90),
    MatchedBy.FLIP_180: lambda picture: ImageOps.mirror(picture).transpose(Image.Transpose.ROTATE_180),
    MatchedBy.FLIP_270: lambda picture: ImageOps.mirror(picture).transpose(Image.Transpose.ROTATE_270),
}


def reference(pixels: NDArray[np.uint8]) -> tuple[str, int]:
    bits, quality = pdqhash.compute(np.ascontiguousarray(pixels))
    return np.packbits(bits).tobytes().hex(), quality


def ours(pixels: NDArray[np.uint8]) -> tuple[str, int]:
    result = pdq_of(pixels)
    return result.hash.hex, result.quality


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seed", range(6))
def test_hash_and_quality_are_the_references_at_every_size(size: tuple[int, int], seed: int) -> None:
    pixels = pixels_of(a_picture(seed, size))

    assert ours(pixels) == reference(pixels)


@pytest.mark.parametrize("seed", range(120))
def test_hash_and_quality_are_the_references_for_noise_of_any_grain(seed: int) -> None:
    random = np.random.default_rng(seed)
    width, height = (int(side) for side in random.integers(5, 500, 2))
    grain = Image.fromarray(random.integers(0, 256, (max(2, height // 16), max(2, width // 9), 3), dtype=np.uint8))
    pixels = np.asarray(grain.resize((width, height), Image.Resampling.BICUBIC))

    assert ours(pixels) == reference(pixels)


@pytest.mark.parametrize("size", [(5, 5), (64, 64), (200, 100)])
@pytest.mark.parametrize("shade", [0, 9, 255])
def test_even_where_only_rounding_decides_the_bits_are_the_references(size: tuple[int, int], shade: int) -> None:
    pixels = pixels_of(Image.new("RGB", size, (shade, shade, shade)))

    assert ours(pixels) == reference(pixels)


@pytest.mark.parametrize("size", [(4, 4), (4, 900), (900, 1)])
def test_a_side_below_five_pixels_has_no_hash(size: tuple[int, int]) -> None:
    assert ours(pixels_of(Image.new("RGB", size, "red"))) == ("0" * 64, 0)


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("size", [(64, 64), (512, 512), (333, 250), (64, 90), (20, 31)])
@pytest.mark.parametrize("seed", range(3))
def test_the_hash_after_a_turn_is_that_of_the_turned_picture(turn: MatchedBy, size: tuple[int, int], seed: int) -> None:
    picture = a_picture(seed, size)

    turned = turned_hashes(pixels_of(picture))[turn]

    assert turned.distance_to(pdq_of(pixels_of(TURNS[turn](picture))).hash) <= 2


@pytest.mark.parametrize("turn", TURNS)
def test_the_turns_are_named_as_the_reference_names_them(turn: MatchedBy) -> None:
    names = ["rotation_90", "rotation_180", "rotation_270", "flip_180", "flip", "flip_90", "flip_270"]
    pixels = pixels_of(a_picture(3, (640, 480)))
    theirs = dict(zip(names, pdqhash.compute_dihedral(pixels)[0][1:], strict=True))

    reference_hash = PdqHash.from_bytes(np.packbits(theirs[turn]).tobytes())

    assert turned_hashes(pixels)[turn].distance_to(reference_hash) <= 31


def test_a_hash_is_read_in_either_case_and_written_in_lower_case() -> None:
    parsed = PdqHash.parse(HEX.upper())

    assert parsed.hex == HEX
    assert parsed.words[0] == 0xF8F8F0CEE0F4A84F


@pytest.mark.parametrize("text", ["", HEX[1:], HEX + "0", HEX + "\n", "g" + HEX[1:], " " + HEX[1:], "٠" + HEX[1:]])
def test_what_is_not_a_hash_is_refused(text: str) -> None:
    with pytest.raises(FingerprintError) as refusal:
        PdqHash.parse(text)

    assert refusal.value.code == "bad_pdq"


def test_the_distance_counts_differing_bits() -> None:
    none, all_bits = PdqHash.parse("0" * 64), PdqHash.parse("f" * 64)

    assert none.distance_to(none) == 0
    assert none.distance_to(all_bits) == 256
    assert none.distance_to(PdqHash.parse("8" + "0" * 62 + "1")) == 2


def test_the_published_pictures_have_their_published_hashes(pdq_vectors: Path) -> None:
    lines = (pdq_vectors / "expected.tsv").read_text().splitlines()
    expected = [line.split("\t") for line in lines if not line.startswith("#")]

    found = [(name, *ours(pixels_of(Image.open(pdq_vectors / name)))) for name, _, _ in expected]

    assert found == [(name, value, int(quality)) for name, quality, value in expected]
