"""Amina says of a match that its entry is wrong, and the source hears; takes it back; and calls the item harmless."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from bonafides.base.people.models import Person
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Cluster, Entry
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.feeds.tests.sources import Asked, Said, Served, serving
from bonafides.safety.moderation.actions import judging
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.models import Case, Decision
from bonafides.safety.moderation.tests.scenes import KEEP, open_and_look
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

pytestmark = pytest.mark.django_db(transaction=True)
UPDATE = {
    "id": "3",
    "indicator": town.SLOGAN,
    "type": "TEXT_STRING",
    "last_updated": 1772452901,
    "descriptors": [{"id": "31", "status": "MALICIOUS"}],
}


def source(asked: Asked) -> Said:
    return Said({"success": True} if asked.method == "POST" else {"data": [UPDATE]})


def heard(served: Served) -> list[tuple[str, bytes]]:
    return [(each.path, each.body) for each in served.asked if each.method == "POST"]


def a_feed(served: Served) -> None:
    """A source that lists the slogan and hears our opinions, read once."""
    by = cast.by(cast.bo())
    bank = banks.create_bank(name="Known shapes", by=by, at=now())
    wanted = feeds.Setup("Exchange", "threatexchange", served.url("/v21"), {"privacy_group": "77"}, sends_opinions=True)
    feed = feeds.add_feed(bank=bank.reference, setup=wanted, secrets={"access_token": "1|s3cret"}, by=by, at=now())
    feeds.switch(feed=feed, on=True, by=by, at=now())
    feeds.read_to_end(feed=feed, at=now())


def a_group() -> Entry:
    """Three pictures of a list of which each looks like the next; the middle one."""
    by = cast.by(cast.bo())
    bank = banks.create_bank(name="Pictures of shapes", by=by, at=now())
    hashes = [f"{(1 << bits) - 1:064x}" for bits in (60, 85, 110)]
    return [banks.add_entry(bank=bank, type_=EntryType.PDQ, value=each, by=by, at=now()) for each in hashes][1]


def keep(case: Case) -> None:
    by, at = cast.by(cast.amina()), now() + timedelta(seconds=1)
    open_and_look(case, by, at)
    decision = judging.decide_case(case=case, wish=KEEP, by=by, at=at)
    assert isinstance(decision, Decision)
    publish_decision(reference=decision.reference, at=at + timedelta(minutes=2))


def test_a_wrong_entry_is_judged_where_it_matched_and_its_source_hears(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(source) as served:
        monkeypatch.setattr(settings, "FETCH_ALLOW", [served.netloc])
        a_feed(served)
        case = town.a_case("school")
        entry = Entry.objects.get()
        amina = visit(cast.amina())

        # Wrong: she sees what it bears on, says why, and the source is told.
        amina.goto(reverse("moderation:case", args=[case.reference]))
        amina.click("Right or wrong?", role="link")
        amina.sees("Exchange")
        amina.choose("[name=says][value=wrong]")
        amina.fill("[name=reason]", "A line of a school book.")
        amina.click("Note our opinion")
        amina.sees("we say")
        town.work()
        assert heard(served) == [("/v21/31/", b"reactions=NON_MALICIOUS")]

        # Taken back, on the page of the entry.
        amina.goto(entry.get_absolute_url())
        amina.page.get_by_text("Take this opinion back").click()
        amina.fill("[name=opinion-reason]", "It was the other one.")
        amina.click("Take it back")
        amina.sees("Our opinion was taken back")
        town.work()
        assert heard(served)[1:] == [("/v21/31/", b"reactions_to_remove=NON_MALICIOUS")]

    # No violation: one click, and what it does.
    keep(case)
    amina.goto(reverse("moderation:case", args=[case.reference]))
    amina.click("Put it on a list of what is harmless", role="link")
    amina.fill("[name=reason]", "A school book.")
    amina.click("Put it on the list")
    amina.sees("Withdraw the entry")

    # What looks alike on a list, and the open cases of a group.
    group = a_group()
    amina.goto(reverse("banks:clusters", args=[group.bank.reference]))
    amina.click("Look for groups")
    amina.sees("a chain")
    amina.page.locator("tbody th a").first.click()
    amina.click("Decide the open cases that it matched at once", role="link")
    amina.sees("The open cases that an entry of this group matched")
    amina.goto(group.get_absolute_url())
    cluster = Cluster.objects.get().get_absolute_url()

    # Narrow, dark, and from right to left.
    Person.objects.filter(pk=cast.amina().pk).update(language="ar")
    amal = visit(cast.amina(), **NARROW)
    amal.goto(reverse("moderation:case_matches", args=[case.reference]))
    amal.goto(reverse("moderation:judge_match", args=[case.reference, entry.reference]))
    amal.goto(reverse("moderation:harmless", args=[case.reference]))
    amal.goto(entry.get_absolute_url())
    amal.goto(reverse("banks:clusters", args=[group.bank.reference]))
    amal.goto(cluster)
    amal.goto(group.get_absolute_url())
    assert amal.page.locator("html").get_attribute("dir") == "rtl"
