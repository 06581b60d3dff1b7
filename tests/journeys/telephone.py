"""A narrow screen to be touched, in the dark: as a browser is given it, and as an open page is put on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

NARROW: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "has_touch": True,
    "is_mobile": True,
    "color_scheme": "dark",
}
SHOWN = "innerWidth === 360 && matchMedia('(pointer: coarse) and (prefers-color-scheme: dark)').matches"


class Telephone:
    """For a page that stands on a wide screen: nothing is fetched or made again."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)

    @contextmanager
    def in_hand(self) -> Iterator[None]:
        """The page is on the telephone, and then back where it was."""
        before = self._page.viewport_size
        assert before
        self._session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        self._page.emulate_media(color_scheme="dark")
        self._page.set_viewport_size(NARROW["viewport"])
        assert self._page.evaluate(SHOWN)
        yield
        self._session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        self._page.emulate_media(color_scheme="light")
        self._page.set_viewport_size(before)
