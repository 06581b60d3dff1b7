"""Looking back: an upload matches nothing, a list learns of it, a case waits; switched off, nothing of it is left."""

import pytest

from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import jobs as banks_jobs
from bonafides.safety.banks.models import KeptUpload
from bonafides.safety.moderation.models import Case
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW
from tests.journeys.town import upload, work

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "Whoever draws one shape after another draws, in the end, a shape that nobody ever asked to be shown at all."


def the_list_learns(words: str) -> None:
    by = cast.by(cast.bo())
    bank = banks.create_bank(name="Known shapes", by=by, at=now())
    banks.add_entry(bank=bank, type_=EntryType.TEXT, value=words, by=by, at=now())


def test_switched_on_an_upload_is_found_by_a_later_entry_and_off_nothing_is_left(visit: Visit, served: str) -> None:
    bo, key = visit(cast.bo()), cast.a_key(Scope.ITEMS_WRITE)
    bo.goto("/banks/looking-back/")
    bo.fill("[name=days]", "7")
    bo.fill("[name=reason]", "The list that we use learns of a shape some days after it went round")
    bo.click("Switch it on")
    bo.sees("What is kept")
    answer = upload(served, "paste/1", WORDS, key)["answer"]
    the_list_learns(WORDS)
    banks_jobs.look_back(now())
    work()
    bo.goto(f"/cases/{Case.objects.get().reference}/")
    bo.sees("Found later")
    visit().goto("/policy/")
    bo.goto("/banks/looking-back/")
    bo.sees("entries searched for: 1; uploads: 1; found: 1")
    bo.fill("[name=reason]", "The list is quick enough now")
    bo.click("Switch it off and erase what is kept")
    bo.sees("The list is quick enough now")

    assert answer == "allow"
    assert not KeptUpload.objects.exists()


def test_who_adds_a_rule_while_it_is_on_is_told_that_it_is_not_looked_back_for(visit: Visit) -> None:
    by, bo = cast.by(cast.bo()), visit(cast.bo())
    banks.switch_on_looking_back(days=7, lasts_days=30, reason="A list lags behind", by=by, at=now())
    bank = banks.create_bank(name="Rules", by=by, at=now())

    bo.goto(bank.get_absolute_url())
    bo.page.get_by_text("Add one entry", exact=True).click()
    bo.page.select_option("form[action$='/add/'] [name=type]", EntryType.PATTERN)
    bo.fill("form[action$='/add/'] [name=value]", "circle AND (square OR kite)")
    bo.click("Add the entry")
    bo.sees("rules are not looked back for")
    bo.goto(bank.entries.get().get_absolute_url())

    bo.sees("rules are not looked back for")


def test_the_page_is_in_order_narrow_dark_and_from_the_right(visit: Visit, served: str) -> None:
    Person.objects.filter(pk=cast.bo().pk).update(language="ar")
    bo = visit(cast.bo(), **NARROW)
    bo.goto("/banks/looking-back/")
    banks.switch_on_looking_back(days=7, lasts_days=30, reason="A list lags behind", by=cast.by(cast.bo()), at=now())
    bo.goto("/banks/looking-back/")
    visit(**NARROW).goto("/policy/?language=ar")

    assert bo.page.locator("html").get_attribute("dir") == "rtl"
