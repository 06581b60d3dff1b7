"""Whether an installation can do its work: what a load balancer or a supervisor asks at /health/ready."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from bonafides.base.audit.models import LogEntry, Publication
from bonafides.base.keys import files
from bonafides.base.outbox import interruptions

OK = "ok"
BEAT_WITHIN = timedelta(seconds=60)  # a worker says so at every turn; one thing that it does may take this long
CLOCK_SLACK = timedelta(minutes=1)

Question = Callable[[datetime], str]


def answers(at: datetime) -> dict[str, str]:
    """Each question's answer; a database that fails answers for itself."""
    return {name: answer_to(question, at) for name, question in QUESTIONS.items()}


def answer_to(question: Question, at: datetime) -> str:
    try:
        return question(at)
    except DatabaseError:
        return "the database cannot be reached"


def database(at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def keys(at: datetime) -> str:
    return "keys are missing, damaged, or open to others" if files.problems(settings.KEYS) else OK


def disk(at: datetime) -> str:
    return OK if interruptions.has_room() else "too little room on the disk"


def worker(at: datetime) -> str:
    beaten = interruptions.last_beat()
    return OK if beaten is not None and at - beaten <= BEAT_WITHIN else "no worker has been heard of lately"


def log(at: datetime) -> str:
    late = LogEntry.objects.filter(index=None, promised_at__lt=at).exists()
    return "the log is behind what it promised" if late else OK


def clock(at: datetime) -> str:
    """Behind what was published, the clock would make the log lie."""
    head = Publication.objects.order_by("-published_at").first()
    behind = head is not None and head.published_at > at + CLOCK_SLACK
    return "the clock stands before the published log" if behind else OK


QUESTIONS: dict[str, Question] = {
    "database": database,
    "keys": keys,
    "disk": disk,
    "worker": worker,
    "log": log,
    "clock": clock,
}
