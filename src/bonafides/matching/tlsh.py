"""TLSH, the locality-sensitive hash that other systems exchange for texts: written, read, compared.

`T1` and 70 hexadecimal digits: a checksum, the logarithm of the length, two ratios of quartiles, and for 128 counters
of byte triplets in which quartile each lies. The distance here leaves the length out, as python-threatexchange does for
texts. Source: Oliver, Cheng, Chen, TLSH - a locality sensitive hash (2013), and the reference, trendmicro/tlsh.
"""

import math
import re
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from bonafides.matching.errors import FingerprintError

Bytes = npt.NDArray[np.uint8]

TLSH_MAX_DISTANCE: Final = 30  # python-threatexchange, extensions/tlsh: TLSH_CONFIDENT_MATCH_THRESHOLD
MIN_BYTES: Final = 50  # reference: MIN_DATA_LENGTH
COUNTERS: Final = 128
CODE_BYTES: Final = 32
HASH_BYTES: Final = 35

_PATTERN: Final = re.compile(r"T1[0-9A-F]{70}")
_PEARSON: Final = np.frombuffer(  # the permutation of RFC 3074, which the reference uses
    bytes.fromhex(
        "0157310cb0b266a679c10654f9e62ca30ec5d5b5a155da5040ef18e2ec8e26c86eb168678dfdff324d6551122d601fde196bbe4656edf022"
        "48f214d6f4e395eb61ea39163cfa52afd0057fc76f3e87f8aea9d33a429a6ac3f5ab11bbb6b300f38438944b80859e64827e5b0d99f6d8db"
        "7744df4e5358c9637a0b5c208872340a8a1e30b79c233d1a8f4afb5e81a23f98aa0773a7f1ce0396373b97dc5a3517837dad0fee4f5f5910"
        "6989e1e0d9a0257b7649029d2e74099186e4cfd4cad745e51bbc437ca8fc2a041d6c15f713cd27cbe928ba93c6c09b21a4bf62cca5b4754c"
        "8c24d2ac29369f08b9e871c4e72f9278334" "11c90fedd5dbdc28b702b476db8d1"
    ),
    np.uint8,
)  # fmt: skip
_TRIPLETS: Final = ((2, 1, 2), (3, 1, 3), (5, 2, 3), (7, 2, 4), (11, 1, 4), (13, 3, 4))
"""A salt, and how far back the second and the third byte lie."""


@dataclass(frozen=True, slots=True)
class Tlsh:
    """A parsed hash. `code` holds 32 bytes, four quartiles of two bits in each."""

    checksum: int
    length: int
    ratios: tuple[int, int]
    code: bytes

    @classmethod
    def parse(cls, text: str) -> "Tlsh":
        """From `T1` and 70 hexadecimal digits of either case. Raises FingerprintError `bad_tlsh`."""
        written = text.strip().upper()
        if not _PATTERN.fullmatch(written):
            raise FingerprintError("bad_tlsh", "A TLSH hash is T1 and 70 hexadecimal digits.")
        head = bytes.fromhex(written[2:8])
        ratios = (head[2] >> 4, head[2] & 15)
        return cls(_swapped(head[0]), _swapped(head[1]), ratios, bytes.fromhex(written[8:])[::-1])

    @property
    def text(self) -> str:
        """`T1` and 70 upper-case hexadecimal digits."""
        return f"T1{self.packed.hex().upper()}"

    @property
    def packed(self) -> bytes:
        """The 35 bytes that those digits say."""
        head = bytes((_swapped(self.checksum), _swapped(self.length), self.ratios[0] << 4 | self.ratios[1]))
        return head + self.code[::-1]


