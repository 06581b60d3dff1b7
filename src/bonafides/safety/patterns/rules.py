"""How what was counted becomes tables, and how sure a share is. Pure.

Source of the interval: E. B. Wilson, Probable inference, J. Am. Stat. Assoc. 22 (1927).
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeVar

from bonafides.safety.patterns.measures import Measure
from bonafides.safety.patterns.vocabulary import ACCOUNT_BOUNDS, OTHERS, RANKED_AT_MOST, Z_95, TableKey

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Row:
    """A row: what it is about, its numbers, and where more of it stands."""

    name: str
    numbers: tuple[int, ...]
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """One table with the codes of its columns: the first for the names, then one for each number."""

    key: TableKey
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def most(self) -> int:
        """The largest first number, to which the bars are drawn; never nought."""
        return max((row.numbers[0] for row in self.rows), default=0) or 1


def ranked(tally: Mapping[str, int], at_most: int = RANKED_AT_MOST) -> tuple[Row, ...]:
    """The largest first, equal ones by name; what is left over in one row at the end."""
    rows = sorted(((name, number) for name, number in tally.items() if number), key=lambda row: (-row[1], row[0]))
    shown = tuple(Row(name, (number,)) for name, number in rows[:at_most])
    rest = sum(number for _name, number in rows[at_most:])
    return (*shown, Row(OTHERS, (rest,))) if rest else shown


def summed(rows: Iterable[tuple[Key, int]]) -> Counter[Key]:
    """Numbers added up by their key."""
    tally: Counter[Key] = Counter()
    for key, number in rows:
        tally[key] += number
    return tally


def weekdays(numbers: Sequence[int]) -> tuple[Row, ...]:
    """All seven days, Monday first."""
    return tuple(Row(str(day), (number,)) for day, number in enumerate(numbers))


def hours(numbers: Sequence[int]) -> tuple[Row, ...]:
    """All 24 hours."""
    return tuple(Row(f"{hour:02}:00", (number,)) for hour, number in enumerate(numbers))


def again_rows(items: Mapping[str, int], again: Mapping[str, int], own: Mapping[str, int]) -> tuple[Row, ...]:
    """By kind of item: all that matched, those that are what was restricted before, those that met our own list."""
    kinds = sorted(kind for kind, number in items.items() if number)
    return tuple(Row(kind, (items[kind], again.get(kind, 0), own.get(kind, 0))) for kind in kinds)


def account_rows(numbers: Iterable[int]) -> tuple[Row, ...]:
    """Accounts by how many of their items matched, in the order of `ACCOUNT_BOUNDS`."""
    return tuple(Row(bounds_word(*bounds), (number,)) for bounds, number in zip(ACCOUNT_BOUNDS, numbers, strict=True))


def bounds_word(least: int, most: int) -> str:
    """`1`, `3` to `5` with a dash that no spreadsheet takes for a date's, `11+`."""
    if least == most:
        return str(least)
    return f"{least}+" if most == ACCOUNT_BOUNDS[-1][1] else f"{least}\N{EN DASH}{most}"


# -- how well -------------------------------------------------------------------------------------


def wilson(count: int, of: int, z: float = Z_95) -> tuple[float, float] | None:
    """The score interval of a share, both ends in [0, 1]; None of none."""
    if of == 0:
        return None
    share, spread = count / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / of + spread / (4 * of))
    low = 0.0 if count == 0 else max(middle - half, 0.0)
    return low, 1.0 if count == of else min(middle + half, 1.0)


@dataclass(frozen=True)
class Share:
    """How many of how many, with its interval of 95 %."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def low(self) -> float | None:
        found = wilson(self.count, self.of)
        return found[0] if found else None

    @property
    def high(self) -> float | None:
        found = wilson(self.count, self.of)
        return found[1] if found else None


@dataclass(frozen=True)
class Judged:
    """Of what met a list and was decided: right where the restriction stands, wrong where it was kept."""

    name: str
    right: int
    wrong: int
    type: str = ""
    href: str = ""

    @property
    def precision(self) -> Share:
        return Share(self.right, self.right + self.wrong)


@dataclass(frozen=True)
class AtThreshold:
    """What a threshold would have met, beside all that was met: at most so far, or at least so many per cent."""

    threshold: int
    right: int
    wrong: int
    missed: int  # right ones that lie beyond it
    spared: int  # wrong ones that lie beyond it

    @property
    def precision(self) -> Share:
        return Share(self.right, self.right + self.wrong)

    @property
    def still_found(self) -> Share:
        """Recall among what was matched; of what no list met, nothing is known."""
        return Share(self.right, self.right + self.missed)


def thresholds_of(measure: Measure, right: Mapping[int, int], wrong: Mapping[int, int]) -> tuple[AtThreshold, ...]:
    """From how many items stand at each number, by the nearest of their entries, to one row for each threshold."""
    rights, wrongs = sum(right.values()), sum(wrong.values())
    found = ((each, _met_at(measure, each, right), _met_at(measure, each, wrong)) for each in measure.thresholds)
    return tuple(
        AtThreshold(threshold, is_right, is_wrong, rights - is_right, wrongs - is_wrong)
        for threshold, is_right, is_wrong in found
    )


def _met_at(measure: Measure, threshold: int, items: Mapping[int, int]) -> int:
    return sum(number for at, number in items.items() if measure.meets(at, threshold))


@dataclass(frozen=True)
class Recall:
    """Of items of one kind that were restricted after somebody's flag: how many had met a list."""

    kind: str
    met: int
    restricted: int

    @property
    def share(self) -> Share:
        return Share(self.met, self.restricted)
