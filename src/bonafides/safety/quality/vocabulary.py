"""The words of auditing ourselves: draws, second looks, made-up cases, drills, and every limit with its unit."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

# -- the draw -------------------------------------------------------------------------------------------------------

WHOLE_BP = 10_000  # basis points: all of them
SHARE_BP = 500  # ours: 5 % of decisions are looked at again
SHARE_AT_LEAST_BP = 100  # ours: never none
SEED_BYTES = 32
COMMIT_AHEAD_DAYS = 1  # tomorrow's seed stands in the log today
DRAW_AFTER = timedelta(minutes=10)  # after the day's end: a decision of its last second has been written by then
JUDGE_WITHIN = timedelta(days=14)  # ours; a kept case loses its content sooner, and then nobody can look again
CLAIM_LASTS = timedelta(hours=2)  # ours: then somebody else may take it
SELF_REVIEW_AFTER = timedelta(hours=12)  # ours: a team of one looks again no sooner
LINE_LIMIT = 500  # characters

# -- figures ----------------------------------------------------------------------------------------------------------

Z_95 = 1.959963984540054  # the 0.975 quantile of the normal distribution: intervals of 95 %
SMALL_CELL = 5  # ours: of what is published, no row stands for fewer
PERIOD_DAYS = 90  # shown by default
PERIOD_AT_MOST_DAYS = 366
EXPORT_FORMAT = "bonafides-quality/v1"
PUBLISHED_FORMAT = "bonafides-quality-published/v1"
NONE = "none"  # of a group: no language, no list, no exemption
KEPT = "kept"  # the group of decisions that applied no clause


class AuditState(StrEnum):
    """Where a decision that was drawn stands."""

    WAITING = "waiting"
    AGREED = "agreed"
    DISAGREED = "disagreed"  # a lead has it to settle
    SETTLED = "settled"
    LAPSED = "lapsed"  # nobody could look again in time: counted, and said


AUDIT_MOVES: dict[AuditState, frozenset[AuditState]] = {
    AuditState.WAITING: frozenset({AuditState.AGREED, AuditState.DISAGREED, AuditState.LAPSED}),
    AuditState.DISAGREED: frozenset({AuditState.SETTLED}),
    AuditState.AGREED: frozenset(),
    AuditState.SETTLED: frozenset(),
    AuditState.LAPSED: frozenset(),
}
AUDIT_WORDS = {
    AuditState.WAITING: _("Waits"),
    AuditState.AGREED: _("Agreed"),
    AuditState.DISAGREED: _("Disagreed"),
    AuditState.SETTLED: _("Settled"),
    AuditState.LAPSED: _("Not judged in time"),
}


class Settlement(StrEnum):
    """What a lead makes of two readings that differ."""

    STANDS = "stands"
    BOTH = "both"
    REVERSED = "reversed"
    BACK = "back"


SETTLEMENT_WORDS = {
    Settlement.STANDS: _("The decision stands"),
    Settlement.BOTH: _("Both readings can be defended; the decision stands, and the policy is to be made clearer"),
    Settlement.REVERSED: _("The decision does not stand: let the content stand again, and tell both sides"),
    Settlement.BACK: _("The decision does not stand: put the case back into the queue"),
}


class PurposeAnswer(StrEnum):
    """What the second judge found of the six exemptions of Reg. (EU) 2021/784, Art. 1(3)."""

    NONE = "none"
    UNCERTAIN = "uncertain"
    EDUCATION = "education"
    JOURNALISM = "journalism"
    ART = "art"
    RESEARCH = "research"
    COUNTER_SPEECH = "counter_speech"
    POLEMIC = "polemic"


PURPOSE_WORDS = {
    PurposeAnswer.NONE: _("None of them"),
    PurposeAnswer.UNCERTAIN: _("I am not certain"),
    PurposeAnswer.EDUCATION: _("Education"),
    PurposeAnswer.JOURNALISM: _("Journalism"),
    PurposeAnswer.ART: _("Art"),
    PurposeAnswer.RESEARCH: _("Research"),
    PurposeAnswer.COUNTER_SPEECH: _("Counter-speech"),
    PurposeAnswer.POLEMIC: _("Polemic"),
}


class Reversal(StrEnum):
    """How a decision came to stand no longer."""

    NONE = ""
    APPEAL = "appeal"
    AUDIT = "audit"
    OWN = "own"  # somebody here found it without either


class Group(StrEnum):
    """By what decisions are told apart in the figures."""

    POLICY = "policy"
    LANGUAGE = "language"
    LIST = "list"
    REVIEWER = "reviewer"


GROUP_WORDS = {
    Group.POLICY: _("Version and clause of the policy"),
    Group.LANGUAGE: _("Language"),
    Group.LIST: _("List that it met"),
    Group.REVIEWER: _("Reviewer"),
}
PUBLISHED_GROUPS = (Group.POLICY, Group.LANGUAGE, Group.LIST)  # nobody is published by their code

# -- made-up cases ----------------------------------------------------------------------------------------------------

GOLDEN_PER_WEEK = 2  # ours; none where the platform wants none
GOLDEN_PER_WEEK_AT_MOST = 50
GOLDEN_TEXT_LIMIT = 20_000  # characters


class GoldenKind(StrEnum):
    TEXT = "text"
    PICTURE = "picture"
