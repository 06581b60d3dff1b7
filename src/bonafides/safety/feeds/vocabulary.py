"""The words of this part, and every limit with its unit and source."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

PAGE_BYTES = 32 * 1024 * 1024  # of one answer of a source
FILE_BYTES = 128 * 1024 * 1024  # of a list that comes as one file
PAGE_SECONDS = 25.0  # for one answer in full: less than the lease of the worker
TEST_SECONDS = 10.0  # while a person waits for the test of a connection
ROWS_A_TIME = 1_000  # rows of a page that become one transaction
WITHDRAWALS_A_TIME = 1_000
TURN_LASTS = timedelta(seconds=25)  # after that the worker leaves the rest of a run for its next turn
LOOKS_EVERY = timedelta(minutes=1)  # how often the worker looks for feeds that are due
EVERY = timedelta(hours=1)  # by default
EVERY_AT_LEAST = timedelta(minutes=5)
EVERY_AT_MOST = timedelta(days=7)
RETRY_FIRST = timedelta(minutes=2)
RETRY_AT_MOST = timedelta(hours=6)
OVERDUE_AFTER = 3  # intervals without a whole run: then the page says so
SHRINKS_AT_MOST = 0.5  # of its records that a whole reading may let go before a person is asked
SHRINKS_FREELY = 50  # records: fewer are let go without asking
NAME_CHARACTERS = 100  # of a feed, of a subscriber
SET_ASIDE_KEPT = 1_000  # rows of one run that are kept to be looked at; all are counted
RAW_KEPT_CHARACTERS = 300
PLACE_CHARACTERS = 4_000  # of the place that a source names as its next; it goes into an address
CURSOR_FORGOTTEN = frozenset({400, 404, 410, 422})  # what sources answer to one that they do not know any more
PAGES_AT_MOST = 100_000  # of one run: a source that never ends is broken off

SECRETS_SEALING = "feed-credentials"  # the purpose under which they are sealed

CLOCKS_DIFFER = timedelta(minutes=10)  # by which a source's clock may be behind ours
THREAT_UPDATES_STALE = timedelta(days=85)  # ThreatExchange keeps the deletions of 90 days
STOPNCII_STALE = timedelta(days=30)

HOSTED_BATCH = 50  # hashes in one question; TCAP Hash Verification API v2
HOSTED_CHARACTERS = 1_500_000  # of hashes in one question: a TMK has 351,128, anything else at most 128
HOSTED_WAITS_AT_MOST = timedelta(hours=24)  # for an answer; then the question is erased unasked
PDQ_GOOD_QUALITY = 100  # only pictures with enough detail are asked about
SHARED_FORMAT = "bonafides-shared-list/v1"
SHARED_ROWS_A_PAGE = 1_000
SHARED_ENTRIES_A_TURN = 5_000  # that are compared with what was shared, in one turn of the worker
SHARED_COMPARED_EVERY = timedelta(days=1)
OPINION_BODY_BYTES = 16_384
KEYLESS_CALLS_PER_MINUTE = 120  # from one network, of lists that are open: 120,000 rows
RETRIED_STATUSES = frozenset({401, 403, 408, 425, 429})  # the 4xx answers that time, or new credentials, may mend


class FeedState(StrEnum):
    """How a feed does, as its page says it."""

    OFF = "off"
    NEW = "new"  # not read to the end yet
    RUNNING = "running"
    WELL = "well"
    FAILING = "failing"
    OVERDUE = "overdue"
    REMOVED = "removed"  # for good; what it brought is withdrawn, its history stays


class RunState(StrEnum):
    FETCHING = "fetching"
    SWEEPING = "sweeping"  # everything was read; what was not named any more is being withdrawn
    DONE = "done"
    FAILED = "failed"  # the next run goes on from the same place


class RunReason(StrEnum):
    DUE = "due"
    ASKED = "asked"  # by a person
    FIRST = "first"
    STALE = "stale"  # the place reached is too old for its source
    WHOLE = "whole"  # this source is read whole each time
    AGAIN = "again"  # a person asked to begin from the start
    REMOVED = "removed"  # nothing is read: what only this source held on the list is withdrawn


RUN_REASONS = {
    RunReason.DUE: _("It was due."),
    RunReason.ASKED: _("Somebody asked for it."),
    RunReason.FIRST: _("The source was read for the first time."),
    RunReason.STALE: _("The place reached was too old for this source, so everything was read again."),
    RunReason.WHOLE: _("This source is read whole each time."),
    RunReason.AGAIN: _("Somebody asked to read everything again."),
    RunReason.REMOVED: _("The source was removed, so what it alone had brought was withdrawn. Nothing was read."),
}


class ReplyState(StrEnum):
    """Where an opinion of ours is on its way to the source."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class SharedKind(StrEnum):
    """What a row of a shared list says."""

    ADD = "add"
    WITHDRAW = "withdraw"
    OPINION = "opinion"
