"""The eight requirements: what may be said of one, who is reminded, what lapses by itself."""

from datetime import date, timedelta

import pytest
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.vocabulary import MAIL
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import NotAllowed, RuleBroken
from bonafides.programme.members import actions, jobs, rules
from bonafides.programme.members.models import Member, RequirementDecision, RequirementRow, Task
from bonafides.programme.members.vocabulary import (
    COMMITTABLE,
    REQUIREMENT_MOVES,
    Requirement,
    RequirementState,
    TaskKind,
)

NOON = cast.NOON
TODAY = NOON.date()
TRANSPARENCY = Requirement.TRANSPARENCY


def a_claim(state: RequirementState = RequirementState.MET, **changes: object) -> rules.Claim:
    given = {"evidence": "The report of 2025.", "evidence_at": TODAY, "until": None} | changes
    return rules.Claim(state=state, **given)  # type: ignore[arg-type]


def standing(
    state: RequirementState = RequirementState.OPEN, requirement: Requirement = TRANSPARENCY
) -> rules.Standing:
    return rules.Standing(requirement, state)


def decide(member: Member, requirement: Requirement = TRANSPARENCY, **changes: object) -> None:
    given = {
        "state": RequirementState.MET,
        "evidence": "The report of 2025.",
        "evidence_at": TODAY,
        "by": cast.by(cast.olu()),
        "at": NOON,
    } | changes
    actions.set_requirement(member=member, requirement=requirement, **given)  # type: ignore[arg-type]


def row_of(member: Member, requirement: Requirement = TRANSPARENCY) -> RequirementRow:
    return RequirementRow.objects.get(member=member, requirement=requirement)


def mails() -> int:
    return OutboxRow.objects.filter(kind=MAIL, key__startswith="requirement-").count()


# -- rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (before, after)
        for before in RequirementState
        for after in RequirementState
        if after not in REQUIREMENT_MOVES[before]
    ],
)
def test_a_state_that_the_table_does_not_name_cannot_follow(before: RequirementState, after: RequirementState) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.ruling_on(standing(before), a_claim(after, until=TODAY + timedelta(days=9)), TODAY)

    assert refused.value.code == "requirement-move"


@pytest.mark.parametrize("changes", [{"evidence": "  "}, {"evidence_at": None}])
def test_nothing_is_met_without_dated_evidence(changes: dict[str, object]) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.ruling_on(standing(), a_claim(RequirementState.MET, **changes), TODAY)

    assert refused.value.code == "requirement-evidence"


def test_evidence_from_today_counts_and_from_tomorrow_does_not() -> None:
    ruling = rules.ruling_on(standing(), a_claim(evidence_at=TODAY), TODAY)

    assert ruling.state is RequirementState.MET
    with pytest.raises(RuleBroken):
        rules.ruling_on(standing(), a_claim(evidence_at=TODAY + timedelta(days=1)), TODAY)


def test_evidence_grows_old_by_its_kind() -> None:
    yearly = rules.ruling_on(standing(requirement=Requirement.TECHNOLOGY), a_claim(), TODAY)
    lasting = rules.ruling_on(standing(requirement=Requirement.CONTACT_POINT), a_claim(), TODAY)

    assert yearly.until == TODAY + timedelta(days=365)
    assert lasting.until is None


def test_evidence_that_is_too_old_meets_nothing() -> None:
    last_day = TODAY - timedelta(days=365)

    assert rules.ruling_on(standing(requirement=Requirement.TECHNOLOGY), a_claim(evidence_at=last_day), TODAY)
    older = a_claim(evidence_at=last_day - timedelta(days=1))
    with pytest.raises(RuleBroken) as refused:
        rules.ruling_on(standing(requirement=Requirement.TECHNOLOGY), older, TODAY)
    assert refused.value.code == "requirement-evidence-old"


@pytest.mark.parametrize("days", [1, 365])
def test_a_commitment_ends_within_a_year(days: int) -> None:
    claim = a_claim(RequirementState.COMMITTED, until=TODAY + timedelta(days=days))

    assert rules.ruling_on(standing(), claim, TODAY).until == TODAY + timedelta(days=days)


@pytest.mark.parametrize("until", [None, TODAY, TODAY + timedelta(days=366)])
def test_a_commitment_without_an_end_or_with_one_out_of_reach_is_refused(until: date | None) -> None:
    with pytest.raises(RuleBroken) as refused:
        rules.ruling_on(standing(), a_claim(RequirementState.COMMITTED, until=until), TODAY)

    assert refused.value.code == "requirement-end"


@pytest.mark.parametrize("requirement", sorted(set(Requirement) - COMMITTABLE))
def test_what_is_so_or_is_not_cannot_be_promised(requirement: Requirement) -> None:
    claim = a_claim(RequirementState.COMMITTED, until=TODAY + timedelta(days=9))

    with pytest.raises(RuleBroken) as refused:
        rules.ruling_on(standing(requirement=requirement), claim, TODAY)

    assert refused.value.code == "requirement-not-committable"


