"""What `hash` and `match` share in speaking: results as JSON lines, progress and complaints on standard error."""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from time import monotonic
from typing import Final, TypeVar

Each = TypeVar("Each")

SECONDS_BETWEEN: Final = 0.5


def print_line(fields: Mapping[str, object]) -> None:
    """One result on standard output, in ASCII, so that any name of a file survives."""
    sys.stdout.write(json.dumps(fields) + "\n")


def complain(sentence: str) -> None:
    """One sentence on standard error."""
    sys.stderr.write(sentence + "\n")


def with_progress(things: Iterable[Each], what: str) -> Iterator[Each]:
    """The same things; a person at a terminal sees how many are done."""
    if not sys.stderr.isatty():
        yield from things
        return
    shown_at, number = monotonic(), 0
    for number, thing in enumerate(things, 1):
        yield thing
        if monotonic() - shown_at >= SECONDS_BETWEEN:
            shown_at = monotonic()
            sys.stderr.write(f"\r{number} {what}")
    sys.stderr.write(f"\r{number} {what}\n")
