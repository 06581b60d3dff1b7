"""The page of the queue: languages that nobody reads, filters, tables, its cost."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import cast

from bonafides.safety.moderation.tests.scenes import a_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


def test_the_queue_says_which_wanted_languages_nobody_here_reads(browsing: Client) -> None:
    a_case(reader_wanted="so")
    a_case("another", reader_wanted="en")

    page = browsing.get(reverse("moderation:queue")).content.decode()

    assert "Nobody here reads so." in page


def test_a_language_that_somebody_was_given_or_reads_is_not_called_unread(browsing: Client) -> None:
    a_case(reader_wanted="so", assigned_to=cast.bo())
    a_case("another", reader_wanted="en")

    assert "Nobody here reads" not in browsing.get(reverse("moderation:queue")).content.decode()


def test_the_queue_lists_filters_and_exports(browsing: Client) -> None:
    a_case(language="ar")
    german = a_case("another", language="de")

    page = browsing.get(reverse("moderation:queue") + "?language=de").content.decode()
    lines = browsing.get(reverse("moderation:queue") + "?format=csv").getvalue().decode().splitlines()

    assert german.reference in page
    assert page.count("/cases/") >= 1
    assert len(lines) == 3
    assert lines[0].startswith("case,state,outcome")


def test_the_queue_costs_the_same_for_few_and_many(browsing: Client) -> None:
    a_case()
    browsing.get(reverse("moderation:queue"))
    few = statements_of_queue(browsing)
    for number in range(30):
        a_case(f"text {number}")

    assert statements_of_queue(browsing) == few


def statements_of_queue(browser: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        browser.get(reverse("moderation:queue"))
    return len(queries)
