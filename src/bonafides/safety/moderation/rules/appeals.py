"""Appeals: who may, until when, who answers, and what the answer is called. DSA Art. 20 and 86, TCO Art. 10."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.vocabulary import AppealOutcome, AppellantKind, Verdict
from bonafides.safety.moderation.vocabulary.limits import APPEAL_DUE, APPEAL_WINDOW, SELF_REVIEW_AFTER

TEXT_LIMIT = 10_000  # characters of a complaint; ours


@dataclass(frozen=True)
class AppealFacts:
    """One side that complains: of whom, when they were told, what they say."""

    appellant: AppellantKind
    told_at: datetime
    has_text: bool
    text_length: int
    has_mandate: bool
    restores: bool = False  # the author was told that everything stands again


@dataclass(frozen=True)
class Opening:
    """An appeal that is taken, and when its answer is due."""

    due_at: datetime


def opening_of(facts: AppealFacts, at: datetime) -> Opening:
    """Whether this side may complain now. A second complaint of the same side is taken as the first was."""
    if facts.restores:
        raise RuleBroken("nothing-restricted", _("Your item stands as it was; there is nothing to complain about."))
    if at > facts.told_at + APPEAL_WINDOW:
        sentence = _("A complaint can be made for %(days)s days; that time is over. A court remains open to you.")
        raise RuleBroken("appeal-too-late", sentence, days=APPEAL_WINDOW.days, source="DSA Art. 20(1)")
    if not facts.has_text:
        raise RuleBroken("no-reason", _("Say in a few words why the decision is wrong."))
    if facts.text_length > TEXT_LIMIT:
        raise RuleBroken("text-too-long", _("At most %(limit)s characters can be sent."), limit=TEXT_LIMIT)
    if facts.appellant is AppellantKind.REPRESENTATIVE and not facts.has_mandate:
        sentence = _("A representative says whom they speak for, and by what mandate.")
        raise RuleBroken("no-mandate", sentence, source="DSA Art. 86")
    return Opening(due_at=at + APPEAL_DUE)


@dataclass(frozen=True)
class AnswererFacts:
    """The person who would answer, and who else could."""

    took_part: bool  # decided, proposed or read any of the decisions that this is about
    others: int  # people of the team who may decide and took no part
    since_decision: timedelta
    answered_before: bool = False  # an earlier complaint of the same side
    unasked: int = 0  # of the others, those who answered no earlier complaint of this side


@dataclass(frozen=True)
class Answering:
    self_review: bool


def answering_of(facts: AnswererFacts) -> Answering:
    """Whether this person may answer: never whoever decided, unless the team is one and half a day has passed.

    A further complaint goes to somebody who answered none before, where there is somebody.
    """
    if not facts.took_part:
        _check_is_another_voice(facts)
        return Answering(self_review=False)
    if facts.others:
        raise RuleBroken(
            "another-answers", _("You took part in this decision, so somebody else answers the complaint.")
        )
    if facts.since_decision < SELF_REVIEW_AFTER:
        sentence = _("Nobody else is here. Invite a second reader, or look again %(hours)d hours after the decision.")
        raise RuleBroken("too-soon", sentence, hours=int(SELF_REVIEW_AFTER.total_seconds() // 3600))
    return Answering(self_review=True)


def _check_is_another_voice(facts: AnswererFacts) -> None:
    if facts.answered_before and facts.unasked:
        sentence = _("You answered an earlier complaint of the same side, so somebody else answers this one.")
        raise RuleBroken("answered-before", sentence)


def outcome_of_appeal(verdict: Verdict, wish: Wish | None) -> AppealOutcome:
    """What the answer is called: no new judgement confirms; the other verdict on all items reverses; else in part."""
    if wish is None:
        return AppealOutcome.CONFIRMED
    if wish.verdict is verdict or wish.excepted:
        return AppealOutcome.PARTLY_REVERSED
    return AppealOutcome.REVERSED
