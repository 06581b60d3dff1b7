"""The words of the orders desk: states, clocks, checks, grounds, limits. Units and sources stand beside each number.

The regulation meant by a bare article is Regulation (EU) 2021/784.
"""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

LAW = "Reg. (EU) 2021/784"

# -- an order ---------------------------------------------------------------------------------------------------------


class Channel(StrEnum):
    """How an order came in."""

    FORM = "form"  # typed in here, or by the authority on our own page
    MAIL = "mail"
    PDF = "pdf"
    HAND = "hand"  # by fax, letter or messenger: what came is kept beside the fields


CHANNEL_WORDS = {
    Channel.FORM: _("By form"),
    Channel.MAIL: _("By e-mail"),
    Channel.PDF: _("As a PDF"),
    Channel.HAND: _("By fax, letter or messenger"),
}


class OrderState(StrEnum):
    RECEIVED = "received"
    DISABLING = "disabling"  # the platform was asked; it has not said yet that it is done
    DISABLED = "disabled"
    QUERIED = "queried"  # Annex III was sent first: manifest errors or too little information, Art. 3(8)
    OBSTRUCTED = "obstructed"  # Annex III was sent: force majeure or de facto impossibility, Art. 3(7)
    REINSTATED = "reinstated"
    CLOSED = "closed"  # not an order, or withdrawn before anything was disabled


ORDER_MOVES: dict[OrderState, frozenset[OrderState]] = {
    OrderState.RECEIVED: frozenset(
        {OrderState.DISABLING, OrderState.QUERIED, OrderState.OBSTRUCTED, OrderState.CLOSED}
    ),
    OrderState.DISABLING: frozenset({OrderState.DISABLED, OrderState.OBSTRUCTED, OrderState.REINSTATED}),
    OrderState.DISABLED: frozenset({OrderState.REINSTATED}),
    OrderState.QUERIED: frozenset({OrderState.DISABLING, OrderState.RECEIVED, OrderState.CLOSED}),
    OrderState.OBSTRUCTED: frozenset({OrderState.DISABLING, OrderState.RECEIVED, OrderState.CLOSED}),
    OrderState.REINSTATED: frozenset(),
    OrderState.CLOSED: frozenset(),
}
STATE_WORDS = {
    OrderState.RECEIVED: _("Received"),
    OrderState.DISABLING: _("Being disabled"),
    OrderState.DISABLED: _("Disabled"),
    OrderState.QUERIED: _("Asked back"),
    OrderState.OBSTRUCTED: _("Obstructed"),
    OrderState.REINSTATED: _("Reinstated"),
    OrderState.CLOSED: _("Closed"),
}
OPEN_STATES = (OrderState.RECEIVED, OrderState.DISABLING, OrderState.QUERIED, OrderState.OBSTRUCTED)
CAN_DISABLE = frozenset({OrderState.RECEIVED, OrderState.QUERIED, OrderState.OBSTRUCTED})


class Ground(StrEnum):
    """Why an order cannot be carried out, as Annex III has it: Art. 3(7) and 3(8)."""

    IMPOSSIBLE = "impossible"
    ERRORS = "errors"
    INSUFFICIENT = "insufficient"


class Defect(StrEnum):
    """What may be wrong with an order."""

    MISSING_FIELD = "missing_field"
    MANIFEST_ERROR = "manifest_error"
    IMPOSSIBLE = "impossible"
    UNCLEAR = "unclear"


DEFECT_WORDS = {
    Defect.MISSING_FIELD: _("A mandatory field is missing"),
    Defect.MANIFEST_ERROR: _("A manifest error"),
    Defect.IMPOSSIBLE: _("De facto impossible"),
    Defect.UNCLEAR: _("Unclear"),
}
GROUND_OF = {
    Defect.MISSING_FIELD: Ground.INSUFFICIENT,
    Defect.MANIFEST_ERROR: Ground.ERRORS,
    Defect.IMPOSSIBLE: Ground.IMPOSSIBLE,
    Defect.UNCLEAR: Ground.INSUFFICIENT,
}


