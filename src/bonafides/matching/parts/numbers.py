"""Numbers for ids, since tables hold numbers only."""

from typing import Generic, cast

from bonafides.matching.parts.part import Id


class Numbers(Generic[Id]):
    """An id that is a whole number, from nought on, stands for itself; others are numbered as they come.

    All ids of an index are whole numbers, or none is.
    """

    def __init__(self) -> None:
        self._number_of: dict[Id, int] = {}
        self._ids: list[Id] = []

    def of(self, entry: Id) -> int:
        """The number of an id, which gets one if it has none."""
        if isinstance(entry, int):
            return entry
        if entry not in self._number_of:
            self._number_of[entry] = len(self._ids)
            self._ids.append(entry)
        return self._number_of[entry]

    def known(self, entry: object) -> int:
        """The number of an id, -1 for one that has none."""
        return entry if isinstance(entry, int) else self._number_of.get(cast("Id", entry), -1)

    def id_of(self, number: int) -> Id:
        """The id that has this number."""
        return self._ids[number] if self._ids else cast("Id", number)
