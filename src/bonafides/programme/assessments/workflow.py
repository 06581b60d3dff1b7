"""The way of an assessment: its states, who reads what of it, and the limits. No Django."""

from datetime import timedelta
from enum import StrEnum

EVIDENCE_AT_MOST_BYTES = 10 * 1024 * 1024
COMMENT_AT_MOST = 4_000  # characters
LETTER_AT_MOST = 40_000  # characters
RENEWED_EVERY = timedelta(days=365)
CONTRIBUTORS_AT_LEAST = 25  # below it there is no benchmark
EPSILON_PER_AXIS = 0.5  # of differential privacy, spent by each contribution on each of the two numbers
BAND_POINTS = 5  # a benchmark is told in steps of so many points
RELEASES_EVERY = timedelta(days=90)


class State(StrEnum):
    """Where an assessment stands: all that anybody outside the member's named people is told."""

    DRAFT = "draft"  # started
    IN_PROGRESS = "in_progress"  # one half is submitted
    SUBMITTED = "submitted"  # both halves are
    UNDER_REVIEW = "under_review"  # opened to an assessor
    QUESTIONS_ASKED = "questions_asked"  # the assessor waits for the member
    CLOSED = "closed"  # the assessor is done


NEXT: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.IN_PROGRESS}),
    State.IN_PROGRESS: frozenset({State.SUBMITTED}),
    State.SUBMITTED: frozenset({State.UNDER_REVIEW}),
    State.UNDER_REVIEW: frozenset({State.QUESTIONS_ASKED, State.CLOSED, State.SUBMITTED}),
    State.QUESTIONS_ASKED: frozenset({State.UNDER_REVIEW, State.CLOSED, State.SUBMITTED}),
    State.CLOSED: frozenset(),
}


MAY_BE_PROPOSED = (State.DRAFT, State.IN_PROGRESS, State.SUBMITTED)  # until a member has opened it to somebody


class Read(StrEnum):
    """What was looked at: a line of the access log."""

    OVERVIEW = "overview"
    ANSWERS = "answers"
    QUESTION = "question"
    EVIDENCE = "evidence"
    RESULT = "result"
    WHAT_IF = "what_if"
    HISTORY = "history"
    DIFFERENCE = "difference"
    PDF = "pdf"
    EXPORT = "export"
    OFFLINE_FORM = "offline_form"
    LETTER = "letter"
    CONTRIBUTION = "contribution"
    RENEWAL = "renewal"
    SUBMISSION = "submission"


class ResultKind(StrEnum):
    CLAIMED = "claimed"  # from the member's own answers
    CONFIRMED = "confirmed"  # with what an assessor found
