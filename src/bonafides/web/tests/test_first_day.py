"""The first-day page: what to do, what works, which duties bind and why, where lists come from."""

import pytest
from tests import cast

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions.policies import describe_platform

pytestmark = pytest.mark.django_db


def page_for_bo() -> str:
    return cast.browser_of(cast.bo()).get("/first-day/").content.decode()


def a_small_pasting_site() -> None:
    describe_platform(country="DE", staff=3, turnover_eur=100_000, services=["pasting"], by=SYSTEM, at=now())


def test_it_says_which_duties_bind_and_why() -> None:
    a_small_pasting_site()

    page = page_for_bo()

    assert "Removal orders carried out within one hour" in page
    assert "there is no exemption for small ones" in page
    assert "Micro and small enterprises are exempt" in page


def test_without_an_answer_it_says_so_instead_of_guessing() -> None:
    page = page_for_bo()

    assert "without an answer to what kind of service this is" in page


def test_it_names_the_programmes_that_share_lists_and_that_nobody_checked_the_entries() -> None:
    page = page_for_bo()

    assert "Terrorist Content Analytics Platform" in page
    assert "Nobody has checked this entry with the programme yet." in page


def test_it_says_what_works_without_any_list() -> None:
    assert "The public form for notices, and its status pages." in page_for_bo()


def test_a_step_is_marked_once_it_is_done() -> None:
    bo = cast.bo()
    before = cast.browser_of(bo, second_factor=False)
    cast.give_second_factor(bo)

    page = before.get("/first-day/").content.decode()

    assert page.count("Done") >= 1


def test_a_stranger_is_led_to_sign_in() -> None:
    assert cast.a_browser().get("/first-day/").status_code == 302


def test_somebody_of_a_member_finds_their_own_steps_and_nothing_of_the_platform() -> None:
    a_small_pasting_site()

    page = cast.browser_of(cast.sana()).get("/first-day/").content.decode()

    assert "See where your membership stands" in page
    assert "Removal orders carried out within one hour" not in page
    assert "bonafides keys backup" not in page


def test_somebody_of_the_programme_is_told_how_a_programme_begins() -> None:
    page = cast.browser_of(cast.dana()).get("/first-day/").content.decode()

    assert "Let the first platforms in" in page
    assert "Read the policy that you start with" not in page
