"""What a reader finds in a file, as it goes."""

import lzma
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Final, TypeAlias

from bonafides.matching.insides.vocabulary import Reason


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside."""

    name: str
    stream: BinaryIO


@dataclass(frozen=True, slots=True)
class Words:
    """Text of the document itself, and addresses that it links to."""

    text: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Still:
    """A sampled frame of a video: seconds from its start, its PDQ hash in hex, its quality."""

    at_seconds: float
    pdq: str
    quality: int


@dataclass(frozen=True, slots=True)
class Reel:
    """The hash of a video as a whole, at its end: TMK+PDQF in Base64."""

    tmk: str


@dataclass(frozen=True, slots=True)
class Heard:
    """Words of a sound's fingerprint, after those before; `is_all` if they are the last of the whole sound."""

    words: tuple[int, ...]
    is_all: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """A member, or with "" the file itself, that cannot be read."""

    name: str
    reason: Reason


Found: TypeAlias = Member | Words | Still | Reel | Heard | Closed

READER_ERRORS: Final = (
    *(ArithmeticError, AssertionError, AttributeError, BufferError, EOFError, LookupError, MemoryError, OSError),
    *(RuntimeError, SyntaxError, TypeError, ValueError, StopIteration),
    *(struct.error, zlib.error, lzma.LZMAError, tarfile.TarError, zipfile.BadZipFile),
)
"""What readers of archives and documents are known to raise on damaged bytes."""
