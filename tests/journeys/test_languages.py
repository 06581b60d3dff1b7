"""Arabic, from right to left: the pages that anyone may open."""

from pathlib import Path

import pytest

from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import judging
from bonafides.safety.moderation.models import Case, Flag
from bonafides.safety.moderation.tests.scenes import a_restriction, open_and_look
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit

NARROW = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}


@pytest.mark.parametrize("options", [{}, NARROW, {"color_scheme": "dark"}], ids=["wide", "narrow", "dark"])
def test_a_notice_in_arabic_runs_from_right_to_left(visit: Visit, options: dict[str, object], tmp_path: Path) -> None:
    chidi = visit(**options)
    chidi.goto("/?language=ar")
    chidi.goto("/notice/")
    direction = chidi.page.evaluate("getComputedStyle(document.body).direction")
    chidi.page.screenshot(path=tmp_path / "notice.png", full_page=True)
    chidi.page.locator("main form button").click()
    chidi.look()
    chidi.fill("[name=addresses_text]", "https://paste.example.org/p/1")
    chidi.page.locator("main form button").click()
    chidi.arrives("**/notice/received/")
    chidi.goto("/policy/")

    assert (direction, chidi.page.locator("html").get_attribute("lang")) == ("rtl", "ar")
    assert Flag.objects.get().language == "ar"


def test_an_author_reads_the_statement_in_arabic(visit: Visit, served: str) -> None:
    town.a_list()
    answer = town.upload(served, "p/1", f"A poster: {town.SLOGAN}", cast.a_key())
    amina, case = cast.by(cast.amina()), Case.objects.get()
    open_and_look(case, amina, now())
    decision = judging.decide_case(case=case, wish=a_restriction(), by=amina, at=now())
    judging.publish_now(decision=decision, by=amina, at=now())  # type: ignore[arg-type]
    author = visit()
    author.goto(f"/statement/of/{answer['upload_token']}/?language=ar")
    author.goto(f"/appeal/{answer['upload_token']}/")
    author.goto(f"/tombstone/{answer['item']}")

    assert author.page.evaluate("getComputedStyle(document.body).direction") == "rtl"
