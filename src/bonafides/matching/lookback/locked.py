"""TLSH hashes under a secret: without it nobody reads them, nor tells whether a guess comes near.

Each is laid over with bytes that the secret makes from a keyed digest of the hash itself, so that no two hashes are
laid over with the same. Source of the idea: the synthetic initialisation vector of RFC 5297, here with BLAKE2.
"""

from hashlib import blake2b
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bonafides.matching.tlsh import HASH_BYTES, Tlsh

MARK_BYTES: Final = 8
TLSHES: Final = np.dtype([("piece", "<u2"), ("mark", "u1", (MARK_BYTES,)), ("hash", "u1", (HASH_BYTES,))])
"""A hash that is locked, and the number of the file that it is of."""


def locked(tlsh: Tlsh, secret: bytes) -> tuple[bytes, bytes]:
    """The mark of a hash, and what is kept of it. The secret has up to 64 bytes."""
    mark = blake2b(tlsh.packed, key=secret, digest_size=MARK_BYTES, person=b"tlsh-mark").digest()
    both = np.frombuffer(tlsh.packed, np.uint8) ^ np.frombuffer(_cover(mark, secret), np.uint8)
    return mark, both.tobytes()


def unlocked(rows: NDArray[Any], secret: bytes) -> NDArray[np.uint8]:
    """The hashes of (n,) rows of TLSHES as (n, 35) bytes; under another secret, bytes that mean nothing."""
    marks = np.ascontiguousarray(rows["mark"]).tobytes()
    starts = range(0, len(marks), MARK_BYTES)
    covers = b"".join(_cover(marks[start : start + MARK_BYTES], secret) for start in starts)
    plain: NDArray[np.uint8] = rows["hash"] ^ np.frombuffer(covers, np.uint8).reshape(-1, HASH_BYTES)
    return plain


def _cover(mark: bytes, secret: bytes) -> bytes:
    return blake2b(mark, key=secret, digest_size=HASH_BYTES, person=b"tlsh-cover").digest()
