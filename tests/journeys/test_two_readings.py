"""Where one person is not enough: a hold, a trainee, two readings, and a team of one."""

import re
from datetime import timedelta

from django.core import mail

from bonafides.base.people.vocabulary import Role
from bonafides.safety.moderation.models import Case, Decision, Hold, Item, Proposal
from bonafides.safety.moderation.vocabulary import ItemState
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

HELD = b"A made-up leaflet about Sample Entity A."
FIRST_LINE = "The first reader's own line."


def reads(visitor: Visitor, case: Case) -> None:
    visitor.goto(f"/cases/{case.reference}/")
    visitor.page.locator(f"form[action='/cases/{case.reference}/open/'] button").click()
    visitor.look()


def removes(visitor: Visitor, case: Case, line: str, submit: str = "Submit, next case") -> None:
    """A removal with the mouse, and where it leads."""
    for choice in ("verdict][value=restrict", "clauses][value='3'", "measures][value=remove", "none_applies"):
        visitor.choose(f"[name={choice}]")
    visitor.fill("#id_facts", line)
    visitor.page.get_by_role("button", name=submit).click()
    visitor.leaves(f"/cases/{case.reference}/")


def test_a_held_upload_an_objection_and_a_reader_from_outside(visit: Visit, served: str) -> None:
    town.a_list(hold=HELD)
    answer = town.upload(served, "held", HELD.decode(), cast.a_key())
    case = Case.objects.get()
    author = visit()
    author.goto(f"/statement/of/{answer['upload_token']}/")
    author.fill("[name=text]", "It is a school project.")
    author.click("Object")

    bo = visit(cast.bo())
    reads(bo, case)
    bo.page.get_by_role("button", name="Ask for a second reading").scroll_into_view_if_needed()
    removes(bo, case, FIRST_LINE, "Ask for a second reading")
    bo.goto(f"/cases/{case.reference}/")
    bo.page.get_by_text("Invite a second reader from outside").click()
    bo.fill("[name=email]", "ines@example.org")
    bo.click("Invite")
    town.work()

    assert answer["answer"] == "hold"
    assert Hold.objects.get().objected_at is not None
    assert "You objected." in author.text
    assert any("ines@example.org" in letter.to for letter in mail.outbox)


def test_a_team_of_one_reads_again_after_half_a_day(visit: Visit) -> None:
    town.a_list()
    case = town.a_case("one")
    bo = visit(cast.bo())
    reads(bo, case)
    removes(bo, case, FIRST_LINE, "Ask for a second reading")
    reads(bo, case)
    too_early = _again(bo)

    town.later(timedelta(hours=13))
    reads(bo, case)
    _again(bo)

    assert re.search("12 hours|half a day|later", too_early)
    assert Decision.objects.get().self_review


def _again(visitor: Visitor) -> str:
    for choice in ("verdict][value=restrict", "clauses][value='3'", "measures][value=remove", "none_applies"):
        visitor.choose(f"[name={choice}]")
    visitor.fill("#id_facts", FIRST_LINE)
    visitor.page.get_by_role("button", name="Submit, next case").click()
    visitor.page.wait_for_load_state("load")
    visitor.look()
    return visitor.text


def test_a_trainee_proposes_and_a_second_reader_agrees_blind(visit: Visit) -> None:
    town.a_list()
    case = town.a_case("one")
    tariq = visit(cast.a_person("Tariq", Role.TRAINEE))
    reads(tariq, case)
    removes(tariq, case, FIRST_LINE)
    proposed = Proposal.objects.get()

    ines = visit(cast.a_person("Ines", Role.SECOND_READER, case=case.reference))
    reads(ines, case)
    shown = ines.text
    _again(ines)
    bo = visit(cast.bo())
    bo.goto(f"/cases/{case.reference}/")

    assert proposed.reason == "trainee"
    assert "Second reading" in shown
    assert FIRST_LINE not in shown
    assert Decision.objects.get().proposal == proposed
    assert Item.objects.get().state in {ItemState.LIVE, ItemState.RESTRICTED}
