import pytest

from bonafides.safety.moderation.duties import (
    BECAUSE,
    ESTABLISHED_IN_EU,
    EU,
    NOT_IN_EU,
    NOT_PUBLIC,
    PUBLIC_KINDS,
    SMALL_ENOUGH,
    Binding,
    Duty,
    Establishment,
    Scope,
    ServiceKind,
    Size,
    duties_of,
    size_of,
)

MILLION = 1_000_000
PASTING = frozenset({ServiceKind.PASTING})
STORAGE = frozenset({ServiceKind.PRIVATE_STORAGE})

FOR_EVERY_HOST = {"dsa-11", "dsa-12", "dsa-14", "dsa-16", "dsa-17", "dsa-18"}
FOR_EVERY_PUBLIC_HOST = {
    "tco-3",
    "tco-4",
    "tco-6",
    "tco-7",
    "tco-11",
    "tco-14",
    "tco-15",
    "dsa-24-3",
}
FOR_LARGER_PLATFORMS = {
    "dsa-20",
    "dsa-21",
    "dsa-22",
    "dsa-23",
    "dsa-24",
    "dsa-25",
    "dsa-26",
    "dsa-27",
    "dsa-28",
}


def a_service(
    *,
    country: str | None = "DE",
    offers_in_eu: bool = True,
    size: Size = Size.MICRO,
    kinds: frozenset[ServiceKind] = PASTING,
) -> Establishment:
    return Establishment(country=country, offers_in_eu=offers_in_eu, size=size, kinds=kinds)


def binding(facts: Establishment) -> set[str]:
    return {duty.code for duty in duties_of(facts) if duty.binding is Binding.BINDS}


def duty(code: str, facts: Establishment) -> Duty:
    return next(duty for duty in duties_of(facts) if duty.code == code)


@pytest.mark.parametrize("size", [Size.MICRO, Size.SMALL])
def test_a_small_pasting_site_has_the_duties_of_every_host_and_all_of_the_tco(size: Size) -> None:
    assert binding(a_service(size=size)) == FOR_EVERY_HOST | FOR_EVERY_PUBLIC_HOST


@pytest.mark.parametrize("size", [Size.MEDIUM, Size.LARGE])
def test_from_medium_size_on_the_duties_of_online_platforms_are_added(size: Size) -> None:
    added = binding(a_service(size=size)) - binding(a_service(size=Size.SMALL))

    assert added == FOR_LARGER_PLATFORMS | {"dsa-15"}


def test_private_storage_has_no_duty_of_the_tco_nor_of_online_platforms() -> None:
    facts = a_service(kinds=STORAGE, size=Size.LARGE)

    assert binding(facts) == FOR_EVERY_HOST | {"dsa-15"}
    assert duty("tco-3", facts).why == NOT_PUBLIC


def test_one_public_service_beside_a_private_one_brings_the_tco() -> None:
    assert "tco-3" in binding(a_service(kinds=STORAGE | PASTING))


@pytest.mark.parametrize("country", ["US", "GB", "CH", None])
def test_a_service_outside_the_union_needs_a_representative_under_both_laws(country: str | None) -> None:
    inside, outside = a_service(), a_service(country=country)

    assert binding(outside) - binding(inside) == {"dsa-13", "tco-17"}


def test_an_establishment_in_the_union_replaces_the_representative() -> None:
    answer = duty("tco-17", a_service(country="FR"))

    assert (answer.binding, answer.why) == (Binding.DOES_NOT_BIND, ESTABLISHED_IN_EU)


def test_private_storage_outside_the_union_needs_a_representative_under_the_dsa_only() -> None:
    facts = a_service(country="US", kinds=STORAGE)

    assert "dsa-13" in binding(facts)
    assert duty("tco-17", facts).why == NOT_PUBLIC


def test_a_service_not_offered_in_the_union_is_bound_by_none_of_it() -> None:
    facts = a_service(country="US", offers_in_eu=False, size=Size.LARGE)

    assert binding(facts) == set()
    assert {duty.why for duty in duties_of(facts)} == {NOT_IN_EU}


