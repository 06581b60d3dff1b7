"""Bo switches on that short addresses are followed; Amina sees where one leads; narrow, dark, and from the right."""

import pytest

from bonafides.base.people.models import Person
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.links.actions.following import settle
from bonafides.safety.links.models import Link
from bonafides.safety.moderation.actions import intake
from bonafides.safety.moderation.actions.leading import match_what_it_leads_to
from bonafides.safety.moderation.tests.lists import a_text
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

pytestmark = pytest.mark.django_db(transaction=True)
WALLET = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def test_a_short_address_and_a_wallet_are_met_and_said_in_words(visit: Visit) -> None:
    by = cast.by(cast.bo())
    bank = banks.create_bank(name="Known addresses", provenance="made by us", by=by, at=now())
    banks.add_entry(bank=bank, type_=EntryType.IDENTIFIER, value=WALLET, by=by, at=now())
    banks.add_entry(bank=bank, type_=EntryType.URL, value="domain:listed.example", by=by, at=now())
    bo = visit(cast.bo())

    bo.goto("/links/")
    bo.click("Switch it on, in my name")
    bo.sees("Switched on by Bo")
    text = f"Give to {WALLET}, see https://bit.ly/abc"
    item = intake.submit(submission=a_text(text), by=SYSTEM, at=now()).item
    assert item is not None
    link = Link.objects.get(item=item.reference)
    settle(link=link, hops=["https://is.gd/x", "https://video.listed.example/x"], trouble="", at=now())
    match_what_it_leads_to(link=link.reference, at=now())

    case = f"/cases/{item.case.reference}/"
    amina = visit(cast.amina())
    amina.goto(case)
    amina.sees("leads to")
    amina.sees("Bitcoin wallet")
    entry = bank.entries.get(type=EntryType.IDENTIFIER)
    bo.goto(entry.get_absolute_url())
    bo.sees("Bitcoin wallet")

    # Narrow, dark, and from right to left.
    Person.objects.filter(pk=cast.bo().pk).update(language="ar")
    amal = visit(cast.bo(), **NARROW)
    for path in ("/links/", case, entry.get_absolute_url()):
        amal.goto(path)
    assert amal.page.locator("html").get_attribute("dir") == "rtl"
