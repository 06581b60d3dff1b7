"""The words of the trustmark: reviews and their seats, marks and their standing, measures, and every limit."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import Requirement

VALID_FOR = timedelta(days=35)  # one instance; a mark that nobody renews is over by itself
RENEW_AFTER = timedelta(days=20)  # from then on every run tries, so that a fault has 15 days to be mended
CONFIRM_WITHIN = timedelta(hours=72)  # what one officer began a second one confirms, or it is lifted by itself
WARN_BEFORE_DAYS = (14,)  # the end of what a mark stands on
LIST_LASTS = timedelta(days=3)  # so that a weekend without a worker makes no mark unverifiable
RESIGN_LIST_AFTER = timedelta(hours=6)
STATE_LASTS = timedelta(days=3)  # the signed word on how a mark stands
RESIGN_STATE_AFTER = timedelta(days=1)
FRESH_FOR = timedelta(minutes=1)  # how long a cache may keep what says whether a mark stands
READING_COMPLETE = 2  # reviewers who must have decided
REASONS_AT_LEAST = 20  # characters
KNOWLEDGE_LOOKED_AT = timedelta(days=365)

COMMITMENTS = frozenset({Requirement.TRANSPARENCY, Requirement.TECHNOLOGY, Requirement.CIVIL_SOCIETY})
"""Where a dated promise is enough: to improve reporting, to explore technology, to consider campaigns. What the terms
say, whether reports are received and who is reached are facts: they are so or are not."""


# -- reviews ----------------------------------------------------------------------------------------------------------


class ReviewState(StrEnum):
    OPEN = "open"  # two reviewers are sought, or have not both decided
    SPLIT = "split"  # they differ; a third reads without knowing how
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by the member


REVIEW_MOVES: dict[ReviewState, tuple[ReviewState, ...]] = {
    ReviewState.OPEN: (ReviewState.SPLIT, ReviewState.GRANTED, ReviewState.REFUSED, ReviewState.WITHDRAWN),
    ReviewState.SPLIT: (ReviewState.GRANTED, ReviewState.REFUSED, ReviewState.WITHDRAWN),
    ReviewState.GRANTED: (),
    ReviewState.REFUSED: (ReviewState.OPEN,),  # an appeal is allowed: two others read it again
    ReviewState.WITHDRAWN: (),
}
UNDER_WAY = (ReviewState.OPEN, ReviewState.SPLIT)
REVIEW_WORDS = {
    ReviewState.OPEN: _("Under review"),
    ReviewState.SPLIT: _("A third reviewer reads it"),
    ReviewState.GRANTED: _("Granted"),
    ReviewState.REFUSED: _("Refused"),
    ReviewState.WITHDRAWN: _("Withdrawn"),
}


class SeatState(StrEnum):
    TAKEN = "taken"  # interests are not declared yet
    READING = "reading"  # none is declared
    DECIDED = "decided"
    ASIDE = "aside"  # an interest is declared; somebody else reads
    SPENT = "spent"  # of a reading that an appeal has set aside


SEAT_MOVES: dict[SeatState, tuple[SeatState, ...]] = {
    SeatState.TAKEN: (SeatState.READING, SeatState.ASIDE),
    SeatState.READING: (SeatState.DECIDED, SeatState.ASIDE),
    SeatState.DECIDED: (SeatState.SPENT,),
    SeatState.ASIDE: (),
    SeatState.SPENT: (),
}
SEAT_WORDS = {
    SeatState.TAKEN: _("Interests to be declared"),
    SeatState.READING: _("Reading"),
    SeatState.DECIDED: _("Has decided"),
    SeatState.ASIDE: _("Stood aside"),
    SeatState.SPENT: _("Set aside on appeal"),
}


class Verdict(StrEnum):
    GRANT = "grant"
    REFUSE = "refuse"


VERDICT_WORDS = {Verdict.GRANT: _("Grant the mark"), Verdict.REFUSE: _("Refuse the mark")}


class Finding(StrEnum):
    """What a reviewer found of one requirement."""

    MET = "met"
    COMMITTED = "committed"
    NOT_MET = "not_met"


FINDING_WORDS = {
    Finding.MET: _("Met"),
    Finding.COMMITTED: _("Committed, with a date"),
    Finding.NOT_MET: _("Not met"),
}


# -- marks ------------------------------------------------------------------------------------------------------------


class MarkState(StrEnum):
    """What was decided about a mark. How it stands at a moment (`Standing`) follows from it and the clock."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    LAPSED = "lapsed"


