"""An order that is a drill: begun by a lead without scripts on a telephone, handled by the desk, judged and shown."""

import json

import pytest

from bonafides.base.people.vocabulary import Role
from bonafides.safety.drills.models import Drill
from tests import cast
from tests.journeys.conftest import Visit


@pytest.mark.usefixtures("served")
def test_a_drill_is_begun_handled_and_ended_on_the_real_pages(visit: Visit) -> None:
    bo = visit(cast.bo(), java_script_enabled=False, viewport={"width": 360, "height": 800}, color_scheme="dark")
    bo.goto("/drills/new/")
    bo.choose("input[name=scenario][value=order-at-night]")
    bo.click("Begin, or plan it")
    bo.sees("This is a drill")
    bo.look()

    gita = visit(cast.a_person("Gita", Role.AUTHORITY_DESK))
    gita.goto("/drills/")
    gita.click(Drill.objects.get().reference, role="link")
    gita.press("o")
    gita.arrives("**/orders/*/")
    gita.click("Disable in all Member States")
    gita.click("I made sure that it is disabled")

    bo.goto(Drill.objects.get().get_absolute_url())
    bo.click("End the drill and keep its evidence")
    bo.sees("Readiness evidence")

    amira = visit(cast.bo(), locale="ar")
    amira.goto("/drills/?language=ar")
    amira.goto(Drill.objects.get().get_absolute_url())
    steps = json.loads(Drill.objects.get().evidence)["document"]["steps"]
    assert [step["in_time"] for step in steps] == [True, True, False]
