"""The words of assessments: what is asked, how it is answered, what an answer counts as, and the levels."""

from enum import StrEnum

from bonafides.programme.members.vocabulary import Overlay, Requirement, ServiceType


class Principle(StrEnum):
    """The six principles of the pledge, in their order."""

    EXPRESSION = "expression"
    NON_DISCRIMINATION = "non_discrimination"
    PRIVACY = "privacy"
    TRANSPARENCY = "transparency"
    ACCOUNTABILITY = "accountability"
    COLLABORATION = "collaboration"


class Assessment(StrEnum):
    RISK = "risk"  # what the service is and what happened on it
    MITIGATION = "mitigation"  # what is done about it


class Kind(StrEnum):
    """How a question is answered."""

    ONE = "one"  # the id of one option
    MULTI = "multi"  # the ids of any options, also of none
    NUMBER = "number"  # a whole number, 0 or more
    TEXT = "text"  # words; never scored
    MATURITY = "maturity"  # 1 to 5, as its anchors say


class CountsAs(StrEnum):
    """What an answer does in the score."""

    FEATURE = "feature"  # makes misuse, or harm to rights, more likely
    IMPACT = "impact"  # makes misuse graver: reach, and who is reached
    OBSERVED = "observed"  # misuse that was seen: the likelihood is not below it
    CONTROL = "control"  # something that is done
    CONTEXT = "context"  # read by people, not scored


class Combine(StrEnum):
    """How the chosen options of one question come together."""

    HIGHEST = "highest"
    SUM = "sum"  # 100 at most


class Axis(StrEnum):
    """The two numbers, which are never merged."""

    EXPLOITATION = "exploitation"
    RIGHTS = "rights"


class Grade(StrEnum):
    """How well a control is shown, weakest first."""

    ASSERTED = "asserted"  # we say so
    DOCUMENT = "document"  # a document shows it
    TESTED = "tested"  # somebody tried it, or watched it work


class Level(StrEnum):
    """The word for a number, mildest first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Transform(StrEnum):
    """What becomes of the answer to a question that another one replaces."""

    IDENTITY = "identity"
    MAP = "map"
    DROP = "drop"
    ASK_AGAIN = "ask_again"


class Relation(StrEnum):
    """How a question stands to the rule of a framework. Source: NIST IR 8278A, set theory relationship mapping."""

    EQUAL = "equal"
    SUBSET = "subset"  # the question asks for part of the rule
    SUPERSET = "superset"  # the question asks for more than the rule
    INTERSECTS = "intersects"


MATURITY_LEVELS = 5
WEIGHT_AT_MOST = 5
EFFORT_AT_MOST = 5
CORE_AT_MOST = 30  # questions that a one-person platform is asked, of both assessments together

__all__ = [
    "CORE_AT_MOST",
    "EFFORT_AT_MOST",
    "MATURITY_LEVELS",
    "WEIGHT_AT_MOST",
    "Assessment",
    "Axis",
    "Combine",
    "CountsAs",
    "Grade",
    "Kind",
    "Level",
    "Overlay",
    "Principle",
    "Relation",
    "Requirement",
    "ServiceType",
    "Transform",
]
