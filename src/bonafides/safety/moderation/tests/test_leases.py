"""Who gets which case: one at a time, in order, never the same to two, never again what was passed on."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.safety.moderation.actions import judging, leases
from bonafides.safety.moderation.models import Case, CaseNote, Lease
from bonafides.safety.moderation.rules.deciding import WishedMeasure
from bonafides.safety.moderation.tests.scenes import a_case, a_restriction, open_and_look
from bonafides.safety.moderation.vocabulary import Measure, SkipReason
from bonafides.safety.moderation.vocabulary.limits import LEASE

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def gita() -> Actor:
    return cast.by(cast.a_person("Gita", Role.REVIEWER))


def test_the_most_urgent_case_comes_first(amina: Actor) -> None:
    a_case("calm")
    urgent = a_case("urgent", threat_to_life=True, opened_at=NOON + timedelta(hours=1))

    assert leases.claim_next(by=amina, at=NOON + timedelta(hours=1)) == urgent


def test_two_people_get_two_cases(amina: Actor, gita: Actor) -> None:
    a_case("one")
    a_case("two")

    claimed = {leases.claim_next(by=person, at=NOON) for person in (amina, gita)}

    assert len(claimed) == 2
    assert LogEntry.objects.filter(event_name="case.claimed").count() == 2


def test_whoever_holds_a_case_gets_that_one_again(amina: Actor) -> None:
    a_case("one")
    a_case("two")

    assert leases.claim_next(by=amina, at=NOON) == leases.claim_next(by=amina, at=NOON + SECOND)


def test_nothing_waits_for_whoever_has_passed_everything_on(amina: Actor) -> None:
    case = a_case()
    leases.open_case(case=case, by=amina, at=NOON)
    leases.skip(case=case, reason=SkipReason.TOO_CLOSE, by=amina, at=NOON)

    assert leases.claim_next(by=amina, at=NOON) is None
    assert LogEntry.objects.filter(event_name="case.skipped").count() == 1


@pytest.mark.parametrize(("waited", "is_free"), [(LEASE - SECOND, False), (LEASE, True), (LEASE + SECOND, True)])
def test_a_case_is_free_again_two_minutes_after_the_last_heartbeat(
    amina: Actor, gita: Actor, waited: timedelta, is_free: bool
) -> None:
    case = a_case()
    leases.claim_next(by=amina, at=NOON)

    claimed = leases.claim_next(by=gita, at=NOON + waited)

    assert (claimed == case) is is_free


def test_a_heartbeat_prolongs_and_fails_once_another_has_it(amina: Actor, gita: Actor) -> None:
    case = a_case()
    leases.claim_next(by=amina, at=NOON)

    assert leases.heartbeat(case=case, by=amina, at=NOON + SECOND) == NOON + SECOND + LEASE
    leases.open_case(case=case, by=gita, at=NOON + 2 * LEASE)
    with pytest.raises(Conflict, match="no longer hold"):
        leases.heartbeat(case=case, by=amina, at=NOON + 2 * LEASE)


def test_a_case_that_another_has_open_cannot_be_opened(amina: Actor, gita: Actor) -> None:
    case = a_case()
    leases.open_case(case=case, by=amina, at=NOON)

    with pytest.raises(Conflict, match="Somebody else"):
        leases.open_case(case=case, by=gita, at=NOON + SECOND)


def test_what_is_given_back_is_free_at_once(amina: Actor, gita: Actor) -> None:
    case = a_case()
    leases.open_case(case=case, by=amina, at=NOON)
    leases.release(case=case, by=amina)

    assert leases.claim_next(by=gita, at=NOON) == case


def test_an_assigned_case_is_shown_to_its_person_only(amina: Actor, gita: Actor) -> None:
    case = a_case()
    bo = cast.by(cast.bo())

    leases.assign(case=case, to=cast.amina(), by=bo, at=NOON)

    assert leases.claim_next(by=gita, at=NOON) is None
    assert leases.claim_next(by=amina, at=NOON) == case


def test_only_a_lead_assigns_and_only_to_whoever_may_judge(amina: Actor) -> None:
    auditor = cast.a_person("Hana", Role.AUDITOR)

    with pytest.raises(NotAllowed):
        leases.assign(case=a_case(), to=cast.amina(), by=amina, at=NOON)
    with pytest.raises(Invalid):
        leases.assign(case=a_case("other"), to=auditor, by=cast.by(cast.bo()), at=NOON)


def test_handing_over_leaves_a_note_and_frees_the_case_for_the_colleague(amina: Actor, gita: Actor) -> None:
    case = a_case()
    leases.open_case(case=case, by=amina, at=NOON)

    leases.hand_over(case=case, to=cast.a_person("Gita", Role.REVIEWER), note="You know the place.", by=amina, at=NOON)

    assert CaseNote.objects.get().text == "You know the place."
    assert leases.claim_next(by=gita, at=NOON) == case


def test_what_somebody_cannot_read_goes_to_whoever_reads_the_language(amina: Actor, gita: Actor) -> None:
    case = a_case(language="ar")
    leases.open_case(case=case, by=amina, at=NOON)
    leases.skip(case=case, reason=SkipReason.CANNOT_READ, by=amina, at=NOON)
    assert leases.claim_next(by=gita, at=NOON) is None

    person = cast.a_person("Gita", Role.REVIEWER)
    person.language = "ar"
    person.save()

    assert leases.claim_next(by=gita, at=NOON) == case
    assert Case.objects.get().reader_wanted == "ar"


def test_second_readings_come_to_others_but_never_to_the_first_reader(amina: Actor, gita: Actor) -> None:
    case = a_case()
    open_and_look(case, amina)
    wish = a_restriction(measures=(WishedMeasure(Measure.TERMINATE),))
    judging.decide_case(case=case, wish=wish, by=amina, at=NOON)

    assert leases.claim_next(by=amina, at=NOON) is None
    assert leases.claim_next(by=gita, at=NOON) == case


def test_whoever_may_not_judge_is_given_nothing() -> None:
    auditor = cast.by(cast.a_person("Hana", Role.AUDITOR))

    with pytest.raises(NotAllowed):
        leases.claim_next(by=auditor, at=NOON)


def test_the_next_case_costs_the_same_however_many_wait(amina: Actor) -> None:
    a_case("first")
    few = statements_to_claim(amina)
    for number in range(30):
        a_case(f"text {number}")
    Lease.objects.all().delete()

    assert statements_to_claim(amina) <= few
    assert few <= 16


def statements_to_claim(by: Actor) -> int:
    with CaptureQueriesContext(connection) as queries:
        leases.claim_next(by=by, at=NOON)
    return len(queries)
