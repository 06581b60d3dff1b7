"""Who keeps watch over stored bytes: asked before any of them is read or erased, whatever code wants to.

A blob belongs to a class, the first word of what it is bound to (`item:7F3K...` is of the class `item`). A domain that
must account for every reading of a class puts a guard on it when it starts; the guard is told who reads, when and what
for, or that nobody said so, and may refuse.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bonafides.kernel.actor import Actor


@dataclass(frozen=True)
class Reading:
    """On whose behalf bytes are read, when, what for, and what is done with them."""

    by: Actor
    at: datetime
    purpose: str
    act: str = "view"


class Guard(Protocol):
    """What is asked before the bytes of a class are touched; it raises to refuse."""

    def before_reading(self, name: str, reading: Reading | None) -> None: ...

    def before_erasing(self, names: Collection[str]) -> None: ...


_guards: dict[str, Guard] = {}


def guard(class_: str, watch: Guard) -> None:
    """Have `watch` asked about every blob of a class; one guard for each."""
    _guards[class_] = watch


def guard_of(bound_to: str) -> Guard | None:
    return _guards.get(bound_to.partition(":")[0])
