"""PDQ, the perceptual hash of pictures that the shared lists use, in numpy.

The algorithm is two box filters, a decimation to 64x64, 16x16 low frequencies of the discrete cosine transform, and
one bit per coefficient above the median. Filters and decimation together are linear and separable, so they are
evaluated only where the 64 sample lines lie: about one multiplication per pixel. Source: PDQ reference,
facebook/ThreatExchange, pdq/.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.errors import FingerprintError
from bonafides.matching.pdq_rounding import (
    LUMA_WEIGHTS,
    SAMPLES,
    Luma,
    luma_of,
    rounded_coefficients,
    rounded_samples,
)
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY, TURNS, MatchedBy

Pixels = NDArray[np.uint8]
"""(height, width, 3) uint8, red, green, blue; or (height, width) uint8, the brightness alone."""
Coefficients = NDArray[np.float32]
"""(16, 16) float32: frequencies 1 to 16, rows vertical, columns horizontal."""

FREQUENCIES: Final = 16
MIN_SIDE_PX: Final = 5  # below, the reference answers hash 0, quality 0
MAX_ROUNDED_PIXELS: Final = 4_000_000
ROUNDING: Final = (
    3e-3,
    2e-6,
)  # measured: twice what rounding moves a coefficient by; a constant, and per pixel of side
_HASH_BYTES: Final = 32


@dataclass(frozen=True, slots=True, order=True)
class PdqHash:
    """256 bits: four 64-bit words, the most significant first."""

    words: tuple[int, int, int, int]

    @classmethod
    def parse(cls, text: str) -> "PdqHash":
        """From 64 hexadecimal digits of either case. Raises FingerprintError `bad_pdq` otherwise."""
        if re.fullmatch(r"[0-9a-fA-F]{64}", text) is None:
            raise FingerprintError("bad_pdq", "A pdq value has 64 hexadecimal digits.")
        return cls.from_bytes(bytes.fromhex(text))

    @classmethod
    def from_bytes(cls, raw: bytes) -> "PdqHash":
        """From 32 bytes, most significant first."""
        if len(raw) != _HASH_BYTES:
            raise FingerprintError("bad_pdq", "A pdq value has 64 hexadecimal digits.")
        first, second, third, fourth = (int.from_bytes(raw[at : at + 8], "big") for at in range(0, _HASH_BYTES, 8))
        return cls((first, second, third, fourth))

    @property
    def hex(self) -> str:
        """64 lower-case hexadecimal digits."""
        return "".join(f"{word:016x}" for word in self.words)

    def distance_to(self, other: "PdqHash") -> int:
        """Number of differing bits, 0 to 256."""
        return sum((mine ^ theirs).bit_count() for mine, theirs in zip(self.words, other.words, strict=True))


@dataclass(frozen=True, slots=True)
class PdqResult:
    """The hash of a picture, and its quality from 0 to 100; below 50 it is not matched."""

    hash: PdqHash
    quality: int


def pdq_of(pixels: Pixels) -> PdqResult:
    """PDQ hash and quality of (height, width, 3) uint8 RGB; hash 0 and quality 0 if a side is below 5 px.

    Of (height, width) uint8 brightness likewise, some bits off what the reference says of the colours.

    Equal to the reference bit for bit. Where a coefficient lies so near the median that rounding decides its bit, the
    reference's order of rounding is followed (`pdq_rounding`), for pictures up to 4 megapixels; above, that bit may
    differ.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < MIN_SIDE_PX:
        return PdqResult(PdqHash((0, 0, 0, 0)), 0)
    if height == width == SAMPLES:
        return _result_of(luma_of(pixels))
    return _result_from(pixels, _rows_sampled(pixels))


def pdq_with_turns(pixels: Pixels) -> tuple[PdqResult, dict[MatchedBy, PdqHash]]:
    """What `pdq_of` and `turned_hashes` answer, in less time than one after the other; no turns below quality 50."""
    height, width = pixels.shape[:2]
    if min(height, width) < MIN_SIDE_PX or height == width == SAMPLES:
        result = pdq_of(pixels)
        return result, turned_hashes(pixels) if result.quality >= PDQ_MIN_QUALITY else {}
    rows = _rows_sampled(pixels)
    result = _result_from(pixels, rows)
    return result, _turned_from(pixels, rows) if result.quality >= PDQ_MIN_QUALITY else {}


def _result_from(pixels: Pixels, rows: Luma) -> PdqResult:
    height, width = pixels.shape[:2]
    samples = _columns_sampled(rows)
    noise = ROUNDING[0] + ROUNDING[1] * max(height, width)
    can_be_equal = height * width <= MAX_ROUNDED_PIXELS and not _is_brightness(pixels)
    if can_be_equal and _rounding_decides(samples, noise):
        samples = rounded_samples(luma_of(pixels))
    return _result_of(samples)


def turned_hashes(pixels: Pixels) -> dict[MatchedBy, PdqHash]:
    """The PDQ hashes of (height, width, 3) uint8 RGB after each of the seven turns; none if a side is below 5 px.

    `rotation_N` turns the picture N degrees counter-clockwise; `flip` mirrors it left to right; `flip_N` mirrors
    it, then turns it N degrees counter-clockwise. Equal to `pdq_of` the turned picture, but for bits that rounding
    decides. The reference derives them from the coefficients instead; since its filter is not symmetric, that costs
    up to 26 bits.
    """
    if min(pixels.shape[:2]) < MIN_SIDE_PX:
        return {}
    return _turned_from(pixels, _rows_sampled(pixels))