class Check(StrEnum):
    """The authenticity checklist. It stands in nobody's way: disabling never waits for it."""

    REGISTERED = "registered"
    SENDER = "sender"
    SIGNED = "signed"
    CALLED_BACK = "called_back"
    REFERENCE = "reference"
    OURS = "ours"
    LANGUAGE = "language"


CHECK_SENTENCES = {
    Check.REGISTERED: _("The authority stands in the register of competent authorities."),
    Check.SENDER: _("The sender's domain is one that the register knows for this authority."),
    Check.SIGNED: _("It bears an electronic signature or stamp that verifies."),
    Check.CALLED_BACK: _("The authority confirmed it by a number or address that did not come with the order."),
    Check.REFERENCE: _("It has a reference, a date and a time of issue."),
    Check.OURS: _("Each address in it is one of ours."),
    Check.LANGUAGE: _("It is in a language that our contact point names."),
}


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class ReinstateReason(StrEnum):
    INFRINGEMENT = "infringement"  # Art. 4(7): at once
    WITHDRAWN = "withdrawn"
    ANNULLED = "annulled"  # by a court: Art. 9
    NOT_AUTHENTIC = "not_authentic"


REINSTATE_WORDS = {
    ReinstateReason.INFRINGEMENT: _("The home authority found an infringement"),
    ReinstateReason.WITHDRAWN: _("The authority withdrew the order"),
    ReinstateReason.ANNULLED: _("A court annulled the order"),
    ReinstateReason.NOT_AUTHENTIC: _("The order turned out not to be authentic"),
}

# -- replies ----------------------------------------------------------------------------------------------------------


class Annex(StrEnum):
    II = "annex_ii"  # what was done: Art. 3(6)
    III = "annex_iii"  # why it could not be done: Art. 3(7) and 3(8)


