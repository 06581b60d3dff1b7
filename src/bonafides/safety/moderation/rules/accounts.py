"""The written ladder: what so many strikes call for. It says what may be weighed next; people decide, each time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.vocabulary import AccountState, Measure
from bonafides.safety.moderation.vocabulary.limits import (
    KEY_KINDS_AT_MOST,
    KEYS_AT_MOST,
    LADDER_RUNGS_AT_MOST,
    STRIKE_LASTS_AT_MOST,
    SUSPENSION_AT_MOST,
)

OF_ACCOUNTS = frozenset({Measure.SUSPEND, Measure.TERMINATE})


@dataclass(frozen=True)
class Rung:
    """From so many strikes on, this measure may be weighed; a suspension has its days."""

    strikes: int
    measure: Measure
    days: int | None = None

    def as_json(self) -> dict[str, Any]:
        return {"strikes": self.strikes, "measure": self.measure.value, "days": self.days}


@dataclass(frozen=True)
class Ladder:
    """Rungs from the lowest up, how long a strike counts, and the clauses that bring one (none named: all)."""

    rungs: tuple[Rung, ...]
    lasts: timedelta
    clauses: frozenset[str] = frozenset()

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Ladder":
        rungs = tuple(Rung(each["strikes"], Measure(each["measure"]), each["days"]) for each in value["rungs"])
        return cls(rungs, timedelta(days=value["lasts_days"]), frozenset(value["clauses"]))

    def rung_for(self, strikes: int) -> Rung | None:
        """The highest rung that so many strikes reach; None below the first."""
        reached = [rung for rung in self.rungs if rung.strikes <= strikes]
        return reached[-1] if reached else None

    def brings_strike(self, clauses: Iterable[str]) -> bool:
        return not self.clauses or not self.clauses.isdisjoint(clauses)


def check_ladder(ladder: Ladder, known_clauses: frozenset[str]) -> None:
    """That the ladder climbs, ends what it suspends, and names clauses that there are."""
    if not ladder.rungs or len(ladder.rungs) > LADDER_RUNGS_AT_MOST:
        raise Invalid("ladder-empty", _("A ladder has 1 to %(most)d rungs."), most=LADDER_RUNGS_AT_MOST)
    if not timedelta(days=1) <= ladder.lasts <= STRIKE_LASTS_AT_MOST:
        sentence = _("A strike counts for 1 to %(most)d days.")
        raise Invalid("strike-lasts", sentence, most=STRIKE_LASTS_AT_MOST.days)
    if any(low.strikes >= high.strikes for low, high in pairwise(ladder.rungs)) or ladder.rungs[0].strikes < 1:
        raise Invalid("ladder-order", _("Each rung needs more strikes than the one below it."))
    if not ladder.clauses <= known_clauses:
        raise Invalid("ladder-clauses", _("The policy in force has no such clause."))
    for rung in ladder.rungs:
        _check_rung(rung)


def _check_rung(rung: Rung) -> None:
    if rung.measure not in OF_ACCOUNTS:
        raise Invalid("ladder-measure", _("A rung suspends an account or closes it."))
    suspends, days = rung.measure is Measure.SUSPEND, rung.days
    if suspends != (days is not None) or (days is not None and not 1 <= days <= SUSPENSION_AT_MOST.days):
        sentence = _("A suspension has an end, after 1 to %(most)d days; closing an account has none.")
        raise Invalid("ladder-days", sentence, most=SUSPENSION_AT_MOST.days)


# -- measures against an account --------------------------------------------------------------------------------------


def check_measures(wish: Wish, today: date) -> None:
    """On an account, one of its two measures; a suspension ends within the year."""
    if wish.measures and (len(wish.measures) != 1 or not wish.measure_words() <= OF_ACCOUNTS):
        raise RuleBroken("account-measure", _("Suspend the account until a day, or close it."))
    for wished in wish.measures:
        if wished.until is not None and not today < wished.until <= today + SUSPENSION_AT_MOST:
            sentence = _("A suspension ends after today and within %(most)d days.")
            raise RuleBroken("suspension-length", sentence, most=SUSPENSION_AT_MOST.days)


@dataclass(frozen=True)
class Standing:
    """One measure against an account that a decision in force holds."""

    measure: Measure
    until: date | None


def state_of(standing: Iterable[Standing], today: date) -> tuple[AccountState, date | None]:
    """What the measures in force make of an account, and the last day of a suspension."""
    measures = list(standing)
    if any(each.measure is Measure.TERMINATE for each in measures):
        return AccountState.CLOSED, None
    ends = [each.until for each in measures if each.measure is Measure.SUSPEND and each.until and each.until >= today]
    return (AccountState.SUSPENDED, max(ends)) if ends else (AccountState.GOOD, None)


# -- what hints at a return -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SentKey:
    """What the platform chose to send about an account: its own word for the kind, and a value that we only blur."""

    kind: str
    value: str


def check_keys(keys: tuple[SentKey, ...]) -> None:
    if not keys or len(keys) > KEYS_AT_MOST or len({key.kind for key in keys}) > KEY_KINDS_AT_MOST:
        raise Invalid("keys-count", _("Send 1 to %(most)d keys of an account."), most=KEYS_AT_MOST)
    if any(not key.kind.strip() or not key.value.strip() for key in keys):
        raise Invalid("keys-empty", _("Each key has a kind and a value."))


def strike_expires_at(given_at: datetime, ladder: Ladder) -> datetime:
    return given_at + ladder.lasts
