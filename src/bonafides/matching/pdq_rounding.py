"""PDQ in the reference's own order of 32-bit rounding.

Rounding decides a bit only where coefficients tie, as they do in very flat, very low or symmetric pictures. The
reference keeps a running sum per line, adding the sample that enters the window and then subtracting the one that
leaves it; an accumulation over the interleaved entering and leaving samples rounds at the same places. Source: PDQ
reference, facebook/ThreatExchange, pdq/cpp (downscaling, hashing).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Luma = NDArray[np.float32]

SAMPLES: Final = 64
LUMA_WEIGHTS: Final = np.array([0.299, 0.587, 0.114])
_ONE_PLANE: Final = 2
_LINES_AT_ONCE: Final = 64  # keeps a block in the processor's cache


def luma_of(pixels: NDArray[np.uint8]) -> Luma:
    """(height, width, 3 or 4) uint8 RGB, or (height, width) uint8 brightness, to (height, width) float32, 0 to 255."""
    if pixels.ndim == _ONE_PLANE:
        return pixels.astype(np.float32)
    red, green, blue = (pixels[..., channel] * LUMA_WEIGHTS[channel] for channel in range(3))
    return np.asarray(red + green + blue, np.float32)


def rounded_samples(luma: Luma) -> Luma:
    """The (64, 64) samples of (height, width) float32 after two box filters in both directions."""
    height, width = luma.shape
    across = _boxed_columns(_boxed_rows(luma))
    columns = np.ascontiguousarray(_boxed_rows(across)[:, _sample_lines(width)])
    return np.ascontiguousarray(_boxed_columns(columns)[_sample_lines(height)])


def rounded_coefficients(samples: Luma, cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """The (16, 16) low frequencies of (64, 64) samples; `cosines` is the (16, 64) matrix of the transform."""
    half = _summed(cosines.T[:, :, None], samples[:, None, :])
    return _summed(half.T[:, :, None], cosines.T[:, None, :])


def _summed(left: Luma, right: Luma) -> Luma:
    """The sum of products over the first axis, one after the other; along the last axis numpy would add in pairs."""
    return np.asarray(np.add.reduce(np.multiply(left, right, order="C"), axis=0))


def _sample_lines(length: int) -> NDArray[np.intp]:
    return (2 * np.arange(SAMPLES) + 1) * length // (2 * SAMPLES)


def _boxed_columns(luma: Luma) -> Luma:
    return np.ascontiguousarray(_boxed_rows(np.ascontiguousarray(luma.T)).T)


def _boxed_rows(luma: Luma) -> Luma:
    blocks = [_boxed_block(luma[at : at + _LINES_AT_ONCE]) for at in range(0, len(luma), _LINES_AT_ONCE)]
    return np.concatenate(blocks)


def _boxed_block(luma: Luma) -> Luma:
    """The mean over a window along each row; the window is cut short at both ends of the row."""
    lines, length = luma.shape
    window = (length + 2 * SAMPLES - 1) // (2 * SAMPLES)
    ahead = (window + 2) // 2
    behind = window - ahead
    steps = np.zeros((lines, ahead - 1 + 2 * length), np.float32)
    steps[:, : ahead - 1] = luma[:, : ahead - 1]
    steps[:, ahead - 1 :: 2][:, : length - ahead + 1] = luma[:, ahead - 1 :]
    steps[:, ahead::2][:, behind + 1 :] = -luma[:, : length - behind - 1]
    sums = np.add.accumulate(steps, axis=1, dtype=np.float32)[:, ahead::2]
    at = np.arange(length)
    counts = np.minimum(length, at + ahead) - np.maximum(0, at - behind)
    return np.asarray(sums / counts.astype(np.float32), np.float32)
