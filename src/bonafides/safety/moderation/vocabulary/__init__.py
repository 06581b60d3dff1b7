"""The words of moderation: states, sources, measures, reasons. Its clocks and limits stand in `limits`."""

from enum import StrEnum

from bonafides.kernel.text import gettext_noop

# -- what comes in ---------------------------------------------------------------------------------


class SourceKind(StrEnum):
    """Who raised a flag. Each is counted apart; only a removal order is not a flag under our own rules."""

    USER_NOTICE = "user_notice"  # DSA Art. 16
    TRUSTED_FLAGGER = "trusted_flagger"  # DSA Art. 22
    OWN_DETECTION = "own_detection"  # a match against a bank
    PROGRAMME_ALERT = "programme_alert"
    INFORMAL_REFERRAL = "informal_referral"  # an authority that asks without an order: a flag, under our rules
    REMOVAL_ORDER = "removal_order"  # Reg. (EU) 2021/784, Art. 3
    RECORD = "record"  # of decisions about an account: nobody flagged it, and no machine found it


class ItemKind(StrEnum):
    PICTURE = "picture"
    TEXT = "text"
    URL = "url"
    FILE = "file"
    ACCOUNT = "account"  # of the platform: what is judged is the record of what was decided about its items


KIND_WORDS = {
    "picture": gettext_noop("Picture"),
    "text": gettext_noop("Text"),
    "url": gettext_noop("Address"),
    "file": gettext_noop("File"),
    "account": gettext_noop("Account"),
}
"""What an item is, in words."""


class ItemState(StrEnum):
    """What the public can see of an item on the platform."""

    LIVE = "live"
    HELD = "held"  # restricted by a match alone, for hours, until a person decides
    RESTRICTED = "restricted"


class Answer(StrEnum):
    """What an upload is answered."""

    ALLOW = "allow"
    REVIEW = "review"  # publish; a person will look
    HOLD = "hold"  # keep back until the stated end


# -- judging ---------------------------------------------------------------------------------------


class CaseState(StrEnum):
    OPEN = "open"
    SECOND_READING = "second_reading"  # a first reading waits for an independent second
    DECIDED = "decided"  # may be undone for a minute; nobody has been told yet
    CLOSED = "closed"


CASE_MOVES: dict[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.DECIDED, CaseState.SECOND_READING}),
    CaseState.SECOND_READING: frozenset({CaseState.DECIDED, CaseState.OPEN}),
    CaseState.DECIDED: frozenset({CaseState.CLOSED, CaseState.OPEN}),
    CaseState.CLOSED: frozenset({CaseState.OPEN, CaseState.DECIDED}),
}


class Verdict(StrEnum):
    KEEP = "keep"
    RESTRICT = "restrict"


class Measure(StrEnum):
    """The ladder, from the lightest to the gravest. None of them destroys anything."""

    LABEL = "label"
    LIMIT = "limit"
    GEO = "geo"
    DISABLE = "disable"
    PRESERVE = "preserve"  # disabled, and kept for those who establish what happened
    REMOVE = "remove"
    SUSPEND = "suspend"
    TERMINATE = "terminate"


MEASURE_KEYS = {
    Measure.LABEL: "l",
    Measure.LIMIT: "i",
    Measure.GEO: "g",
    Measure.DISABLE: "d",
    Measure.PRESERVE: "0",
    Measure.REMOVE: "r",
    Measure.SUSPEND: "s",
    Measure.TERMINATE: "t",
}


MEASURE_WORDS = {
    Measure.LABEL: gettext_noop("Label"),
    Measure.LIMIT: gettext_noop("Limit"),
    Measure.GEO: gettext_noop("Disable in some countries"),
    Measure.DISABLE: gettext_noop("Disable"),
    Measure.PRESERVE: gettext_noop("Disable and preserve for accountability"),
    Measure.REMOVE: gettext_noop("Remove"),
    Measure.SUSPEND: gettext_noop("Suspend the account"),
    Measure.TERMINATE: gettext_noop("Terminate the account"),
}


class Exemption(StrEnum):
    """Material with such a purpose is not terrorist content: Reg. (EU) 2021/784, Art. 1(3)."""

    EDUCATION = "education"
    JOURNALISM = "journalism"
    ART = "art"
    RESEARCH = "research"
    COUNTER_SPEECH = "counter_speech"
    POLEMIC = "polemic"


EXEMPTION_KEYS = {
    Exemption.EDUCATION: "e",
    Exemption.JOURNALISM: "j",
    Exemption.ART: "a",
    Exemption.RESEARCH: "f",
    Exemption.COUNTER_SPEECH: "c",
    Exemption.POLEMIC: "p",
}


