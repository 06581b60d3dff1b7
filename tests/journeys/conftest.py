"""A browser, a served installation, and visitors who are checked when they leave."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from bonafides.base.people.models import Person
from bonafides.kernel import clock
from bonafides.safety.moderation import setup
from tests import cast
from tests.journeys.visitor import Visitor

CHROMIUM = Path("/usr/bin/chromium")  # where Debian puts it
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HERE = Path(__file__).parent
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's own loop runs in the thread that prepares the scene

Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All journeys of a file in one process, so that each needs one browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.fail("Chromium is missing: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)


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
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
