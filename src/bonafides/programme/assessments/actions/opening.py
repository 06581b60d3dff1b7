"""Looking at answers and scores: with a key, and with a line in the organisation's access log."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.programme.assessments import sealing
from bonafides.programme.assessments.events import AssessmentRead
from bonafides.programme.assessments.library import Answer, Library, Question, questions_for
from bonafides.programme.assessments.models import Assessment, Reading, Review, Sheet, StoredResult, Submission
from bonafides.programme.assessments.queries.keys import assessment_key_for
from bonafides.programme.assessments.queries.libraries import pinned_library
from bonafides.programme.assessments.sheets import Filled, Reviewed
from bonafides.programme.assessments.vocabulary import Assessment as Kind
from bonafides.programme.assessments.workflow import Read, ResultKind


@dataclass(frozen=True)
class Opened:
    """An assessment with its key turned: what a page that shows answers is made from."""

    assessment: Assessment
    library: Library
    key: bytes = field(repr=False)
    filled: dict[str, Filled] = field(repr=False)
    stamps: dict[str, str]
    review: Reviewed = field(repr=False)
    submitted: frozenset[Kind]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return questions_for(self.assessment.described_as, library=self.library)

    def questions_of(self, kind: Kind) -> tuple[Question, ...]:
        return tuple(each for each in self.questions if each.assessment is kind)

    @property
    def claimed(self) -> dict[str, Answer]:
        """The answers that somebody gave, “we do not know” among them."""
        return {question: each.answer for question, each in self.filled.items() if each.answer is not None}

    @property
    def confirmed(self) -> dict[str, Answer]:
        """The same with what the assessor found."""
        found = {
            question: finding.applied_to(self.claimed.get(question, Answer()))
            for question, finding in self.review.findings.items()
        }
        return {**self.claimed, **found}

    def result_bytes(self, kind: ResultKind) -> bytes | None:
        """A stored result, byte for byte as it was computed on its day; None where there is none."""
        row = StoredResult.objects.filter(assessment=self.assessment, kind=kind).first()
        return sealing.unseal(self.key, bytes(row.sealed), bound_to=bound_to_result(row)) if row else None

    def submission_bytes(self, kind: Kind) -> bytes | None:
        row = Submission.objects.filter(assessment=self.assessment, kind=kind).first()
        return sealing.unseal(self.key, bytes(row.sealed), bound_to=bound_to_submission(row)) if row else None


@audited_action
def open_assessment(*, assessment: Assessment, what: Read, by: Actor, at: datetime) -> Opened:
    """Turn the key, and write down who looked at what."""
    opened = opened_by(assessment, by)
    log_line(assessment, what, by=by, at=at)
    return opened


@audited_action
def log_reading(*, assessment: Assessment, what: Read, by: Actor, at: datetime) -> None:
    """One more line for the same sight, where one request shows two things."""
    log_line(assessment, what, by=by, at=at)


def opened_by(assessment: Assessment, by: Actor) -> Opened:
    """Without the line: for actions that change something and record that."""
    key = assessment_key_for(by, assessment)
    sheets = list(assessment.sheets.all())
    return Opened(
        assessment=assessment,
        library=pinned_library(assessment),
        key=key,
        filled={sheet.question: opened_sheet(sheet, key) for sheet in sheets},
        stamps={sheet.question: sheet.stamp for sheet in sheets},
        review=opened_review(Review.objects.get(assessment=assessment), key),
        submitted=frozenset(Kind(each) for each in assessment.submissions.values_list("kind", flat=True)),
    )


def log_line(assessment: Assessment, what: Read, *, by: Actor, at: datetime) -> None:
    Reading.objects.create(
        organisation_id=assessment.member.organisation_id,
        assessment=assessment,
        person_id=by.person_id,
        what=what,
        at=at,
    )
    record(AssessmentRead(assessment=assessment.reference), by=by, at=at)


# -- what each sealed row is bound to ---------------------------------------------------------------------------------


def opened_sheet(sheet: Sheet, key: bytes) -> Filled:
    return Filled.from_bytes(sealing.unseal(key, bytes(sheet.sealed), bound_to=bound_to_sheet(sheet)))


def sealed_sheet(sheet: Sheet, filled: Filled, key: bytes) -> bytes:
    return sealing.seal(key, filled.as_bytes(), bound_to=bound_to_sheet(sheet))


def opened_review(review: Review, key: bytes) -> Reviewed:
    return Reviewed.from_bytes(sealing.unseal(key, bytes(review.sealed), bound_to=bound_to_review(review)))


def sealed_review(review: Review, reviewed: Reviewed, key: bytes) -> bytes:
    return sealing.seal(key, reviewed.as_bytes(), bound_to=bound_to_review(review))


def bound_to_sheet(sheet: Sheet) -> str:
    return f"sheet|{sheet.assessment.reference}|{sheet.question}"


def bound_to_review(review: Review) -> str:
    return f"review|{review.assessment.reference}"


def bound_to_submission(row: Submission) -> str:
    return f"submission|{row.assessment.reference}|{row.kind}"


def bound_to_result(row: StoredResult) -> str:
    return f"result|{row.assessment.reference}|{row.kind}"
