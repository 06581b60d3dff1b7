"""The words of the vault: what is kept, the clocks that keep it, acts, purposes, releases, limits with their source."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop

# -- what is kept --------------------------------------------------------------------------------------------------


class PieceKind(StrEnum):
    CONTENT = "content"  # the bytes, as they came
    CONTEXT = "context"  # what stood around it, and the page as the platform served it
    RECORD = "record"  # what is known of it: author, addresses, digests, decision, statements


class Cause(StrEnum):
    """Why an item came into the vault."""

    HOLD = "hold"  # a match alone, for hours
    DECISION = "decision"
    ORDER = "order"  # a removal order


CAUSE_WORDS = {
    Cause.HOLD: gettext_noop("Held by a match"),
    Cause.DECISION: gettext_noop("Restricted by a decision"),
    Cause.ORDER: gettext_noop("Restricted by a removal order"),
}

# -- clocks --------------------------------------------------------------------------------------------------------


class ClockKind(StrEnum):
    """Why an item may not be erased yet. An item is erased when none of its clocks runs."""

    CASE = "case"
    TCO_SIX_MONTHS = "tco_six_months"
    COMPLAINT = "complaint"
    EXTENSION = "extension"
    PRESERVATION = "preservation"
    LEGAL_HOLD = "legal_hold"
    ACCOUNTABILITY = "accountability"
    STATUTORY = "statutory"


CLOCK_WORDS = {
    ClockKind.CASE: gettext_noop("The case or a complaint needs it"),
    ClockKind.TCO_SIX_MONTHS: gettext_noop("Six months from removal"),
    ClockKind.COMPLAINT: gettext_noop("A complaint can be made"),
    ClockKind.EXTENSION: gettext_noop("Extension asked for by an authority or court"),
    ClockKind.PRESERVATION: gettext_noop("Preservation request"),
    ClockKind.LEGAL_HOLD: gettext_noop("Legal hold"),
    ClockKind.ACCOUNTABILITY: gettext_noop("Kept for accountability"),
    ClockKind.STATUTORY: gettext_noop("Another duty in law"),
}
CLOCK_LAW = {
    ClockKind.CASE: "Reg. (EU) 2022/2065, Art. 20(1); Reg. (EU) 2021/784, Art. 10",
    ClockKind.TCO_SIX_MONTHS: "Reg. (EU) 2021/784, Art. 6(2)",
    ClockKind.COMPLAINT: "Reg. (EU) 2022/2065, Art. 20(1)",
    ClockKind.EXTENSION: "Reg. (EU) 2021/784, Art. 6(2)",
    ClockKind.PRESERVATION: "Reg. (EU) 2023/1543, Art. 11",
    ClockKind.LEGAL_HOLD: "",  # the person who sets it names the law
    ClockKind.ACCOUNTABILITY: "",  # ours; see docs/how-to/keep-evidence.md
    ClockKind.STATUTORY: "",  # the person who sets it names the law
}
TCO_MONTHS = 6  # Reg. (EU) 2021/784, Art. 6(2): six months from the removal or the disabling of access
COMPLAINT_WINDOW = timedelta(days=184)  # Reg. (EU) 2022/2065, Art. 20(1): at least six months; 184 days are never less
ACCOUNTABILITY_MONTHS = 60  # ours: five years, where the measure itself has no end
ACCOUNTABILITY = "preserve"  # moderation's measure that starts that clock
DISABLING = frozenset({"geo", "disable", "remove", ACCOUNTABILITY})  # moderation's measures that Art. 6 speaks of
SET_BY_HAND = (ClockKind.EXTENSION, ClockKind.PRESERVATION, ClockKind.LEGAL_HOLD, ClockKind.STATUTORY)
HOLD_AT_MOST = {
    ClockKind.EXTENSION: timedelta(days=366),  # ours: an authority that needs longer asks again
    ClockKind.PRESERVATION: timedelta(days=90),  # Reg. (EU) 2023/1543, Art. 11: 60 days and 30 more; ours for every one
    ClockKind.LEGAL_HOLD: timedelta(days=366),  # ours: reviewed at least every year
    ClockKind.STATUTORY: timedelta(days=3653),  # ours
}
ERASED_WITHIN = timedelta(hours=24)  # ours: after the last clock
OVERDUE_REPORT_EVERY = timedelta(days=7)


class ClockState(StrEnum):
    """What the clocks of an item come to: how the list is filtered."""

    RUNNING = "running"
    DUE = "due"  # no clock runs; to be erased within a day
    OVERDUE = "overdue"  # should be gone
    ERASED = "erased"


# -- custody -------------------------------------------------------------------------------------------------------


class Act(StrEnum):
    """What was done with an item: one custody record each."""

    COLLECT = "collect"
    HASH = "hash"
    VIEW = "view"
    COPY = "copy"
    HOLD = "hold"
    RELEASE = "release"
    ERASE = "erase"


class Purpose(StrEnum):
    """What bytes are read for."""

    JUDGEMENT = "judgement"  # somebody reads the case
    RESTORING = "restoring"  # the platform gets back what is live again
    SUBJECT_ACCESS = "subject_access"  # Reg. (EU) 2016/679, Art. 15
    INTEGRITY = "integrity"
    CUSTODY = "custody"  # the custodian makes sure of what is kept
    RELEASE = "release"
    THREAT = "threat_to_life"  # Reg. (EU) 2021/784, Art. 14(5)


# -- releases ------------------------------------------------------------------------------------------------------


class LegalBasis(StrEnum):
    TCO_ORDER = "tco_order"
    TCO_INVESTIGATION = "tco_investigation"
    TCO_THREAT = "tco_threat"
    DSA_THREAT = "dsa_threat"
    DSA_ORDER = "dsa_order"
    EPOC = "epoc"
    COURT = "court"
    COMPLAINT = "complaint"
    ACCOUNTABILITY = "accountability"


BASIS_WORDS = {
    LegalBasis.TCO_ORDER: gettext_noop("Review of a removal order: Reg. (EU) 2021/784, Art. 6(1)(a)"),
    LegalBasis.TCO_INVESTIGATION: gettext_noop("Investigation of terrorist offences: Reg. (EU) 2021/784, Art. 6(1)(b)"),
    LegalBasis.TCO_THREAT: gettext_noop("Imminent threat to life: Reg. (EU) 2021/784, Art. 14(5)"),
    LegalBasis.DSA_THREAT: gettext_noop("Suspicion of a crime that threatens life: Reg. (EU) 2022/2065, Art. 18"),
    LegalBasis.DSA_ORDER: gettext_noop("Order to give information: Reg. (EU) 2022/2065, Art. 10"),
    LegalBasis.EPOC: gettext_noop("European Production Order: Reg. (EU) 2023/1543"),
    LegalBasis.COURT: gettext_noop("Order of a court"),
    LegalBasis.COMPLAINT: gettext_noop("A complaint or a dispute: Reg. (EU) 2022/2065, Art. 20 and 21"),
    LegalBasis.ACCOUNTABILITY: gettext_noop("Accountability for grave crimes, at the request of a body with that task"),
}


class ReleaseState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EMERGENCY = "emergency"  # the glass is broken: handed out by one person, to be confirmed by another
    RELEASED = "released"
    OBJECTED = "objected"  # handed out in an emergency that the second person does not see
    EXPIRED = "expired"


RELEASE_WORDS = {
    ReleaseState.REQUESTED: gettext_noop("Waits for two votes"),
    ReleaseState.APPROVED: gettext_noop("Approved"),
    ReleaseState.REFUSED: gettext_noop("Refused"),
    ReleaseState.WITHDRAWN: gettext_noop("Withdrawn"),
    ReleaseState.EMERGENCY: gettext_noop("Emergency: waits for a second person"),
    ReleaseState.RELEASED: gettext_noop("Released"),
    ReleaseState.OBJECTED: gettext_noop("Emergency not confirmed"),
    ReleaseState.EXPIRED: gettext_noop("Expired"),
}
VOTES_NEEDED = 2  # by persons other than the one who asks
REQUEST_LASTS = timedelta(days=7)  # ours: votes and packing within it
PACKAGE_LASTS = timedelta(days=7)  # ours: then the package is erased here
CONFIRM_WITHIN = timedelta(hours=24)  # ours: a second person looks at an emergency
ITEMS_AT_MOST = 500  # in one release
EMERGENCY_BASES = frozenset({LegalBasis.TCO_THREAT, LegalBasis.DSA_THREAT})  # the only ones that may break the glass


class NoticeKind(StrEnum):
    EMERGENCY = "emergency"
    UNCONFIRMED = "unconfirmed"
    OBJECTED = "objected"
    OVERDUE = "overdue"


NOTICE_WORDS = {
    NoticeKind.EMERGENCY: gettext_noop("Evidence was handed out in an emergency, before a second person agreed."),
    NoticeKind.UNCONFIRMED: gettext_noop("Nobody confirmed an emergency release within 24 hours."),
    NoticeKind.OBJECTED: gettext_noop("The second person did not agree that there was an emergency."),
    NoticeKind.OVERDUE: gettext_noop("Evidence is kept past its last clock."),
}
