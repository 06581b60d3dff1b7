"""An incident: how long it runs, which cases belong to it, which of them are one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.vocabulary import CaseState, IncidentJoining
from bonafides.safety.moderation.vocabulary.limits import INCIDENT_EXTENDED_AT_MOST, INCIDENT_LASTS, INCIDENT_LIKE_BITS

PDQ_BITS = 256


def ends_at(opened_at: datetime) -> datetime:
    """When an incident ends if nobody extends it."""
    return opened_at + INCIDENT_LASTS


def extended(now_ends_at: datetime, until: datetime, at: datetime, reason: str) -> datetime:
    """The new end: later than the present one, at most a day from now, and with a reason."""
    if not reason.strip():
        raise Invalid("extension-reason", _("Say why the incident is to run longer."))
    if until <= now_ends_at:
        raise RuleBroken("extension-shorter", _("It runs until then already. Close it if it is over."))
    if until > at + INCIDENT_EXTENDED_AT_MOST:
        hours = int(INCIDENT_EXTENDED_AT_MOST.total_seconds() // 3600)
        raise RuleBroken("extension-long", _("It can be extended to at most %(hours)d hours from now."), hours=hours)
    return until


# -- which cases ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Prints:
    """By what items can be known again: digests of bytes and of words, and picture hashes of 64 hex digits."""

    sha256: frozenset[str] = frozenset()
    text_digest: frozenset[str] = frozenset()
    pdq: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Criteria:
    """What cases belong by being of that kind; what is empty narrows nothing, and all empty matches nothing."""

    languages: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not (self.languages or self.kinds or self.sources)


@dataclass(frozen=True)
class BelongingFacts:
    language: str = ""
    source: str = ""
    kinds: frozenset[str] = frozenset()
    prints: Prints = field(default_factory=Prints)


def belongs(facts: BelongingFacts, criteria: Criteria, seeds: Prints) -> IncidentJoining | None:
    """Whether a case belongs to an incident, and by what; `seeds` are the prints of the cases put there by people."""
    if are_alike(facts.prints, seeds):
        return IncidentJoining.LIKENESS
    if criteria.is_empty:
        return None
    fits = (
        not criteria.languages or facts.language in criteria.languages,
        not criteria.sources or facts.source in criteria.sources,
        not criteria.kinds or not facts.kinds.isdisjoint(criteria.kinds),
    )
    return IncidentJoining.CRITERIA if all(fits) else None


def are_alike(one: Prints, other: Prints) -> bool:
    """The same bytes, the same words, or pictures within 31 of 256 bits."""
    if not one.sha256.isdisjoint(other.sha256) or not one.text_digest.isdisjoint(other.text_digest):
        return True
    return any(distance_bits(a, b) <= INCIDENT_LIKE_BITS for a in one.pdq for b in other.pdq)


def distance_bits(one: str, other: str) -> int:
    """How many of 256 bits differ; both are 64 hex digits."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


# -- folding ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FoldFacts:
    """One case that may be folded into another of the incident."""

    case: str
    state: CaseState
    is_open_with_somebody: bool
    was_decided: bool
    prints: Prints


def may_fold(facts: FoldFacts) -> bool:
    """Only a case that waits for a first reading, that nobody has open, and that was never decided."""
    return facts.state is CaseState.OPEN and not facts.is_open_with_somebody and not facts.was_decided


def folds_of(case: FoldFacts, others: Sequence[FoldFacts]) -> tuple[str, tuple[str, ...]] | None:
    """The case that stays, and those that become a part of it; None where nothing is folded.

    `others` are the waiting cases of the incident. Of the case and those like it the earliest stays, or the one that
    somebody has open; what may not be folded waits beside it. Facts stand in the order in which the cases were opened.
    """
    alike = [other for other in others if other.case == case.case or are_alike(case.prints, other.prints)]
    staying = next((one for one in alike if one.is_open_with_somebody), alike[0] if alike else None)
    if staying is None or staying.was_decided or staying.state is not CaseState.OPEN:
        return None
    folded = tuple(one.case for one in alike if one.case != staying.case and may_fold(one))
    return (staying.case, folded) if folded else None


# -- the debrief ------------------------------------------------------------------------------------------------------

QUESTIONS = {
    "happened": _("What happened, and when did we know?"),
    "worked": _("What worked?"),
    "failed": _("What did not work, or came late?"),
    "wrongly": _("What was restricted wrongly, and how was it given back?"),
    "people": _("How are the people who looked at it, and what do they need?"),
    "change": _("What changes, who does it, and by when?"),
}
ANSWER_LIMIT = 5_000  # characters


def checked_debrief(answers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Every question with its answer; none may stay open."""
    given = {name: text.strip() for name, text in answers if name in QUESTIONS}
    if any(not given.get(name) for name in QUESTIONS):
        raise Invalid("debrief-open", _("Answer each question; “nothing” is an answer."))
    if any(len(text) > ANSWER_LIMIT for text in given.values()):
        raise Invalid("debrief-long", _("An answer has at most %(limit)d characters."), limit=ANSWER_LIMIT)
    return given
