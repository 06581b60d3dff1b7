"""Bo finds out that an entry met much of the traffic, and lets it out; the page narrow, dark and from the right."""

import pytest

from bonafides.base.people.models import Person
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Entry, Quarantine
from bonafides.safety.banks.rules import Burst
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stopped(served: str) -> Entry:
    by = cast.by(cast.bo())
    bank = banks.create_bank(name="Known shapes", by=by, at=now())
    entry = banks.add_entry(bank=bank, type_=EntryType.SHA256, value="a" * 64, by=by, at=now())
    banks.guard({entry.pk: Burst(61, 6_040)}, at=now())
    return entry


def test_an_entry_that_was_stopped_is_let_out_from_the_queue(visit: Visit, stopped: Entry) -> None:
    bo = visit(cast.bo())
    bo.goto("/queue/")
    bo.click("1 entry meets much of all traffic. Please look whether it is what its list says.", role="link")
    bo.sees("Stopped")
    bo.click("Let it match again")
    bo.sees("Let out by hand, without a reason given")

    stopped.refresh_from_db()
    assert stopped.state == "active"
    assert Quarantine.objects.get().ended_by == cast.bo().code


def test_the_pages_are_in_order_narrow_dark_and_from_the_right(visit: Visit, stopped: Entry) -> None:
    Person.objects.filter(pk=cast.bo().pk).update(language="ar")
    bo = visit(cast.bo(), **NARROW)
    bo.goto("/banks/floods/")
    bo.goto(stopped.get_absolute_url())

    assert bo.page.locator("html").get_attribute("dir") == "rtl"
