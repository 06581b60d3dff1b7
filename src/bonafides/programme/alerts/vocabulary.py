"""The words of alerts: states, answers, warnings, the inclusion checklist, limits with their unit."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

SCHEMA_VERSION = "1.0"  # of the alert document; docs/reference/alert.md
ADDRESSES_AT_ONCE = 1_000  # in one submission
ADDRESS_LIMIT_CHARACTERS = 2_000
NOTE_LIMIT_CHARACTERS = 500
BASIS_LIMIT_CHARACTERS = 300
REASON_LIMIT_CHARACTERS = 500
GROUP_AT_MOST = 100  # addresses that one person looks at as one batch
MAILED_ADDRESSES = 50  # in one mail; the rest stand on the page
LINK_LASTS = timedelta(days=30)  # of the link that a platform without an account gets

FIRST_CHECK = timedelta(days=1)  # after the alert; then after 2, 4, 8 and 16 days
CHECKED_FOR = timedelta(days=30)  # then nobody asks any more
CHECK_SECONDS = 5.0
CHECK_BYTES = 64 * 1024  # read at most, kept never
CHECKS_AT_ONCE = 8  # in one turn of the job, which comes every minute: 11,520 a day, 5 for each of 2,000 alerts
CHECKS_PER_HOST = 2  # in one turn: nobody's server is hurried

FEWEST_RECIPIENTS = 3  # a row of the public report stands for at least so many, or is joined to others


class AlertState(StrEnum):
    SUBMITTED = "submitted"  # waits for a second person
    REFUSED = "refused"
    VERIFIED = "verified"  # nobody registered the domain: waits for a person to find the abuse contact
    SENT = "sent"
    WITHDRAWN = "withdrawn"


ALERT_MOVES: dict[AlertState, frozenset[AlertState]] = {
    AlertState.SUBMITTED: frozenset({AlertState.VERIFIED, AlertState.REFUSED}),
    AlertState.VERIFIED: frozenset({AlertState.SENT, AlertState.WITHDRAWN}),
    AlertState.SENT: frozenset({AlertState.SENT, AlertState.WITHDRAWN}),  # again, to another recipient
    AlertState.REFUSED: frozenset(),
    AlertState.WITHDRAWN: frozenset(),
}


class Answer(StrEnum):
    """What a receiver says of an alert."""

    ACKNOWLEDGED = "acknowledged"  # it arrived, somebody looks
    RESTRICTED = "restricted"
    KEPT = "kept"  # with a reason
    DISPUTED = "disputed"  # it is not what the alert says, with a reason


FINAL = frozenset({Answer.RESTRICTED, Answer.KEPT, Answer.DISPUTED})
WITH_REASON = frozenset({Answer.KEPT, Answer.DISPUTED})
ANSWER_WORDS = {
    Answer.ACKNOWLEDGED: _("Acknowledged"),
    Answer.RESTRICTED: _("Restricted"),
    Answer.KEPT: _("Kept"),
    Answer.DISPUTED: _("Disputed"),
}


class Channel(StrEnum):
    MEMBER = "member"  # webhook, API, page and mail of a member
    REGISTERED = "registered"  # the mail address of a platform that registered its domain without being a member
    ABUSE_CONTACT = "abuse_contact"  # found and clicked by a person


class Availability(StrEnum):
    """Whether the address still answers; what it answers is never read."""

    UNKNOWN = "unknown"
    ANSWERS = "answers"
    GONE = "gone"  # 404, 410, 451, or no such host


GONE_STATUSES = frozenset({404, 410, 451})


class ContentKind(StrEnum):
    TEXT = "text"
    PICTURE = "picture"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    ACCOUNT = "account"
    CHANNEL = "channel"
    WEBSITE = "website"


class Criterion(StrEnum):
    """What the inclusion policy asks, each confirmed by the second person."""

    PRODUCED_BY = "produced_by"
    DESIGNATED = "designated"
    ADDRESS = "address"
    NOT_EXEMPT = "not_exempt"
    WARNINGS = "warnings"


CRITERION_SENTENCES = {
    Criterion.PRODUCED_BY: _("The content was made or officially spread by the named entity, or on its behalf."),
    Criterion.DESIGNATED: _("The entity stands on the named public list today."),
    Criterion.ADDRESS: _("Each address leads to that content itself, not to a page that only speaks of it."),
    Criterion.NOT_EXEMPT: _("It is not journalism, research, art, education, evidence or counter-speech."),
    Criterion.WARNINGS: _("The warnings for personal data and graphic content are right."),
}
