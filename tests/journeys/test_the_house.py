"""Those who run the house: coming in, people, keys, lists, webhooks."""

import re
from typing import Any

import pytest

from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.safety.banks.models import Bank, ImportRun
from tests import cast
from tests.authenticator import code_of, let_the_half_minute_stand
from tests.journeys import town
from tests.journeys.conftest import Visit
from tests.journeys.visitor import Visitor

LIST = (
    "type,value,label\n" + "sha256," + "a" * 64 + ",circle\nsha256,beef,bad\npdq," + "f" * 32 + "0" * 32 + ",square\n"
)


def invited(email: str) -> str:
    """The path in the letter that somebody got."""
    people.invite(organisation=cast.the_platform(), email=email, role=Role.LEAD, by=cast.by(cast.bo()), at=now())
    town.work()
    return town.last_link(email)


def accepts(visitor: Visitor, link: str) -> None:
    visitor.goto(link)
    visitor.fill("[name=name]", "Kim")
    visitor.fill("[name=password]", cast.PASSWORD)
    visitor.fill("[name=password_again]", cast.PASSWORD)
    visitor.page.locator("main form button").first.click()
    visitor.arrives("**/second-factor/**")


def test_one_comes_in_by_a_link_and_an_authenticator_app(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    let_the_half_minute_stand(monkeypatch)
    kim = visit()
    accepts(kim, invited("kim@example.org"))
    kim.click("Use an authenticator app", role="link")
    seed = re.search(r"[A-Z2-7]{32}", kim.text)
    assert seed is not None
    kim.fill("[name=code]", code_of(seed[0]))
    kim.click("Set it up")
    kim.goto("/")

    assert kim.path == "/queue/"


def test_one_signs_in_again_with_password_and_code(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    let_the_half_minute_stand(monkeypatch)
    gita = cast.a_person("Gita", Role.LEAD)
    gita.set_password(cast.PASSWORD)
    gita.save()
    cast.give_second_factor(gita)
    visitor = visit()
    visitor.goto("/queue/")
    visitor.fill("[name=login]", gita.email)
    visitor.fill("[name=password]", cast.PASSWORD)
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.locator("[name=code]").wait_for()
    visitor.look()
    visitor.fill("[name=code]", code_of(cast.SEED))
    visitor.page.locator("[name=code]").press("Enter")
    visitor.arrives("**/queue/**")

    assert "Queue" in visitor.text


def test_a_passkey_is_enough_to_come_in_and_to_come_back(visit: Visit) -> None:
    kim = visit()
    kim.context.new_cdp_session(kim.page).send("WebAuthn.enable")
    devtools = kim.context.new_cdp_session(kim.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    accepts(kim, invited("kim@example.org"))
    kim.click("Use a passkey", role="link")
    kim.fill("[name=name]", "Desk")
    kim.page.locator("main form button").first.click()
    kim.leaves("/webauthn/add/")
    kim.goto("/")

    assert kim.path == "/queue/"


AUTHENTICATOR: dict[str, Any] = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_an_owner_invites_and_makes_a_key_that_is_shown_once(visit: Visit) -> None:
    bo = visit(cast.bo())
    bo.goto("/people/")
    bo.goto("/people/invite/")
    bo.fill("[name=email]", "kim@example.org")
    bo.page.locator("main form button[type=submit], main form button").first.click()
    bo.arrives("**/people/invitations/")
    bo.goto("/people/keys/create/")
    bo.fill("[name=name]", "Harbour Pastes")
    bo.page.locator("[name=scopes][value='items:write']").check()
    bo.page.locator("main form button").first.click()
    bo.arrives("**/people/keys/")
    once = re.search(r"bf_[\w-]{20,}", bo.text)
    bo.goto("/people/keys/")

    assert once is not None
    assert once[0] not in bo.text


def test_an_owner_makes_a_list_brings_a_file_in_and_lets_it_hold(visit: Visit) -> None:
    bo = visit(cast.bo())
    town.a_list()
    bank = Bank.objects.get()
    bo.goto("/banks/")
    bo.goto(f"/banks/{bank.reference}/import/")
    bo.page.locator("[name=file]").set_input_files({"name": "l.csv", "mimeType": "text/csv", "buffer": LIST.encode()})
    bo.click("Bring it in")
    run = bo.text
    bo.goto(f"/banks/{bank.reference}/")
    bo.page.locator("[name=on_match][value=hold]").check()
    bo.page.locator(f"form[action='/banks/{bank.reference}/policy/'] button").first.click()
    bo.look()
    bo.goto(bank.get_absolute_url())

    assert ImportRun.objects.get().rows_set_aside.count() == 1
    assert "64 hexadecimal digits" in run
    assert "switched on by Bo" in bo.text


def test_an_owner_sets_up_webhooks_and_sends_again_what_was_refused(visit: Visit) -> None:
    bo = visit(cast.bo())
    bo.goto("/deliveries/endpoints/")
    bo.fill("[name=url]", "https://hooks.example.invalid/in")
    bo.page.locator("form[action='/deliveries/endpoints/create'] button").click()
    bo.look()
    shown = bo.text
    bo.goto("/deliveries/endpoints/")
    bo.click("Send a test")
    town.work()
    bo.page.reload()
    bo.look()
    bo.goto("/deliveries/")

    assert "whsec_" in shown
    assert "ping" in bo.text
