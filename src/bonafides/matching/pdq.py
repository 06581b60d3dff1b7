"""PDQ, the perceptual hash of pictures that the shared lists use, in numpy.

The algorithm is two box filters, a decimation to 64x64, 16x16 low frequencies of the discrete cosine transform, and
one bit per coefficient above the median. Source: PDQ reference, facebook/ThreatExchange, pdq/.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.errors import FingerprintError
from bonafides.matching.pdq_rounding import SAMPLES, Luma, luma_of, rounded_coefficients, rounded_samples
from bonafides.matching.pdq_sampling import Pixels, is_brightness, samples_each_way, samples_of, samples_of_strips
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY, TURNS, MatchedBy

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
    if min(pixels.shape[:2]) < MIN_SIDE_PX:
        return PdqResult(PdqHash((0, 0, 0, 0)), 0)
    return _result_from(pixels, samples_of(pixels))


def pdq_with_turns(pixels: Pixels) -> tuple[PdqResult, dict[MatchedBy, PdqHash]]:
    """What `pdq_of` and `turned_hashes` answer, in less time than one after the other; no turns below quality 50."""
    if min(pixels.shape[:2]) < MIN_SIDE_PX:
        return pdq_of(pixels), {}
    ways = samples_each_way(pixels)
    return _with_turns(_result_from(pixels, ways[0, 0]), ways)


def pdq_of_strips(strips: Iterable[Pixels], height: int) -> tuple[PdqResult, dict[MatchedBy, PdqHash]]:
    """The same of a picture of more than 4 megapixels that comes in strips, from the top, and lies nowhere whole.

    Strips are (n, width, 4) uint8, red, green, blue and a byte that says nothing, or (n, width); valid one at a time.
    """
    ways = samples_of_strips(strips, height)
    return _with_turns(_result_of(ways[0, 0]), ways)


def _with_turns(result: PdqResult, ways: Luma) -> tuple[PdqResult, dict[MatchedBy, PdqHash]]:
    return result, _turned_from(ways) if result.quality >= PDQ_MIN_QUALITY else {}


def turned_hashes(pixels: Pixels) -> dict[MatchedBy, PdqHash]:
    """The PDQ hashes of (height, width, 3) uint8 RGB after each of the seven turns; none if a side is below 5 px.

    `rotation_N` turns the picture N degrees counter-clockwise; `flip` mirrors it left to right; `flip_N` mirrors
    it, then turns it N degrees counter-clockwise. Equal to `pdq_of` the turned picture, but for bits that rounding
    decides. The reference derives them from the coefficients instead; since its filter is not symmetric, that costs
    up to 26 bits.
    """
    return _turned_from(samples_each_way(pixels)) if min(pixels.shape[:2]) >= MIN_SIDE_PX else {}


def _turned_from(ways: Luma) -> dict[MatchedBy, PdqHash]:
    (upright, mirrored), (upset, half_turned) = coefficients_of(ways)
    turned = {
        MatchedBy.ROTATION_90: mirrored.T,
        MatchedBy.ROTATION_180: half_turned,
        MatchedBy.ROTATION_270: upset.T,
        MatchedBy.FLIP: mirrored,
        MatchedBy.FLIP_90: upright.T,
        MatchedBy.FLIP_180: upset,
        MatchedBy.FLIP_270: half_turned.T,
    }
    return dict(zip(TURNS, _hashes_of(np.stack([turned[turn] for turn in TURNS])), strict=True))


def _result_from(pixels: Pixels, samples: Luma) -> PdqResult:
    height, width = pixels.shape[:2]
    if height == width == SAMPLES:
        return _result_of(luma_of(pixels))
    noise = ROUNDING[0] + ROUNDING[1] * max(height, width)
    can_be_equal = height * width <= MAX_ROUNDED_PIXELS and not is_brightness(pixels)
    if can_be_equal and _rounding_decides(samples, noise):
        samples = rounded_samples(luma_of(pixels))
    return _result_of(samples)


def coefficients_of(samples: Luma) -> Coefficients:
    """(..., 16, 16) float32 of (..., 64, 64) samples: the numbers whose signs PDQ keeps, as TMK+PDQF uses them."""
    return np.asarray(_COSINES @ samples @ _COSINES.T)


def _result_of(samples: Luma) -> PdqResult:
    (own,) = _hashes_of(rounded_coefficients(samples, _COSINES)[None])
    return PdqResult(own, _quality_of(_steps_in(samples)))


def _rounding_decides(samples: Luma, noise: float) -> bool:
    """Whether samples that differ by at most `noise` could give another hash or another quality."""
    ordered = np.sort(coefficients_of(samples).reshape(-1))
    middle = ordered.size // 2
    if ordered[middle] - ordered[middle - 1] < noise:
        return True
    steps = _steps_in(samples)
    return _quality_of(steps, slack=noise) != _quality_of(steps, slack=-noise)


def _hashes_of(coefficients: Coefficients) -> list[PdqHash]:
    """The hash of each of (n, 16, 16)."""
    flat = coefficients.reshape(len(coefficients), -1)
    lower_middle = flat.shape[1] // 2 - 1
    medians = np.partition(flat, lower_middle, axis=1)[:, lower_middle, None]
    return [PdqHash.from_bytes(row.tobytes()) for row in np.packbits((flat > medians)[:, ::-1], axis=1)]


def _steps_in(samples: Luma) -> NDArray[np.float32]:
    """How much each sample differs from the one below it, and from the one beside it, in percent of the whole scale."""
    down, across = samples[:-1] - samples[1:], samples[:, :-1] - samples[:, 1:]
    steps = np.concatenate([down.reshape(-1), across.reshape(-1)]) * np.float32(100) / np.float32(255)
    return np.asarray(np.abs(steps))


def _quality_of(steps: NDArray[np.float32], slack: float = 0.0) -> int:
    moved = steps if not slack else np.maximum(steps + np.float32(slack), 0)
    return min(100, int(moved.astype(np.int64).sum()) // 90)


def _cosines() -> Coefficients:
    frequency, sample = np.arange(1, FREQUENCIES + 1)[:, None], np.arange(SAMPLES)
    scale = float(np.float32(np.sqrt(2 / SAMPLES)))  # the reference rounds the scale before it multiplies
    cosines = scale * np.cos(np.pi / 2 / SAMPLES * frequency * (2 * sample + 1))
    return np.asarray(cosines, np.float32)


_COSINES: Final = _cosines()
