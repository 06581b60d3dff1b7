"""Long records of one size, kept outside memory: in a file without a name, which ends with the process."""

import os
import tempfile
import threading
import weakref
from typing import Final


class Shelf:
    """Records by place. Any number of threads read while one writes; places that were given back are used again."""

    def __init__(self, record_bytes: int) -> None:
        with tempfile.TemporaryFile() as file:
            self._descriptor: Final = os.dup(file.fileno())
        weakref.finalize(self, os.close, self._descriptor)
        self._record_bytes: Final = record_bytes
        self._free: list[int] = []
        self._size = 0
        self._changing = threading.Lock()

    def put(self, record: bytes) -> int:
        """Keep a record; its place. Raises OSError where the disk is full."""
        assert len(record) == self._record_bytes
        with self._changing:
            place = self._free.pop() if self._free else self._size
            self._size = max(self._size, place + 1)
        written = os.pwrite(self._descriptor, record, place * self._record_bytes)
        if written != self._record_bytes:
            raise OSError("the record was written in part")
        return place

    def get(self, place: int) -> bytes:
        """The record at a place."""
        return os.pread(self._descriptor, self._record_bytes, place * self._record_bytes)

    def give_back(self, place: int) -> None:
        """The record there is not needed any more."""
        with self._changing:
            self._free.append(place)
