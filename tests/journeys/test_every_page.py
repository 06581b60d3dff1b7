"""Every page without an argument, as its owner and a stranger meet it: wide and light, narrow and dark."""

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.architecture.role_table import PAGES, SIGNING_IN
from tests.architecture.role_words import NOBODY, OWNER
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def plain_pages(who: str, client: Client) -> list[str]:
    """The addresses that answer somebody with a page and that name nothing; files and JSON are no pages."""
    names = [name for name, row in PAGES.items() if row.method != "post" and who in row.who and not row.arguments]
    answers = {path: client.get(path) for path in (reverse(name) for name in names if name not in SIGNING_IN)}
    return [path for path, answer in answers.items() if answer.status_code == 200 and _is_html(answer)]


def _is_html(answer: HttpResponseBase) -> bool:
    return answer["Content-Type"].startswith("text/html")


def test_an_owner_finds_every_page_in_order(visit: Visit) -> None:
    town.a_list()
    town.a_case("one")
    bo = visit(cast.bo(), both_ways=True)
    pages = plain_pages(OWNER, cast.browser_of(cast.bo()))

    for path in pages:
        bo.goto(path)

    assert len(pages) > 40


def test_a_stranger_finds_every_page_in_order_on_a_narrow_screen(visit: Visit) -> None:
    chidi = visit(**NARROW)
    pages = [*plain_pages(NOBODY, Client()), reverse("account_login"), reverse("account_reset_password")]

    for path in pages:
        chidi.goto(path)

    assert len(pages) > 10
