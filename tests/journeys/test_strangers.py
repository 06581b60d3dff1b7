"""Those who have no account: a notifier without JavaScript, and an author whose item was removed."""

import re

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import judging
from bonafides.safety.moderation.models import Appeal, Case, Item
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.scenes import KEEP, a_restriction, open_and_look
from bonafides.safety.moderation.vocabulary import AppealOutcome, ItemState
from tests import cast
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

WITHOUT_SCRIPTS = {"java_script_enabled": False}
TEXT = f"A poster: {town.SLOGAN}"


def decided(case: Case, wish: Wish) -> None:
    """Amina decides and tells everyone at once."""
    amina = cast.by(cast.amina())
    open_and_look(case, amina, now())
    decision = judging.decide_case(case=case, wish=wish, by=amina, at=now())
    judging.publish_now(decision=decision, by=amina, at=now())  # type: ignore[arg-type]
    town.work()


def gives_notice(visit: Visit) -> Visitor:
    chidi = visit(**WITHOUT_SCRIPTS)
    chidi.goto("/")
    chidi.page.get_by_role("link", name="Report content").first.click()
    chidi.look()
    chidi.fill("[name=addresses_text]", "hxxps://paste.example[.]org/p/1")
    chidi.fill("[name=reason]", "It calls for an attack, at the end of the page.")
    chidi.choose("[name=good_faith]")
    chidi.click("Send the report")
    return chidi


def test_a_stranger_gives_notice_follows_it_and_complains_of_the_outcome(visit: Visit) -> None:
    chidi = gives_notice(visit)
    status = re.search(r"/notice/status/[\w-]+/", chidi.text)
    assert status is not None
    chidi.goto(status[0])
    before = chidi.text

    decided(Case.objects.get(), KEEP)
    chidi.goto(status[0])
    after = chidi.text
    chidi.click("Complain about this decision", role="link")
    chidi.fill("[name=text]", "Read the last line again.")
    chidi.click("Send the complaint")

    assert "Nothing has been decided yet" in before
    assert "decided that it stays" in after
    assert "/appeal/status/" in chidi.path
    assert Appeal.objects.get().text == "Read the last line again."


def test_an_empty_notice_comes_back_with_the_way_to_what_is_missing(visit: Visit) -> None:
    chidi = visit(**WITHOUT_SCRIPTS)
    chidi.goto("/notice/")

    chidi.click("Send the report")

    assert chidi.page.locator(".error-summary a").count() >= 1


def test_an_author_reads_why_complains_is_restored_and_stays_up(visit: Visit, served: str) -> None:
    town.a_list()
    key = cast.a_key()
    answer = town.upload(served, "p/1", TEXT, key)
    decided(Case.objects.get(), a_restriction())
    author = visit()
    author.goto(f"/tombstone/{answer['item']}")
    author.goto(f"/statement/of/{answer['upload_token']}/")
    told = author.text
    author.click("Complain about this decision", role="link")
    author.fill("[name=text]", "It is a report about the group, not for it.")
    author.click("Send the complaint")
    status = author.path

    gita = visit(cast.a_person("Gita", Role.LEAD))
    gita.goto("/appeals/")
    gita.page.locator("a[href^='/appeals/']", has_text=Appeal.objects.get().reference).first.click()
    gita.look()
    gita.choose("[name=verdict][value=keep]")
    gita.fill("[name=answer]", "You are right: it is journalism.")
    gita.click("Answer and enforce")
    town.work()
    author.goto(status)
    again = town.upload(served, "p/2", TEXT, key)

    assert "How to contest" in told or "complain" in told.lower()
    assert Appeal.objects.get().outcome == AppealOutcome.REVERSED
    assert "You are right: it is journalism." in author.text
    assert Item.objects.get(platform_reference="paste/p/1").state == ItemState.LIVE
    assert again["answer"] == "allow"