EXEMPTION_WORDS = {
    Exemption.EDUCATION: gettext_noop("Education"),
    Exemption.JOURNALISM: gettext_noop("Journalism"),
    Exemption.ART: gettext_noop("Art"),
    Exemption.RESEARCH: gettext_noop("Research"),
    Exemption.COUNTER_SPEECH: gettext_noop("Counter-speech"),
    Exemption.POLEMIC: gettext_noop("Polemic"),
}


class ExemptionAnswer(StrEnum):
    YES = "yes"
    NO = "no"
    UNCERTAIN = "uncertain"


class Ground(StrEnum):
    """DSA Art. 17(3)(d) and (e)."""

    LAW = "law"
    TERMS = "terms"


class Basis(StrEnum):
    """What the person who decided had seen."""

    FULL = "full"  # the content as it is
    REDUCED = "reduced"  # small, grey or blurred, or part of the text
    MATCH_ONLY = "match_only"  # the match alone, for byte-exact entries only; counted apart
    NOTHING = "nothing"  # no content was given: such a case may only be kept
    RECORD = "record"  # of an account: the decisions about its items
    SAMPLED = "sampled"  # one of a set of which samples were opened, and not itself one of those; counted apart


class ExposureMode(StrEnum):
    CONTEXT = "context"  # the surroundings, which no meter counts
    REDUCED = "reduced"
    GREY = "grey"
    FULL = "full"


class ProposalReason(StrEnum):
    """Why one person's reading does not decide."""

    UNCERTAIN = "uncertain_exemption"
    CLAUSE = "clause_needs_two"
    MEASURE = "measure_needs_two"
    TRAINEE = "trainee"
    ASKED = "asked"


PROPOSAL_SENTENCES = {
    ProposalReason.UNCERTAIN: gettext_noop("The first reader is uncertain whether an exemption applies."),
    ProposalReason.CLAUSE: gettext_noop("The policy asks for two readings where this clause is applied."),
    ProposalReason.MEASURE: gettext_noop("The policy asks for two readings before this measure is taken."),
    ProposalReason.TRAINEE: gettext_noop("The first reader is a trainee, who proposes."),
    ProposalReason.ASKED: gettext_noop("The first reader asks for a second reading."),
}


class ProposalState(StrEnum):
    WAITING = "waiting"
    AGREED = "agreed"
    DISAGREED = "disagreed"  # a lead who read neither decides
    SETTLED = "settled"  # by the third reading, or by the reader's own against a trainee's
    WITHDRAWN = "withdrawn"


class DecisionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    UNDONE = "undone"


# -- many at once -----------------------------------------------------------------------------------


class BulkScope(StrEnum):
    """What a bulk decision is over, as it was when the set was made."""

    FILTER = "filter"  # open cases of a filter
    ACCOUNT = "account"  # the open cases whose items are all of one account
    INCIDENT = "incident"  # the open cases of an incident


class BulkState(StrEnum):
    SAMPLING = "sampling"  # samples are being opened; nothing is decided
    SECOND = "second"  # a first person has decided; another opens samples of their own and agrees, or does not
    DRAFT = "draft"  # may be undone for a minute; no case has been touched
    RUNNING = "running"  # cases are decided in batches
    DONE = "done"
    STOPPED = "stopped"  # what was decided stands, the rest waits in the queue again
    UNDONE = "undone"
    REFUSED = "refused"  # the second person did not agree


class BulkPlace(StrEnum):
    """Where one case of a set stands."""

    WAITING = "waiting"
    DECIDED = "decided"
    SET_ASIDE = "set_aside"  # to be judged by itself


class SetAside(StrEnum):
    """Why a case of the set is judged by itself."""

    NOT_OPEN = "not_open"
    OPEN_ELSEWHERE = "open_elsewhere"
    THREAT = "threat_to_life"
    OTHER_ACCOUNTS = "other_accounts"
    NO_CONTENT = "no_content"
    DECIDED_BEFORE = "decided_before"
    LANGUAGE = "language"
    OBJECTED = "objected"


SET_ASIDE_SENTENCES = {
    SetAside.NOT_OPEN: gettext_noop("It was decided meanwhile, or waits for a second reading."),
    SetAside.OPEN_ELSEWHERE: gettext_noop("Somebody has it open."),
    SetAside.THREAT: gettext_noop("Somebody says that a life is in danger: a person looks at it by itself."),
    SetAside.OTHER_ACCOUNTS: gettext_noop("It also holds items of other accounts."),
    SetAside.NO_CONTENT: gettext_noop("No content of it was given, so it may only be kept."),
    SetAside.DECIDED_BEFORE: gettext_noop("It was decided before and opened again: what is new is weighed by itself."),
    SetAside.LANGUAGE: gettext_noop("It waits for somebody who reads its language."),
    SetAside.OBJECTED: gettext_noop("Its author objects to its being held, and is heard by itself."),
}

