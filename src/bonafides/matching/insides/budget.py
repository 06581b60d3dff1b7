"""What may still be unpacked of one file: members and bytes in total, through all its archives."""

from dataclasses import dataclass
from typing import BinaryIO, Final

from bonafides.matching.digests import Digesting
from bonafides.matching.insides.vocabulary import Limits, Reason

_CHUNK_BYTES: Final = 1 << 18


class Exhausted(Exception):
    """A limit of the whole file is reached: nothing more of it is read."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Final = reason


@dataclass(frozen=True, slots=True)
class Taken:
    """A member that was unpacked: its digests, and its bytes unless there are too many to look into."""

    digests: dict[str, str]
    data: bytes | None


class Budget:
    """Counts what is unpacked of a file of `size_bytes`, and raises Exhausted at the first byte or member too many."""

    def __init__(self, size_bytes: int, limits: Limits) -> None:
        by_ratio = max(size_bytes * limits.ratio, limits.ratio_free_bytes)
        self._reason = Reason.RATIO if by_ratio < limits.unpacked_bytes else Reason.TOO_LARGE
        self._bytes_left = min(by_ratio, limits.unpacked_bytes)
        self._members_left = limits.members
        self._limits = limits

    def count_member(self) -> None:
        """One member more."""
        self._members_left -= 1
        if self._members_left < 0:
            raise Exhausted(Reason.TOO_MANY_MEMBERS)

    def count_bytes(self, unpacked: int) -> None:
        """That many bytes more."""
        self._bytes_left -= unpacked
        if self._bytes_left < 0:
            raise Exhausted(self._reason)

    def check_declared(self, unpacked: int) -> None:
        """Refuse what an archive itself says would be too much, before it is unpacked."""
        if unpacked > self._bytes_left:
            raise Exhausted(self._reason)

    def take(self, stream: BinaryIO) -> Taken:
        """Unpack a member, chunk by chunk. Raises what its decompressor raises."""
        digesting, kept, size = Digesting(), [], 0
        while chunk := stream.read(_CHUNK_BYTES):
            self.count_bytes(len(chunk))
            digesting.update(chunk)
            size += len(chunk)
            if size <= self._limits.looked_into_bytes:
                kept.append(chunk)
            else:
                kept.clear()
        digests = {str(kind): digest for kind, digest in digesting.result().by_type().items()}
        return Taken(digests, b"".join(kept) if size <= self._limits.looked_into_bytes else None)
