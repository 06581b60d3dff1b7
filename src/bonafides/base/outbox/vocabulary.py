"""The words and limits of the outbox."""

from datetime import timedelta
from enum import StrEnum


class RowState(StrEnum):
    WAITING = "waiting"  # due, to be due, or to be tried again
    DONE = "done"
    PARKED = "parked"  # refused for good by the receiver; a person may send it again
    CANCELLED = "cancelled"  # undone before it was due


class Interrupted(StrEnum):
    """Why this installation did not run as it should for a while."""

    AWAY = "away"  # no worker ran
    CLOCK_BACK = "clock_back"
    CLOCK_FORWARD = "clock_forward"
    DISK_FULL = "disk_full"
    DATABASE_AWAY = "database_away"


AWAY_AFTER = timedelta(minutes=2)  # a worker that starts this long after the last beat says that none ran
CLOCK_SLACK = timedelta(seconds=30)  # how far a clock may be set before it counts as a jump
SHOWN_FOR = timedelta(hours=24)  # how long an interruption stands on the console and in `check`

WEBHOOK, MAIL, LISTENER = "webhook", "mail", "listener"  # the kinds of row that this domain handles itself

LEASE = timedelta(seconds=60)  # a row whose worker was killed is taken again after this long
JOB_LEASE = timedelta(minutes=10)  # the same for a recurring job
FIRST_DELAY = timedelta(seconds=10)
DELAY_GROWTH = 3
LONGEST_DELAY = timedelta(hours=24)  # and so on, a try a day: nothing is ever dropped
LONGEST_REST = timedelta(minutes=10)  # how long a lane rests at most while its receiver fails
LATE_AFTER = timedelta(hours=72)  # a row still failing after this is shown as late

WEBHOOK_SECONDS = 20.0  # Standard Webhooks 1.0 recommends 15 to 30 s
WEBHOOK_ANSWER_BYTES = 64 * 1024
ACTIVE_SECRETS = 2
SECRET_BYTES = 32  # Standard Webhooks 1.0: 24 to 64
LISTENS_FOR = timedelta(days=30)  # a program that fetched its messages within this time counts as listening
KEPT_FOR = timedelta(days=90)  # how long what was delivered or cancelled is still listed

RETRIED_STATUSES = frozenset({408, 425, 429})  # the 4xx answers that time may mend
OVERLOADED_STATUSES = frozenset({408, 425, 429, 502, 503, 504})  # these speak of the receiver, not of the message
GONE = 410
