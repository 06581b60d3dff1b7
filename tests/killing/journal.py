"""What a process began and what it was answered, a line each, on disk before it goes on."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = dict[str, Any]


class Journal:
    """A file that only grows. A line that a kill cut short was never acted upon, and is passed over."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._end_torn_line()
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, **line: Any) -> None:
        os.write(self._descriptor, json.dumps(line).encode() + b"\n")
        os.fsync(self._descriptor)

    def _end_torn_line(self) -> None:
        if self.path.is_file() and not self.path.read_bytes().endswith(b"\n"):
            with self.path.open("ab") as file:
                file.write(b"\n")


def lines_of(path: Path) -> Iterator[Line]:
    """Every whole line, in order."""
    for text in path.read_text("utf-8").splitlines() if path.is_file() else ():
        try:
            yield json.loads(text)
        except json.JSONDecodeError:
            continue


def unanswered(path: Path) -> list[Line]:
    """What was begun and never answered: to be sent again, as any careful client does."""
    begun = {line["id"]: line for line in lines_of(path) if line["step"] == "begin"}
    for line in lines_of(path):
        if line["step"] == "done":
            begun.pop(line["id"], None)
    return list(begun.values())
