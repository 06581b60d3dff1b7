"""Members of 7z archives. Nothing is written to a disk; no name is followed."""

import io
from collections.abc import Iterator
from typing import BinaryIO

import py7zr
from py7zr.exceptions import ArchiveError, PasswordRequired
from py7zr.io import Py7zIO, WriterFactory

from bonafides.matching.insides.budget import Budget
from bonafides.matching.insides.found import Closed, Found, Member
from bonafides.matching.insides.vocabulary import Reason


def seven_zip_members(stream: BinaryIO, budget: Budget) -> Iterator[Found]:
    """The files of a 7z, unpacked in memory after what it declares was found small enough."""
    try:
        with py7zr.SevenZipFile(stream) as archive:
            if archive.needs_password():
                yield Closed("", Reason.ENCRYPTED)
                return
            budget.check_declared(sum(each.uncompressed or 0 for each in archive.list()))
            products = _Products(budget)
            archive.extractall(factory=products)
    except PasswordRequired:
        yield Closed("", Reason.ENCRYPTED)
    except ArchiveError as error:
        raise ValueError("damaged 7z") from error
    else:
        for name, product in products.made.items():
            yield Member(name, io.BytesIO(product.data))


class _Product(Py7zIO):
    """One file of a 7z in memory; what it grows beyond the declared size is refused as it comes."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._stream = io.BytesIO()

    @property
    def data(self) -> bytes:
        return self._stream.getvalue()

    def write(self, s: bytes | bytearray) -> int:
        self._budget.check_declared(self.size() + len(s))
        return self._stream.write(s)

    def read(self, size: int | None = None) -> bytes:
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._stream.seek(offset, whence)

    def flush(self) -> None:
        self._stream.flush()

    def size(self) -> int:
        return self._stream.getbuffer().nbytes


class _Products(WriterFactory):
    def __init__(self, budget: Budget) -> None:
        self.made: dict[str, _Product] = {}
        self._budget = budget

    def create(self, filename: str) -> Py7zIO:
        self.made[filename] = product = _Product(self._budget)
        return product
