"""A member asks for the mark, two reviewers read it, and a stranger without scripts verifies it."""

import pytest

from bonafides.kernel.clock import now
from bonafides.programme.members.vocabulary import FOR_THE_MARK, Requirement, RequirementState
from bonafides.programme.trustmark import actions, jobs
from bonafides.programme.trustmark.models import Mark, Review
from bonafides.programme.trustmark.tests import scenes
from tests import cast
from tests.journeys.conftest import Visit

pytestmark = pytest.mark.django_db(transaction=True)

WHY = "The published terms no longer name terrorist use; we have asked why."


def test_a_mark_is_asked_for_reviewed_and_put_on_a_page(visit: Visit) -> None:
    scenes.a_ready_member()
    signatory = visit(cast.sana())
    signatory.goto("/trustmarks/ours/")
    signatory.page.get_by_label("We will show the mark").check()
    signatory.page.get_by_role("button", name="Ask for the review").click()
    review = Review.objects.get()

    for person in (scenes.mira(), scenes.nils()):
        reviewer = visit(person)
        reviewer.goto("/trustmarks/")
        reviewer.goto(f"/trustmarks/reviews/{review.reference}/")
        reviewer.page.get_by_role("button", name="Take a place").click()
        reviewer.look()
        reviewer.page.get_by_text("No, I have no interest").click()
        reviewer.page.get_by_role("button", name="Declare").click()
        reviewer.look()
        for requirement in FOR_THE_MARK:
            reviewer.page.locator(f"input[name='{requirement}-finding'][value=met]").check()
            reviewer.page.locator(f"textarea[name='{requirement}-looked_at']").fill("The published page.")
        reviewer.page.get_by_text("Grant the mark").click()
        reviewer.page.locator("textarea[name=reasons]").fill("Every requirement was looked at and holds.")
        reviewer.page.get_by_role("button", name="Decide").click()
        reviewer.look()

    signatory.goto("/trustmarks/ours/")
    assert "For your website" in signatory.page.content()


def test_a_stranger_verifies_and_complains_without_scripts(visit: Visit) -> None:
    mark = scenes.a_mark()
    stranger = visit(java_script_enabled=False)

    stranger.goto("/marks/")
    stranger.page.get_by_role("link", name=mark.reference).click()
    stranger.look()
    stranger.page.get_by_role("link", name="Verify this mark").click()
    stranger.look()
    valid = "This mark is valid." in stranger.page.content()
    stranger.goto("/marks/criteria/1/")
    stranger.goto(f"/marks/{mark.reference}/complain/")
    stranger.page.get_by_label("What is wrong").fill("They do not answer any report that we send.")
    stranger.page.get_by_role("button", name="Send").click()
    stranger.look()

    assert valid
    assert "We have received it" in stranger.page.content()


def test_whoever_stands_behind_a_measure_sees_it_whole_small_dark_and_in_arabic(visit: Visit) -> None:
    mark = scenes.a_mark()
    ending: Mark = scenes.a_mark(scenes.a_ready_member("Quiet Harbour Files"))
    scenes.set_requirement(ending.member, Requirement.REPORTS, RequirementState.LAPSED)
    jobs.renew(now())
    actions.suspend_mark(mark=mark, reasons=WHY, by=cast.by(cast.olu()), at=now())
    small = visit(cast.dana(), viewport={"width": 360, "height": 740}, color_scheme="dark")
    reader = visit()

    small.goto(f"/trustmarks/marks/{mark.reference}/")
    told = WHY in small.page.content()
    small.goto("/trustmarks/marks/")
    small.goto("/trustmarks/appeals/")
    small.goto("/trustmarks/complaints/")
    reader.goto(f"/marks/{mark.reference}/?language=ar")
    reader.goto(f"/marks/{ending.reference}/?language=ar")

    assert told
    assert reader.page.locator("html").get_attribute("dir") == "rtl"