def test_the_exemption_of_small_platforms_is_said_and_leaves_the_choice() -> None:
    answer = duty("dsa-20", a_service(size=Size.SMALL))

    assert (answer.binding, answer.why) == (Binding.DOES_NOT_BIND, SMALL_ENOUGH)
    assert "You may do it all the same" in answer.why


def test_specific_measures_wait_for_a_decision_of_the_authority() -> None:
    answers = [answer for answer in duties_of(a_service()) if answer.binding is Binding.ONCE_ORDERED]

    assert [answer.code for answer in answers] == ["tco-5", "tco-10"]
    assert {answer.why for answer in answers} == {BECAUSE[Scope.ORDERED]}


@pytest.mark.parametrize("size", list(Size))
@pytest.mark.parametrize("country", ["DE", "US"])
@pytest.mark.parametrize("kind", list(ServiceKind))
def test_every_duty_is_answered_once_with_a_sentence(size: Size, country: str, kind: ServiceKind) -> None:
    duties = duties_of(a_service(size=size, country=country, kinds=frozenset({kind})))

    assert len({duty.code for duty in duties}) == len(duties) == 28
    assert all(duty.why.endswith(".") and duty.title for duty in duties)


def test_the_union_has_27_member_states() -> None:
    assert len(EU) == 27


def test_private_kinds_and_hosting_for_others_do_not_count_as_public() -> None:
    assert set(ServiceKind) - PUBLIC_KINDS == {
        ServiceKind.PRIVATE_CHAT,
        ServiceKind.PRIVATE_STORAGE,
        ServiceKind.WEB_HOSTING,
    }


@pytest.mark.parametrize(
    ("staff", "size"),
    [
        (0, Size.MICRO),
        (9, Size.MICRO),
        (10, Size.SMALL),
        (11, Size.SMALL),
        (49, Size.SMALL),
        (50, Size.MEDIUM),
        (51, Size.MEDIUM),
        (249, Size.MEDIUM),
        (250, Size.LARGE),
        (251, Size.LARGE),
    ],
)
def test_the_staff_ceiling_is_a_number_that_must_stay_below(staff: int, size: Size) -> None:
    assert size_of(staff=staff, turnover_eur=0) == size


@pytest.mark.parametrize(
    ("turnover", "size"),
    [
        (2 * MILLION - 1, Size.MICRO),
        (2 * MILLION, Size.MICRO),
        (2 * MILLION + 1, Size.SMALL),
        (10 * MILLION - 1, Size.SMALL),
        (10 * MILLION, Size.SMALL),
        (10 * MILLION + 1, Size.MEDIUM),
        (50 * MILLION - 1, Size.MEDIUM),
        (50 * MILLION, Size.MEDIUM),
        (50 * MILLION + 1, Size.LARGE),
    ],
)
def test_the_turnover_may_reach_its_ceiling(turnover: int, size: Size) -> None:
    assert size_of(staff=1, turnover_eur=turnover, balance_sheet_eur=99 * MILLION) == size


@pytest.mark.parametrize(
    ("balance_sheet", "size"),
    [
        (2 * MILLION, Size.MICRO),
        (2 * MILLION + 1, Size.SMALL),
        (10 * MILLION, Size.SMALL),
        (10 * MILLION + 1, Size.MEDIUM),
        (43 * MILLION - 1, Size.MEDIUM),
        (43 * MILLION, Size.MEDIUM),
        (43 * MILLION + 1, Size.LARGE),
    ],
)
def test_a_modest_balance_sheet_makes_up_for_a_high_turnover(balance_sheet: int, size: Size) -> None:
    assert size_of(staff=1, turnover_eur=99 * MILLION, balance_sheet_eur=balance_sheet) == size


def test_without_a_balance_sheet_the_turnover_decides_alone() -> None:
    assert size_of(staff=1, turnover_eur=45 * MILLION) == Size.MEDIUM


@pytest.mark.parametrize("numbers", [{"staff": -1, "turnover_eur": 0}, {"staff": 0, "turnover_eur": -1}])
def test_a_negative_number_is_refused(numbers: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="negative"):
        size_of(**numbers)
