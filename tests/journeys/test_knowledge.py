"""The knowledge portal at a browser: read by anyone, kept by two editors, learned from by a member."""

import pytest

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.knowledge import actions
from bonafides.programme.knowledge.models import Completion, Resource
from bonafides.programme.knowledge.tests import scenes
from tests import cast
from tests.journeys.conftest import Visit
from tests.journeys.telephone import NARROW

READ = (
    "/knowledge/",
    "/knowledge/?q=removal+order",
    "/knowledge/?q=nothing-of-the-kind",
    "/knowledge/?topic=literacy",
    "/knowledge/read/one-person-platform-first-month/",
    "/knowledge/read/prohibition-of-terrorist-use/",
    "/knowledge/read/training-exemptions-quiz/",
    "/knowledge/read/glossary/",
    "/knowledge/glossary/",
    "/knowledge/events/",
    "/knowledge/data/laws/",
)


@pytest.fixture
def shipped(served: str) -> str:
    """The portal with everything that comes with the software."""
    cast.the_programme()
    actions.install_shipped(by=SYSTEM, at=now())
    return served


def test_a_stranger_reads_what_is_public(visit: Visit, shipped: str) -> None:
    chidi = visit(both_ways=True)

    for path in READ:
        chidi.goto(path)

    assert "TLP:AMBER" not in chidi.text


def test_the_portal_runs_from_right_to_left(visit: Visit, shipped: str) -> None:
    chidi = visit(both_ways=True)
    chidi.goto("/knowledge/?language=ar")
    chidi.goto("/knowledge/read/leaving-and-exit-support/ar/")

    assert chidi.page.evaluate("getComputedStyle(document.body).direction") == "rtl"


def test_two_editors_write_and_publish_without_scripts(visit: Visit, shipped: str) -> None:
    edda, ada = (visit(who, java_script_enabled=False) for who in (scenes.edda(), scenes.ada()))
    edda.goto("/knowledge/keep/")
    edda.click("New resource", role="link")
    edda.fill("[name=title]", "A guide of two")
    edda.fill("[name=summary]", "Two editors write it.")
    edda.fill("[name=body]", "## First\n\nOne **step** after another.")
    edda.click("Preview")
    edda.sees("nothing is stored yet")
    edda.click("Keep the draft")
    edda.arrives("**/keep/of/a-guide-of-two/")
    edda.click("1, Draft", role="link")
    edda.click("Send to review")
    ada.goto("/knowledge/keep/")
    ada.click("A guide of two", role="link")
    ada.click("Approve and publish")
    ada.goto("/knowledge/read/a-guide-of-two/")
    edda.goto("/knowledge/keep/of/a-guide-of-two/en/")
    edda.fill("[name=body]", "## First\n\nOne step at a time.")
    edda.click("Keep the draft")
    edda.arrives("**/keep/versions/**")

    assert "What changed since version 1" in edda.text
    assert Resource.objects.get(slug="a-guide-of-two").published_at is not None


def test_an_editor_translates_beside_the_original(visit: Visit, shipped: str) -> None:
    edda = visit(scenes.edda())
    edda.goto("/knowledge/keep/of/removal-order-runbook/")
    edda.goto("/knowledge/keep/of/removal-order-runbook/ar/")

    assert edda.page.locator("form [name=body]").evaluate("e => getComputedStyle(e).direction") == "rtl"


@pytest.mark.parametrize("options", [{}, NARROW], ids=["wide", "narrow and dark"])
def test_a_member_learns_is_graded_and_joins_in(visit: Visit, shipped: str, options: dict[str, object]) -> None:
    training = scenes.a_resource("short-training", title="A short training", kind="training", quiz=scenes.QUIZ)
    rex = visit(cast.rex(), **options)
    rex.goto("/knowledge/")
    rex.goto(training.get_absolute_url())
    rex.choose("[name=q0][value='1']")
    rex.choose("[name=q1][value='0']")
    rex.click("Grade my answers")
    rex.sees("You have completed this training.")
    rex.page.locator("summary", has_text="Begin a discussion").click()
    rex.fill("[name=title]", "Which version?")
    rex.fill("details [name=body]", "Is this the latest?")
    rex.click("Begin")
    rex.sees("Is this the latest?")
    rex.goto("/knowledge/mine/")
    rex.click("Make my addresses")

    assert Completion.objects.count() == 1
    assert "resources.json" in rex.text
