"""What a short address leads to: asked by the worker, matched, shown with the case, forgotten with it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOON, amina, bo, browser_of, by

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import SYSTEM
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import queries as banks
from bonafides.safety.links import actions as links
from bonafides.safety.links.actions.following import settle
from bonafides.safety.links.models import Link
from bonafides.safety.moderation.actions import forgetting, intake
from bonafides.safety.moderation.actions.leading import match_what_it_leads_to
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.tests.lists import PHRASE, a_text, listed
from bonafides.safety.moderation.tests.scenes import KEEP, a_policy
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary.limits import KEPT_CONTENT

pytestmark = [pytest.mark.django_db, pytest.mark.db]

TEXT = f"{PHRASE}, see https://bit.ly/abc and https://example.org/"
BEHIND = "https://listed.example/x?utm_source=short"


@pytest.fixture
def item() -> Item:
    """An upload that matches a phrase and holds a short address, taken in while following is on."""
    links.switch_on(by=by(bo()), at=NOON)
    listed()
    taken = intake.submit(submission=a_text(TEXT), by=SYSTEM, at=NOON).item
    assert taken is not None
    return taken


def led_to(item: Item, *hops: str, trouble: str = "") -> Link:
    """What the worker writes down once it has asked."""
    link = Link.objects.get(item=item.reference)
    settle(link=link, hops=list(hops), trouble=trouble, at=NOON)
    return link


def case_page(item: Item) -> str:
    address = reverse("moderation:case", args=[item.case.reference])
    return str(browser_of(amina()).get(address).content.decode())


def met(item: Item) -> list[tuple[str, str]]:
    return [(each.matched_by, each.detail.get("by_way_of", "")) for each in banks.match_records(item.reference)]


def test_what_is_off_by_default_leaves_nothing_for_the_worker() -> None:
    listed()

    intake.submit(submission=a_text(TEXT), by=SYSTEM, at=NOON)

    assert not Link.objects.exists()


def test_the_short_addresses_of_what_is_kept_are_left_for_the_worker(item: Item) -> None:
    assert [link.url for link in Link.objects.filter(item=item.reference)] == ["https://bit.ly/abc"]


def test_what_it_leads_to_is_matched_once_and_says_by_which_way(item: Item) -> None:
    listed("listed.example", EntryType.URL)
    link = led_to(item, BEHIND)

    match_what_it_leads_to(link=link.reference, at=NOON)
    match_what_it_leads_to(link=link.reference, at=NOON)

    assert met(item) == [("phrase", ""), ("host", "https://bit.ly/abc")]
    assert LogEntry.objects.filter(event_name="item.matched").count() == 2


def test_the_case_shows_where_it_leads_and_what_that_meets(item: Item) -> None:
    listed("listed.example", EntryType.URL)
    match_what_it_leads_to(link=led_to(item, BEHIND).reference, at=NOON)

    page = case_page(item)

    assert "leads to" in page
    assert "listed.example/x" in page
    assert "by way of" in page


def test_a_short_address_that_leads_nowhere_is_shown_with_the_reason(item: Item) -> None:
    led_to(item, trouble="It leads back to itself.")

    assert "It leads back to itself." in case_page(item)


def test_a_link_that_was_forgotten_matches_nothing(item: Item) -> None:
    match_what_it_leads_to(link="UNKNOWN", at=NOON)

    assert met(item) == [("phrase", "")]


def test_where_it_led_is_forgotten_with_the_content_in_which_it_stood(item: Item) -> None:
    led_to(item, BEHIND)
    a_policy()
    decide(item.case, by(amina()), KEEP)

    forgetting.forget_due(NOON + KEPT_CONTENT + timedelta(days=1))

    assert not Link.objects.exists()
