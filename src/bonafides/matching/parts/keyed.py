"""Entries under equal keys."""

from collections.abc import Hashable
from typing import Generic, TypeVar

from bonafides.matching.parts.part import Id

K = TypeVar("K", bound=Hashable)


class Keyed(Generic[K, Id]):
    """Ids under keys, several under one. Readers need no lock, for each change is one assignment."""

    def __init__(self) -> None:
        self._key_of: dict[Id, K] = {}
        self._ids: dict[K, tuple[Id, ...]] = {}

    def __contains__(self, entry: object) -> bool:
        return entry in self._key_of

    def __len__(self) -> int:
        return len(self._key_of)

    def add(self, entry: Id, key: K) -> None:
        """Store an id that is not stored."""
        self._key_of[entry] = key
        self._ids[key] = (*self._ids.get(key, ()), entry)

    def remove(self, entry: Id) -> None:
        """Take an id out; an unknown one is ignored."""
        if entry not in self._key_of:
            return
        key = self._key_of.pop(entry)
        left = tuple(each for each in self._ids[key] if each != entry)
        if left:
            self._ids[key] = left
        else:
            del self._ids[key]

    def under(self, key: K) -> tuple[Id, ...]:
        """The ids under a key."""
        return self._ids.get(key, ())
