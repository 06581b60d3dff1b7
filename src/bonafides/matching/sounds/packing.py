"""Chromaprint's compressed form: what changes from word to word, in three bits, and five more where three are too few.

Byte 0 is the algorithm, bytes 1 to 3 the number of words. Each word is written as what it changes in the one before:
the distance from each changed bit to the next, from the lowest on, and a nought. Distances have three bits, the lowest
first, and 7 stands for 7 and more; how much more stands, in five bits each, behind the last of the three-bit numbers.
Both rows begin with a byte of their own. All in Base64 for addresses, without signs at its end.
"""

import base64
import binascii
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.errors import FingerprintError

Words = NDArray[np.uint32]

ALGORITHM: Final = 1  # CHROMAPRINT_ALGORITHM_TEST2, the library's default
MAX_WORDS: Final = 120_000  # four hours
_HEADER_BYTES: Final = 4
_SMALL_BITS, _LARGE_BITS = 3, 5
_MOST: Final = (1 << _SMALL_BITS) - 1
_WORD_BITS: Final = 32


def unpacked(text: str) -> Words:
    """The words of a compressed fingerprint. Raises FingerprintError: bad_chromaprint, other_chromaprint, too_long."""
    raw = _bytes_of(text)
    if len(raw) < _HEADER_BYTES:
        raise bad()
    if raw[0] != ALGORITHM:
        raise FingerprintError("other_chromaprint", "Only Chromaprint's algorithm 2 can be compared, its default.")
    count = int.from_bytes(raw[1:_HEADER_BYTES], "big")
    check_length(count)
    distances, word_of = _distances(raw[_HEADER_BYTES:], count)
    return _words(distances, word_of, count)


def packed(words: Words) -> str:
    """The compressed form of words, as the library writes it."""
    bits = _bits_of(words ^ np.concatenate([np.zeros(1, np.uint32), words[:-1]]))
    word_of, bit = np.nonzero(bits)
    first = np.concatenate([[True], word_of[1:] != word_of[:-1]])[: len(bit)]
    distances = bit - np.where(first, -1, np.concatenate([[0], bit[:-1]])[: len(bit)])
    ends = np.cumsum(bits.sum(axis=1, dtype=np.int64))
    values = np.insert(distances, ends, 0)
    large = values[values >= _MOST] - _MOST
    header = bytes([ALGORITHM]) + len(words).to_bytes(_HEADER_BYTES - 1, "big")
    data = header + _row_of(np.minimum(values, _MOST), _SMALL_BITS) + _row_of(large, _LARGE_BITS)
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def check_length(count: int) -> None:
    """Refuse more words than a listed sound may have."""
    if count > MAX_WORDS:
        raise FingerprintError("too_long", "A sound has at most {limit} words of 32 bits, four hours.", limit=MAX_WORDS)


def bad() -> FingerprintError:
    sentence = "A chromaprint value is Chromaprint's compressed text (AQAA...), or its numbers with commas between."
    return FingerprintError("bad_chromaprint", sentence)


def _bytes_of(text: str) -> bytes:
    try:
        letters = text.strip().rstrip("=").encode("ascii")
        return base64.b64decode(letters + b"=" * (-len(letters) % 4), b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError) as error:
        raise bad() from error


def _distances(data: bytes, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Each distance, and the number of the word that it belongs to."""
    values = _row_in(data, _SMALL_BITS)
    ends = np.flatnonzero(values == 0)[:count]
    if len(ends) < count:
        raise bad()
    values = values[: ends[-1] + 1] if count else values[:0]
    after = -(-_SMALL_BITS * len(values) // 8)
    large = np.flatnonzero(values == _MOST)
    more = _row_in(data[after:], _LARGE_BITS)
    if len(more) < len(large) or len(data) != after + -(-_LARGE_BITS * len(large) // 8):
        raise bad()
    values[large] += more[: len(large)]
    is_distance = values > 0
    return values[is_distance], np.cumsum(values == 0)[is_distance]


def _words(distances: NDArray[np.int64], word_of: NDArray[np.int64], count: int) -> Words:
    if not count:
        return np.zeros(0, np.uint32)
    reached = np.cumsum(distances)
    before = np.searchsorted(word_of, np.arange(count))
    bit = reached - np.concatenate([[0], reached])[before][word_of] - 1
    if len(bit) and bit.max() >= _WORD_BITS:
        raise bad()
    changes = np.bincount(word_of, np.exp2(bit), count).astype(np.uint32)
    words: Words = np.bitwise_xor.accumulate(changes)
    return words


def _row_in(data: bytes, width: int) -> NDArray[np.int64]:
    """Whole numbers of so many bits, the lowest bit first."""
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    whole = len(bits) // width * width
    return bits[:whole].reshape(-1, width) @ (1 << np.arange(width))


def _row_of(values: NDArray[np.int64], width: int) -> bytes:
    bits = (values[:, None] >> np.arange(width)) & 1
    return np.packbits(bits.astype(np.uint8).ravel(), bitorder="little").tobytes()


def _bits_of(words: Words) -> NDArray[np.uint8]:
    """(n, 32): the bits of each word, the lowest first."""
    return np.unpackbits(words.astype("<u4").view(np.uint8).reshape(-1, 4), axis=1, bitorder="little")
