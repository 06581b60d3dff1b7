"""The page of floods: what was stopped, who let it out and why, and the limits."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests import cast

from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions, floods
from bonafides.safety.banks.models import Entry, Quarantine
from bonafides.safety.banks.rules import Burst, FloodLimits
from bonafides.safety.banks.tests.conftest import NOON

BURST = Burst(60, 6_000)


@pytest.fixture
def browser(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


def page(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.django_db
def test_one_click_on_the_page_lets_an_entry_out(browser: Client, poisoned: Entry) -> None:
    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)
    before = page(browser.get(reverse("banks:floods")))

    browser.post(reverse("banks:release", args=[found.reference]))

    poisoned.refresh_from_db()
    assert "Stopped" in before
    assert poisoned.state == "active"
    assert "Let out by hand, without a reason given" in page(browser.get(reverse("banks:floods")))


@pytest.mark.django_db
def test_a_release_needs_nothing_typed(browser: Client, poisoned: Entry) -> None:
    actions.guard({poisoned.pk: BURST}, at=NOON)

    form = page(browser.get(reverse("banks:floods"))).split('name="reason"')[1].split(">")[0]

    assert "required" not in form


@pytest.mark.django_db
def test_a_reason_that_was_given_stands_beside_who_let_it_out(browser: Client, poisoned: Entry) -> None:
    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)

    browser.post(reverse("banks:release", args=[found.reference]), {"reason": "A plain white square"})

    assert "A plain white square" in page(browser.get(reverse("banks:floods")))


@pytest.mark.django_db
def test_a_release_without_a_reason_is_recorded_in_english_and_read_in_any_language(poisoned: Entry, bo: Actor) -> None:
    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)
    actions.release(found=found, reason="  ", by=bo, at=NOON)
    person = cast.bo()
    person.language = "de"
    person.save()

    said = page(cast.browser_of(person).get(reverse("banks:floods")))

    assert Quarantine.objects.get().ended_because == "Let out by hand, without a reason given"
    assert "Von Hand herausgelassen, ohne Angabe eines Grundes" in said


@pytest.mark.django_db
def test_what_was_withdrawn_meanwhile_is_said_to_be_and_never_to_match_again(
    browser: Client, poisoned: Entry, bo: Actor
) -> None:
    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)
    actions.withdraw_entry(entry=poisoned, reason="", by=bo, at=NOON)

    said = page(browser.get(reverse("banks:floods")))
    answer = browser.post(reverse("banks:release", args=[found.reference]))

    assert "Withdrawn" in said
    assert "Let it match again" not in said
    assert answer.status_code == 422
    assert "The entry is withdrawn already." in page(answer)


@pytest.mark.django_db
def test_the_queue_says_that_an_entry_was_stopped(browser: Client, poisoned: Entry) -> None:
    actions.guard({poisoned.pk: BURST}, at=NOON)

    assert "1 entry meets much of all traffic" in page(browser.get(reverse("moderation:queue")))


@pytest.mark.django_db
def test_limits_are_changed_on_the_page(browser: Client, bo: Actor) -> None:
    given_ = {"floor_hits": 80, "share_percent": "1.5", "least_items": 4_000}

    answer = browser.post(reverse("banks:set_flood_limits"), given_)

    assert answer.status_code == 302
    assert floods.limits() == FloodLimits(80, 150, 4_000)


@pytest.mark.django_db
def test_what_is_wrong_with_a_release_stands_in_its_own_row(browser: Client, poisoned: Entry) -> None:
    (found,) = actions.guard({poisoned.pk: BURST}, at=NOON)

    answer = browser.post(reverse("banks:release", args=[found.reference]), {"reason": "x" * 301, "is_real": "on"})

    assert answer.status_code == 422
    assert f'href="#reason-{found.reference}"' in page(answer)
    assert f'id="reason-{found.reference}_error"' in page(answer)


@pytest.mark.django_db
def test_whoever_may_not_change_the_limits_reads_all_three(browser: Client) -> None:
    browser.post(reverse("banks:set_flood_limits"), {"floor_hits": 60, "share_percent": "0.25", "least_items": 3_000})

    shown = page(cast.browser_of(cast.amina()).get(reverse("banks:floods")))

    assert "At least 60 hits, which are at least 0.25 % of all items, out of at least 3000 items." in shown
