"""Every pattern, looked over by axe in a real browser: both schemes, both directions, wide and narrow."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Browser, Page, Route

from bonafides.base.pages import views

pytestmark = [pytest.mark.browser, pytest.mark.urls("bonafides.base.pages.tests.urls")]
Scheme = Literal["light", "dark"]
ORIGIN = "http://bonafides.test"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


def answer(route: Route) -> None:
    found = finders.find(route.request.url.removeprefix(f"{ORIGIN}/static/"))
    if found is None:
        route.fulfill(status=404)
    else:
        route.fulfill(content_type=KINDS[Path(found).suffix], body=Path(found).read_bytes())


def html_of(view: str, language: str) -> str:
    request: HttpRequest = RequestFactory().get("/component-book")
    with translation.override(language):
        response: HttpResponse = getattr(views, view)(request)
    return response.content.decode()


def opened(browser: Browser, html: str, scheme: Scheme, width: int) -> Page:
    page = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}).new_page()
    page.route("**/*", answer)
    page.route(f"{ORIGIN}/", lambda route: route.fulfill(content_type="text/html", body=html))
    page.goto(ORIGIN)
    return page


@pytest.mark.parametrize("view", ["component_book", "desk", "letter"])
@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "light", 1280), ("en", "dark", 360), ("ar", "light", 360)]
)
def test_axe_finds_nothing_and_nothing_runs_off_the_side(
    browser: Browser, view: str, language: str, scheme: Scheme, width: int
) -> None:
    page = opened(browser, html_of(view, language), scheme, width)

    violations = Axe().run(page).response["violations"]

    assert violations == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()
