"""Bo reads what matches come to and how well they do; the same narrow, dark and from the right."""

import pytest

from bonafides.base.people.models import Person
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

pytestmark = pytest.mark.django_db(transaction=True)


def test_patterns_and_their_worth_are_read(visit: Visit) -> None:
    town.a_list()
    town.a_case("one")
    town.a_case("two")
    bo = visit(cast.bo())

    bo.goto("/patterns/")
    bo.sees("Sample list")
    bo.goto("/patterns/quality/")
    bo.sees("No match of this kind was decided in these days yet.")

    Person.objects.filter(pk=cast.bo().pk).update(language="ar")
    amal = visit(cast.bo(), **NARROW)
    amal.goto("/patterns/")
    amal.goto("/patterns/quality/")
    assert amal.page.locator("html").get_attribute("dir") == "rtl"
