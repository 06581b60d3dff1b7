"""A browser, a served installation, and visitors who are checked when they leave."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from bonafides.base.people.models import Person
from bonafides.kernel import clock
from bonafides.safety.moderation import setup
from tests import cast
from tests.journeys.visitor import Visitor

HERE = Path(__file__).parent

Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys of a file in one process, so that each needs one browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.name))


class _Start:
    country, staff, turnover_eur, services = "DE", 3, 90_000, ("pasting",)


@pytest.fixture
def served(live_server: LiveServer) -> str:
    """The address of an installation with a platform, its owner and the starter policy."""
    cast.bo()
    setup.install(_Start(), at=clock.now())
    return str(live_server.url).replace("127.0.0.1", "localhost")


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Visit]:
    """`visit()` is a stranger, `visit(person)` somebody who has signed in; options are the browser's."""
    visitors: list[Visitor] = []

    def arrive(person: Person | None = None, **options: Any) -> Visitor:
        visitor = Visitor(browser, served, **options)
        visitors.append(visitor)
        if person is not None:
            cookie = cast.browser_of(person).cookies["sessionid"].value
            visitor.context.add_cookies([{"name": "sessionid", "value": cookie, "url": served}])
        return visitor

    yield arrive
    for visitor in visitors:
        visitor.leave()
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert complaints == [], "\n".join(complaints)
