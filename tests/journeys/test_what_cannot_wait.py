"""A threat to life leaves within two keys; child abuse material is out of reach with one."""

import re
import time
from typing import Any

from playwright.sync_api import expect

from bonafides.base.people.models import Person
from bonafides.safety.escalations.models import Escalation, LockedMaterial
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.tests import scenes
from tests import cast
from tests.journeys.conftest import Visit

SENT: Any = re.compile(r"/escalations/[0-9A-Z]{10}/$")
NARROW: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "color_scheme": "dark"}
WITHOUT_SCRIPTS: dict[str, Any] = {"java_script_enabled": False}


def a_case() -> Case:
    return scenes.a_case("A made-up text that names a place and an hour.")


def test_a_threat_is_sent_with_two_keys_from_the_page_of_the_case(visit: Visit) -> None:
    case, amina = a_case(), visit(cast.amina())
    amina.goto(f"/cases/{case.reference}/")
    began = time.monotonic()

    amina.press("!")
    amina.arrives("**/escalations/threat/**")
    expect(amina.page.locator("#id_case")).to_have_value(case.reference)
    amina.press("Enter")
    amina.arrives(SENT)

    assert time.monotonic() - began < 180
    assert Escalation.objects.get().case == case.reference
    amina.sees("No authority has it yet.")
    amina.fill("#id_text", "Read out to the officer on duty.")
    amina.page.locator("#id_kind").select_option("handed_over")
    amina.click("Write it down")
    amina.sees("Read out to the officer on duty.")
    expect(amina.page.get_by_text("No authority has it yet.")).to_have_count(0)


def test_a_threat_is_sent_on_a_small_dark_screen_without_scripts(visit: Visit) -> None:
    amina = visit(cast.amina(), **NARROW, **WITHOUT_SCRIPTS)
    amina.goto("/queue/")

    amina.click("threat to life", "link")
    amina.fill("#id_note", "A made-up call.")
    amina.click("Send it now")

    assert Escalation.objects.count() == 1


def test_the_screen_clears_with_one_key_and_two_people_record_what_counsel_wrote(visit: Visit) -> None:
    case, amina = a_case(), visit(cast.amina())
    amina.goto(f"/cases/{case.reference}/")
    amina.click("Open this case")

    amina.press("#")
    amina.arrives("**/escalations/material/**")

    material = LockedMaterial.objects.get()
    expect(amina.page.get_by_text("A made-up text that names")).to_have_count(0)
    amina.page.go_back()
    expect(amina.page.get_by_text("A made-up text that names")).to_have_count(0)
    bo = visit(cast.bo(), **NARROW)
    bo.goto(f"/escalations/material/{material.reference}/")
    bo.fill("#id_to", "Sample hotline")
    bo.click("I have reported it")
    bo.page.get_by_label("Keep it locked for the authority").check()
    bo.fill("#id_counsel", "Counsel, letter of today, in the safe.")
    bo.click("Record it")
    bo.sees("One person has recorded it")


def test_an_owner_checks_whom_to_tell(visit: Visit) -> None:
    bo = visit(cast.bo(), **NARROW)
    bo.goto("/escalations/")
    bo.goto("/escalations/authorities/")

    bo.page.get_by_role("link", name="DE", exact=True).click()
    bo.look()
    bo.fill("#id_email", "duty@police.example.test")
    bo.click("Keep it")

    bo.sees("duty@police.example.test")


def test_the_pages_read_from_the_right(visit: Visit) -> None:
    Person.objects.filter(pk=cast.bo().pk).update(language="ar")
    bo = visit(cast.bo())
    bo.goto("/escalations/threat/")
    bo.goto("/escalations/authorities/")

    expect(bo.page.locator("html")).to_have_attribute("dir", "rtl")
