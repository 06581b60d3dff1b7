"""The figures of a period, from the rows that an export holds: nothing else goes in, so a stranger gets the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bonafides.safety.moderation.vocabulary import Basis, Verdict
from bonafides.safety.quality.rules.agreement import Rate, kappa, quantile
from bonafides.safety.quality.rules.judging import Judgement, agrees
from bonafides.safety.quality.vocabulary import (
    KEPT,
    NONE,
    PUBLISHED_FORMAT,
    PUBLISHED_GROUPS,
    SMALL_CELL,
    AuditState,
    Group,
    Reversal,
)

UNSEEN = (Basis.MATCH_ONLY, Basis.NOTHING, Basis.SAMPLED)


@dataclass(frozen=True)
class SecondLook:
    """What became of a decision that was drawn; a judgement only where somebody judged it again."""

    state: AuditState
    judgement: Judgement | None = None
    self_review: bool = False


@dataclass(frozen=True)
class DecisionRow:
    """One published decision of the period, in codes."""

    decision: str
    day: str
    verdict: Verdict
    policy_version: int
    clauses: tuple[str, ...]
    measures: tuple[str, ...]
    language: str
    lists: tuple[str, ...]
    reviewer: str
    basis: str
    weighed: bool
    none_applies: bool
    reversal: Reversal
    second: SecondLook | None = None

    @property
    def judged(self) -> Judgement | None:
        """What another person found; None where nobody did, or only whoever had decided it."""
        return self.second.judgement if self.second and not self.second.self_review else None

    def first(self) -> Judgement:
        return Judgement(self.verdict, self.clauses, self.measures)


@dataclass(frozen=True)
class GoldenRow:
    """One answer to a made-up case, beside the known one."""

    case: str
    day: str
    golden: str
    language: str
    reviewer: str
    expected: str
    verdict: str
    right: bool
    met_before: bool


@dataclass(frozen=True)
class GroupRow:
    """A row of a table: how many decisions, how many stand no longer, and how second judges saw those drawn."""

    name: str
    decisions: int
    reversed: Rate
    same_verdict: Rate


@dataclass(frozen=True)
class Figures:
    """Everything that the page shows of a period."""

    decisions: int
    drawn: int
    judged: int  # again, by another person
    self_reviews: int
    lapsed: int
    waiting: int
    same_verdict: Rate
    agreement: Rate  # in measures and clause too
    kappa: float | None
    self_agreement: Rate
    reversed: Rate
    reversals: dict[str, int]  # by how they came about
    unseen: Rate
    none_applies: Rate  # of restrictions where the exemptions were weighed
    timed: int
    median_seconds: int | None
    ninth_decile_seconds: int | None
    golden: Rate  # right answers of those who had not met the case before
    groups: dict[Group, tuple[GroupRow, ...]]


def figures_of(rows: Sequence[DecisionRow], seconds: Sequence[int], golden: Sequence[GoldenRow]) -> Figures:
    """`seconds` are those of the decisions that somebody had open, sorted, and tied to none of them."""
    drawn = [row.second for row in rows if row.second is not None]
    judged = [row for row in rows if row.judged is not None]
    own = [row for row in rows if row.second and row.second.judgement and row.second.self_review]
    weighed = [row for row in rows if row.weighed]
    unmet = [row for row in golden if not row.met_before]
    return Figures(
        decisions=len(rows),
        drawn=len(drawn),
        judged=len(judged),
        self_reviews=len(own),
        lapsed=sum(each.state is AuditState.LAPSED for each in drawn),
        waiting=sum(each.state is AuditState.WAITING for each in drawn),
        same_verdict=same_verdict(rows),
        agreement=Rate(sum(agrees(row.first(), row.judged) for row in judged if row.judged), len(judged)),
        kappa=kappa([(row.verdict, row.judged.verdict) for row in judged if row.judged]),
        self_agreement=Rate(sum(bool(_own_agrees(row)) for row in own), len(own)),
        reversed=reversed_of(rows),
        reversals={how.value: sum(row.reversal is how for row in rows) for how in Reversal if how is not Reversal.NONE},
        unseen=Rate(sum(row.basis in UNSEEN for row in rows), len(rows)),
        none_applies=Rate(sum(row.none_applies for row in weighed), len(weighed)),
        timed=len(seconds),
        median_seconds=quantile(seconds, 0.5),
        ninth_decile_seconds=quantile(seconds, 0.9),
        golden=Rate(sum(row.right for row in unmet), len(unmet)),
        groups={group: groups_of(rows, group) for group in Group},
    )


def _own_agrees(row: DecisionRow) -> bool | None:
    return row.second.judgement.verdict is row.verdict if row.second and row.second.judgement else None


def same_verdict(rows: Iterable[DecisionRow]) -> Rate:
    judged = [row for row in rows if row.judged is not None]
    return Rate(sum(row.judged.verdict is row.verdict for row in judged if row.judged), len(judged))


def reversed_of(rows: Sequence[DecisionRow]) -> Rate:
    return Rate(sum(row.reversal is not Reversal.NONE for row in rows), len(rows))


# -- groups -----------------------------------------------------------------------------------------------------------


def groups_of(rows: Sequence[DecisionRow], group: Group) -> tuple[GroupRow, ...]:
    """A row for each name, the most decisions first; a decision with two clauses or lists counts in both."""
    by_name: dict[str, list[DecisionRow]] = {}
    for row in rows:
        for name in names_of(row, group):
            by_name.setdefault(name, []).append(row)
    made = [group_row(name, found) for name, found in by_name.items()]
    return tuple(sorted(made, key=lambda row: (-row.decisions, row.name)))


def names_of(row: DecisionRow, group: Group) -> tuple[str, ...]:
    match group:
        case Group.POLICY:
            return tuple(f"{row.policy_version}:{clause}" for clause in row.clauses or (KEPT,))
        case Group.LANGUAGE:
            return (row.language or NONE,)
        case Group.LIST:
            return row.lists or (NONE,)
        case Group.REVIEWER:
            return (row.reviewer,)


def group_row(name: str, rows: Sequence[DecisionRow]) -> GroupRow:
    return GroupRow(name, len(rows), reversed_of(rows), same_verdict(rows))


# -- what is published ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """A count of a published row; None where it would stand for too few."""

    name: str
    decisions: int | None
    reversed: int | None
    judged: int | None
    same_verdict: int | None


def cells_of(rows: Sequence[GroupRow]) -> list[Cell]:
    """The rows as they may be published, in their order.

    A row of fewer than five decisions says no number. Where just one row says none, the next smallest says none
    either: else the total would give it away. Judgements of fewer than five are left out of a row by themselves.
    """
    small = {row.name for row in rows if row.decisions < SMALL_CELL}
    if len(small) == 1 and len(rows) > 1:
        others = [row for row in rows if row.name not in small]
        small.add(min(others, key=lambda row: (row.decisions, row.name)).name)
    return [Cell(row.name, None, None, None, None) if row.name in small else _cell(row) for row in rows]


def _cell(row: GroupRow) -> Cell:
    judged = row.same_verdict.of
    shown = judged if judged >= SMALL_CELL else None
    return Cell(row.name, row.decisions, row.reversed.count, shown, row.same_verdict.count if shown else None)


def rate_document(rate: Rate) -> dict[str, Any]:
    return {"count": rate.count, "of": rate.of, "low": rounded(rate.low), "high": rounded(rate.high)}


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def document_of(figures: Figures) -> dict[str, Any]:
    """All figures as JSON values: what an export says, and what a stranger's own sum is held against."""
    names = ("decisions", "drawn", "judged", "self_reviews", "lapsed", "waiting", "reversals")
    rates = ("same_verdict", "agreement", "self_agreement", "reversed", "unseen", "none_applies", "golden")
    return {
        **{name: getattr(figures, name) for name in names},
        **{name: rate_document(getattr(figures, name)) for name in rates},
        "kappa": rounded(figures.kappa),
        "active_seconds": {
            "of": figures.timed,
            "median": figures.median_seconds,
            "ninth_decile": figures.ninth_decile_seconds,
        },
        "groups": {group.value: [_group_document(row) for row in rows] for group, rows in figures.groups.items()},
    }


def _group_document(row: GroupRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "decisions": row.decisions,
        "reversed": rate_document(row.reversed),
        "same_verdict": rate_document(row.same_verdict),
    }


def published_document(figures: Figures, first: str, last: str) -> dict[str, Any]:
    """What anyone may read: the whole, and groups without small rows and without anybody's code."""
    whole = {name: _hushed(value) for name, value in document_of(figures).items() if name != "groups"}
    if whole["same_verdict"] is None:
        whole["kappa"] = None
    if figures.reversed.count < SMALL_CELL:
        whole["reversals"] = None
    groups = {group.value: [vars(cell) for cell in cells_of(figures.groups[group])] for group in PUBLISHED_GROUPS}
    return {"format": PUBLISHED_FORMAT, "first": first, "last": last, **whole, "groups": groups}


def _hushed(value: Any) -> Any:
    """A share or a time of fewer than five says no number."""
    is_small = isinstance(value, dict) and value.get("of", SMALL_CELL) < SMALL_CELL
    return None if is_small else value
