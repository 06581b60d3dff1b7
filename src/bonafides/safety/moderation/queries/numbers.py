"""Numbers of other parts that stand on the public page of orders and requests, whichever part draws that page.

A part that has such numbers and that the page's part may not know says so once, when the process begins.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Published:
    """One number of a year."""

    year: int
    kind: str
    outcome: str
    count: int


SOURCES: list[Callable[[], Iterable[Published]]] = []


def publish(source: Callable[[], Iterable[Published]]) -> None:
    """From now on, what `source` counts is published."""
    if source not in SOURCES:
        SOURCES.append(source)


def published() -> list[Published]:
    """What all of them count, without what is nought."""
    return [each for source in SOURCES for each in source() if each.count]
