"""Bo opens the doors for programs of other systems in his own name; narrow, dark, and from the right."""

import pytest

from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.safety.peers.actions import banking
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_opens_the_doors_and_everyone_sees_who_did(visit: Visit) -> None:
    banking.make_bank(name="ROLLED_OUT_SLOWLY", share=0.25, by=cast.by(cast.bo()), at=now())
    bo = visit(cast.bo())
    bo.goto("/peers/")
    bo.sees("ROLLED_OUT_SLOWLY")
    bo.sees("Switched off")

    bo.click("Switch it on, in my name")
    bo.sees("Switched on by Bo")
    bo.fill("#id_url", "https://receiver.example.org/verdicts")
    bo.click("Post decisions there")
    bo.sees("It is shown this once")
    bo.goto("/peers/")

    ada = visit(cast.a_person("Ada", Role.AUDITOR))
    ada.goto("/peers/")
    ada.sees("https://receiver.example.org/verdicts")

    Person.objects.filter(pk=cast.bo().pk).update(language="ar")
    amal = visit(cast.bo(), **NARROW)
    amal.goto("/peers/")
    assert amal.page.locator("html").get_attribute("dir") == "rtl"
