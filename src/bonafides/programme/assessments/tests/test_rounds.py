"""From the first answer to the closed review: what stands, what is refused, what is told."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.audit.scope import action_scope
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound, RuleBroken
from bonafides.programme.assessments import actions, queries
from bonafides.programme.assessments.actions import Given
from bonafides.programme.assessments.actions.opening import opened_by
from bonafides.programme.assessments.library import Answer, BadAnswer
from bonafides.programme.assessments.models import Assessment, StoredResult, Submission
from bonafides.programme.assessments.models.frozen import WrittenOnce
from bonafides.programme.assessments.rules.scoring import score_of
from bonafides.programme.assessments.tests.confidential import (
    LETTER,
    Planted,
    open_to_hana,
    plant_confidential,
    submit_both,
)
from bonafides.programme.assessments.vocabulary import Assessment as Kind
from bonafides.programme.assessments.vocabulary import Grade
from bonafides.programme.assessments.vocabulary import Kind as AnsweredBy
from bonafides.programme.assessments.workflow import ResultKind, State
from bonafides.programme.members import queries as members
from bonafides.programme.members.vocabulary import Requirement, RequirementState

pytestmark = [pytest.mark.django_db, pytest.mark.db, pytest.mark.xdist_group("rounds")]  # begun once


@pytest.fixture(scope="module")
def begun(made_once: None) -> Planted:
    return plant_confidential(core=True, submit=False)


@pytest.fixture
def open_round(begun: Planted) -> Planted:
    return begun.afresh()


@pytest.fixture
def planted(open_round: Planted) -> Planted:
    submit_both(open_round.assessment, open_round.signatory)
    return open_round.afresh()


def a_control(planted: Planted) -> str:
    opened = opened_by(planted.assessment, cast.by(cast.sana()))
    return next(each.id for each in opened.questions if each.kind is AnsweredBy.MATURITY)


# -- answering --------------------------------------------------------------------------------------------------------


def test_a_core_set_has_at_most_thirty_questions(open_round: Planted) -> None:
    assert open_round.assessment.sheets.count() <= 30


def test_an_answer_is_kept_with_who_gave_it_and_leaves_no_entry(open_round: Planted) -> None:
    question, entries = a_control(open_round), LogEntry.objects.count()

    given = Given(question, Answer(value=4, grade=Grade.DOCUMENT, evidenced_on=now().date(), coverage_percent=60))
    actions.save_answer(assessment=open_round.assessment, given=given, by=cast.by(cast.ana()), at=now())

    filled = opened_by(open_round.assessment, cast.by(cast.sana())).filled[question]
    assert (filled.answer, filled.name) == (given.answer, "Ana")
    assert LogEntry.objects.count() == entries


def test_we_do_not_know_is_an_answer(open_round: Planted) -> None:
    question = a_control(open_round)

    actions.save_answer(
        assessment=open_round.assessment, given=Given(question, Answer()), by=cast.by(cast.ana()), at=now()
    )

    assert opened_by(open_round.assessment, cast.by(cast.ana())).claimed[question] == Answer()


def test_an_answerer_cannot_say_that_a_question_does_not_apply(open_round: Planted) -> None:
    question = a_control(open_round)
    sly = Answer(value=1, not_applicable=True, confirmed=5, confirmed_grade=Grade.TESTED)

    actions.save_answer(assessment=open_round.assessment, given=Given(question, sly), by=cast.by(cast.ana()), at=now())

    assert opened_by(open_round.assessment, cast.by(cast.ana())).claimed[question] == Answer(value=1)


def test_a_reader_does_not_answer(open_round: Planted) -> None:
    given = Given(a_control(open_round), Answer(value=4))

    with pytest.raises(NotAllowed):
        actions.save_answer(assessment=open_round.assessment, given=given, by=cast.by(cast.rex()), at=now())


def test_an_answer_that_its_question_does_not_take_is_refused(open_round: Planted) -> None:
    given = Given(a_control(open_round), Answer(value=6))

    with pytest.raises(BadAnswer):
        actions.save_answer(assessment=open_round.assessment, given=given, by=cast.by(cast.ana()), at=now())


def test_one_round_is_open_at_a_time(open_round: Planted) -> None:
    with pytest.raises(Conflict, match="open round"):
        actions.start_assessment(member=open_round.member, core=True, by=cast.by(cast.sana()), at=now())


# -- handing in -------------------------------------------------------------------------------------------------------


def test_with_the_second_half_the_membership_hears_a_date_and_nothing_else(planted: Planted) -> None:
    row = members.requirements_of(planted.member)[Requirement.ASSESSMENTS]

    assert (row.state, row.evidence_at) == (RequirementState.MET, now().date())
    assert planted.found_in(f"{row.evidence} {row.evidence_url}") == []
    assert queries.both_submitted(planted.member) == now().date()


def test_before_both_are_in_there_is_no_date(open_round: Planted) -> None:
    actions.submit_half(assessment=open_round.assessment, kind=Kind.RISK, by=cast.by(cast.sana()), at=now())

    open_round.assessment.refresh_from_db()
    assert queries.both_submitted(open_round.member) is None
    assert open_round.assessment.state == State.IN_PROGRESS


def test_a_half_is_submitted_once_and_by_who_signs(planted: Planted) -> None:
    with pytest.raises(Conflict):
        actions.submit_half(assessment=planted.assessment, kind=Kind.RISK, by=cast.by(cast.sana()), at=now())
    with pytest.raises(NotAllowed):
        actions.submit_half(assessment=planted.assessment, kind=Kind.RISK, by=cast.by(cast.ana()), at=now())


def test_what_was_submitted_takes_no_answer_any_more(planted: Planted) -> None:
    given = Given(a_control(planted), Answer(value=5))

    with pytest.raises(RuleBroken, match="stays as it is"):
        actions.save_answer(assessment=planted.assessment, given=given, by=cast.by(cast.sana()), at=now())


@pytest.mark.parametrize("model", [Submission, StoredResult])
def test_a_row_that_was_handed_in_is_written_once(planted: Planted, model: type[Submission]) -> None:
    row = model.objects.first()
    assert row

    with action_scope("an attempt") as scope:
        scope.recorded = 1
        with pytest.raises(WrittenOnce):
            row.save()
        with pytest.raises(WrittenOnce):
            row.delete()
        with pytest.raises(WrittenOnce):
            model.objects.update(sealed=b"other")
        with pytest.raises(WrittenOnce):
            model.objects.all().delete()


def test_the_result_computes_to_the_same_bytes_for_ever(planted: Planted) -> None:
    opened = opened_by(planted.assessment, cast.by(cast.rex()))
    row = StoredResult.objects.get()

    again = score_of(planted.assessment.described_as, opened.claimed, opened.library, row.at_day)

    assert again.canonical_bytes() == opened.result_bytes(ResultKind.CLAIMED)


def test_the_database_itself_refuses_two_open_rounds(open_round: Planted) -> None:
    row = Assessment.objects.get()
    row.pk, row.reference, row.number = None, "OTHER", 2
    row._state.adding = True

    with transaction.atomic(), action_scope("an attempt") as scope:
        scope.recorded = 1
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


# -- with an assessor -------------------------------------------------------------------------------------------------


def test_a_proposal_opens_nothing(planted: Planted) -> None:
    hana = cast.hana()

    actions.propose_assessor(assessment=planted.assessment, person=hana, by=cast.by(cast.olu()), at=now())

    with pytest.raises(NotFound):
        opened_by(planted.assessment, cast.by(hana))


def test_only_an_officer_proposes_and_only_an_assessor_is_proposed(planted: Planted) -> None:
    with pytest.raises(NotAllowed):
        actions.propose_assessor(assessment=planted.assessment, person=cast.hana(), by=cast.by(cast.dana()), at=now())
    with pytest.raises(RuleBroken):
        actions.propose_assessor(assessment=planted.assessment, person=cast.dana(), by=cast.by(cast.olu()), at=now())


def test_the_assessor_reads_this_round_and_no_other(planted: Planted) -> None:
    hana = open_to_hana(planted)
    later = actions.renew_assessment(assessment=planted.assessment, by=cast.by(cast.sana()), at=now())

    assert opened_by(planted.assessment, cast.by(hana)).claimed
    with pytest.raises(NotFound):
        opened_by(later, cast.by(hana))


def test_an_assessor_answers_nothing_for_the_member(planted: Planted) -> None:
    hana = open_to_hana(planted)

    with pytest.raises(NotAllowed):
        actions.comment(
            assessment=planted.assessment, question=a_control(planted), text="x", by=cast.by(hana), at=now()
        )


def test_what_was_taken_back_is_closed_again(planted: Planted) -> None:
    hana = open_to_hana(planted)

    actions.take_back(assessment=planted.assessment, by=cast.by(cast.sana()), at=now())

    with pytest.raises(NotFound):
        opened_by(planted.assessment, cast.by(hana))
    assert planted.assessment.grants.get().sealed == b""


def test_questions_go_to_and_fro(planted: Planted) -> None:
    hana, question = open_to_hana(planted), a_control(planted)

    actions.ask_back(assessment=planted.assessment, question=question, text="Since when?", by=cast.by(hana), at=now())
    asked = Assessment.objects.get().state
    actions.reply(assessment=planted.assessment, question=question, text="Since May.", by=cast.by(cast.ana()), at=now())

    talk = opened_by(planted.assessment, cast.by(hana)).review.talks[question]
    assert asked == State.QUESTIONS_ASKED
    assert Assessment.objects.get().state == State.UNDER_REVIEW
    assert [each.text for each in talk] == ["Since when?", "Since May."]


def test_a_confirmed_value_stands_beside_the_claimed_one(planted: Planted) -> None:
    hana, question = open_to_hana(planted), a_control(planted)
    before = StoredResult.objects.get().sealed

    actions.record_finding(
        assessment=planted.assessment,
        question=question,
        confirmed=5,
        grade=Grade.TESTED,
        not_applicable=False,
        reason="I watched it work.",
        by=cast.by(hana),
        at=now(),
    )
    actions.write_letter(assessment=planted.assessment, text=LETTER, by=cast.by(hana), at=now())
    actions.close_review(assessment=planted.assessment, by=cast.by(hana), at=now())

    opened = opened_by(Assessment.objects.get(), cast.by(cast.rex()))
    claimed, confirmed = opened.claimed[question], opened.confirmed[question]
    assert (claimed.value, claimed.confirmed, confirmed.confirmed) == (2, None, 5)
    assert opened.assessment.state == State.CLOSED
    assert StoredResult.objects.get(kind=ResultKind.CLAIMED).sealed == before
    assert opened.result_bytes(ResultKind.CONFIRMED) != opened.result_bytes(ResultKind.CLAIMED)


def test_an_assessor_may_rule_that_a_question_does_not_apply(planted: Planted) -> None:
    hana, question = open_to_hana(planted), a_control(planted)

    actions.record_finding(
        assessment=planted.assessment,
        question=question,
        confirmed=None,
        grade=None,
        not_applicable=True,
        reason="There is no such place here.",
        by=cast.by(hana),
        at=now(),
    )

    assert opened_by(planted.assessment, cast.by(hana)).confirmed[question].not_applicable


def test_a_review_is_not_closed_without_a_letter(planted: Planted) -> None:
    hana = open_to_hana(planted)

    with pytest.raises(RuleBroken, match="letter"):
        actions.close_review(assessment=planted.assessment, by=cast.by(hana), at=now())


# -- the next round ---------------------------------------------------------------------------------------------------


def test_a_new_round_begins_with_the_old_answers_and_leaves_the_old_one_alone(planted: Planted) -> None:
    before = [bytes(row.sealed) for row in Submission.objects.order_by("pk")]

    fresh = actions.renew_assessment(
        assessment=planted.assessment, by=cast.by(cast.sana()), at=now() + timedelta(days=365)
    )

    then, today = (opened_by(each, cast.by(cast.sana())) for each in (planted.assessment, fresh))
    assert today.claimed == then.claimed
    assert today.filled[a_control(planted)].exhibits == ()
    assert [bytes(row.sealed) for row in Submission.objects.order_by("pk")] == before
    assert (fresh.number, fresh.state) == (2, State.DRAFT)


def test_a_submission_holds_its_library_and_a_hash_of_all(planted: Planted) -> None:
    opened = opened_by(planted.assessment, cast.by(cast.rex()))

    document = json.loads(opened.submission_bytes(Kind.RISK) or b"")

    assert document["library"]["sha256"] == opened.library.sha256
    assert len(document["sha256"]) == 64
    assert set(document["answers"]) == {each.id for each in opened.questions_of(Kind.RISK)}


def test_two_rounds_have_two_keys(planted: Planted) -> None:
    fresh = actions.renew_assessment(assessment=planted.assessment, by=cast.by(cast.sana()), at=now())
    submit_both(fresh, cast.sana())

    keys = {opened_by(each, cast.by(cast.sana())).key for each in Assessment.objects.all()}

    assert len(keys) == 2