class ReplyState(StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"  # their mail server took it, or they said that it came
    FAILED = "failed"


# -- scrutiny, Art. 4 -------------------------------------------------------------------------------------------------


class Asker(StrEnum):
    """Who had the home authority look at an order."""

    PROVIDER = "provider"
    AUTHOR = "author"
    AUTHORITY = "authority"


ASKER_WORDS = {
    Asker.PROVIDER: _("We asked"),
    Asker.AUTHOR: _("The author asked"),
    Asker.AUTHORITY: _("The home authority looked into it by itself"),
}


class ScrutinyFinding(StrEnum):
    INFRINGEMENT = "infringement"
    NONE = "none"


# -- clocks -----------------------------------------------------------------------------------------------------------


class ClockKind(StrEnum):
    EXECUTION = "execution"
    VERIFY = "verify"
    REPLY = "reply"
    SCRUTINY_REQUEST = "scrutiny_request"
    AUTHOR_SCRUTINY = "author_scrutiny"
    SCRUTINY_DECISION = "scrutiny_decision"
    NON_DISCLOSURE = "non_disclosure"
    COMPLAINT = "complaint"
    MEASURES_REPORT = "measures_report"
    TRANSPARENCY = "transparency"
    REQUEST = "request"


CLOCK_WORDS = {
    ClockKind.EXECUTION: _("Disable access"),
    ClockKind.VERIFY: _("Verify what was disabled unverified"),
    ClockKind.REPLY: _("Reply to the authority"),
    ClockKind.SCRUTINY_REQUEST: _("Ask the home authority for scrutiny"),
    ClockKind.AUTHOR_SCRUTINY: _("The author may ask for scrutiny"),
    ClockKind.SCRUTINY_DECISION: _("The home authority decides"),
    ClockKind.NON_DISCLOSURE: _("Non-disclosure ends, the author is told"),
    ClockKind.COMPLAINT: _("Answer a complaint"),
    ClockKind.MEASURES_REPORT: _("Report on specific measures"),
    ClockKind.TRANSPARENCY: _("Publish the transparency report"),
    ClockKind.REQUEST: _("Answer a request"),
}
CLOCK_LAW = {
    ClockKind.EXECUTION: f"{LAW}, Art. 3(3)",
    ClockKind.VERIFY: "",  # ours
    ClockKind.REPLY: f"{LAW}, Art. 3(6) to (8)",
    ClockKind.SCRUTINY_REQUEST: f"{LAW}, Art. 4(4)",
    ClockKind.AUTHOR_SCRUTINY: f"{LAW}, Art. 4(4)",
    ClockKind.SCRUTINY_DECISION: f"{LAW}, Art. 4(3) and (4)",
    ClockKind.NON_DISCLOSURE: f"{LAW}, Art. 11(3)",
    ClockKind.COMPLAINT: f"{LAW}, Art. 10(2)",
    ClockKind.MEASURES_REPORT: f"{LAW}, Art. 5(5)",
    ClockKind.TRANSPARENCY: f"{LAW}, Art. 7(2) and (3)",
    ClockKind.REQUEST: "",  # the request names it
}
ENDS_BY_ITSELF = frozenset(
    {
        ClockKind.NON_DISCLOSURE,
        ClockKind.SCRUTINY_REQUEST,
        ClockKind.AUTHOR_SCRUTINY,
        ClockKind.SCRUTINY_DECISION,
    }
)  # rights of ours or of others, or periods of an authority: none of us is late when they run out

ENDED_BY_REINSTATEMENT = (
    ClockKind.EXECUTION,
    ClockKind.VERIFY,
    ClockKind.SCRUTINY_REQUEST,
    ClockKind.AUTHOR_SCRUTINY,
    ClockKind.SCRUTINY_DECISION,
)  # the order has no effect any more, so nothing is left to carry out, to verify or to scrutinise: Art. 4(7)

REMOVAL_WINDOW = timedelta(hours=1)  # Art. 3(3)
VERIFY_WITHIN = timedelta(hours=1)  # ours: what was disabled first is verified within the hour
REPLY_TARGET = timedelta(minutes=10)  # ours, for "without undue delay" in Art. 3(6) to (8)
SCRUTINY_REQUEST = timedelta(hours=48)  # Art. 4(4)
SCRUTINY_DECISION = timedelta(hours=72)  # Art. 4(3) and (4)
ADVANCE_INFORMATION = timedelta(hours=12)  # Art. 3(2): before the first order of an authority; not a grace period
NON_DISCLOSURE_WEEKS = 6  # Art. 11(3): at most, and at most as long again
COMPLAINT_WEEKS = 2  # Art. 10(2)
REPORT_AFTER_MONTHS, REPORT_EVERY_MONTHS = 3, 12  # Art. 5(5)
TRANSPARENCY_MONTH, TRANSPARENCY_DAY = 3, 1  # Art. 7: before 1 March of the following year

ALARMS = (timedelta(minutes=45), timedelta(minutes=30), timedelta(minutes=15))  # before the end of every clock
DAY_BEFORE = timedelta(days=1)  # and so long before the end of those that run for two days or more
LATE_ALARM = timedelta(minutes=1)  # an alarm that comes later than this says so
ON_CALL_ANSWER = timedelta(minutes=10)  # ours: then the next on the rota is called
CALLS_AT_MOST = 40  # of one order, about seven hours; then the desk page is what remains

# -- requests that are no orders --------------------------------------------------------------------------------------


class RequestKind(StrEnum):
    REFERRAL = "referral"
    DATA = "data"
    EMERGENCY = "emergency"
    PRESERVATION = "preservation"


REQUEST_WORDS = {
    RequestKind.REFERRAL: _("Informal referral"),
    RequestKind.DATA: _("Request for data"),
    RequestKind.EMERGENCY: _("Emergency disclosure request"),
    RequestKind.PRESERVATION: _("Preservation request"),
}
REQUEST_RULES = {
    RequestKind.REFERRAL: _("Judged under our own rules like any flag; it binds us to nothing."),
    RequestKind.DATA: _("Nothing is handed out without a legal basis, a verified sender and no more than is named."),
    RequestKind.EMERGENCY: _("Answered at once where a life is in danger, which is stated; the sender is verified."),
    RequestKind.PRESERVATION: _("Kept, not handed out; it names a legal basis and has an end."),
}
NEEDS_LEGAL_BASIS = frozenset({RequestKind.DATA, RequestKind.EMERGENCY, RequestKind.PRESERVATION})


class RequestState(StrEnum):
    OPEN = "open"
    CHALLENGED = "challenged"
    ANSWERED = "answered"


class RequestAnswer(StrEnum):
    COMPLIED = "complied"
    PARTLY = "partly"
    REFUSED = "refused"
    OWN_RULES = "own_rules"  # a referral was taken in as a flag


ANSWER_WORDS = {
    RequestAnswer.COMPLIED: _("Complied with"),
    RequestAnswer.PARTLY: _("Complied with in part"),
    RequestAnswer.REFUSED: _("Refused"),
    RequestAnswer.OWN_RULES: _("Judged under our own rules"),
}

# -- how a clock stopped ----------------------------------------------------------------------------------------------


class ClockOutcome(StrEnum):
    """How a clock stopped, where no answer, finding or reason of reinstatement says it. Stored, so never changed."""

    DISABLED = "disabled in all Member States"
    VERIFIED = "verified"
    ANNEX_II = "annex_ii delivered"
    ANNEX_III = "annex_iii delivered"
    ASKED = "asked"
    WAIVED = "waived"
    REPORTED = "reported"
    ANSWERED = "answered"
    PUBLISHED = "published"
    ENDED = "ended"  # by whoever decided it: non-disclosure, an exposure decision
    RAN_OUT = "ran out"
    CLOSED = "closed"
    DRILL = "the drill ended"


def reinstated(reason: ReinstateReason) -> str:
    """The outcome of clocks that a reinstatement leaves nothing to run for."""
    return f"reinstated: {reason}"


CLOCK_OUTCOME_WORDS: dict[str, str] = {
    ClockOutcome.DISABLED: _("Disabled in all Member States"),
    ClockOutcome.VERIFIED: _("Verified"),
    ClockOutcome.ANNEX_II: _("Annex II was delivered"),
    ClockOutcome.ANNEX_III: _("Annex III was delivered"),
    ClockOutcome.ASKED: _("Scrutiny was asked for"),
    ClockOutcome.WAIVED: _("We do not ask"),
    ClockOutcome.REPORTED: _("Reported to the authority"),
    ClockOutcome.ANSWERED: _("It was answered"),
    ClockOutcome.PUBLISHED: _("Published"),
    ClockOutcome.ENDED: _("It applies no longer"),
    ClockOutcome.RAN_OUT: _("The period ran out"),
    ClockOutcome.CLOSED: _("Closed"),
    ClockOutcome.DRILL: _("The drill ended"),
    ScrutinyFinding.INFRINGEMENT: _("Infringement"),
    ScrutinyFinding.NONE: _("No infringement"),
    **{str(answer): words for answer, words in ANSWER_WORDS.items()},
    **{reinstated(reason): words for reason, words in REINSTATE_WORDS.items()},
}

OTHER_OUTCOMES = {"passed_on": _("Passed on"), "out_of_reach": _("Out of reach")}  # of what others publish beside ours

# -- the register -----------------------------------------------------------------------------------------------------


class Competence(StrEnum):
    """What an authority may do: Art. 12(1)."""

    ISSUE = "issue"
    SCRUTINISE = "scrutinise"
    OVERSEE = "oversee"
    PENALISE = "penalise"


COMPETENCE_WORDS = {
    Competence.ISSUE: _("issues removal orders"),
    Competence.SCRUTINISE: _("scrutinises removal orders"),
    Competence.OVERSEE: _("oversees specific measures"),
    Competence.PENALISE: _("imposes penalties"),
}

# -- limits -----------------------------------------------------------------------------------------------------------

MAIL_LIMIT_BYTES = 10 * 1024 * 1024
PDF_PAGES_AT_MOST = 40
PDF_SECONDS = 20.0
PDF_CPU_SECONDS = 15
PDF_MEMORY_BYTES = 1024 * 1024 * 1024
TEXT_LIMIT = 200_000  # characters that are read of a message or document
LINK_LASTS = timedelta(days=7)
REPLY_LINK_LASTS = timedelta(days=60)
AUTHOR_LINK_LASTS = timedelta(days=184)
CALENDAR_LASTS = timedelta(days=366)
ON_CALL_AUDIENCE = "on-call"  # of webhooks: a phone gateway hangs there
