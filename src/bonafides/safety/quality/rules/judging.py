"""What a second judge may say, and whether it comes to the same as the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.quality.vocabulary import (
    AUDIT_MOVES,
    JUDGE_WITHIN,
    LINE_LIMIT,
    SELF_REVIEW_AFTER,
    AuditState,
    PurposeAnswer,
    Settlement,
)

OPEN_PURPOSES = (PurposeAnswer.NONE, PurposeAnswer.UNCERTAIN)


@dataclass(frozen=True)
class Judgement:
    """What somebody would have decided."""

    verdict: Verdict
    clauses: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    exemption: PurposeAnswer = PurposeAnswer.NONE
    line: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "verdict": self.verdict.value,
            "clauses": list(self.clauses),
            "measures": list(self.measures),
            "exemption": self.exemption.value,
            "line": self.line,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Judgement":
        purpose = PurposeAnswer(value["exemption"])
        return cls(Verdict(value["verdict"]), tuple(value["clauses"]), tuple(value["measures"]), purpose, value["line"])


@dataclass(frozen=True)
class SecondFacts:
    """What the rules look at beside the judgement."""

    clauses: frozenset[str]  # of the policy version that the decision applied, and of them:
    terrorist_clauses: frozenset[str]
    was_seen: bool  # content and context, or there is none


def check_judgement(judgement: Judgement, facts: SecondFacts) -> None:
    """Refuse what a first reader could not have said either."""
    if len(judgement.line) > LINE_LIMIT:
        raise RuleBroken("line-too-long", _("The line may have %(limit)d characters."), limit=LINE_LIMIT)
    if judgement.verdict is Verdict.KEEP:
        return
    if not judgement.clauses or not facts.clauses.issuperset(judgement.clauses):
        raise RuleBroken("no-clause", _("Choose the clause that it breaks."))
    if not judgement.measures:
        raise RuleBroken("no-measure", _("Choose a measure, the mildest that is enough."))
    if not facts.was_seen:
        sentence = _("Look at the context, and at the content at least in its reduced form, before you restrict it.")
        raise RuleBroken("not-shown", sentence)
    if judgement.exemption not in OPEN_PURPOSES and not facts.terrorist_clauses.isdisjoint(judgement.clauses):
        sentence = _("An exemption applies, so this is not terrorist content. Keep it, or choose another clause.")
        raise RuleBroken("exemption-applies", sentence, source="Reg. (EU) 2021/784, Art. 1(3)")


def agrees(first: Judgement, second: Judgement) -> bool:
    """Whether two judgements come to the same: verdict and, to restrict, the measures and at least one clause."""
    if first.verdict is not second.verdict:
        return False
    if first.verdict is Verdict.KEEP:
        return True
    shares_clause = not set(first.clauses).isdisjoint(second.clauses)
    return shares_clause and set(first.measures) == set(second.measures)


# -- who, and when ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JudgeFacts:
    """The person who would judge, and who else could."""

    has_read: bool  # decided the case, or gave a reading of it
    others: int  # people of the team who may decide and have not
    since_decision: timedelta


def is_self_review(facts: JudgeFacts) -> bool:
    """Whether this person would look at their own decision again. Raises a sentence where they may not."""
    if not facts.has_read:
        return False
    if facts.others:
        raise RuleBroken("another-judges", _("You have read this case already. Somebody else judges it again."))
    if facts.since_decision < SELF_REVIEW_AFTER:
        hours = int(SELF_REVIEW_AFTER.total_seconds() // 3600)
        sentence = _("Nobody else is here. Look at it again %(hours)d hours after the decision.")
        raise RuleBroken("too-soon", sentence, hours=hours)
    return True


def due_at(drawn_at: datetime, content_due_at: datetime | None) -> datetime:
    """By when it must be judged again: two weeks, or sooner where its content goes."""
    latest = drawn_at + JUDGE_WITHIN
    return min(latest, content_due_at) if content_due_at else latest


def moved(state: AuditState, to: AuditState) -> AuditState:
    """The next state, if the table allows it."""
    if to not in AUDIT_MOVES[state]:
        raise RuleBroken("audit-state", _("This was judged again already, or its time is over."))
    return to


# -- settling ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SettlingFacts:
    verdict: Verdict  # of the decision
    is_standing: bool  # no later decision answers it, and its case is closed
    gave_a_reading: bool  # whoever settles it decided the case, or judged it again
    other_leads: int  # leads who did neither


def check_settlement(how: Settlement, note: str, facts: SettlingFacts) -> None:
    """Refuse what the facts do not allow; each settlement has its reason."""
    if facts.gave_a_reading and facts.other_leads:
        raise RuleBroken("lead-decides", _("You gave one of the two readings, so another lead settles this."))
    if not note.strip() or len(note) > LINE_LIMIT:
        raise RuleBroken("no-line", _("Write one line: why you settle it so."))
    if how not in (Settlement.REVERSED, Settlement.BACK):
        return
    if not facts.is_standing:
        raise RuleBroken("answered", _("This decision was answered by a later one already."))
    if how is Settlement.REVERSED and facts.verdict is Verdict.KEEP:
        sentence = _("Content that was kept is not restricted from here: put the case back into the queue.")
        raise RuleBroken("keep-cannot-be-reversed", sentence)
