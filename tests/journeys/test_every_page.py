"""Every page without an argument, as its owner and a stranger meet it: wide and light, narrow and dark."""

import pytest
from django.urls import reverse

from tests import cast
from tests.architecture.role_table import PAGES, SIGNING_IN
from tests.architecture.role_words import NOBODY, OWNER
from tests.journeys import town
from tests.journeys.conftest import Visit

NARROW = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "color_scheme": "dark"}
NOT_PAGES = {
    "members:directory_json",
    *("health", "set_language", "audit:log_keys", "api-1.0.0:openapi-json", "people:second_factor"),
    *("knowledge:calendar", "knowledge:feed", "knowledge:export"),
}


def plain_pages(who: str) -> list[str]:
    """The addresses that somebody may open and that name nothing."""
    names = [name for name, row in PAGES.items() if row.method != "post" and who in row.who and not row.arguments]
    return [reverse(name) for name in names if name not in NOT_PAGES and name not in SIGNING_IN]


@pytest.mark.parametrize("options", [{}, NARROW], ids=["wide", "narrow and dark"])
def test_an_owner_finds_every_page_in_order(visit: Visit, options: dict[str, object]) -> None:
    town.a_list()
    town.a_case("one")
    bo = visit(cast.bo(), **options)
    pages = plain_pages(OWNER)

    for path in pages:
        bo.goto(path)

    assert len(pages) > 15


def test_a_stranger_finds_every_page_in_order_on_a_narrow_screen(visit: Visit) -> None:
    chidi = visit(**NARROW)
    pages = [*plain_pages(NOBODY), reverse("account_login"), reverse("account_reset_password")]

    for path in pages:
        chidi.goto(path)

    assert len(pages) > 5
