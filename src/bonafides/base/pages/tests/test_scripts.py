"""The small scripts, in a real browser; every request is answered from these folders, none leaves the machine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
JS = Path(__file__).parent.parent / "static/pages/js"
ORIGIN = "http://bonafides.test"
SHEET = (
    '<dialog id="keys-dialog"><dl data-keys-list></dl><form method="dialog"><button>Close</button></form>'
    '<label><input type="checkbox" data-keys-toggle>on</label></dialog>'
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def show(page: Page, script: str, body: str) -> None:
    html = f'<!DOCTYPE html><body>{body}<script type="module" src="/{script}"></script></body>'

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        if name == script:
            route.fulfill(content_type="text/javascript", body=(JS / name).read_text())
        else:
            route.fulfill(content_type="text/html", body=html)

    page.route("**/*", answer)
    page.goto(ORIGIN)


def pressed(page: Page) -> str:
    return page.locator("output").inner_text()


BUTTON = """<button data-key="k">Keep <kbd>k</kbd></button><input id="text"><output></output>"""


def count_clicks(page: Page) -> None:
    page.evaluate(
        "document.addEventListener('click', e => e.target.closest('[data-key]') &&"
        " (document.querySelector('output').textContent += e.target.closest('[data-key]').dataset.key))"
    )


def test_a_key_presses_its_button(page: Page) -> None:
    show(page, "keys.js", BUTTON)
    count_clicks(page)

    page.keyboard.press("k")

    assert pressed(page) == "k"


def test_a_key_typed_into_a_field_presses_nothing(page: Page) -> None:
    show(page, "keys.js", BUTTON)
    count_clicks(page)

    page.locator("#text").press("k")

    assert pressed(page) == ""


def test_escape_leaves_a_field_before_it_does_anything_else(page: Page) -> None:
    show(page, "keys.js", BUTTON + '<button data-key="Escape">End</button>')
    count_clicks(page)
    page.locator("#text").focus()

    page.keyboard.press("Escape")
    after_one = pressed(page)
    page.keyboard.press("Escape")

    assert (after_one, pressed(page)) == ("", "Escape")


def test_a_key_chooses_a_card(page: Page) -> None:
    show(page, "keys.js", '<label data-key="r"><input type="radio" name="measure" value="remove">Remove</label>')

    page.keyboard.press("r")

    assert page.locator("input").is_checked()


def test_enter_submits_from_a_chosen_card_but_not_from_another_button(page: Page) -> None:
    show(
        page,
        "keys.js",
        '<input type="radio"><button id="other">Other</button><button data-key="Enter">Go</button><output></output>',
    )
    count_clicks(page)

    page.locator("#other").press("Enter")
    from_another_button = pressed(page)
    page.locator("input").press("Enter")

    assert (from_another_button, pressed(page)) == ("", "Enter")


def test_the_sheet_lists_every_key_and_can_switch_single_keys_off(page: Page) -> None:
    show(page, "keys.js", BUTTON + '<button data-key="?" data-keys-open>help</button>' + SHEET)
    count_clicks(page)

    page.keyboard.press("?")
    listed = page.locator("[data-keys-list]").inner_text()
    page.locator("[data-keys-toggle]").uncheck()
    page.get_by_text("Close").click()
    page.keyboard.press("k")

    assert "Keep" in listed
    assert "k" not in pressed(page)


def test_a_disabled_button_is_not_pressed(page: Page) -> None:
    show(page, "keys.js", '<button data-key="k" disabled>Keep</button><output></output>')
    count_clicks(page)

    page.keyboard.press("k")

    assert pressed(page) == ""


FORM = """
<form data-confirm>
  <fieldset data-required>
    <label><input type="radio" name="measure" value="keep">Keep</label>
    <label><input type="radio" name="measure" value="remove">Remove</label>
  </fieldset>
  <fieldset data-required data-required-if="measure=remove,disable">
    <label><input type="checkbox" name="exemption" value="none">None applies</label>
  </fieldset>
  <button data-confirm-submit>Decide</button>
</form>"""


def test_a_decision_waits_for_what_its_measure_asks(page: Page) -> None:
    show(page, "confirm-choice.js", FORM)
    submit = page.get_by_role("button")

    at_first = submit.is_enabled()
    page.get_by_label("Keep").check()
    kept = submit.is_enabled()
    page.get_by_label("Remove").check()
    removed = submit.is_enabled()
    page.get_by_label("None applies").check()

    assert (at_first, kept, removed, submit.is_enabled()) == (False, True, False, True)


HARM = """
<figure data-harm>
  <div data-level="original"><img alt=""></div>
  <p data-harm-uncover hidden><button>Show again</button></p>
</figure>
<details data-harm-text open><summary>Text</summary>Words</details>"""


def test_escape_covers_all_that_was_revealed(page: Page) -> None:
    show(page, "reveal.js", HARM)

    page.keyboard.press("Escape")

    assert page.locator("[data-harm]").get_attribute("data-covered") == ""
    assert page.locator("[data-harm-text]").get_attribute("open") is None


def test_what_was_covered_comes_back_only_by_its_button(page: Page) -> None:
    show(page, "reveal.js", HARM)
    page.evaluate("window.dispatchEvent(new Event('blur'))")

    page.locator("figure").hover()
    after_hover = page.locator("[data-harm]").get_attribute("data-covered")
    page.get_by_text("Show again").click()

    assert after_hover == ""
    assert page.locator("[data-harm]").get_attribute("data-covered") is None


def test_a_clock_counts_down_and_warns(page: Page) -> None:
    page.clock.install(time="2026-11-20T12:00:00Z")
    show(
        page,
        "clock.js",
        '<span data-clock><time datetime="2026-11-20T12:31:00Z" data-deadline data-warn-seconds="1800">'
        "<bdi></bdi></time></span>",
    )

    page.clock.run_for(90_000)

    assert re.fullmatch(r"00:29:\d\d", page.locator("bdi").inner_text())
    assert page.locator("[data-clock]").get_attribute("class") == "clock--warn"


def test_a_heartbeat_is_sent_with_its_token_and_a_lost_lease_is_said(page: Page) -> None:
    page.clock.install()
    show(
        page,
        "heartbeat.js",
        '<meta name="csrf-token" content="sesame"><p data-heartbeat="/beat"></p>'
        '<p id="lost" data-heartbeat-lost hidden>Lost</p>',
    )
    page.route("**/beat", lambda route: route.fulfill(status=409))

    with page.expect_request("**/beat") as beat:
        page.clock.run_for(31_000)

    assert (beat.value.method, beat.value.headers["x-csrftoken"]) == ("POST", "sesame")
    page.locator("#lost").wait_for(state="visible")
