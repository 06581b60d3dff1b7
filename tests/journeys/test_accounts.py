"""An account with strikes: a suspension with its end, closing it by two, a note that its owner contests."""

from datetime import timedelta

import pytest

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import LinkPurpose, Role
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import accounts, strikes
from bonafides.safety.moderation.events import AccountStateChanged
from bonafides.safety.moderation.models import Account, Decision, ReturnNote, Statement
from bonafides.safety.moderation.queries.accounts import ladder_in_force
from bonafides.safety.moderation.rules.accounts import SentKey
from bonafides.safety.moderation.tests.stories import AUTHOR_NAME, a_story
from bonafides.safety.moderation.tests.test_accounts import PLATFORM
from bonafides.safety.moderation.vocabulary import AccountState
from tests import cast
from tests.journeys.conftest import Visit

LINE = "Two removals in a week; the ladder allows it."


@pytest.fixture
def an_account(served: str) -> Account:
    """The author of one removed item."""
    a_story()
    return Account.objects.get(platform_reference=AUTHOR_NAME)


def test_a_suspension_by_keyboard_then_its_statement(visit: Visit, an_account: Account) -> None:
    amina = visit(cast.amina())
    amina.goto("/accounts/")
    amina.click(an_account.reference, role="link")

    amina.press("x", "8", "s")
    amina.fill("#id_until", (now() + timedelta(days=7)).date().isoformat())
    amina.fill("#id_facts", LINE)
    amina.press("Enter")
    amina.arrives("**/cases/**")

    assert Decision.objects.latest("id").measures.get().measure == "suspend"


def test_closing_waits_for_a_second_person(visit: Visit, an_account: Account) -> None:
    amina = visit(cast.amina(), java_script_enabled=False, viewport={"width": 360, "height": 800})
    amina.goto(f"/accounts/{an_account.reference}/")
    amina.choose("input[name=verdict][value=restrict]")
    amina.choose("input[name=clauses][value='8']")
    amina.choose("input[name=measures][value=terminate]")
    amina.fill("#id_facts", LINE)
    amina.click("Decide")

    lea = visit(cast.a_person("Lea", Role.LEAD), color_scheme="dark")
    lea.goto("/queue/?state=second_reading")
    lea.page.locator("form[action='/queue/next/'] button").first.click()
    lea.look()
    lea.press("x", "8", "t", "o")
    lea.page.keyboard.type(LINE)
    lea.press("Enter")
    lea.sees("Nobody has been told yet")

    assert Decision.objects.latest("id").measures.get().measure == "terminate"


def test_the_ladder_is_written_down_in_lines_that_people_read(visit: Visit, an_account: Account) -> None:
    bo = visit(cast.bo())
    bo.goto("/policies/ladder/")
    bo.fill("#id_rungs", "1: suspend 3\n4: close")
    bo.click("Write it down")

    stranger = visit(locale="ar")
    stranger.goto("/policy/?language=ar")

    ladder = ladder_in_force()
    assert ladder is not None
    assert ladder.rungs[0].days == 3


def test_the_owner_contests_a_note(visit: Visit, an_account: Account) -> None:
    banned = a_closed_account()
    accounts.take_keys(reference=AUTHOR_NAME, keys=(SentKey("device", "d"),), by=PLATFORM, at=now())
    story = a_story(reference="paste-2", text="Another harmless text.")
    statement = Statement.objects.get(decision=story.decision)
    token = people.issue_link(
        purpose=LinkPurpose.STATEMENT, about=statement.reference, expires_at=now() + timedelta(days=9), at=now()
    )
    author = visit()
    author.goto(f"/statement/{token}/")
    author.fill("#id_contest", "A shared computer.")
    author.click("Contest it")

    amina = visit(cast.amina())
    amina.goto(f"/accounts/{an_account.reference}/")
    amina.click("It is wrong: show it no more")

    assert (ReturnNote.objects.get().stands, banned.state) == (False, "closed")


@audited_action
def a_closed_account() -> Account:
    """An account that was closed, with a key."""
    account = strikes.account_of("closed-account", now())
    account.state = AccountState.CLOSED
    account.save()
    record(AccountStateChanged(account=account.reference, state="closed", until="", decision=""), by=SYSTEM, at=now())
    accounts.take_keys(reference="closed-account", keys=(SentKey("device", "d"),), by=PLATFORM, at=now())
    return account
