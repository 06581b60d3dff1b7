"""Judging a decision again: blind, by another person, in time; and what a lead makes of two readings that differ."""

from datetime import timedelta

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.errors import Conflict, NotAllowed, RuleBroken
from bonafides.safety.moderation.actions import judging
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.actions.reopening import put_back
from bonafides.safety.moderation.models import Case, Decision
from bonafides.safety.moderation.tests.scenes import KEEP, open_and_look
from bonafides.safety.moderation.vocabulary import CaseState, Verdict
from bonafides.safety.quality.actions import auditing, settling
from bonafides.safety.quality.models import Audit
from bonafides.safety.quality.queries import audits
from bonafides.safety.quality.rules.judging import Judgement, agrees, due_at
from bonafides.safety.quality.tests.scenes import (
    AFTER,
    KEPT,
    SAME,
    decided,
    everything_drawn,
    gita,
    ina,
    judged_again,
    looked_at,
)
from bonafides.safety.quality.vocabulary import CLAIM_LASTS, AuditState, PurposeAnswer, Settlement

pytestmark = pytest.mark.django_db
SOON = AFTER + timedelta(minutes=5)


def events(name: str) -> int:
    return LogEntry.objects.filter(event_name=name).count()


# -- taking -----------------------------------------------------------------------------------------------------------


def test_another_person_takes_what_was_drawn() -> None:
    decided()
    [audit] = everything_drawn()

    taken = auditing.claim_next(by=ina(), at=AFTER)

    assert taken == audit
    assert Audit.objects.get().claimed_by_id == ina().person
    assert events("audit.claimed") == 1


def test_whoever_decided_is_offered_nothing_of_their_own() -> None:
    decided()
    ina()
    everything_drawn()

    assert auditing.claim_next(by=cast.by(cast.amina()), at=AFTER) is None


def test_a_team_of_one_looks_again_after_half_a_day_and_that_is_said() -> None:
    bo = cast.by(cast.bo())
    decided(by=bo)
    [audit] = everything_drawn()

    judged = judged_again(audit, SAME, bo)

    assert judged.self_review
    assert judged.state == AuditState.AGREED


def test_a_team_of_one_does_not_look_again_at_once() -> None:
    bo = cast.by(cast.bo())
    decided(by=bo, at=NOON + timedelta(hours=11))
    everything_drawn()

    assert auditing.claim_next(by=bo, at=AFTER) is None


def test_two_people_never_take_the_same() -> None:
    decided()
    everything_drawn()
    auditing.claim_next(by=ina(), at=AFTER)

    assert auditing.claim_next(by=gita(), at=SOON) is None


def test_what_somebody_left_lying_is_free_again() -> None:
    decided()
    [audit] = everything_drawn()
    auditing.claim_next(by=ina(), at=AFTER)

    assert auditing.claim_next(by=gita(), at=AFTER + CLAIM_LASTS) == audit


def test_what_was_passed_on_is_never_offered_to_that_person_again() -> None:
    decided()
    [audit] = everything_drawn()
    auditing.claim_next(by=ina(), at=AFTER)

    auditing.pass_on(audit=audit, by=ina(), at=SOON)

    assert auditing.claim_next(by=ina(), at=SOON) is None
    assert auditing.claim_next(by=gita(), at=SOON) == audit


def test_a_trainee_judges_nothing_again() -> None:
    with pytest.raises(NotAllowed):
        auditing.claim_next(by=cast.by(cast.a_person("Tariq", Role.TRAINEE)), at=AFTER)


# -- judging ----------------------------------------------------------------------------------------------------------


def test_two_readings_that_come_to_the_same_agree() -> None:
    decided()
    [audit] = everything_drawn()

    judged = judged_again(audit, SAME)

    assert (judged.state, judged.agrees, judged.self_review) == (AuditState.AGREED, True, False)
    opened = LogEntry.objects.get(event_name="audit.judged").opened
    assert opened["same_verdict"] is True
    assert opened["decision"] == audit.decision.reference


