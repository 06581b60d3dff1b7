"""The cases of an incident: they come first, those alike join, copies are folded into the earliest."""

from datetime import timedelta

import pytest
from tests.cast import NOON

from bonafides.safety.moderation.actions import incidents, leases
from bonafides.safety.moderation.actions.incident_cases import FOLD
from bonafides.safety.moderation.models import Case, Item
from bonafides.safety.moderation.queries import incidents as queries
from bonafides.safety.moderation.rules.incidents import BelongingFacts, Criteria, Prints, are_alike, belongs
from bonafides.safety.moderation.tests.incidents import an_incident, work_off
from bonafides.safety.moderation.tests.scenes import SECOND, a_case, an_item, by_amina, by_bo
from bonafides.safety.moderation.vocabulary import CaseState, IncidentJoining

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy")]
ZEROS = "0" * 64


def with_picture(case: Case, pdq: str, data: bytes) -> Item:
    return an_item(case, data, kind="picture", fingerprints={"pdq": pdq, "pdq_quality": 100})


@pytest.mark.db
def test_its_cases_come_first_while_it_runs_and_go_back_when_it_is_over() -> None:
    incident, case = an_incident(), a_case()
    before = case.rank_at
    incidents.add_case(incident=incident, case=case, by=by_amina(), at=NOON)
    case.refresh_from_db()
    during = case.rank_at

    incidents.close(incident=incident, by=by_bo(), at=NOON)
    work_off(incidents.RANK)
    case.refresh_from_db()

    assert before - during == timedelta(days=7)
    assert case.rank_at == before


def test_what_waits_already_is_looked_through_and_what_comes_joins() -> None:
    old, foreign = a_case(language="ar"), a_case("Another.", language="de")
    incident = an_incident(languages=("ar",))
    work_off(incidents.LOOK)

    fresh = a_case("A third.", language="ar")

    assert set(queries.cases_of(incident)) == {old, fresh}
    assert foreign not in queries.cases_of(incident)


def test_what_is_like_a_case_put_there_by_hand_follows() -> None:
    seed, near, far = a_case("One."), a_case("Two."), a_case("Three.")
    with_picture(seed, ZEROS, b"1")
    with_picture(near, f"{2**31 - 1:064x}", b"2")
    with_picture(far, f"{2**32 - 1:064x}", b"3")
    incident = an_incident()

    incidents.add_case(incident=incident, case=seed, by=by_amina(), at=NOON)
    work_off(incidents.LOOK)

    why = dict(incident.places.values_list("case__reference", "why"))
    assert why == {seed.reference: IncidentJoining.BY_HAND, near.reference: IncidentJoining.LIKENESS}


def test_no_criteria_match_nothing() -> None:
    assert belongs(BelongingFacts("en", "user_notice", frozenset({"text"})), Criteria(), Prints()) is None


@pytest.mark.parametrize(("bits", "alike"), [(30, True), (31, True), (32, False)])
def test_pictures_are_alike_up_to_31_bits(bits: int, alike: bool) -> None:
    one, other = Prints(pdq=frozenset({ZEROS})), Prints(pdq=frozenset({f"{2**bits - 1:064x}"}))

    assert are_alike(one, other) is alike


@pytest.mark.db
def test_copies_are_folded_into_the_earliest_case_and_seen_once() -> None:
    first, copy = a_case("One."), a_case("Two.", opened_at=NOON + SECOND)
    with_picture(first, ZEROS, b"1")
    with_picture(copy, f"{7:064x}", b"2")
    incident = an_incident()
    incidents.add_case(incident=incident, case=first, by=by_amina(), at=NOON)
    work_off(incidents.LOOK)

    work_off(FOLD)
    copy.refresh_from_db()

    assert copy.merged_into == first
    assert first.items.count() == 4
    assert queries.numbers_of(incident).folded == 1


def test_an_earlier_case_is_not_folded_into_a_later_one_that_a_person_put_there() -> None:
    first, seed = a_case("One."), a_case("Two.", opened_at=NOON + SECOND)
    with_picture(first, ZEROS, b"1")
    with_picture(seed, ZEROS, b"2")
    incident = an_incident()
    incidents.add_case(incident=incident, case=seed, by=by_amina(), at=NOON)
    work_off(FOLD)
    work_off(incidents.LOOK)

    work_off(FOLD)
    seed.refresh_from_db()

    assert seed.merged_into == first


def test_what_somebody_has_open_is_not_folded_away_under_their_hands() -> None:
    first, copy = a_case("One."), a_case("Two.", opened_at=NOON + SECOND)
    with_picture(first, ZEROS, b"1")
    with_picture(copy, ZEROS, b"2")
    incident = an_incident()
    incidents.add_case(incident=incident, case=first, by=by_amina(), at=NOON)
    work_off(incidents.LOOK)
    leases.open_case(case=copy, by=by_amina(), at=NOON)

    work_off(FOLD)
    first.refresh_from_db()
    copy.refresh_from_db()

    assert copy.state == CaseState.OPEN
    assert first.merged_into == copy


def test_a_case_that_was_taken_out_does_not_come_back_at_once() -> None:
    incident, case = an_incident(), a_case()
    incidents.add_case(incident=incident, case=case, by=by_amina(), at=NOON)

    incidents.remove_case(incident=incident, case=case, by=by_amina(), at=NOON)
    case.refresh_from_db()

    assert not queries.is_in_running(case, NOON)
    assert "incident" not in [factor["factor"] for factor in case.why]
