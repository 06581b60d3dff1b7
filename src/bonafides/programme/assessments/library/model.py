"""A library in memory: frozen, and made from a document that the linter has passed.

All quantities are whole numbers: severities and coverage in per cent, weights from 1 to 5, and the parameters of the
score in the units that their names end in. So nothing depends on how a machine rounds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bonafides.programme.assessments.vocabulary import (
    Assessment,
    Axis,
    Combine,
    CountsAs,
    Kind,
    Level,
    Overlay,
    Principle,
    Relation,
    Requirement,
    ServiceType,
    Transform,
)


@dataclass(frozen=True)
class Option:
    """One choice: `severity` counts for exploitation, `rights` for rights, both in per cent."""

    id: str
    text: str
    severity: int = 0
    rights: int = 0


@dataclass(frozen=True)
class Band:
    """Numbers below `below` that no earlier band took; the last band has no end."""

    below: int | None
    severity: int = 0
    rights: int = 0


@dataclass(frozen=True)
class Effect:
    """What a question weighs on one axis. A control without a family counts for every family."""

    weight: int
    family: str | None = None


@dataclass(frozen=True)
class Rule:
    """A rule of a public framework that a question maps to."""

    framework: str
    edition: str
    reference: str
    relation: Relation


@dataclass(frozen=True)
class Replaces:
    """An earlier question, and what becomes of its answers given up to and including `from_version`."""

    id: str
    from_version: str
    transform: Transform
    map: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    id: str
    code: str
    assessment: Assessment
    kind: Kind
    counts_as: CountsAs
    stem: str
    why: str
    check: str
    evidence: tuple[str, ...]
    anchors: tuple[str, ...]  # five for a maturity question, else none
    options: tuple[Option, ...]
    bands: tuple[Band, ...]
    unit: str
    combine: Combine
    services: frozenset[ServiceType]  # asked where a service is one of these,
    overlays: frozenset[Overlay]  # or has one of these; both empty: asked of everybody
    core: bool
    exploitation: Effect | None
    rights: Effect | None
    mappings: tuple[Rule, ...]
    principles: tuple[Principle, ...]
    requirements: tuple[Requirement, ...]
    resources: tuple[str, ...]
    effort: int
    since_version: str
    replaces: tuple[Replaces, ...]

    @property
    def for_everybody(self) -> bool:
        return not self.services and not self.overlays

    @property
    def scored(self) -> bool:
        return self.counts_as is not CountsAs.CONTEXT

    def effect_on(self, axis: Axis) -> Effect | None:
        return self.exploitation if axis is Axis.EXPLOITATION else self.rights

    def option(self, option_id: str) -> Option | None:
        return next((each for each in self.options if each.id == option_id), None)


@dataclass(frozen=True)
class Family:
    """A group of questions whose answers go together: the top one counts whole, the others by half."""

    id: str
    axis: Axis
    title: str


@dataclass(frozen=True)
class Framework:
    id: str
    edition: str
    title: str
    references: frozenset[str]


@dataclass(frozen=True)
class Condition:
    """Holds where a maturity is below, an option is one of these, or the likelihood (per cent) is at least so much."""

    question: str | None = None
    maturity_below: int | None = None
    option_in: frozenset[str] = frozenset()
    likelihood_at_least: int | None = None


@dataclass(frozen=True)
class Gate:
    """Where all its conditions hold, the level is at least `level`, whatever the number is."""

    id: str
    axis: Axis
    level: Level
    sentence: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Params:
    """The figures of the model `noisy_or_v1`; docs/explanation/scoring.md says what each does."""

    feature_permille: int
    safeguard_permille: int
    family_cap_permille: int
    reduction_permille: int
    impact_base_permille: int
    impact_step_permille: int
    asserted_permille: int
    document_permille: int
    tested_permille: int
    fresh_days: int
    stale_days: int
    unknown_low_percent: int
    unknown_maturity_high: int
    noise_permille: int
    noise_samples: int


@dataclass(frozen=True)
class Scoring:
    model: str
    params: Params
    levels: Mapping[Axis, Mapping[Level, int]]  # the number, 0 to 100, from which each level counts
    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class Library:
    id: str
    version: str
    sha256: str
    title: str
    published_on: str
    licence: str
    changelog: tuple[Mapping[str, str], ...]
    frameworks: tuple[Framework, ...]
    families: tuple[Family, ...]
    scoring: Scoring
    questions: tuple[Question, ...]
    document: Mapping[str, Any] = field(repr=False, compare=False, default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        return {each.id: each for each in self.questions}

    @cached_property
    def by_code(self) -> Mapping[str, Question]:
        return {each.code: each for each in self.questions}

    @cached_property
    def memo_of_asked(self) -> dict[object, tuple[Question, ...]]:
        """What is asked of each profile: kept, for a score is computed many times with little changed."""
        return {}

    @cached_property
    def _families_by_axis(self) -> Mapping[Axis, tuple[Family, ...]]:
        return {axis: tuple(each for each in self.families if each.axis is axis) for axis in Axis}

    def families_of(self, axis: Axis) -> tuple[Family, ...]:
        return self._families_by_axis[axis]
