"""What a notifier sees of their notice: each line, how it ended, where it stands in the log. Nothing of an author."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bonafides.base.audit import queries as audit
from bonafides.safety.moderation.models import Appeal, Flag, NoticeBatch, Outcome
from bonafides.safety.moderation.queries.appeals import flags_about, open_appeals
from bonafides.safety.moderation.queries.outcomes import verdicts_of
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW


@dataclass(frozen=True)
class Line:
    """One flag: what it was about, what became of it, and whether that can be contested."""

    flag: Flag
    outcome: Outcome | None
    log_number: int | None
    can_appeal: bool
    verdict: Verdict | None = None

    @property
    def word(self) -> str:
        if self.verdict is None:
            return "waiting"
        return "restricted" if self.verdict is Verdict.RESTRICT else "kept"

    def as_json(self) -> dict[str, Any]:
        outcome = self.outcome
        return {
            "reference": self.flag.reference,
            "location": self.flag.location,
            "received_at": self.flag.received_at.isoformat(),
            "complete": self.flag.complete,
            "state": self.word,
            "decision": outcome.decision.reference if outcome else None,
            "decided_at": outcome.issued_at.isoformat() if outcome else None,
            "reverses": outcome.decision.reverses_id is not None if outcome else False,
            "can_appeal": self.can_appeal,
            "log_number": self.log_number,
        }


@dataclass(frozen=True)
class Notice:
    """A notice as its status link shows it: one flag, or all of a batch."""

    reference: str
    lines: tuple[Line, ...]
    batch: NoticeBatch | None
    appeals: tuple[Appeal, ...]

    @property
    def set_aside(self) -> list[dict[str, Any]]:
        return list(self.batch.set_aside) if self.batch else []

    def as_json(self) -> dict[str, Any]:
        return {
            "reference": self.reference,
            "lines": [line.as_json() for line in self.lines],
            "set_aside": self.set_aside,
            "appeals": [{"reference": each.reference, "due_at": each.due_at.isoformat()} for each in self.appeals],
        }


def notice_named(reference: str, at: datetime) -> Notice:
    """The notice of a flag's or a batch's reference."""
    flags, batch = flags_about(reference)
    lines = lines_of(flags, at)
    appeals = {appeal.pk: appeal for flag in flags[:1] for appeal in open_appeals(flag.case)}
    return Notice(reference, tuple(lines), batch, tuple(appeals.values()))


def lines_of(flags: list[Flag], at: datetime) -> list[Line]:
    """A line for each flag, in four statements however many there are."""
    outcomes = {each.flag_id: each for each in latest_outcomes(flags)}
    numbers = {row.event_id: row.index for row in audit.entries_of(flag.event_id for flag in flags)}
    size, verdicts = audit.published_size(), verdicts_of(outcomes.values())
    return [
        _line(flag, outcomes.get(flag.pk), verdicts, _published(numbers.get(flag.event_id), size), at) for flag in flags
    ]


def _published(index: int | None, size: int) -> int | None:
    return index if index is not None and index < size else None


def _line(
    flag: Flag, outcome: Outcome | None, verdicts: dict[int, Verdict], log_number: int | None, at: datetime
) -> Line:
    if outcome is None:
        return Line(flag, None, log_number, can_appeal=False)
    return Line(flag, outcome, log_number, at <= outcome.issued_at + APPEAL_WINDOW, verdicts[outcome.pk])


def latest_outcomes(flags: Iterable[Flag]) -> list[Outcome]:
    """In the order of their making, so that the last of a flag wins."""
    ids = [flag.pk for flag in flags]
    return list(Outcome.objects.filter(flag__in=ids).select_related("decision", "flag__item").order_by("id"))
