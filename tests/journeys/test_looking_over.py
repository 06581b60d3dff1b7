"""What looks over pages sees a pale text wherever one appears, though it looks at each contrast once."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.journeys.visitor import LOOK

FINE = "<p>A dark text.</p><section style='background: #222'><p style='color: #eee'>A bright one.</p></section>"
PALE = {
    "on white": "<p style='color: #ccc'>Pale</p>",
    "on a ground of its own": "<p style='background: #444'>Dark</p>",
    "on the ground of another": "<section style='background: #222'><div><p>Dark</p></div></section>",
    "as a whole": "<section style='opacity: 0.3'><p>Faint</p></section>",
    "over something else": "<p style='position: absolute; inset: 0; background: #222'>Dark</p>",
}


def looked_over(browser: Browser, *bodies: str) -> list[dict[str, Any]]:
    """What is seen on each page in turn; contrasts that passed on one are known on the next."""
    known: list[str] = []
    seen = []
    page = browser.new_page()
    for body in bodies:
        page.set_content(f"<!doctype html><html lang='en'><title>A page</title><main><h1>A page</h1>{body}</main>")
        page.evaluate(Axe().axe_script)
        seen.append(page.evaluate(LOOK, known))
        known += seen[-1]["contrasts"]
    page.close()
    return seen


def test_a_contrast_that_passed_is_not_looked_at_again(browser: Browser) -> None:
    first, second = looked_over(browser, FINE, FINE)

    assert (first["violations"], second["violations"]) == ([], [])
    assert (len(first["contrasts"]), second["contrasts"]) == (3, [])


@pytest.mark.parametrize("pale", PALE)
def test_a_pale_text_is_found_after_any_number_of_fine_pages(browser: Browser, pale: str) -> None:
    _, _, third = looked_over(browser, FINE, FINE, FINE + PALE[pale])

    assert [found["id"] for found in third["violations"]] == ["color-contrast"]


def test_a_pale_text_is_found_on_each_page_that_has_it(browser: Browser) -> None:
    first, second = looked_over(browser, PALE["on white"], PALE["on white"])

    assert first["violations"] == second["violations"] != []
