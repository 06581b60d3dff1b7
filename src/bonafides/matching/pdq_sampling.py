"""The 64 by 64 samples that PDQ takes of a picture, and of the picture turned upside down and mirrored.

Two box filters and a decimation together are linear and separable, so they are evaluated only where the 64 sample
lines lie: each is a weighted mean over a band of rows, and then of columns. By the compiled kernels once they are
loaded, in one pass over the pixels; by numpy until then, with the same answers but for what rounding moves.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bonafides.matching import compiled
from bonafides.matching.pdq_rounding import LUMA_WEIGHTS, SAMPLES, Luma, luma_of

Pixels = NDArray[np.uint8]
"""(height, width, 3) uint8, red, green, blue; or 4 with a byte that says nothing; or (height, width), brightness."""

WAYS: Final = 2  # along each side: as it is, and from its end
_ONE_PLANE: Final = 2
_PACKED: Final = 4
_SIDES_KEPT: Final = 32  # of the longest, a megabyte and a half each


class Bands(NamedTuple):
    """The sample lines of a side, 64 as it is and 64 from its end, in the order in which their bands begin.

    `bands` is (128, 3) int64: start, end, and where its weights lie in `weights`, float32. `at_once` is how many bands
    of one way lie over any pixel at most.
    """

    bands: NDArray[np.int64]
    weights: NDArray[np.float32]
    at_once: int


def is_brightness(pixels: Pixels) -> bool:
    return pixels.ndim == _ONE_PLANE


def samples_of(pixels: Pixels) -> Luma:
    """(64, 64) float32 brightness samples of pixels whose sides are at least 5."""
    if _is_for_kernels(pixels):
        return np.asarray(_compiled_samples([pixels], len(pixels))[0, 0])
    return _columns_sampled(_rows_sampled(pixels))


def samples_each_way(pixels: Pixels) -> Luma:
    """(2, 2, 64, 64) float32: the same as it is and mirrored left to right, and both upside down."""
    if _is_for_kernels(pixels):
        return _compiled_samples([pixels], len(pixels))
    upright, upset = _rows_sampled(pixels), _rows_sampled(pixels[::-1])
    ways = [_columns_sampled(each) for rows in (upright, upset) for each in (rows, rows[:, ::-1])]
    return np.stack(ways).reshape(WAYS, WAYS, SAMPLES, SAMPLES)


def samples_of_strips(strips: Iterable[Pixels], height: int) -> Luma:
    """The same of pixels that come in strips as the kernels take them, from the top; each is used before the next."""
    if compiled.sampling is None:
        return samples_each_way(_put_together(strips, height))
    return _compiled_samples(strips, height)


# -- compiled ---------------------------------------------------------------------------------------


def _is_for_kernels(pixels: Pixels) -> bool:
    is_packed = is_brightness(pixels) or pixels.shape[2] == _PACKED
    return compiled.sampling is not None and is_packed and pixels.flags.c_contiguous


def _compiled_samples(strips: Iterable[Pixels], height: int) -> Luma:
    down, first, opened = bands_of(height), 0, np.array([0, SAMPLES], np.int64)
    out = np.empty((WAYS * SAMPLES, WAYS * SAMPLES), np.float32)
    for strip in strips:
        if first == 0:
            width = strip.shape[1]
            across, line = bands_of(width), np.empty(width, np.float32)
            lines = np.empty((WAYS, down.at_once, width), np.float32)
        kernel, pixels = _kernel_for(strip)
        kernel(pixels, first, opened, down.bands, down.weights, across.bands, across.weights, line, lines, out)
        first += len(strip)
    return out.reshape(WAYS, SAMPLES, WAYS, SAMPLES).swapaxes(1, 2)


def _kernel_for(pixels: Pixels) -> tuple[Any, NDArray[np.unsignedinteger]]:
    """The kernel for pixels of this kind, and the pixels as it takes them."""
    if is_brightness(pixels):
        return compiled.sampling.of_brightness, pixels
    return compiled.sampling.of_colours, pixels.reshape(len(pixels), -1).view(np.uint32)


@lru_cache(maxsize=_SIDES_KEPT)
def bands_of(length: int) -> Bands:
    """The bands of a side of so many pixels."""
    forward = _bands_of(length)
    backward = [(length - start - len(weights), weights[::-1]) for start, weights in reversed(forward)]
    both = [*forward, *backward]
    starts = np.array([start for start, _weights in both], np.int64)
    lengths = np.array([len(weights) for _start, weights in both], np.int64)
    bands = np.stack([starts, starts + lengths, np.cumsum(lengths) - lengths], axis=1)
    one_way = bands[:SAMPLES]
    at_once = max(int(((one_way[:, 0] <= at) & (at < one_way[:, 1])).sum()) for at in one_way[:, 0])
    return Bands(np.ascontiguousarray(bands), np.concatenate([weights for _start, weights in both]), at_once)


# -- numpy ------------------------------------------------------------------------------------------


def _put_together(strips: Iterable[Pixels], height: int) -> Pixels:
    whole, first = np.empty(0, np.uint8), 0
    for strip in strips:
        if first == 0:
            whole = np.empty((height, *strip.shape[1:]), np.uint8)
        whole[first : first + len(strip)] = strip
        first += len(strip)
    return whole


def _rows_sampled(pixels: Pixels) -> Luma:
    """The brightness of the 64 sample rows, (64, width)."""
    height = len(pixels)
    if height == SAMPLES:
        return luma_of(pixels)
    rows = np.empty((SAMPLES, *pixels.shape[1:]), np.float32)
    for sample, (start, weights) in enumerate(_bands_of(height)):
        band = pixels[start : start + len(weights)].reshape(len(weights), -1).astype(np.float32)
        rows[sample] = (weights @ band).reshape(rows.shape[1:])
    return rows if is_brightness(pixels) else np.asarray(rows[..., :3] @ LUMA_WEIGHTS.astype(np.float32))


def _columns_sampled(rows: Luma) -> Luma:
    """The (64, 64) samples of (64, width) rows."""
    if rows.shape[1] == SAMPLES:
        return rows
    columns = [rows[:, start : start + len(weights)] @ weights for start, weights in _bands_of(rows.shape[1])]
    return np.stack(columns, axis=1)


# -- bands ------------------------------------------------------------------------------------------


@lru_cache(maxsize=_SIDES_KEPT)
def _bands_of(length: int) -> tuple[tuple[int, NDArray[np.float32]], ...]:
    """For each of 64 sample lines over `length` pixels: where its band starts, and the weights of two box filters."""
    window = (length + 2 * SAMPLES - 1) // (2 * SAMPLES)
    return tuple(_band_at((2 * sample + 1) * length // (2 * SAMPLES), length, window) for sample in range(SAMPLES))


def _band_at(line: int, length: int, window: int) -> tuple[int, NDArray[np.float32]]:
    """A box over boxes: each of the inner ones begins and ends where the weights step up and down by its share."""
    first, past = _box_at(line, length, window)
    ahead = (window + 2) // 2
    inner = np.arange(first, past)
    left, right = np.maximum(0, inner - (window - ahead)), np.minimum(length, inner + ahead)
    shares, steps = 1.0 / (past - first) / (right - left), np.zeros(right[-1] - left[0] + 1)
    np.add.at(steps, left - left[0], shares)
    np.subtract.at(steps, right - left[0], shares)
    return int(left[0]), np.cumsum(steps[:-1]).astype(np.float32)


def _box_at(line: int, length: int, window: int) -> tuple[int, int]:
    ahead = (window + 2) // 2
    return max(0, line - (window - ahead)), min(length, line + ahead)
