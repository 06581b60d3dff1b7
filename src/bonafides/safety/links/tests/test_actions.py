from datetime import timedelta

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.base.fetch.tests.servers import Server
from bonafides.base.outbox.errors import Retry
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.safety.links import actions, queries
from bonafides.safety.links.actions.following import follow
from bonafides.safety.links.models import Following, Link
from bonafides.safety.links.tests.conftest import NOON, here
from bonafides.safety.links.vocabulary import MOST_ATTEMPTS, MOST_HOPS

pytestmark = [pytest.mark.django_db, pytest.mark.db]

REVIEWER = Actor(kind=ActorKind.PERSON, code="R-TEST", person=1, organisation=1, roles=frozenset({"reviewer"}))


def names() -> list[str]:
    return list(LogEntry.objects.order_by("id").values_list("event_name", flat=True))


def asked(address: str, item: str = "ITEM1") -> Link:
    actions.ask(item=item, addresses=[address], at=NOON)
    return Link.objects.get(item=item)


def settled(address: str, attempt: int = 1) -> Link:
    link = asked(address)
    follow(reference=link.reference, attempt=attempt, at=NOON, resolver=here)
    link.refresh_from_db()
    return link


# -- the switch -------------------------------------------------------------------------------------------------------


def test_it_is_off_until_a_named_person_switches_it_on_and_off_again(bo: Actor) -> None:
    assert queries.following() is None

    actions.switch_on(by=bo, at=NOON)
    on = queries.following()
    actions.switch_off(by=bo, at=NOON + timedelta(hours=1))

    assert on is not None
    assert on.switched_on_by_id == bo.person
    assert queries.following() is None
    assert names()[-2:] == ["links.following_switched"] * 2


def test_it_is_switched_once(bo: Actor, followed: None) -> None:
    with pytest.raises(Conflict):
        actions.switch_on(by=bo, at=NOON)

    assert Following.objects.count() == 1


@pytest.mark.parametrize("stranger", [REVIEWER, SYSTEM], ids=["reviewer", "program"])
def test_nobody_else_switches_it(db: None, stranger: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.switch_on(by=stranger, at=NOON)
    with pytest.raises(NotAllowed):
        actions.switch_off(by=stranger, at=NOON)


# -- asking -----------------------------------------------------------------------------------------------------------


def test_while_it_is_off_nothing_is_left_for_the_worker(db: None) -> None:
    actions.ask(item="ITEM1", addresses=["https://bit.ly/once"], at=NOON)

    assert not Link.objects.exists()
    assert not OutboxRow.objects.filter(kind="links.follow").exists()


def test_an_item_without_short_addresses_costs_no_statement(django_assert_num_queries: object, db: None) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        actions.ask(item="ITEM1", addresses=["https://example.org/a"], at=NOON)


def test_each_short_address_of_an_item_is_left_once(followed: None) -> None:
    addresses = ["https://bit.ly/once", "https://bit.ly/twice", "https://example.org/a"]
    actions.ask(item="ITEM1", addresses=addresses, at=NOON)
    actions.ask(item="ITEM1", addresses=addresses, at=NOON)

    assert Link.objects.count() == OutboxRow.objects.filter(kind="links.follow").count() == 2
    assert names().count("links.asked") == 1


# -- following --------------------------------------------------------------------------------------------------------


def test_a_short_address_is_followed_and_the_place_behind_it_is_not_opened(followed: None, shortener: Server) -> None:
    link = settled(f"http://bit.ly:{shortener.port}/once")

    assert (link.state, link.hops) == ("followed", ["https://listed.example/x?utm_source=short"])
    assert [request.split()[:2] for request in shortener.requests] == [[b"HEAD", b"/once"]]
    assert names()[-1] == "links.followed"


def test_several_services_in_a_row_are_each_a_hop(followed: None, shortener: Server) -> None:
    port = shortener.port
    link = settled(f"http://bit.ly:{port}/twice")

    assert link.hops == [f"http://is.gd:{port}/once", "https://listed.example/x?utm_source=short"]


def test_a_place_on_the_service_itself_is_a_hop_too(followed: None, shortener: Server) -> None:
    link = settled(f"http://bit.ly:{shortener.port}/inside")

    assert link.hops[0] == f"http://bit.ly:{shortener.port}/once"


@pytest.mark.parametrize(
    ("path", "state", "hops", "said"),
    [
        ("/withdrawn", "failed", 0, "does not say where it leads"),
        ("/circle", "followed", 1, "leads back to itself"),
        ("/long0", "followed", MOST_HOPS - 1, "more than five services"),
        ("/inner", "followed", 1, ""),
    ],
)
def test_a_chain_that_comes_to_no_good_end_says_so(
    followed: None, shortener: Server, path: str, state: str, hops: int, said: str
) -> None:
    link = settled(f"http://bit.ly:{shortener.port}{path}")

    assert (link.state, len(link.hops)) == (state, hops)
    assert said in link.trouble


def test_a_service_that_is_no_longer_on_the_internet_is_not_asked(followed: None) -> None:
    link = settled("http://bit.ly/once")

    assert link.state == "failed"
    assert "not on the public internet" in link.trouble


def test_a_service_that_does_not_answer_is_asked_again_and_not_for_ever(followed: None, shortener: Server) -> None:
    link = asked("http://bit.ly:1/once")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.FETCH_ALLOW", ["bit.ly:1"])
        with pytest.raises(Retry):
            follow(reference=link.reference, attempt=1, at=NOON, resolver=here)
        follow(reference=link.reference, attempt=MOST_ATTEMPTS, at=NOON, resolver=here)

    link.refresh_from_db()
    assert link.state == "failed"
    assert "cannot be reached" in link.trouble


def test_what_waits_is_not_asked_after_the_switch(bo: Actor, followed: None, shortener: Server) -> None:
    link = asked(f"http://bit.ly:{shortener.port}/once")
    actions.switch_off(by=bo, at=NOON)

    follow(reference=link.reference, attempt=1, at=NOON, resolver=here)

    link.refresh_from_db()
    assert (link.state, shortener.requests) == ("failed", [])


def test_following_twice_does_nothing_twice(followed: None, shortener: Server) -> None:
    link = settled(f"http://bit.ly:{shortener.port}/once")
    follow(reference=link.reference, attempt=2, at=NOON, resolver=here)

    assert len(shortener.requests) == 1
    assert names().count("links.followed") == 1