@pytest.mark.parametrize(
    ("left", "reminded", "due"),
    [
        (61, None, None),
        (60, None, 60),
        (60, 60, None),
        (31, 60, None),
        (30, 60, 30),
        (30, 30, None),
        (8, 30, None),
        (7, 30, 7),
        (0, 30, 7),
        (0, 7, None),
        (-1, 30, None),
        (5, None, 7),  # an outage skipped the others: the nearest alone
    ],
)
def test_each_reminder_comes_once_and_an_outage_is_caught_up_with_the_nearest(
    left: int, reminded: int | None, due: int | None
) -> None:
    assert rules.reminder_due(TODAY + timedelta(days=left), TODAY, reminded) == due


def test_the_last_day_still_stands_and_the_day_after_does_not() -> None:
    met = rules.Standing(TRANSPARENCY, RequirementState.MET, TODAY)

    assert not rules.has_ended(met, TODAY)
    assert rules.has_ended(met, TODAY + timedelta(days=1))


# -- actions ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_officer_decides_and_the_decision_stands_in_history_and_log() -> None:
    member = cast.a_member()

    decide(member, evidence_url="https://pastehaven.test/report")

    row = row_of(member)
    assert (row.state, row.until) == ("met", TODAY + timedelta(days=455))
    assert RequirementDecision.objects.get(row=row).evidence_url == "https://pastehaven.test/report"
    assert LogEntry.objects.filter(event_name="member.requirement_decided").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["sana", "hana"])
def test_nobody_else_decides(who: str) -> None:
    member = cast.a_member()

    with pytest.raises(NotAllowed):
        decide(member, by=cast.by(getattr(cast, who)()))


@pytest.mark.django_db
def test_the_first_two_are_told_by_whoever_took_the_step() -> None:
    member = cast.a_member()

    decide(member, Requirement.PLEDGE, by=cast.by(cast.sana()))

    assert row_of(member, Requirement.PLEDGE).state == "met"


@pytest.mark.django_db
def test_offered_evidence_is_a_task_that_the_decision_closes() -> None:
    member = cast.a_member()

    given = {"requirement": TRANSPARENCY, "note": "Our report", "url": "", "dated": TODAY}
    actions.offer_evidence(member=member, **given, by=cast.by(cast.sana()), at=NOON)  # type: ignore[arg-type]
    open_before = Task.objects.filter(kind=TaskKind.LOOK_AT_EVIDENCE, done_at=None).count()
    decide(member)

    assert open_before == 1
    assert Task.objects.filter(kind=TaskKind.LOOK_AT_EVIDENCE, done_at=None).count() == 0


@pytest.mark.django_db
@pytest.mark.db
def test_the_worker_reminds_three_times_and_lets_lapse_on_the_day_after() -> None:
    member, until = cast.a_member(), TODAY + timedelta(days=100)
    cast.sana()
    decide(member, state=RequirementState.COMMITTED, until=until)

    counted = []
    for day in (39, 40, 41, 70, 71, 93, 94, 100):
        jobs.watch_ends(NOON + timedelta(days=day))
        counted.append(mails())
    state_on_last_day = row_of(member).state
    jobs.watch_ends(NOON + timedelta(days=101))
    jobs.watch_ends(NOON + timedelta(days=101, hours=1))

    assert counted == [0, 1, 1, 2, 2, 3, 3, 3]
    assert state_on_last_day == "committed"
    assert row_of(member).state == "lapsed"
    assert LogEntry.objects.filter(event_name="member.requirement_decided").count() == 2
    assert mails() == 4  # the last one says that it has lapsed


@pytest.mark.django_db
def test_a_long_outage_sends_one_reminder_and_no_more() -> None:
    member = cast.a_member()
    cast.sana()
    decide(member, state=RequirementState.COMMITTED, until=TODAY + timedelta(days=100))

    jobs.watch_ends(NOON + timedelta(days=96))
    jobs.watch_ends(NOON + timedelta(days=97))

    assert mails() == 1


@pytest.mark.django_db
def test_the_yearly_reassessment_becomes_a_task_with_the_first_reminder() -> None:
    member = cast.a_member()
    decide(member, Requirement.ASSESSMENTS, by=SYSTEM)

    jobs.watch_ends(NOON + timedelta(days=306))
    jobs.watch_ends(NOON + timedelta(days=340))

    assert Task.objects.filter(kind=TaskKind.REASSESS).count() == 1


@pytest.mark.django_db
def test_renewed_evidence_starts_the_reminders_anew() -> None:
    member = cast.a_member()
    cast.sana()
    decide(member, state=RequirementState.COMMITTED, until=TODAY + timedelta(days=5))
    jobs.watch_ends(NOON)
    decide(member, state=RequirementState.COMMITTED, until=TODAY + timedelta(days=6))
    jobs.watch_ends(NOON)

    assert mails() == 2


@pytest.mark.django_db
def test_nothing_of_a_decision_stands_if_recording_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    member = cast.a_member()
    monkeypatch.setattr("bonafides.base.audit.actions.new_event_id", lambda: None)

    with pytest.raises(Exception, match="event_id"):
        decide(member)

    assert row_of(member).state == "open"
