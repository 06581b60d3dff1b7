"""A TMK+PDQF hash as it is exchanged: a `.tmk` file of 263,344 bytes, or that file in Base64.

Header: three marks of four letters, then frames a second, number of periods P, of coefficients m, of features d, of
frames, as int32. Then the P periods (int32), the m Fourier coefficients, the average of all frames (d), the cosine
waves (P, m, d) and the sine waves (P, m, d), as float32. All numbers are little-endian.
"""

import base64
import binascii
import struct
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.errors import FingerprintError

Floats = NDArray[np.float32]

FRAMES_PER_SECOND: Final = 15  # reference: TMK_DEFAULT_FRAMES_PER_SECOND
FEATURES: Final = 256
PERIODS: Final = (2731, 4391, 9767, 14653)  # in frames
COEFFICIENTS: Final = 32
_BETA: Final = 32.0
_TOLERANCE: Final = 1e-6  # by which coefficients of two files may differ, relatively, as in the reference

_MARKS: Final = (b"TMK1", b"FVEC", b"PDQF")
_HEADER: Final = struct.Struct("<4s4s4s5i")
_WAVES: Final = 2 * len(PERIODS) * COEFFICIENTS * FEATURES
_AT_PERIODS: Final = _HEADER.size
_AT_COEFFICIENTS: Final = _AT_PERIODS + 4 * len(PERIODS)
_AT_AVERAGE: Final = _AT_COEFFICIENTS + 4 * COEFFICIENTS
_AT_WAVES: Final = _AT_AVERAGE + 4 * FEATURES
TMK_BYTES: Final = _AT_WAVES + 4 * _WAVES


@dataclass(frozen=True, slots=True)
class Tmk:
    """A hash: the bytes of its file, and the numbers in them."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> "Tmk":
        """From Base64, white space in it ignored. Raises FingerprintError as `from_bytes` does."""
        try:
            return cls.from_bytes(base64.b64decode("".join(text.split()), validate=True))
        except (binascii.Error, ValueError) as error:
            raise _bad() from error

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Tmk":
        """From a `.tmk` file. Raises FingerprintError: bad_tmk, other_tmk for parameters that cannot be compared."""
        if len(raw) < _HEADER.size or _HEADER.unpack_from(raw)[:3] != _MARKS:
            raise _bad()
        if _HEADER.unpack_from(raw)[3:7] != (FRAMES_PER_SECOND, len(PERIODS), COEFFICIENTS, FEATURES):
            raise _other()
        if len(raw) != TMK_BYTES:
            raise _bad()
        made = cls(bytes(raw))
        made._check()
        return made

    @classmethod
    def of(cls, frame_count: int, average: Floats, cosines: Floats, sines: Floats) -> "Tmk":
        """From the numbers of a video: (256,), (4, 32, 256), (4, 32, 256)."""
        header = _HEADER.pack(*_MARKS, FRAMES_PER_SECOND, len(PERIODS), COEFFICIENTS, FEATURES, frame_count)
        arrays = (np.array(PERIODS, "<i4"), COEFFICIENT_VALUES, average, cosines, sines)
        floats = (each if each.dtype == np.dtype("<i4") else each.astype("<f4") for each in arrays)
        return cls(header + b"".join(each.tobytes() for each in floats))

    @property
    def text(self) -> str:
        """In Base64, as lists exchange it."""
        return base64.b64encode(self.raw).decode()

    @property
    def frame_count(self) -> int:
        """Of the video at 15 frames a second."""
        return int(_HEADER.unpack_from(self.raw)[7])

    @property
    def average(self) -> Floats:
        """(256,): the mean of the frames' PDQ coefficients."""
        return self._floats(_AT_AVERAGE, FEATURES)

    @property
    def cosines(self) -> Floats:
        """(4, 32, 256): by period and coefficient."""
        waves: Floats = self._waves()[0]
        return waves

    @property
    def sines(self) -> Floats:
        """(4, 32, 256): by period and coefficient."""
        waves: Floats = self._waves()[1]
        return waves

    def _waves(self) -> Floats:
        return self._floats(_AT_WAVES, _WAVES).reshape(2, len(PERIODS), COEFFICIENTS, FEATURES)

    def _floats(self, start: int, count: int) -> Floats:
        return np.frombuffer(self.raw, "<f4", count, start)

    def _check(self) -> None:
        periods = tuple(np.frombuffer(self.raw, "<i4", len(PERIODS), _AT_PERIODS).tolist())
        coefficients = self._floats(_AT_COEFFICIENTS, COEFFICIENTS)
        if periods != PERIODS or not np.allclose(coefficients, COEFFICIENT_VALUES, rtol=_TOLERANCE, atol=0):
            raise _other()
        numbers = self._floats(_AT_AVERAGE, FEATURES + _WAVES)
        if self.frame_count < 1 or not np.isfinite(numbers).all() or np.abs(numbers).max() > _LARGEST:
            raise _bad()
        if not self.average.any():
            raise FingerprintError("no_frames", "No frame of this video is good enough to match.")


_LARGEST: Final = 1e6  # a coefficient of PDQ is at most 64 times 255


def _coefficients() -> Floats:
    """The Fourier coefficients of Poullot's kernel: modified Bessel functions of the first kind at 32, by sinh(32)."""
    angles = (np.arange(_SLICES) + 0.5) * np.pi / _SLICES
    orders = np.arange(COEFFICIENTS)[:, None]
    bessel = (np.exp(_BETA * np.cos(angles) - _BETA) * np.cos(orders * angles)).mean(axis=1)  # times exp(-32)
    scaled = bessel / (-np.expm1(-2 * _BETA) / 2)  # sinh(32) times exp(-32)
    scaled[0] = (bessel[0] - np.exp(-2 * _BETA)) / -np.expm1(-2 * _BETA)
    return np.asarray(scaled, np.float32)


_SLICES: Final = 512
COEFFICIENT_VALUES: Final = _coefficients()
"""(32,) float32: how much each wave counts."""


def _bad() -> FingerprintError:
    return FingerprintError("bad_tmk", "A tmk value is a .tmk file (TMK1 FVEC PDQF) of 263,344 bytes, in Base64.")


def _other() -> FingerprintError:
    return FingerprintError(
        "other_tmk", "This tmk value was made with other parameters than 15 frames a second and the published periods."
    )
