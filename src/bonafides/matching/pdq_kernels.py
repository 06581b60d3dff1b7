# mypy: ignore-errors
"""The samples of a picture compiled: one pass over its pixels for all four ways, and other threads run meanwhile.

Importing this takes a second, and some more where it was not compiled on this machine before; `compiled` does it. What
is declared is what is typed here, for mypy cannot follow a compiler.

A row's brightness is added, weighted, to the lines of the bands that lie over it, two or three each way; where a band
ends, its line is sampled along the columns. So nothing larger than a few lines is kept, and no array is made.
"""

from typing import Any, Final

import numpy as np
from numba import types

from bonafides.matching import pdq_rounding
from bonafides.matching.compiling import array_of, compiler_for, inlined
from bonafides.matching.pdq_rounding import LUMA_WEIGHTS, SAMPLES

RED, GREEN, BLUE = (np.float32(weight) for weight in LUMA_WEIGHTS)
WAYS: Final = 2

_BANDS, _WEIGHTS = array_of(types.int64, 2), array_of(types.float32)
_OPENED: Final = array_of(types.int64, writable=True)
_LINE, _LINES, _OUT = (array_of(types.float32, dimensions, writable=True) for dimensions in (1, 3, 2))
_OTHERS: Final = (types.int64, _OPENED, _BANDS, _WEIGHTS, _BANDS, _WEIGHTS, _LINE, _LINES, _OUT)

_compiled: Any = compiler_for([__file__, pdq_rounding.__file__], fastmath={"reassoc", "contract", "nsz"})


@inlined
def _sample_columns(bands, weights, line, out):
    """The means of a line over its bands, both ways."""
    for band in range(WAYS * SAMPLES):
        start, end, at = bands[band, 0], bands[band, 1], bands[band, 2]
        total = np.float32(0)
        for step in range(end - start):
            total += line[start + step] * weights[at + step]
        out[band if band < SAMPLES else (WAYS + 1) * SAMPLES - 1 - band] = total


@inlined
def _add_row(y, way, open_from, bands, weights, line, lines, across, column_weights, out):
    """Add a row to the bands over it; those that end with it are sampled. Returns the first that is still open."""
    past = (way + 1) * SAMPLES
    at_once = lines.shape[1]
    band = open_from
    while band < past and bands[band, 0] <= y:
        kept = lines[way, band % at_once]
        weight = weights[bands[band, 2] + y - bands[band, 0]]
        if bands[band, 0] == y:
            for x in range(len(line)):
                kept[x] = weight * line[x]
        else:
            for x in range(len(line)):
                kept[x] += weight * line[x]
        band += 1
    while open_from < past and bands[open_from, 1] <= y + 1:
        number = open_from if way == 0 else (WAYS + 1) * SAMPLES - 1 - open_from
        _sample_columns(across, column_weights, lines[way, open_from % at_once], out[number])
        open_from += 1
    return open_from


@_compiled(types.void(array_of(types.uint32, 2), *_OTHERS))
def of_colours(pixels, first, opened, bands, weights, across, column_weights, line, lines, out):
    """(128, 128) samples of (height, width) pixels of four bytes, the lowest three of which are red, green, blue.

    They may come in strips: `first` is the row with which this one begins; `opened`, `line`, `lines` and `out` stay
    the same. `opened` holds the first band each way that has not ended, at the beginning 0 and 64.
    """
    for row in range(pixels.shape[0]):
        for x in range(pixels.shape[1]):
            pixel = pixels[row, x]
            red, green, blue = np.int32(pixel & 255), np.int32((pixel >> 8) & 255), np.int32((pixel >> 16) & 255)
            line[x] = RED * np.float32(red) + GREEN * np.float32(green) + BLUE * np.float32(blue)
        for way in range(WAYS):
            opened[way] = _add_row(
                first + row, way, opened[way], bands, weights, line, lines, across, column_weights, out
            )


@_compiled(types.void(array_of(types.uint8, 2), *_OTHERS))
def of_brightness(pixels, first, opened, bands, weights, across, column_weights, line, lines, out):
    """The same of (height, width) brightness."""
    for row in range(pixels.shape[0]):
        for x in range(pixels.shape[1]):
            line[x] = np.float32(pixels[row, x])
        for way in range(WAYS):
            opened[way] = _add_row(
                first + row, way, opened[way], bands, weights, line, lines, across, column_weights, out
            )
