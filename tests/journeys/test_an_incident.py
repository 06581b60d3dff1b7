"""The worst day: an incident is switched on, its cases come first, its list is shared, and it closes with a debrief."""

import pytest

from bonafides.safety.moderation.models import Case, Incident
from bonafides.safety.moderation.rules.incidents import QUESTIONS
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor


@pytest.fixture
def two_cases(served: str) -> list[Case]:
    town.a_list()
    return [town.a_case("one"), town.a_case("two")]


def switched_on(visit: Visit, **options: object) -> Visitor:
    bo = visit(cast.bo(), **options)
    bo.goto("/incidents/")
    bo.click("Switch an incident on", role="link")
    bo.fill("#id_title", "Flood after the harbour fair")
    bo.fill("#id_reason", "Some four hundred copies within an hour.")
    bo.click("Switch it on")
    return bo


def test_from_the_switch_to_the_debrief(visit: Visit, two_cases: list[Case]) -> None:
    bo = switched_on(visit)
    bo.fill("#id_case", two_cases[0].reference)
    bo.click("Put it there")
    bo.click("Make an address for one installation")
    bo.sees("It is shown once")

    amina = visit(cast.amina())
    amina.goto("/queue/?special=incident")
    amina.sees("Flood after the harbour fair")
    amina.click(two_cases[0].reference, role="link")

    bo.page.get_by_text("Close it with a debrief").click()
    for name in QUESTIONS:
        bo.fill(f"#id_{name}", "Nothing.")
    bo.click("Keep it")

    stranger = visit()
    stranger.goto("/incidents/report/")
    stranger.sees("Some four hundred copies within an hour.")
    assert Incident.objects.get().debriefed_at is not None


def test_the_same_on_a_telephone_without_scripts(visit: Visit, two_cases: list[Case]) -> None:
    size = {"width": 360, "height": 800}
    bo = switched_on(visit, java_script_enabled=False, viewport=size, color_scheme="dark")
    bo.page.locator("#id_hours").select_option("24")
    bo.fill("#id_extension", "They still come.")
    bo.click("Let it run until then")
    bo.click("Open it to everybody")
    bo.click("It is over")
    bo.goto("/incidents/subscriptions/")
    bo.goto("/incidents/")

    stranger = visit(viewport=size)
    stranger.goto("/incidents/report/?language=ar")
    assert Incident.objects.get().end == "closed"
