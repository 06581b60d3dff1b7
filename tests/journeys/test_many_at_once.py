"""A flood of copies that differ a little: samples, one judgement, one minute; by keyboard, thumb, without scripts."""

from datetime import timedelta

import pytest

from bonafides.base.outbox import worker
from bonafides.kernel import recording
from bonafides.kernel.clock import now
from bonafides.safety.moderation.models import BulkDecision, Case, Statement
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

LINE = "Calls on readers to attack a named place."


@pytest.fixture
def a_flood(served: str) -> list[Case]:
    town.time_stands_still()
    town.a_list()
    return [town.a_case(f"flood-{number}") for number in range(11)]


def a_set(visit: Visit, **options: object) -> Visitor:
    """Amina draws up all that is open, and opens what she was given of it."""
    amina = visit(cast.amina(), **options)
    amina.goto("/queue/")
    amina.click("Decide many at once", role="link")
    amina.click("Draw up the set")
    amina.page.locator(".bulk-samples a").first.click()
    return amina


def open_ten(amina: Visitor) -> None:
    for number in range(1, 11):
        amina.page.get_by_role("button", name="Show the first lines").click()
        amina.sees(f"{number} of 10 are open")
        if amina.page.get_by_role("link", name="Next sample").count():
            amina.click("Next sample", role="link")
    amina.click("The set", role="link")


def test_eleven_cases_are_decided_once_and_each_author_is_told(visit: Visit, a_flood: list[Case]) -> None:
    amina = a_set(visit)
    open_ten(amina)

    amina.press("x", "3", "r", "n", "o")
    amina.page.keyboard.type(LINE)
    amina.press("Enter")
    amina.sees("Undo all of it")
    amina.look()
    worker.work_off(now() + timedelta(minutes=2), record=recording.recorder())
    amina.sees("11 of 11 cases decided")

    assert BulkDecision.objects.get().state == "done"
    assert Statement.objects.values("item").distinct().count() == 11


def test_all_of_it_is_undone_within_the_minute(visit: Visit, a_flood: list[Case]) -> None:
    amina = a_set(visit)
    open_ten(amina)
    amina.press("k", "Enter")
    amina.sees("Undo all of it")

    amina.press("u")
    amina.sees("All of it is taken back")

    assert set(Case.objects.values_list("state", flat=True)) == {"open"}


def test_the_same_on_a_telephone_without_scripts(visit: Visit, a_flood: list[Case]) -> None:
    size = {"width": 360, "height": 800}
    amina = a_set(visit, java_script_enabled=False, viewport=size, color_scheme="dark")
    open_ten(amina)

    amina.choose("input[name=verdict][value=restrict]")
    amina.choose("input[name=clauses][value='3']")
    amina.choose("input[name=measures][value=remove]")
    amina.choose("input[name=none_applies]")
    amina.fill("#id_facts", LINE)
    amina.click("Decide all of them")
    amina.click("Undo all of it")

    assert BulkDecision.objects.get().state == "undone"
