"""How much the pages ask of the database where there are many members."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import cast

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.members import actions
from bonafides.programme.members.models import Member
from bonafides.programme.members.tests import scenes
from bonafides.programme.members.vocabulary import Shown

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("crowds")]  # made once
MANY = 500
FOR_EVERY_PAGE = 14  # session, person, roles, second factor, navigation's own, and the page's head


def url(name: str, *parts: str) -> str:
    return reverse(f"members:{name}", args=parts)


def statements(browser: Client, path: str) -> int:
    browser.get(path)  # what a process reads once
    with CaptureQueriesContext(connection) as seen:
        answer = browser.get(path)
    assert answer.status_code == 200
    return len(seen)


def many(number: int) -> None:
    lines = [f"Haven {n:03},https://haven-{n:03}.test,pasting;storage,desk@haven-{n:03}.test" for n in range(number)]
    data = "\n".join(["name,website,types,contact_email", *lines]).encode()
    run = actions.import_members(data=data, file_name="many.csv", by=SYSTEM, at=now())
    assert run.added == number


@pytest.fixture(scope="module")
def crowded(made_once: None) -> Member:
    """Five hundred members, and one among them with something on every page."""
    member = scenes.a_whole_member()
    many(MANY)
    for member_ in Member.objects.all():
        actions.choose_listing(member=member_, is_listed=True, shown=frozenset(Shown), by=SYSTEM, at=now())
    return member


def test_no_page_asks_more_of_the_database_with_many_members(crowded: Member) -> None:
    olu, sana = cast.browser_of(cast.olu()), cast.browser_of(cast.sana())
    reference = crowded.reference
    programme = [
        url("members"),
        url("members") + "?type=storage&state=admitted&standing=open&search=haven",
        url("tasks"),
        url("proposals"),
        url("bodies"),
        url("import_members"),
        url("member", reference),
        url("profile", reference),
        url("people", reference),
        url("mentoring", reference),
        url("requirement", reference, "transparency"),
    ]
    counted = {path: statements(olu, path) for path in programme} | {"own": statements(sana, url("own"))}
    counted["directory"] = statements(cast.a_browser(), url("directory"))

    assert {path: number for path, number in counted.items() if number > FOR_EVERY_PAGE + 12} == {}


def test_the_whole_list_as_a_file_takes_a_few_statements(crowded: Member) -> None:
    olu = cast.browser_of(cast.olu())
    with CaptureQueriesContext(connection) as seen:
        answer: Any = olu.get(url("members") + "?format=json")
        rows = json.loads(b"".join(answer.streaming_content))

    assert len(rows) == MANY + 1
    assert len(seen) < 24
    assert rows[0]["domains"] == "haven-000.test"


def test_a_page_shows_fifty_and_the_rest_is_a_page_on(crowded: Member) -> None:
    page = cast.browser_of(cast.olu()).get(url("members") + "?page=11").content.decode()

    assert "Pastehaven" in page
    assert "Haven 000" not in page