def tlsh_of(data: bytes) -> Tlsh | None:
    """The hash of bytes; None where there are fewer than 50 of them, or too little variety in them."""
    if len(data) < MIN_BYTES:
        return None
    values = np.frombuffer(data, np.uint8)
    counts = _counts_of(values)
    if np.count_nonzero(counts) <= COUNTERS // 2:
        return None
    first, second, third = (int(each) for each in np.sort(counts)[[31, 63, 95]])
    quartiles = (counts > first).astype(np.uint8) + (counts > second) + (counts > third)
    code = (quartiles.reshape(CODE_BYTES, 4) << np.array([0, 2, 4, 6], np.uint8)).sum(axis=1, dtype=np.uint8)
    ratios = (_ratio(first, third), _ratio(second, third))
    return Tlsh(_checksum_of(values), _length_of(len(data)), ratios, code.tobytes())


class TlshTable:
    """Hashes in arrays, compared with one hash at a time by going through all of them."""

    def __init__(self, hashes: list[Tlsh]) -> None:
        self._heads = np.array([(each.checksum, *each.ratios) for each in hashes], np.int16).reshape(-1, 3)
        self._codes = np.frombuffer(b"".join(each.code for each in hashes), np.uint8).reshape(-1, CODE_BYTES)

    @classmethod
    def of_packed(cls, rows: Bytes) -> "TlshTable":
        """The same of hashes as (n, 35) bytes, whose lengths do not count."""
        table = cls([])
        checksums = (rows[:, 0] & 15) << 4 | rows[:, 0] >> 4
        table._heads = np.stack([checksums, rows[:, 2] >> 4, rows[:, 2] & 15], axis=1).astype(np.int16)
        table._codes = np.ascontiguousarray(rows[:, :2:-1])
        return table

    def distances(self, asked: Tlsh) -> npt.NDArray[np.int16]:
        """The distance to each, without the length: 0 for equal ones; up to 30 counts as a match of texts."""
        code = np.frombuffer(asked.code, np.uint8)
        apart = _APART[self._codes, code].sum(axis=1, dtype=np.int16)
        ratios = np.abs(self._heads[:, 1:] - np.array(asked.ratios, np.int16))
        ratios = np.minimum(ratios, 16 - ratios)
        weighed = np.where(ratios <= 1, ratios, (ratios - 1) * 12).sum(axis=1)
        found: npt.NDArray[np.int16] = apart + weighed + (self._heads[:, 0] != asked.checksum)
        return found


def _counts_of(values: Bytes) -> npt.NDArray[np.int64]:
    newest, size = values[4:], len(values)
    counts = np.zeros(256, np.int64)
    for salt, second, third in _TRIPLETS:
        mixed = _PEARSON[_PEARSON[salt] ^ newest]
        mixed = _PEARSON[mixed ^ values[4 - second : size - second]]
        mixed = _PEARSON[mixed ^ values[4 - third : size - third]]
        counts += np.bincount(mixed, minlength=256)
    return counts[:COUNTERS]


def _checksum_of(values: Bytes) -> int:
    mixed = _PEARSON[_PEARSON[_PEARSON[0] ^ values[4:]] ^ values[3:-1]].tolist()
    table, checksum = _PEARSON.tolist(), 0
    for each in mixed:
        checksum = table[each ^ checksum]
    return int(checksum)


def _length_of(size: int) -> int:
    """The length on a scale of logarithms that grows finer."""
    if size <= 656:
        return math.floor(math.log(size) / math.log(1.5))
    if size <= 3199:
        return math.floor(math.log(size) / math.log(1.3) - 8.72777)
    return math.floor(math.log(size) / math.log(1.1) - 62.5472) & 0xFF


def _ratio(part: int, whole: int) -> int:
    return int(np.float32(part * 100) / np.float32(whole)) % 16


def _swapped(byte: int) -> int:
    return (byte & 15) << 4 | byte >> 4


def _apart_table() -> Bytes:
    """For each pair of code bytes: how far their four quartiles lie apart, the farthest counting 6."""
    quartiles = (np.arange(256)[:, None] >> np.array([0, 2, 4, 6])) & 3
    apart = np.abs(quartiles[:, None, :] - quartiles[None, :, :])
    found: Bytes = np.where(apart == 3, 6, apart).sum(axis=2).astype(np.uint8)
    return found


_APART: Final = _apart_table()