def _turned_from(pixels: Pixels, rows: Luma) -> dict[MatchedBy, PdqHash]:
    upset_rows = _rows_sampled(pixels[::-1])
    upright, mirrored = _columns_sampled(rows), _columns_sampled(rows[:, ::-1])
    upset, half_turned = _columns_sampled(upset_rows), _columns_sampled(upset_rows[:, ::-1])
    turned = {
        MatchedBy.ROTATION_90: mirrored.T,
        MatchedBy.ROTATION_180: half_turned,
        MatchedBy.ROTATION_270: upset.T,
        MatchedBy.FLIP: mirrored,
        MatchedBy.FLIP_90: upright.T,
        MatchedBy.FLIP_180: upset,
        MatchedBy.FLIP_270: half_turned.T,
    }
    return {turn: _hash_of(_COSINES @ turned[turn].astype(np.float32) @ _COSINES.T) for turn in TURNS}


def coefficients_of(samples: Luma) -> Coefficients:
    """(..., 16, 16) float32 of (..., 64, 64) samples: the numbers whose signs PDQ keeps, as TMK+PDQF uses them."""
    return np.asarray(_COSINES @ samples @ _COSINES.T)


def _result_of(samples: Luma) -> PdqResult:
    return PdqResult(_hash_of(rounded_coefficients(samples, _COSINES)), _quality_of(samples))


def _rounding_decides(samples: Luma, noise: float) -> bool:
    """Whether samples that differ by at most `noise` could give another hash or another quality."""
    ordered = np.sort((_COSINES @ samples @ _COSINES.T).reshape(-1))
    middle = ordered.size // 2
    if ordered[middle] - ordered[middle - 1] < noise:
        return True
    return _quality_of(samples, slack=noise) != _quality_of(samples, slack=-noise)


def _rows_sampled(pixels: Pixels) -> Luma:
    """The brightness of the 64 sample rows, (64, width)."""
    height = len(pixels)
    if height == SAMPLES:
        return luma_of(pixels)
    rows = np.empty((SAMPLES, *pixels.shape[1:]), np.float32)
    for sample, (start, weights) in enumerate(_bands_of(height)):
        band = pixels[start : start + len(weights)].reshape(len(weights), -1).astype(np.float32)
        rows[sample] = (weights @ band).reshape(rows.shape[1:])
    return rows if _is_brightness(pixels) else np.asarray(rows @ LUMA_WEIGHTS.astype(np.float32))


def _is_brightness(pixels: Pixels) -> bool:
    return pixels.ndim == 2


def _columns_sampled(rows: Luma) -> Luma:
    """The (64, 64) samples of (64, width) rows."""
    if rows.shape[1] == SAMPLES:
        return rows
    columns = [rows[:, start : start + len(weights)] @ weights for start, weights in _bands_of(rows.shape[1])]
    return np.stack(columns, axis=1)


@lru_cache(maxsize=64)
def _bands_of(length: int) -> tuple[tuple[int, NDArray[np.float32]], ...]:
    """For each of 64 sample lines over `length` pixels: where its band starts, and the weights of two box filters."""
    window = (length + 2 * SAMPLES - 1) // (2 * SAMPLES)
    return tuple(_band_at((2 * sample + 1) * length // (2 * SAMPLES), length, window) for sample in range(SAMPLES))


def _band_at(line: int, length: int, window: int) -> tuple[int, NDArray[np.float32]]:
    first, past = _box_at(line, length, window)
    start, stop = _box_at(first, length, window)[0], _box_at(past - 1, length, window)[1]
    weights = np.zeros(stop - start, np.float64)
    for inner in range(first, past):
        left, right = _box_at(inner, length, window)
        weights[left - start : right - start] += 1.0 / (past - first) / (right - left)
    return start, weights.astype(np.float32)


def _box_at(line: int, length: int, window: int) -> tuple[int, int]:
    ahead = (window + 2) // 2
    return max(0, line - (window - ahead)), min(length, line + ahead)


def _hash_of(coefficients: Coefficients) -> PdqHash:
    flat = coefficients.reshape(-1)
    median = np.partition(flat, flat.size // 2 - 1)[flat.size // 2 - 1]
    bits = (flat > median)[::-1]
    return PdqHash.from_bytes(np.packbits(bits).tobytes())


def _quality_of(samples: Luma, slack: float = 0.0) -> int:
    gradients = _steps_of(samples[:-1] - samples[1:], slack) + _steps_of(samples[:, :-1] - samples[:, 1:], slack)
    return min(100, gradients // 90)


def _steps_of(differences: Luma, slack: float) -> int:
    percent = np.abs(differences * np.float32(100) / np.float32(255)) + np.float32(slack)
    return int(np.maximum(percent, 0).astype(np.int64).sum())


def _cosines() -> Coefficients:
    frequency, sample = np.arange(1, FREQUENCIES + 1)[:, None], np.arange(SAMPLES)
    scale = float(np.float32(np.sqrt(2 / SAMPLES)))  # the reference rounds the scale before it multiplies
    cosines = scale * np.cos(np.pi / 2 / SAMPLES * frequency * (2 * sample + 1))
    return np.asarray(cosines, np.float32)


_COSINES: Final = _cosines()
