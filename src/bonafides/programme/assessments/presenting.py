"""A result as a page, a PDF or a chart shows it: from its stored document, and the texts of its library. No Django."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bonafides.programme.assessments.library import Library, Question
from bonafides.programme.assessments.vocabulary import Axis, Level

CENTRE, RADIUS = (100, 100), 80


@dataclass(frozen=True)
class DriverLine:
    question: Question
    share_percent: Decimal


@dataclass(frozen=True)
class ReductionLine:
    question: Question
    points: Decimal


@dataclass(frozen=True)
class Dial:
    """One axis: the number, its band, its level, and where the needle stands on a half circle."""

    axis: Axis
    number: Decimal
    low: Decimal
    high: Decimal
    better_end: Decimal
    inherent: Decimal
    level: Level
    level_of_number: Level
    gates: tuple[str, ...]  # their sentences
    drivers: tuple[DriverLine, ...]
    reductions: tuple[ReductionLine, ...]
    starts: tuple[tuple[Level, int], ...]  # from which number each level counts

    @property
    def raised(self) -> bool:
        """Whether a gate put the level above what the number alone would say."""
        return self.level is not self.level_of_number

    @property
    def band_dashes(self) -> str:
        """The dash pattern that draws the band on a path of length 100."""
        return f"0 {self.low} {max(self.high - self.low, Decimal('0.6'))} 200"

    @property
    def needle(self) -> tuple[float, float, float, float]:
        """A stroke across the arc where the number stands; the band shows on both sides of it."""
        return (*_on_circle(float(self.number), RADIUS - 12), *_on_circle(float(self.number), RADIUS + 12))

    @property
    def ticks(self) -> tuple[tuple[float, float, float, float], ...]:
        """A stroke across the arc where a level begins."""
        return tuple(
            (*_on_circle(start, RADIUS + 10), *_on_circle(start, RADIUS + 15)) for _level, start in self.starts if start
        )


@dataclass(frozen=True)
class Shown:
    """Both axes of one result, which are never merged."""

    exploitation: Dial
    rights: Dial
    unknown: tuple[Question, ...]
    aged: tuple[Question, ...]
    at_day: str
    library_version: str

    @property
    def dials(self) -> tuple[Dial, Dial]:
        return self.exploitation, self.rights


def shown(document: Mapping[str, Any], library: Library) -> Shown:
    """What a result's document says, with the questions that it names."""
    return Shown(
        exploitation=_dial(document["exploitation"], library),
        rights=_dial(document["rights"], library),
        unknown=_questions(document["unknown"], library),
        aged=_questions(document["aged"], library),
        at_day=document["at_day"],
        library_version=document["library"]["version"],
    )


def _dial(row: Mapping[str, Any], library: Library) -> Dial:
    axis = Axis(row["axis"])
    sentences = {gate.id: gate.sentence for gate in library.scoring.gates}
    return Dial(
        axis=axis,
        number=_one(row["number"]),
        low=_one(row["band"][0]),
        high=_one(row["band"][1]),
        better_end=_one(row["better_end"]),
        inherent=_one(row["inherent"]),
        level=Level(row["level"]),
        level_of_number=Level(row["level_of_number"]),
        gates=tuple(sentences[each] for each in row["gates"] if each in sentences),
        drivers=tuple(DriverLine(library.by_id[name], Decimal(share)) for name, _family, share in row["drivers"]),
        reductions=tuple(ReductionLine(library.by_id[name], _one(points)) for name, points in row["reductions"]),
        starts=tuple(library.scoring.levels[axis].items()),
    )


def _questions(names: list[str], library: Library) -> tuple[Question, ...]:
    return tuple(library.by_id[each] for each in names if each in library.by_id)


def _one(text: str) -> Decimal:
    """Rounded to one decimal, as pages show it."""
    return Decimal(text).quantize(Decimal("0.1"))


def _on_circle(value: float, radius: float) -> tuple[float, float]:
    """A point of the half circle: 0 at its left end, 100 at its right end."""
    angle = math.pi * (1 - value / 100)
    return round(CENTRE[0] + radius * math.cos(angle), 2), round(CENTRE[1] - radius * math.sin(angle), 2)


@dataclass(frozen=True)
class Chart:
    """Numbers over rounds as a line on 300 by 100, with the same numbers beside it as a table."""

    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        return " ".join(f"{x},{y}" for x, y in self.points)


def chart_of(numbers: list[Decimal]) -> Chart:
    step = 280 / max(len(numbers) - 1, 1)
    return Chart(
        tuple((round(10 + step * place, 1), round(110 - float(each), 1)) for place, each in enumerate(numbers))
    )
