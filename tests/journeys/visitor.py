"""Somebody at a browser. Every page that they meet is looked over; what the browser complains of is kept.

Set `BONAFIDES_PICTURES` to a folder to keep a picture of every page.
"""

import os
import re
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request

from tests.journeys.telephone import Telephone

PATIENCE_MS = 60_000  # far more than any page takes: the machine may be busy
PICTURES = os.environ.get("BONAFIDES_PICTURES", "")
EXPECTED = re.compile(r"the server responded with a status of 4(09|22)")  # a form that comes back with what to mend
FIRST_SIGHT = """() => {
  const { scrollWidth, clientWidth } = document.documentElement, seen = window.lookedOver;
  window.lookedOver = true;
  return [!seen, scrollWidth > clientWidth];
}"""
LOOK = (Path(__file__).parent / "look.js").read_text("utf-8")
_contrasts: set[str] = set()  # those that passed on a page of this process


class Visitor:
    """`goto`, `press`, `click`, `fill`: after each, a page that is new is looked over; by `both_ways`, once more as a
    telephone shows it in the dark.
    """

    def __init__(self, browser: Browser, home: str, *, both_ways: bool = False, **options: Any) -> None:
        self.home = home
        self.both_ways = both_ways
        self.scripts = options.get("java_script_enabled", True)
        self.context = browser.new_context(base_url=home, reduced_motion="reduce", **options)
        self.other = self.context if self.scripts else browser.new_context(reduced_motion="reduce")
        self.other.add_init_script(Axe().axe_script)  # handed over once, not with each page
        for context in (self.context, self.other):
            context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not EXPECTED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.home).netloc and not request.url.startswith("data:"):
            self.complaints.append(f"{self.page.url}: asked {request.url}")

    # -- without JavaScript axe needs another page ---------------------------------------------------------------------

    @cached_property
    def twin(self) -> Page:
        """Another page, where scripts run, but none of the page's own: a clock that ticks here would be another time's.

        It stays for the whole visit.
        """
        page = self.other.new_page()
        page.route("**/*.js", lambda route: route.fulfill(content_type="text/javascript", body=""))
        page.route("**/twin", lambda route: route.fulfill(content_type="text/html", body=self.page.content()))
        return page

    @property
    def for_axe(self) -> Page:
        """The page as it is, where scripts run."""
        if self.scripts:
            return self.page
        self.twin.goto(f"{self.home}/twin")
        return self.twin

    # -- doing --------------------------------------------------------------------------------------------------------

    def goto(self, path: str) -> None:
        self.page.goto(path)
        self.look()

    def press(self, *keys: str) -> None:
        """Keys one after another, as they are pressed on the page, wherever the focus is."""
        for key in keys:
            self.page.keyboard.press(key)

    def click(self, name: str, role: Any = "button") -> None:
        self.page.get_by_role(role, name=name).first.click()
        self.look()

    def arrives(self, path: str) -> None:
        """Wait until a page like this is there, and look it over."""
        self.page.wait_for_url(path, wait_until="load")
        self.look()

    def leaves(self, path: str) -> None:
        """Wait until another page than this one is there, and look it over."""
        self.page.wait_for_url(lambda url: not url.endswith(path), wait_until="load")
        self.look()

    def choose(self, selector: str) -> None:
        self.page.locator(selector).check()

    def fill(self, selector: str, text: str) -> None:
        self.page.locator(selector).fill(text)

    # -- seeing -------------------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def sees(self, text: str) -> Locator:
        """Wait for a text."""
        found = self.page.get_by_text(text).first
        found.wait_for()
        return found

    def look(self) -> None:
        """Once for each page: nothing for axe to find, nothing off the side."""
        self.page.wait_for_load_state("load")
        is_new, runs_off = self.page.evaluate(FIRST_SIGHT)
        if not is_new:
            return
        self._judge(runs_off)
        if self.both_ways:
            with self.telephone.in_hand():
                _, runs_off = self.page.evaluate(FIRST_SIGHT)
                self._judge(runs_off, " on a telephone")

    def _judge(self, runs_off: bool, where: str = "") -> None:
        for found in self._violations():
            elements = [html[:160] for html in found["where"]]
            self.complaints.append(f"{self.page.url}: axe {found['id']}{where}: {elements}")
        if runs_off:
            self.complaints.append(f"{self.page.url}: runs off the side{where}")
        self._keep_picture()

    @cached_property
    def telephone(self) -> Telephone:
        return Telephone(self.page)

    def _violations(self) -> list[dict[str, Any]]:
        """What axe finds by all its rules."""
        seen = self.for_axe.evaluate(LOOK, sorted(_contrasts))
        _contrasts.update(seen["contrasts"])
        found: list[dict[str, Any]] = seen["violations"]
        return found

    def _keep_picture(self) -> None:
        if PICTURES:
            number = len(list(Path(PICTURES).glob("*.png")))
            name = re.sub(r"[A-Za-z0-9_-]{24,}|[0-9A-Z]{10}", "X", self.path).strip("/").replace("/", "_") or "home"
            self.page.screenshot(path=Path(PICTURES) / f"{number:03}-{name}.png", full_page=True)

    def leave(self) -> None:
        self.context.close()
        self.other.close()