# -- incidents -------------------------------------------------------------------------------------


class IncidentEnd(StrEnum):
    EXPIRED = "expired"  # by itself
    CLOSED = "closed"  # by a person


class IncidentJoining(StrEnum):
    """Why a case belongs to an incident."""

    BY_HAND = "by_hand"
    LIKENESS = "likeness"  # it is like a case that a person put there
    CRITERIA = "criteria"


INCIDENT_JOINING_WORDS = {
    IncidentJoining.BY_HAND: gettext_noop("put there by a person"),
    IncidentJoining.LIKENESS: gettext_noop("like one of its cases"),
    IncidentJoining.CRITERIA: gettext_noop("of a kind that belongs to it"),
}


class Sharing(StrEnum):
    """To whom the list of an incident is open."""

    NONE = "none"
    LINK = "link"  # whoever was given an address with a token
    PUBLIC = "public"


# -- live streams ----------------------------------------------------------------------------------


class LiveAct(StrEnum):
    """What a person does about a stream at once."""

    END_STREAM = "end_stream"  # the platform is asked to end it; it is held until a person judges it
    HOLD = "hold"  # the platform is asked to keep it from view
    ESCALATE = "escalate"  # leads and owners are written to, and it stands before everything else


ASKED_WORDS: dict[str, str] = {
    **{str(measure): words for measure, words in MEASURE_WORDS.items()},
    LiveAct.END_STREAM: gettext_noop("End the stream"),
    LiveAct.HOLD: gettext_noop("Hold"),
    "release": gettext_noop("Release from the hold"),
    "restore": gettext_noop("Restore"),
}
"""What the platform is asked to do, in words: measures, and what comes before or after them."""

# -- accounts --------------------------------------------------------------------------------------


class AccountState(StrEnum):
    """What the measures in force make of an account."""

    GOOD = "good"
    SUSPENDED = "suspended"  # until a day
    CLOSED = "closed"


class StrikeEnd(StrEnum):
    REVERSED = "reversed"  # the decision that gave it does not stand
    EXPIRED = "expired"


# -- telling and hearing ---------------------------------------------------------------------------


class StatementState(StrEnum):
    """Whether an author or a notifier was told; each is counted apart."""

    PENDING = "pending"
    TOLD = "told"
    UNDELIVERED = "undelivered"  # no way to reach the author but the tombstone and the upload's own token
    NO_CHANNEL = "no_channel"  # of an outcome: the notifier chose to leave no address, and can ask for it
    EXCEPTED = "excepted"  # DSA Art. 17(2): deceptive commercial content of high volume; 17(5): orders


class EnforcementState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    FAILED = "failed"


class HoldEnd(StrEnum):
    EXPIRED = "expired"  # nobody decided in time: released
    KEPT = "kept"
    RESTRICTED = "restricted"
    SUPPRESSED = "suppressed"  # the entry it rested on lost its positive opinion


class AppellantKind(StrEnum):
    AUTHOR = "author"
    NOTIFIER = "notifier"
    REPRESENTATIVE = "representative"  # DSA Art. 86


APPEALED_SENTENCES = {
    AppellantKind.AUTHOR: gettext_noop("Appealed by the author"),
    AppellantKind.NOTIFIER: gettext_noop("Appealed by the notifier"),
    AppellantKind.REPRESENTATIVE: gettext_noop("Appealed by a representative"),
}


class AppealState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


class AppealOutcome(StrEnum):
    CONFIRMED = "confirmed"  # the decision stands
    PARTLY_REVERSED = "partly_reversed"
    REVERSED = "reversed"


class SkipReason(StrEnum):
    TOO_CLOSE = "too_close"  # I know somebody in it
    TOO_MUCH = "too_much"
    UNSURE = "unsure"
    CANNOT_READ = "cannot_read"


SKIP_SENTENCES = {
    SkipReason.TOO_CLOSE: gettext_noop("It is too close to me"),
    SkipReason.TOO_MUCH: gettext_noop("It is too much for me today"),
    SkipReason.UNSURE: gettext_noop("I am not the right person for it"),
    SkipReason.CANNOT_READ: gettext_noop("I cannot read this"),
}
