"""Every view is closed until the role table opens it."""

from typing import Any

import pytest
from django.urls import URLResolver
from pytest_django import Settings
from tests import cast

from bonafides.base.people import actions, urls
from bonafides.base.people.access import ACCESS, BEFORE_THE_SECOND_FACTOR
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now

JSON = {"accept": "application/json"}


def test_a_view_that_no_table_names_opens_for_nobody() -> None:
    assert cast.browser_of(cast.bo()).get("/forgotten/").status_code == 403


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_back() -> None:
    answer = cast.a_browser().get("/desk/?a=1")

    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/desk/%3Fa%3D1")


def test_a_program_that_is_not_signed_in_gets_a_problem_document() -> None:
    answer = cast.a_browser().get("/desk/", headers=JSON)

    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_the_right_role_opens_the_page() -> None:
    amina = cast.amina()

    assert cast.browser_of(amina).get("/desk/").content.decode() == f"the desk of {amina.code}"


def test_another_role_is_told_in_a_sentence() -> None:
    answer = cast.browser_of(cast.bo()).get("/desk/")

    assert answer.status_code == 403
    assert "Your role does not include this." in answer.content.decode()


def test_without_a_second_factor_a_person_is_led_to_set_one_up() -> None:
    answer = cast.browser_of(cast.amina(), second_factor=False).get("/desk/")

    assert (answer.status_code, answer["Location"]) == (302, "/people/account/second-factor/?next=%2Fdesk%2F")


def test_a_post_without_a_second_factor_does_nothing() -> None:
    browser = cast.browser_of(cast.bo(), second_factor=False)

    assert browser.post("/people/invite/", {}, headers=JSON).status_code == 403


def test_a_demo_asks_for_no_second_factor(settings: Settings) -> None:
    settings.DEMO = True

    assert cast.browser_of(cast.amina(), second_factor=False).get("/desk/").status_code == 200


def test_a_person_who_signs_in_no_more_is_a_stranger_at_once() -> None:
    amina = cast.amina()
    browser = cast.browser_of(amina)
    actions.deactivate_person(person=amina, by=SYSTEM, at=now())

    assert browser.get("/desk/").status_code == 302


def test_pages_speak_the_language_that_the_person_chose() -> None:
    amina = cast.amina()
    amina.language = "ar"
    amina.save(update_fields=["language"])

    assert 'dir="rtl"' in cast.browser_of(amina).get("/people/account/").content.decode()


PAGES = {
    "/people/": {Role.OWNER, Role.LEAD, Role.AUDITOR},
    "/people/invite/": {Role.OWNER, Role.LEAD},
    "/people/invitations/": {Role.OWNER, Role.LEAD, Role.AUDITOR},
    "/people/keys/": {Role.OWNER, Role.AUDITOR},
    "/people/keys/create/": {Role.OWNER},
    "/people/account/": set(Role) - {Role.CLIENT},
}


@pytest.mark.parametrize("role", [Role.OWNER, Role.LEAD, Role.REVIEWER, Role.TRAINEE, Role.AUDITOR])
@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_for_its_roles_only(page: str, role: Role) -> None:
    browser = cast.browser_of(cast.a_person("Gita", role))

    assert browser.get(page).status_code == (200 if role in PAGES[page] else 403)


def names_of(patterns: list[Any], namespace: str = "") -> set[str]:
    """Every view name of a URLconf, with its namespaces."""
    names = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            names |= names_of(pattern.url_patterns, inner)
        else:
            names.add(f"{namespace}{pattern.name}")
    return names


def test_the_table_names_every_page_of_this_part_and_no_other() -> None:
    assert names_of(urls.urlpatterns) == set(ACCESS)


def test_what_opens_before_the_second_factor_stands_in_the_table() -> None:
    assert set(ACCESS) >= BEFORE_THE_SECOND_FACTOR