def test_another_verdict_opens_a_task_for_a_lead() -> None:
    decided()
    [audit] = everything_drawn()

    judged = judged_again(audit, KEPT)

    assert judged.state == AuditState.DISAGREED
    assert list(audits.disagreements()) == [judged]


def test_another_measure_is_no_agreement_either() -> None:
    decided()
    [audit] = everything_drawn()

    judged = judged_again(audit, Judgement(Verdict.RESTRICT, ("1",), ("label",), line="A label is enough."))

    assert judged.state == AuditState.DISAGREED
    assert LogEntry.objects.get(event_name="audit.judged").opened["same_verdict"] is True


@pytest.mark.parametrize(
    ("judgement", "code"),
    [
        (Judgement(Verdict.RESTRICT, (), ("remove",)), "no-clause"),
        (Judgement(Verdict.RESTRICT, ("99",), ("remove",)), "no-clause"),
        (Judgement(Verdict.RESTRICT, ("1",), ()), "no-measure"),
        (Judgement(Verdict.RESTRICT, ("1",), ("remove",), PurposeAnswer.JOURNALISM), "exemption-applies"),
        (Judgement(Verdict.KEEP, line="x" * 501), "line-too-long"),
    ],
)
def test_a_second_judge_may_say_no_more_than_a_first(judgement: Judgement, code: str) -> None:
    decided()
    [audit] = everything_drawn()
    taken = looked_at(audit, ina())

    with pytest.raises(RuleBroken) as refused:
        auditing.judge(audit=taken, judgement=judgement, by=ina(), at=SOON)

    assert refused.value.code == code
    assert Audit.objects.get().state == AuditState.WAITING


def test_nobody_restricts_again_what_they_have_not_seen() -> None:
    decided()
    [audit] = everything_drawn()
    auditing.claim_next(by=ina(), at=AFTER)

    with pytest.raises(RuleBroken) as refused:
        auditing.judge(audit=audit, judgement=SAME, by=ina(), at=SOON)

    assert refused.value.code == "not-shown"


def test_only_whoever_has_it_open_judges_it() -> None:
    decided()
    [audit] = everything_drawn()
    looked_at(audit, ina())

    with pytest.raises(Conflict):
        auditing.judge(audit=audit, judgement=SAME, by=gita(), at=SOON)


def test_a_reading_is_given_once() -> None:
    decided()
    [audit] = everything_drawn()
    judged_again(audit, SAME)

    with pytest.raises(Conflict):
        auditing.judge(audit=audit, judgement=KEPT, by=ina(), at=SOON)


def test_what_nobody_judged_in_time_lapses_and_is_counted() -> None:
    decided(wish=KEEP)
    [audit] = everything_drawn()

    auditing.lapse(audit=audit, at=audit.due_at)

    assert Audit.objects.get().state == AuditState.LAPSED
    assert events("audit.lapsed") == 1


def test_a_kept_case_is_judged_again_while_its_content_is_there() -> None:
    decision = decided(wish=KEEP)
    [audit] = everything_drawn()

    assert audit.due_at == Case.objects.get(pk=decision.case_id).content_due_at
    assert due_at(AFTER, None) == AFTER + timedelta(days=14)


def test_a_judgement_comes_back_from_json_as_it_went() -> None:
    assert Judgement.from_json(SAME.as_json()) == SAME


def test_two_who_keep_agree_whatever_else_they_say() -> None:
    assert agrees(Judgement(Verdict.KEEP, line="a"), Judgement(Verdict.KEEP, line="b"))


# -- settling ---------------------------------------------------------------------------------------------------------


def a_disagreement() -> Audit:
    decided()
    [audit] = everything_drawn()
    return judged_again(audit, KEPT)


