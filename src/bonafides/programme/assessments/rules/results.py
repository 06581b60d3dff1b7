"""What a score is: two numbers, each with its band, level, gates and drivers; and its canonical bytes."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from bonafides.programme.assessments.library.answers import Answers, Profile
from bonafides.programme.assessments.library.canonical import canonical
from bonafides.programme.assessments.library.model import Library
from bonafides.programme.assessments.vocabulary import Axis, Level


@dataclass(frozen=True)
class Driver:
    """A question that makes the number what it is; the shares of one axis add to exactly 100 (or there are none)."""

    question: str
    family: str
    share_percent: Decimal  # one decimal


@dataclass(frozen=True)
class Reduction:
    """The points that a control takes off; those of one axis add to exactly `inherent - number`."""

    question: str
    points: Decimal


@dataclass(frozen=True)
class AxisScore:
    """One axis. Every number is from 0 to 100 with seven decimals; more is worse."""

    axis: Axis
    number: Decimal  # with the controls, every unknown answer taken at its worse end
    better_end: Decimal  # the same, every unknown answer taken at its better end
    low: Decimal  # the band: from the 5th percentile of weight noise at the better end
    high: Decimal  # to the 95th at the worse end
    level: Level  # after the gates
    level_of_number: Level
    gates: tuple[str, ...]  # the ids of the gates that fired
    inherent: Decimal  # without any control
    likelihood: Decimal  # before controls and impact
    impact: Decimal
    drivers: tuple[Driver, ...]
    reductions: tuple[Reduction, ...]

    def as_document(self) -> dict[str, Any]:
        """In JSON's types, numbers as strings with fixed decimals."""
        return {
            "axis": self.axis.value,
            "band": [f"{self.low:f}", f"{self.high:f}"],
            "better_end": f"{self.better_end:f}",
            "drivers": [[each.question, each.family, f"{each.share_percent:f}"] for each in self.drivers],
            "gates": list(self.gates),
            "impact": f"{self.impact:f}",
            "inherent": f"{self.inherent:f}",
            "level": self.level.value,
            "level_of_number": self.level_of_number.value,
            "likelihood": f"{self.likelihood:f}",
            "number": f"{self.number:f}",
            "reductions": [[each.question, f"{each.points:f}"] for each in self.reductions],
        }


@dataclass(frozen=True)
class Inputs:
    """Everything that a score is made from."""

    profile: Profile
    answers: Answers
    library: Library
    at_day: date


@dataclass(frozen=True)
class Result:
    """The two numbers, never merged, and what they were made from."""

    exploitation: AxisScore
    rights: AxisScore
    unknown: tuple[str, ...]  # questions that were asked and not answered
    aged: tuple[str, ...]  # questions whose evidence counts for less than its grade, being old or expired
    inputs: Inputs = field(repr=False, compare=False)

    def axis(self, axis: Axis) -> AxisScore:
        return self.exploitation if axis is Axis.EXPLOITATION else self.rights

    def as_document(self) -> dict[str, Any]:
        library = self.inputs.library
        return {
            "aged": list(self.aged),
            "at_day": self.inputs.at_day.isoformat(),
            "exploitation": self.exploitation.as_document(),
            "library": {"id": library.id, "sha256": library.sha256, "version": library.version},
            "model": library.scoring.model,
            "profile": self.inputs.profile.as_json(),
            "rights": self.rights.as_document(),
            "unknown": list(self.unknown),
        }

    def canonical_bytes(self) -> bytes:
        """The same bytes for the same answers and library, for ever (RFC 8785)."""
        return canonical(self.as_document())
