"""A reviewer decides: with the keyboard, without JavaScript, with a thumb."""

import pytest

from bonafides.safety.moderation.models import Case, Decision
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

LINE = "Calls on readers to attack a named place."


@pytest.fixture
def two_cases(served: str) -> list[Case]:
    town.time_stands_still()
    town.a_list()
    return [town.a_case("one"), town.a_case("two")]


def at_the_first_case(visit: Visit, **options: object) -> Visitor:
    amina = visit(cast.amina(), **options)
    amina.goto("/queue/")
    amina.page.locator("form[action='/queue/next/'] button").first.click()
    amina.look()
    return amina


def test_keep_takes_two_keys_and_undo_one(visit: Visit, two_cases: list[Case]) -> None:
    amina = at_the_first_case(visit)
    first = amina.path

    amina.press("k", "Enter")
    amina.leaves(first)
    kept = Decision.objects.get()
    amina.press("u")
    amina.arrives(f"**{first}")
    kept.refresh_from_db()

    assert (kept.verdict, kept.state) == ("keep", "undone")


def test_a_removal_is_a_clause_the_exemptions_one_line_and_enter(visit: Visit, two_cases: list[Case]) -> None:
    amina = at_the_first_case(visit)
    first = amina.path

    amina.press("x", "3", "r", "n", "o")
    amina.page.keyboard.type(LINE)
    amina.press("Enter")
    amina.leaves(first)
    amina.press("y")
    amina.arrives(f"**{first}")

    removal = Decision.objects.get()
    assert (removal.verdict, removal.clauses, removal.state) == ("restrict", ["3"], "published")
    assert (removal.none_applies, removal.facts) == (True, LINE)


def test_what_is_missing_comes_back_with_the_way_to_it(visit: Visit, two_cases: list[Case]) -> None:
    amina = at_the_first_case(visit)

    amina.press("x", "3", "r", "Enter")
    amina.page.locator(".error-summary a").first.wait_for()
    amina.look()

    assert not Decision.objects.exists()
    assert "3" in amina.page.locator("input[name=clauses]:checked").first.input_value()


def test_the_same_without_javascript(visit: Visit, two_cases: list[Case]) -> None:
    amina = at_the_first_case(visit, java_script_enabled=False)

    amina.choose("input[name=verdict][value=restrict]")
    amina.choose("input[name=clauses][value='3']")
    amina.choose("input[name=measures][value=remove]")
    amina.choose("input[name=none_applies]")
    amina.fill("#id_facts", LINE)
    amina.click("Submit, next case")
    amina.click("Publish now")

    assert Decision.objects.get().state == "published"


def test_with_a_thumb_on_a_narrow_screen(visit: Visit, two_cases: list[Case]) -> None:
    narrow = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    amina = at_the_first_case(visit, **narrow)
    first = amina.path

    for label in ("Restrict", "Remove", "None applies"):
        amina.page.locator("label.choice", has_text=label).first.tap()
    amina.page.locator("label.choice:has(input[name=clauses][value='3'])").tap()
    amina.page.locator("#id_facts").tap()
    amina.page.keyboard.type(LINE)
    amina.page.get_by_role("button", name="Submit, next case").tap()
    amina.leaves(first)

    assert Decision.objects.get().clauses == ["3"]


def test_every_control_of_a_case_is_reached_by_tab_and_seen_there(visit: Visit, two_cases: list[Case]) -> None:
    amina = at_the_first_case(visit)
    wanted = amina.page.evaluate(CONTROLS)

    reached, unseen = set(), []
    for _ in range(wanted * 2):
        amina.page.keyboard.press("Tab")
        found = amina.page.evaluate(FOCUSED)
        reached.add(found["number"])
        unseen += [] if found["seen"] else [found["html"]]

    assert unseen == []
    assert set(range(wanted)) - reached == set()


CONTROLS = """() => {
  const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')];
  const groups = new Set();
  window.controls = all.filter((element) => {
    if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({visibilityProperty: true})) return false;
    if (element.closest('dialog:not([open]), [popover]:not(:popover-open)')) return false;
    const isRepeated = element.type === 'radio' && groups.has(element.name);
    if (element.type === 'radio') groups.add(element.name);
    return !isRepeated;
  });
  return window.controls.length;
}"""
FOCUSED = """() => {
  const focused = document.activeElement;
  const same = (element) => element === focused || (element.type === 'radio' && element.name === focused.name);
  const shown = focused.matches('.choice input, .right input') ? focused.closest('label') : focused;
  const style = getComputedStyle(shown), own = getComputedStyle(focused);
  const seen = [style, own].some((each) => each.outlineStyle !== 'none' || each.boxShadow !== 'none');
  const box = shown.getBoundingClientRect(), html = focused.outerHTML.slice(0, 120);
  const onTop = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const isOnTop = shown.contains(onTop) || onTop?.contains(shown);
  return {number: window.controls.findIndex(same), seen: (seen && isOnTop) || focused === document.body, html};
}"""
