"""A release takes two persons who did not ask for it and do not see each other's vote; an emergency is told at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, RuleBroken
from bonafides.safety.evidence import actions, jobs, rules
from bonafides.safety.evidence.actions import releasing
from bonafides.safety.evidence.actions.packing import check_may_hand_out
from bonafides.safety.evidence.events import ReleaseRequested, ReleaseVoted
from bonafides.safety.evidence.models import OversightNotice, Release
from bonafides.safety.evidence.rules import ReleaseFacts
from bonafides.safety.evidence.tests.scenes import a_kept_item, a_request, an_approved_release, asked, aude, cleo, dov
from bonafides.safety.evidence.vocabulary import LegalBasis, NoticeKind, ReleaseState

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DAY = timedelta(days=1)
EMERGENCY: dict[str, Any] = {"emergency": True, "basis": LegalBasis.TCO_THREAT}


def test_a_request_freezes_its_list_and_is_recorded() -> None:
    one, two = a_kept_item(), a_kept_item()

    release = a_request(one, two)

    assert release.items_digest == releasing.digest_of([two.reference, one.reference])
    assert LogEntry.objects.filter(event_name=ReleaseRequested.name).count() == 1


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"purpose": " "}, RuleBroken),
        ({"recipient_key": "ssh-ed25519 AAAA"}, Invalid),
        ({"emergency": True}, RuleBroken),
    ],
)
def test_a_request_without_purpose_key_or_a_real_emergency_is_refused(
    changes: dict[str, Any], error: type[DomainError]
) -> None:
    with pytest.raises(error):
        a_request(**changes)


def test_strangers_reviewers_and_auditors_ask_for_nothing() -> None:
    for_whom = [is_refused(by) for by in (cast.by(cast.amina()), cast.by(aude()), cast.CHIDI, SYSTEM)]

    assert for_whom == [True] * 4


def is_refused(by: Actor) -> bool:
    try:
        a_request(by=by)
    except NotAllowed:
        return True
    return False


def test_two_votes_of_others_approve() -> None:
    release = a_request()

    first = actions.vote(release=release, approves=True, by=cast.by(cast.bo()), at=NOON)
    second = actions.vote(release=release, approves=True, by=cast.by(dov()), at=NOON)

    assert (first.state, second.state) == (ReleaseState.REQUESTED, ReleaseState.APPROVED)
    assert LogEntry.objects.filter(event_name=ReleaseVoted.name).count() == 2


def test_a_refusal_counts_with_the_last_vote_and_not_before() -> None:
    release = a_request()

    first = actions.vote(release=release, approves=False, by=cast.by(cast.bo()), at=NOON)
    second = actions.vote(release=release, approves=True, by=cast.by(dov()), at=NOON)

    assert (first.state, second.state) == (ReleaseState.REQUESTED, ReleaseState.REFUSED)


def test_nobody_votes_twice_or_on_their_own_request_or_late() -> None:
    release, bo = a_request(), cast.by(cast.bo())
    actions.vote(release=release, approves=True, by=bo, at=NOON)

    with pytest.raises(RuleBroken):
        actions.vote(release=release, approves=True, by=bo, at=NOON)
    with pytest.raises(RuleBroken):
        actions.vote(release=release, approves=True, by=cast.by(cleo()), at=NOON)
    with pytest.raises(RuleBroken):
        actions.vote(release=release, approves=True, by=cast.by(dov()), at=NOON + 7 * DAY)


def test_a_vote_that_cannot_be_recorded_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    release = a_request()
    monkeypatch.setattr(releasing, "record", fail)

    with pytest.raises(OSError, match="no room"):
        actions.vote(release=release, approves=True, by=cast.by(cast.bo()), at=NOON)

    assert release.votes.count() == 0


def fail(*args: object, **kwargs: object) -> None:
    raise OSError("no room")


def test_whoever_asked_may_withdraw_and_nobody_else() -> None:
    release = an_approved_release()

    with pytest.raises(Conflict):
        actions.withdraw(release=release, by=cast.by(dov()), at=NOON)
    actions.withdraw(release=release, by=cast.by(cleo()), at=NOON)

    release.refresh_from_db()
    assert release.state == ReleaseState.WITHDRAWN


def test_what_is_not_granted_in_a_week_has_run_out() -> None:
    release = an_approved_release()

    jobs.end_what_is_over(NOON + 7 * DAY)

    release.refresh_from_db()
    assert release.state == ReleaseState.EXPIRED
    with pytest.raises(NotFound):
        actions.fetch_package(release=release, by=cast.by(cleo()), at=NOON + 7 * DAY)


# -- emergencies -----------------------------------------------------------------------------------------------------


def test_an_emergency_is_told_to_auditors_and_owners_whatever_anybody_wants() -> None:
    mails = {person.code for person in (aude(), cast.bo())}

    release = a_request(**EMERGENCY)

    notice = OversightNotice.objects.get()
    keys = OutboxRow.objects.filter(key__startswith="oversight:").values_list("key", flat=True)
    assert (notice.kind, notice.release) == (NoticeKind.EMERGENCY, release)
    assert {key.rpartition(":")[2] for key in keys} == mails


def test_an_emergency_that_cannot_be_told_does_not_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bonafides.safety.evidence.actions.oversight.record", fail)

    with pytest.raises(OSError, match="no room"):
        a_request(**EMERGENCY)

    assert Release.objects.count() == 0


def test_a_day_without_a_second_person_is_told_once_more() -> None:
    release = a_request(**EMERGENCY)
    row = OutboxRow.objects.get(kind=releasing.UNCONFIRMED)

    jobs.HANDLERS[row.kind](row, NOON + DAY)
    jobs.HANDLERS[row.kind](row, NOON + DAY)

    assert row.due_at == release.confirm_by == NOON + DAY
    assert OversightNotice.objects.filter(kind=NoticeKind.UNCONFIRMED).count() == 1


@pytest.mark.parametrize(
    ("approves", "state", "notices"), [(True, ReleaseState.RELEASED, 1), (False, ReleaseState.OBJECTED, 2)]
)
def test_a_second_person_settles_an_emergency(approves: bool, state: ReleaseState, notices: int) -> None:
    release = actions.vote(release=a_request(**EMERGENCY), approves=approves, by=cast.by(dov()), at=NOON)

    assert release.state == state
    assert OversightNotice.objects.count() == notices


def test_an_emergency_can_be_handed_out_until_somebody_objects_or_its_week_is_over() -> None:
    waiting, confirmed, objected = (a_request(**EMERGENCY) for _ in range(3))
    confirmed = actions.vote(release=confirmed, approves=True, by=cast.by(dov()), at=NOON)
    objected = actions.vote(release=objected, approves=False, by=cast.by(dov()), at=NOON)

    urgent = (waiting, confirmed, objected)
    now = [may_be_handed_out(each) for each in urgent]
    later = [may_be_handed_out(each, NOON + 7 * DAY) for each in urgent]

    assert now == [True, True, False]
    assert later == [False, False, False]


def test_a_notice_that_was_seen_stays() -> None:
    a_request(**EMERGENCY)
    notice = OversightNotice.objects.get()

    actions.see(notice=notice, by=cast.by(aude()), at=NOON)

    notice.refresh_from_db()
    assert notice.seen_by == aude()
    with pytest.raises(NotAllowed):
        actions.see(notice=notice, by=cast.by(dov()), at=NOON)


# -- sequences -------------------------------------------------------------------------------------------------------

PERSONS = 5  # 0 to 2 may keep; 3 and 4 may not
HOURS = 8 * 24


def sequence(number: int) -> tuple[ReleaseFacts, bool, bool]:
    """Twelve random acts of random people at random hours on one request; whether anything was handed out, and told."""
    random = Random(number)
    emergency = random.random() < 0.2
    state = ReleaseState.EMERGENCY if emergency else ReleaseState.REQUESTED
    facts = ReleaseFacts(state, requested_by=random.randrange(3), ends_at=NOON + 7 * DAY)
    handed_out = False
    for hour in sorted(random.randrange(HOURS) for _ in range(12)):
        person, act = random.randrange(PERSONS), random.choices(list(ACTS), weights=[6, 1, 4, 0.3, 0.3])[0]
        facts, now_out = tried(facts, act, person, NOON + timedelta(hours=hour))
        handed_out = handed_out or now_out
    return facts, handed_out, emergency


def tried(facts: ReleaseFacts, act: str, person: int, at: object) -> tuple[ReleaseFacts, bool]:
    try:
        return ACTS[act](facts, person, at)
    except DomainError:
        return facts, False


def voted(facts: ReleaseFacts, person: int, at: object, *, approves: bool) -> tuple[ReleaseFacts, bool]:
    check_role(person)
    rules.check_vote(facts, person, at)  # type: ignore[arg-type]
    name = "approvals" if approves else "refusals"
    facts = replace(facts, **{name: getattr(facts, name) | {person}})
    return replace(facts, state=rules.state_after_votes(facts)), False


def out(facts: ReleaseFacts, person: int, at: object) -> tuple[ReleaseFacts, bool]:
    check_role(person)
    rules.check_hand_out(facts, at)  # type: ignore[arg-type]
    return replace(facts, state=ReleaseState.RELEASED), True


def ended(state: ReleaseState, facts: ReleaseFacts, person: int, at: object) -> tuple[ReleaseFacts, bool]:
    check_role(person)
    return (replace(facts, state=state), False) if facts.state in releasing.OPEN else (facts, False)


def check_role(person: int) -> None:
    if person >= 3:
        raise NotAllowed("may-not-keep", "")


ACTS: dict[str, Callable[..., tuple[ReleaseFacts, bool]]] = {
    "approve": lambda *given: voted(*given, approves=True),
    "refuse": lambda *given: voted(*given, approves=False),
    "hand_out": out,
    "withdraw": lambda *given: ended(ReleaseState.WITHDRAWN, *given),
    "expire": lambda *given: ended(ReleaseState.EXPIRED, *given),
}


def test_of_ten_thousand_sequences_none_hands_out_without_two_persons() -> None:
    ends = [sequence(number) for number in range(10_000)]

    released = [facts for facts, handed_out, _ in ends if handed_out]
    assert len(released) > 100
    assert [facts for facts in released if len(facts.approvals - {facts.requested_by}) < 2 or facts.refusals] == []
    assert [facts for facts, handed_out, emergency in ends if handed_out and emergency] == []


@pytest.mark.parametrize("number", range(40))
def test_the_actions_let_through_no_more_than_two_persons_would(number: int) -> None:
    random = Random(number)
    people = [cast.by(person) for person in (cleo(), cast.bo(), dov(), aude(), cast.amina())]
    release = actions.request_release(items=(a_kept_item(),), asked=asked(), by=random.choice(people[:3]), at=NOON)
    tries = [(random.choice(people), random.choice([True, True, False])) for _ in range(8)]

    counted = [vote_of(release, by, approves) for by, approves in tries]

    release.refresh_from_db()
    voters = {person for person in counted if person}
    assert release.requested_by_id not in voters
    assert may_be_handed_out(release) == (len(voters) == 2 and release.votes.filter(approves=True).count() == 2)


def vote_of(release: Release, by: Actor, approves: bool) -> int | None:
    try:
        actions.vote(release=release, approves=approves, by=by, at=NOON)
    except DomainError:
        return None
    return by.person


def may_be_handed_out(release: Release, at: datetime = NOON) -> bool:
    try:
        check_may_hand_out(release, at)
    except DomainError:
        return False
    return True