def test_a_lead_lets_the_decision_stand_with_a_reason() -> None:
    audit = a_disagreement()

    settling.settle(audit=audit, how=Settlement.STANDS, note="The second reading missed a line.", by=gita(), at=SOON)

    settled = Audit.objects.get()
    assert (settled.state, settled.settlement, settled.reversal) == (AuditState.SETTLED, Settlement.STANDS, "")
    assert LogEntry.objects.get(event_name="audit.settled").opened["settlement"] == "stands"


def test_a_reversal_goes_through_moderation_and_everyone_is_told() -> None:
    audit = a_disagreement()

    settling.settle(audit=audit, how=Settlement.REVERSED, note="It is a report.", by=gita(), at=SOON)

    draft = Decision.objects.get(reference=Audit.objects.get().reversal)
    publish_decision(reference=draft.reference, at=SOON + timedelta(seconds=60))
    draft.refresh_from_db()
    assert (draft.verdict, draft.state, draft.reverses_id) == (Verdict.KEEP, "published", audit.decision_id)
    assert draft.case.items.get().state == "live"


def test_what_was_kept_wrongly_goes_back_into_the_queue() -> None:
    kept = decided(wish=KEEP)
    [audit] = everything_drawn()
    audit = judged_again(audit, SAME)

    settling.settle(audit=audit, how=Settlement.BACK, note="It calls for an attack.", by=gita(), at=SOON)

    assert Case.objects.get(pk=kept.case_id).state == CaseState.OPEN


def test_what_was_kept_is_not_restricted_by_a_lead_alone() -> None:
    decided(wish=KEEP)
    [audit] = everything_drawn()
    audit = judged_again(audit, SAME)

    with pytest.raises(RuleBroken) as refused:
        settling.settle(audit=audit, how=Settlement.REVERSED, note="Away with it.", by=gita(), at=SOON)

    assert refused.value.code == "keep-cannot-be-reversed"
    assert Audit.objects.get().state == AuditState.DISAGREED


def test_a_lead_who_gave_a_reading_leaves_it_to_another_lead() -> None:
    decided()
    [audit] = everything_drawn()
    audit = judged_again(audit, KEPT, gita())

    with pytest.raises(RuleBroken) as refused:
        settling.settle(audit=audit, how=Settlement.STANDS, note="I was wrong.", by=gita(), at=SOON)

    assert refused.value.code == "lead-decides"


def test_a_decision_that_was_answered_meanwhile_is_not_answered_twice() -> None:
    audit = a_disagreement()
    again = NOON + timedelta(hours=14)
    case = audit.decision.case
    put_back(case=case, by=gita(), at=again)
    case.refresh_from_db()
    open_and_look(case, ina(), again)
    later = judging.decide_case(case=case, wish=KEEP, by=ina(), at=again)
    assert isinstance(later, Decision)
    publish_decision(reference=later.reference, at=again + timedelta(seconds=60))

    with pytest.raises(RuleBroken) as refused:
        settling.settle(audit=audit, how=Settlement.REVERSED, note="It is a report.", by=gita(), at=again)

    assert refused.value.code == "answered"


def test_a_reviewer_settles_nothing() -> None:
    audit = a_disagreement()

    with pytest.raises(NotAllowed):
        settling.settle(audit=audit, how=Settlement.STANDS, note="So it is.", by=ina(), at=SOON)


def test_settling_needs_a_reason() -> None:
    audit = a_disagreement()

    with pytest.raises(RuleBroken) as refused:
        settling.settle(audit=audit, how=Settlement.STANDS, note=" ", by=gita(), at=SOON)

    assert refused.value.code == "no-line"


def test_nothing_of_a_second_reading_stands_if_it_cannot_be_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    decided()
    [audit] = everything_drawn()
    taken = looked_at(audit, ina())
    monkeypatch.setattr(auditing, "record", lambda *_a, **_k: "nothing")

    with pytest.raises(AssertionError):
        auditing.judge(audit=taken, judgement=SAME, by=ina(), at=SOON)

    assert Audit.objects.get().state == AuditState.WAITING
