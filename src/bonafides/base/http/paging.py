"""One page of a long table: by number for people, by the last id seen for programs. Neither counts the whole table."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest

ROWS_PER_PAGE = 50
ROWS_AT_MOST = 200  # that a program may ask for at once
LAST_PAGE = 2_000  # beyond it an export serves better than turning pages

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Page(Generic[M]):
    """The rows of one page, and whether there are others; `{% pager page %}` links them."""

    rows: list[M]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def page_of(rows: "QuerySet[M, Any]", request: HttpRequest, per_page: int = ROWS_PER_PAGE) -> Page[M]:
    """The page that `?page=` asks for; anything unreadable is the first. One statement, one row more than shown."""
    number = page_number(request.GET.get("page", ""))
    start = (number - 1) * per_page
    found = list(rows[start : start + per_page + 1])
    return Page(found[:per_page], number, len(found) > per_page and number < LAST_PAGE)


def page_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return 1
    return min(max(int(text), 1), LAST_PAGE)


def rows_after(rows: "QuerySet[M, Any]", after: int, limit: int = ROWS_PER_PAGE) -> list[M]:
    """The next rows in order of id behind the last one seen: what a cursor of the API walks along."""
    return list(rows.filter(pk__gt=after).order_by("pk")[: min(max(limit, 1), ROWS_AT_MOST)])
