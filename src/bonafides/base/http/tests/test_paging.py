"""One page of a long table."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory

from bonafides.base.http.paging import LAST_PAGE, page_number, page_of, rows_after

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "number"),
    [("2", 2), ("", 1), ("0", 1), ("-3", 1), ("x", 1), ("²", 1), ("999999", LAST_PAGE), ("9" * 5000, 1)],
)
def test_an_unreadable_page_is_the_first_and_a_far_one_the_last(text: str, number: int) -> None:
    assert page_number(text) == number


def test_a_page_knows_its_neighbours() -> None:
    ordered = ContentType.objects.order_by("pk")

    page = page_of(ordered, RequestFactory().get("/?page=2"), per_page=3)

    assert page.rows == list(ordered[3:6])
    assert (page.previous_page_number, page.next_page_number, page.has_next) == (1, 3, True)


def test_the_last_page_has_none_after_it() -> None:
    page = page_of(ContentType.objects.order_by("pk"), RequestFactory().get("/"), per_page=1000)

    assert (page.has_next, page.has_other_pages) == (False, False)


def test_a_cursor_walks_from_the_last_row_seen() -> None:
    first, second, third = ContentType.objects.order_by("pk")[:3]

    assert rows_after(ContentType.objects.all(), after=first.pk, limit=2) == [second, third]
