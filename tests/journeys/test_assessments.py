"""A platform of one person assesses itself: with scripts, without them, on a small screen, from right to left."""

import time

import pytest
from playwright.sync_api import Page

from bonafides.base.people.queries import Person
from bonafides.programme.assessments.models import Assessment
from bonafides.programme.assessments.tests.confidential import open_to_hana, plant_confidential
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.django_db(transaction=True)
MINUTES = 5


def start(visitor: Visitor) -> None:
    visitor.goto("/assessments/")
    visitor.choose("input[name=core][value=core]")
    visitor.click("Start both assessments")


def answer_page(page: Page) -> None:
    """Something for every question: the second choice, a number, words."""
    for box in page.locator("fieldset.field").all():
        choices = box.locator("input[type=radio], input[type=checkbox][name$=-value]")
        numbers, words = box.locator("input[name$=-value][type=number]"), box.locator("textarea")
        if choices.count():
            choices.nth(1).check()
        elif numbers.count():
            numbers.fill("12")
        elif words.count():
            words.fill("A few words about what we plan.")


def fill_in(visitor: Visitor, half: str) -> None:
    """Every page of a half, from the first one to the overview."""
    where = f"/assessments/rounds/{Assessment.objects.get().reference}/pages/{half}/1/"
    visitor.goto(where)
    while "/pages/" in visitor.path:
        here = visitor.path
        answer_page(visitor.page)
        visitor.page.get_by_role("button", name="Keep and").click()
        visitor.leaves(here)


def tab_to_a_choice(visitor: Visitor) -> None:
    """Tab until the first answer has the focus."""
    while not visitor.page.evaluate("document.activeElement.type === 'radio'"):
        visitor.press("Tab")


def hand_in(visitor: Visitor, half: str) -> None:
    visitor.page.locator(f"form[action$='/submit/{half}/']").locator("xpath=..").locator("summary").click()
    visitor.choose(f"input[name={half}-agreed]")
    visitor.page.locator(f"form[action$='/submit/{half}/'] button").click()
    visitor.page.wait_for_load_state("load")
    visitor.look()


def test_the_core_set_is_done_in_under_five_minutes_and_the_result_is_there(visit: Visit) -> None:
    visitor = visit(cast.sana(), viewport={"width": 1280, "height": 900})
    cast.a_member()
    start(visitor)

    began = time.monotonic()
    fill_in(visitor, "risk")
    fill_in(visitor, "mitigation")
    took = time.monotonic() - began
    hand_in(visitor, "risk")
    hand_in(visitor, "mitigation")
    visitor.click("Result", role="link")

    assert took < MINUTES * 60
    assert visitor.sees("What to do next")
    assert Assessment.objects.get().state == "submitted"


def test_an_answer_is_kept_at_once_where_scripts_run(visit: Visit) -> None:
    visitor = visit(cast.sana())
    cast.a_member()
    start(visitor)
    visitor.goto(f"/assessments/rounds/{Assessment.objects.get().reference}/pages/risk/1/")

    first = visitor.page.locator("article.question").first
    first.locator("input[type=radio]").nth(1).check()
    first.get_by_text("Kept", exact=True).wait_for()
    visitor.page.reload()

    assert visitor.page.locator("article.question").first.locator("input[type=radio]").nth(1).is_checked()


def test_the_keyboard_alone_answers(visit: Visit) -> None:
    visitor = visit(cast.sana())
    cast.a_member()
    start(visitor)
    visitor.goto(f"/assessments/rounds/{Assessment.objects.get().reference}/pages/risk/1/")
    first = visitor.page.locator("article.question").first

    tab_to_a_choice(visitor)
    visitor.press("Space", "ArrowDown")
    first.get_by_text("Kept", exact=True).wait_for()

    assert first.locator("input[type=radio]").nth(1).is_checked()


def test_without_scripts_and_on_a_small_dark_screen_it_works_as_well(visit: Visit) -> None:
    small = {"width": 360, "height": 780}
    visitor = visit(cast.sana(), java_script_enabled=False, viewport=small, color_scheme="dark")
    cast.a_member()
    start(visitor)

    fill_in(visitor, "risk")
    visitor.goto(f"/assessments/rounds/{Assessment.objects.get().reference}/result/")

    assert "As answered so far" in visitor.text


@pytest.mark.parametrize("language", ["ar", "en"])
def test_every_page_of_a_round_reads_well_on_a_narrow_screen(visit: Visit, language: str) -> None:
    planted = plant_confidential(core=True)
    open_to_hana(planted)
    small = {"width": 360, "height": 780}
    Person.objects.filter(pk=cast.ana().pk).update(language=language)
    visitor = visit(cast.ana(), viewport=small, color_scheme="dark" if language == "en" else "light")
    here = f"/assessments/rounds/{planted.assessment.reference}/"
    question = planted.assessment.sheets.order_by("pk").first()
    assert question

    visitor.goto("/assessments/")
    visitor.goto(here)
    visitor.goto(f"{here}pages/mitigation/1/")
    visitor.goto(f"{here}questions/{question.question}/")
    visitor.goto(f"{here}result/")
    visitor.goto(f"{here}what-if/{question.question}/")
    visitor.goto(f"{here}history/")
    visitor.goto("/assessments/keys/")
    visitor.goto("/assessments/access-log/")
    visitor.goto("/assessments/comparison/")

    assert visitor.page.locator("html").get_attribute("lang") == language


def test_an_assessor_an_officer_and_an_editor_find_their_pages(visit: Visit) -> None:
    planted = plant_confidential(core=True)
    hana = open_to_hana(planted)
    here = f"/assessments/rounds/{planted.assessment.reference}/"
    question = planted.assessment.sheets.order_by("pk").first()
    assert question

    assessor = visit(hana, viewport={"width": 1280, "height": 900})
    assessor.goto("/assessments/")
    assessor.goto(f"{here}questions/{question.question}/")
    assessor.goto(f"{here}letter/")
    officer = visit(cast.olu(), viewport={"width": 1280, "height": 900})
    officer.goto("/assessments/")
    editor = visit(cast.dana(), viewport={"width": 1280, "height": 900})
    editor.goto("/assessments/libraries/")
    editor.click("Start a draft")
    editor.goto(f"/assessments/libraries/draft/questions/{question.question}/")
    editor.goto("/assessments/libraries/draft/text/")
    editor.goto("/assessments/libraries/versions/1.0.0/")

    assert editor.path == "/assessments/libraries/versions/1.0.0/"
