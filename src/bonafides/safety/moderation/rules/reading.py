"""Who may give a second reading, and what two readings lead to. A team of one never waits for ever."""

from dataclasses import dataclass, replace
from datetime import timedelta

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.moderation.vocabulary.limits import SELF_REVIEW_AFTER


@dataclass(frozen=True)
class ReaderFacts:
    """The person who would read now, and who else could."""

    has_read: bool  # gave one of the readings already
    is_lead: bool
    is_outside: bool  # invited as second reader of this one case
    others: int  # people of the team who may decide and have not read
    leads_unread: int  # leads among them
    since_last_reading: timedelta
    is_tie: bool  # two readings disagree


@dataclass(frozen=True)
class Allowance:
    """That this person may read, and whether it is a review of their own reading, which is said wherever it counts."""

    self_review: bool


def allowance_of(facts: ReaderFacts) -> Allowance:
    """Whether this person may read now. Raises a sentence that says who may, or when."""
    if facts.has_read:
        return _self_review(facts)
    if facts.is_tie and facts.leads_unread and not (facts.is_lead or facts.is_outside):
        raise RuleBroken("lead-decides", _("The two readings disagree, so a lead who gave neither decides."))
    return Allowance(self_review=False)


def _self_review(facts: ReaderFacts) -> Allowance:
    if facts.others:
        raise RuleBroken("another-reads", _("You have read this case already. Somebody else reads it now."))
    if facts.since_last_reading < SELF_REVIEW_AFTER:
        sentence = _(
            "Nobody else is here. Invite a second reader, or read it again %(hours)d hours after the first time."
        )
        raise RuleBroken("too-soon", sentence, hours=int(SELF_REVIEW_AFTER.total_seconds() // 3600))
    return Allowance(self_review=True)


def agrees(first: Wish, second: Wish) -> bool:
    """Whether two readings come to the same: verdict and, to restrict, the measures and at least one clause."""
    if first.verdict is not second.verdict:
        return False
    if first.verdict is Verdict.KEEP:
        return True
    shares_clause = not set(first.clauses).isdisjoint(second.clauses)
    return shares_clause and first.measure_words() == second.measure_words()


def joined(first: Wish, second: Wish) -> Wish:
    """What two readings that agree decide: only what both found, with the second reader's answers and line."""
    shared = tuple(clause for clause in first.clauses if clause in second.clauses)
    left_out = {excepted.item: excepted for excepted in (*first.excepted, *second.excepted)}
    return replace(second, clauses=shared, excepted=tuple(left_out.values()), bank_it=first.bank_it and second.bank_it)
