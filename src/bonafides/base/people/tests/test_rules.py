"""What may be granted to whom."""

from datetime import UTC, datetime, timedelta

import pytest

from bonafides.base.people import rules
from bonafides.base.people.vocabulary import API_KEY_LASTS_AT_MOST, OrganisationKind, Role
from bonafides.kernel.errors import Invalid, RuleBroken

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def a_grant(role: str, **changes: object) -> rules.GrantFacts:
    facts = {"case": "", "kind": OrganisationKind.PLATFORM, "held": frozenset(), "self_granted": False}
    return rules.GrantFacts(role=role, **{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("role", ["owner", "lead", "reviewer", "trainee", "evidence_custodian", "auditor"])
def test_a_platform_gives_every_role(role: str) -> None:
    assert rules.check_grant(a_grant(role)) == role


@pytest.mark.parametrize("role", ["", "king", "client", "OWNER"])
def test_what_is_no_role_or_a_programs_is_refused(role: str) -> None:
    with pytest.raises(Invalid):
        rules.check_grant(a_grant(role))


@pytest.mark.parametrize("role", ["lead", "reviewer", "trainee", "evidence_custodian", "authority_desk"])
def test_a_programme_gives_no_role_that_meets_a_platforms_content(role: str) -> None:
    with pytest.raises(RuleBroken, match="programme"):
        rules.check_grant(a_grant(role, kind=OrganisationKind.PROGRAMME))


@pytest.mark.parametrize("role", ["officer", "assessor", "mark_reviewer", "analyst", "flagger", "editor"])
def test_a_programme_gives_the_roles_of_its_own(role: str) -> None:
    assert rules.check_grant(a_grant(role, kind=OrganisationKind.PROGRAMME)) == role


@pytest.mark.parametrize("kind", ["civil_society", "academic", "state"])
def test_a_body_around_the_programme_has_participants_alone(kind: str) -> None:
    with pytest.raises(RuleBroken, match="does not exist"):
        rules.check_grant(a_grant("owner", kind=kind))


def test_nobody_gives_a_role_to_themselves() -> None:
    with pytest.raises(RuleBroken, match="themselves"):
        rules.check_grant(a_grant("owner", self_granted=True))


def test_a_second_reader_is_for_one_case() -> None:
    assert rules.check_grant(a_grant("second_reader", case="7F3K9Q2MTX")) is Role.SECOND_READER


def test_a_second_reader_without_a_case_is_refused() -> None:
    with pytest.raises(Invalid, match="case"):
        rules.check_grant(a_grant("second_reader"))


def test_another_role_with_a_case_is_refused() -> None:
    with pytest.raises(Invalid, match="case"):
        rules.check_grant(a_grant("reviewer", case="7F3K9Q2MTX"))


@pytest.mark.parametrize(("role", "held"), [("second_reader", "reviewer"), ("reviewer", "second_reader")])
def test_a_second_reader_comes_from_outside(role: str, held: str) -> None:
    case = "7F3K9Q2MTX" if role == "second_reader" else ""

    with pytest.raises(RuleBroken, match="outside"):
        rules.check_grant(a_grant(role, case=case, held=frozenset({held})))


def test_a_second_reader_may_read_a_second_case() -> None:
    rules.check_grant(a_grant("second_reader", case="7F3K9Q2MTX", held=frozenset({"second_reader"})))


def test_the_last_owner_stays() -> None:
    rules.check_owner_remains(1)

    with pytest.raises(RuleBroken):
        rules.check_owner_remains(0)


@pytest.mark.parametrize("lasts", [timedelta(seconds=1), API_KEY_LASTS_AT_MOST])
def test_a_key_may_end_in_the_next_two_years(lasts: timedelta) -> None:
    rules.check_key_end(NOON + lasts, NOON)


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(days=-1), API_KEY_LASTS_AT_MOST + timedelta(seconds=1)])
def test_a_key_may_not_end_before_it_begins_or_last_for_ever(lasts: timedelta) -> None:
    with pytest.raises(Invalid):
        rules.check_key_end(NOON + lasts, NOON)


@pytest.mark.parametrize("scopes", [frozenset(), frozenset({"everything"}), frozenset({"match:read", "x"})])
def test_a_key_has_scopes_of_the_list(scopes: frozenset[str]) -> None:
    with pytest.raises(Invalid):
        rules.check_scopes(scopes)
