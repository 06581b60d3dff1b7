"""The samples of a picture are the same whoever takes them: compiled kernels, numpy, or the turned picture's own."""

import threading
from unittest.mock import Mock

import numpy as np
import pdqhash
import pytest
from numpy.typing import NDArray
from PIL import Image

from bonafides.matching import compiled, pdq_sampling
from bonafides.matching.compiled import ENOUGH
from bonafides.matching.pdq import pdq_of, pdq_of_strips, pdq_with_turns
from bonafides.matching.pdq_sampling import samples_each_way, samples_of, samples_of_strips
from bonafides.matching.tests.samples import a_picture

SIZES = [(5, 5), (64, 64), (6, 700), (700, 6), (63, 65), (127, 129), (128, 128), (242, 615), (900, 30), (640, 480)]


@pytest.fixture(params=["numpy", "compiled"], autouse=True)
def sampler(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Who takes them."""
    compiled.use_kernels()
    if request.param == "numpy":
        monkeypatch.setattr(compiled, "sampling", None)
    return str(request.param)


def stored(picture: Image.Image) -> NDArray[np.uint8]:
    """A picture's pixels as Pillow stores them, in four bytes."""
    return np.asarray(picture.convert("RGBA"))


def noise(seed: int) -> Image.Image:
    random = np.random.default_rng(seed)
    width, height = (int(side) for side in random.integers(5, 500, 2))
    grain = Image.fromarray(random.integers(0, 256, (max(2, height // 16), max(2, width // 9), 3), dtype=np.uint8))
    return grain.resize((width, height), Image.Resampling.BICUBIC)


def flat(size: tuple[int, int], shade: int) -> Image.Image:
    return Image.new("RGB", size, (shade, shade, shade))


@pytest.mark.parametrize(
    "picture",
    [
        *(pytest.param(a_picture(seed, size), id=f"{size}-{seed}") for size in SIZES for seed in range(3)),
        *(pytest.param(noise(seed), id=f"noise-{seed}") for seed in range(60)),
        *(pytest.param(flat(size, 9), id=f"flat-{size}") for size in SIZES),
    ],
)
def test_hash_and_quality_of_stored_pixels_are_the_references(picture: Image.Image) -> None:
    bits, quality = pdqhash.compute(np.asarray(picture))

    result, _turned = pdq_with_turns(stored(picture))

    assert (result.hash.hex, result.quality) == (np.packbits(bits).tobytes().hex(), quality)
    assert pdq_of(stored(picture)) == result


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", ["RGBA", "L"])
def test_each_way_is_what_the_turned_picture_itself_gives(size: tuple[int, int], mode: str) -> None:
    pixels = np.asarray(a_picture(1, size).convert(mode))

    ways = samples_each_way(pixels)

    turned = [[samples_of(np.ascontiguousarray(pixels[::down, ::across])) for across in (1, -1)] for down in (1, -1)]
    np.testing.assert_allclose(ways, turned, atol=1e-3)
    assert ways.shape == (2, 2, 64, 64)


def test_both_take_the_same_samples(sampler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pixels = stored(noise(7))
    taken = samples_each_way(pixels)
    monkeypatch.setattr(compiled, "sampling", None)

    np.testing.assert_allclose(taken, samples_each_way(pixels), atol=1e-3)


@pytest.mark.parametrize("rows", [1, 7, 64, 1_000])
@pytest.mark.parametrize("mode", ["RGBA", "L"])
def test_a_picture_in_strips_is_the_picture(rows: int, mode: str) -> None:
    pixels = np.asarray(a_picture(4, (300, 500)).convert(mode))
    strips = [pixels[top : top + rows] for top in range(0, 500, rows)]

    np.testing.assert_allclose(samples_of_strips(strips, 500), samples_each_way(pixels), atol=1e-3)
    assert pdq_of_strips(strips, 500) == pdq_with_turns(pixels)


def test_pixels_that_lie_scattered_are_sampled_as_well(sampler: str) -> None:
    pixels = stored(noise(8))

    np.testing.assert_allclose(samples_of(pixels[:, ::-1]), samples_each_way(pixels)[0, 1], atol=1e-3)


def test_several_threads_do_not_disturb_each_other(sampler: str) -> None:
    pictures = [stored(noise(seed)) for seed in range(8)]
    alone, together = [pdq_of(each) for each in pictures], dict[int, set[str]]()

    def ask(number: int) -> None:
        together[number] = {pdq_of(pictures[number]).hash.hex for _ in range(20)}

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [together[number] for number in range(8)] == [{each.hash.hex} for each in alone]


# -- when they are loaded -----------------------------------------------------------------------------


@pytest.fixture
def loading(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Whether they were asked for."""
    asked = Mock()
    monkeypatch.setattr(compiled, "use_kernels_soon", asked)
    monkeypatch.setattr(compiled, "_done", 0)
    return asked


@pytest.mark.parametrize(
    ("hashes", "times"), [(compiled.ENOUGH - 1, 0), (compiled.ENOUGH, 1), (compiled.ENOUGH + 5, 1)]
)
def test_they_are_loaded_once_when_there_is_work_enough(loading: Mock, hashes: int, times: int) -> None:
    for _ in range(hashes):
        compiled.note_work(1)

    assert loading.call_count == times


def test_a_process_may_do_without_them(loading: Mock) -> None:
    compiled.do_without()
    compiled.note_work(ENOUGH)

    assert not loading.called


@pytest.mark.parametrize("length", [5, 64, 100, 1_000, 1_280])
def test_a_side_has_its_bands_in_order_and_each_weighs_one(length: int) -> None:
    bands, weights, at_once = pdq_sampling.bands_of(length)
    over = np.zeros((2, length), int)
    for number, (start, end, _at) in enumerate(bands):
        over[number // 64, start:end] += 1

    assert (np.diff(bands[:64, 0]) >= 0).all()
    assert (np.diff(bands[64:, 0]) >= 0).all()
    np.testing.assert_allclose([weights[at : at + end - start].sum() for start, end, at in bands], 1, atol=1e-5)
    assert over.max() == at_once