MARK_MOVES: dict[MarkState, tuple[MarkState, ...]] = {
    MarkState.ACTIVE: (MarkState.SUSPENDED, MarkState.REVOKED, MarkState.LAPSED),
    MarkState.SUSPENDED: (MarkState.ACTIVE, MarkState.REVOKED),
    MarkState.REVOKED: (MarkState.ACTIVE,),  # an appeal is allowed
    MarkState.LAPSED: (),  # asked for again, and reviewed again
}
HELD = (MarkState.ACTIVE, MarkState.SUSPENDED)


class Standing(StrEnum):
    """What the register says of a mark at a moment."""

    VALID = "valid"
    ENDING = "ending"  # a requirement no longer holds: not renewed
    ISSUER_LATE = "issuer_late"  # to be renewed, and the programme has not managed to: no fault of the member's
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    LAPSED = "lapsed"


STANDING_WORDS = {
    Standing.VALID: _("Valid"),
    Standing.ENDING: _("Ending"),
    Standing.ISSUER_LATE: _("Issuer late"),
    Standing.SUSPENDED: _("Suspended"),
    Standing.REVOKED: _("Revoked"),
    Standing.LAPSED: _("Lapsed"),
}
STANDING_SENTENCES = {
    Standing.VALID: _("This mark stands. It is renewed each month while the requirements hold."),
    Standing.ENDING: _(
        "A requirement no longer holds, so this mark is not renewed. It ends by itself on the date below."
    ),
    Standing.ISSUER_LATE: _(
        "The requirements hold, and the programme is late in renewing. The member is not at fault."
    ),
    Standing.SUSPENDED: _("This mark is suspended while the programme looks into a matter."),
    Standing.REVOKED: _("This mark was revoked."),
    Standing.LAPSED: _("This mark has lapsed."),
}


class MeasureKind(StrEnum):
    SUSPENSION = "suspension"  # at once; a second officer confirms it
    REVOCATION = "revocation"  # once a second officer has confirmed it


class MeasureState(StrEnum):
    OPEN = "open"  # one officer's; a second is awaited
    CONFIRMED = "confirmed"
    LIFTED = "lifted"  # by somebody, with a reason
    EXPIRED = "expired"  # nobody confirmed it in time


MEASURE_MOVES: dict[MeasureState, tuple[MeasureState, ...]] = {
    MeasureState.OPEN: (MeasureState.CONFIRMED, MeasureState.LIFTED, MeasureState.EXPIRED),
    MeasureState.CONFIRMED: (MeasureState.LIFTED,),
    MeasureState.LIFTED: (),
    MeasureState.EXPIRED: (),
}
MEASURE_WORDS = {
    MeasureState.OPEN: _("Waits for a second officer"),
    MeasureState.CONFIRMED: _("Confirmed by two"),
    MeasureState.LIFTED: _("Lifted"),
    MeasureState.EXPIRED: _("Lifted by itself: nobody confirmed it in time"),
}
MEASURE_KIND_WORDS = {MeasureKind.SUSPENSION: _("Suspension"), MeasureKind.REVOCATION: _("Revocation")}


class EndOfInstance(StrEnum):
    """Why an instance was revoked before its own end."""

    SUSPENDED = "suspended"
    REVOKED = "revoked"
    KEY_COMPROMISED = "key_compromised"
    LEFT = "left"  # the member left the programme


# -- being heard ------------------------------------------------------------------------------------------------------


class AppealState(StrEnum):
    OPEN = "open"
    ALLOWED = "allowed"
    DISMISSED = "dismissed"


APPEAL_WORDS = {
    AppealState.OPEN: _("To be heard"),
    AppealState.ALLOWED: _("Allowed"),
    AppealState.DISMISSED: _("Dismissed"),
}


class ComplaintState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"


COMPLAINT_WORDS = {ComplaintState.OPEN: _("To be answered"), ComplaintState.ANSWERED: _("Answered")}
