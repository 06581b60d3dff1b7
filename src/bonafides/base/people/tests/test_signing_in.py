"""From an invitation to a session: password, second factor, and what stops a guesser. Real pages, no shortcuts."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from tests import cast
from tests.authenticator import code_of, let_the_half_minute_stand

from bonafides.base.audit.models import LogEntry
from bonafides.base.keys import envelope
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.people import actions
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel import clock
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now

CHOICES = {"name": "Gita", "language": "en", "password": cast.PASSWORD, "password_again": cast.PASSWORD}


@pytest.fixture(autouse=True)
def half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that stands still."""
    let_the_half_minute_stand(monkeypatch)


def invitation_path() -> str:
    issued = actions.invite(
        organisation=cast.the_platform(), email="gita@example.org", role="reviewer", by=SYSTEM, at=now()
    )
    return f"/people/invitation/{issued.token}/"


def gita() -> Person:
    person = cast.a_person("Gita", Role.REVIEWER)
    person.set_password(cast.PASSWORD)
    person.save(update_fields=["password"])
    return person


def sign_in(browser: Client, password: str = cast.PASSWORD) -> tuple[int, str]:
    answer = browser.post("/account/login/", {"login": "gita@example.org", "password": password})
    return answer.status_code, answer.headers.get("Location", "")


def events() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("event_name", flat=True))


# -- invitation -------------------------------------------------------------------------------------------------------


def test_opening_an_invitation_changes_nothing() -> None:
    path = invitation_path()
    before = events()

    answer = cast.a_browser().get(path)

    assert answer.status_code == 200
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert events() == before
    assert not Person.objects.filter(email="gita@example.org").exists()


def test_accepting_it_signs_in_and_leads_to_the_second_factor() -> None:
    browser = cast.a_browser()

    accepted = browser.post(invitation_path(), CHOICES)
    after = browser.get("/desk/")

    assert accepted.status_code == 302
    assert after["Location"].startswith("/people/account/second-factor/")
    assert events()[-3:] == ["person.admitted", "role.granted", "session.started"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "short", "password_again": "short"}, "too short"),
        ({"password": "password1234", "password_again": "password1234"}, "too common"),
        ({"password": "gita@example.org", "password_again": "gita@example.org"}, "too similar"),
        ({"password_again": "another-one-entirely"}, "The two passwords differ."),
        ({"name": ""}, "This field is required."),
    ],
)
def test_a_weak_choice_is_explained_and_creates_nobody(change: dict[str, str], sentence: str) -> None:
    answer = cast.a_browser().post(invitation_path(), {**CHOICES, **change})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Person.objects.filter(email="gita@example.org").exists()


def test_the_link_goes_out_by_mail_and_lies_sealed_until_then() -> None:
    path = invitation_path()

    mail = OutboxRow.objects.get(key__startswith="invitation:")
    body = envelope.unseal_text(mail.payload["body"], purpose="mail", bound_to=f"{mail.key}|body")

    assert path in body
    assert path.split("/")[3] not in str(mail.payload)


def test_nobody_signs_up_without_an_invitation() -> None:
    form = {"email": "x@example.org", "password1": cast.PASSWORD, "password2": cast.PASSWORD}

    answer = cast.a_browser().post("/account/signup/", form)

    assert "Nobody signs up here" in answer.content.decode()
    assert not Person.objects.filter(email="x@example.org").exists()


# -- second factor ----------------------------------------------------------------------------------------------------


def set_up_an_app(browser: Client) -> str:
    """As a person does: reads the secret off the page, types the digits; returns the secret."""
    page = browser.get("/account/second-factor/totp/activate/").content.decode()
    found = re.search(r'data-copy="([A-Z2-7]{32})"', page)
    assert found is not None
    seed = found[1]
    answer = browser.post("/account/second-factor/totp/activate/", {"code": code_of(seed)})
    assert answer.status_code == 302
    return seed


def test_an_authenticator_app_opens_the_desk_and_its_seed_is_not_stored_as_it_is() -> None:
    gita()
    browser = cast.a_browser()
    sign_in(browser)

    seed = set_up_an_app(browser)

    assert browser.get("/desk/").status_code == 200
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert seed not in stored
    assert envelope.unseal_text(stored, purpose="second-factor", bound_to="seed") == seed
    assert "second_factor.changed" in events()


def test_another_factor_later_asks_for_the_password_again() -> None:
    browser = cast.browser_of(gita())

    answer = browser.get("/account/second-factor/webauthn/add/")

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/reauthenticate/")


def test_the_page_of_the_app_carries_its_picture_within_itself() -> None:
    gita()
    browser = cast.a_browser()
    sign_in(browser)

    page = browser.get("/account/second-factor/totp/activate/").content.decode()

    assert "<svg" in page
    assert "data:image" not in page


def test_the_passkey_page_renders_with_scripts_of_our_own_host_only() -> None:
    gita()
    browser = cast.a_browser()
    sign_in(browser)

    answer = browser.get("/account/second-factor/webauthn/add/")

    assert answer.status_code == 200
    assert "/static/mfa/js/webauthn" in answer.content.decode()
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_with_a_second_factor_the_password_alone_opens_nothing() -> None:
    cast.give_second_factor(gita())
    browser = cast.a_browser()

    _status, after_password = sign_in(browser)
    desk = browser.get("/desk/")
    browser.post(after_password, {"code": code_of(cast.SEED)})

    assert after_password == "/account/second-factor/authenticate/"
    assert desk.status_code == 302
    assert browser.get("/desk/").status_code == 200


def test_a_wrong_code_opens_nothing() -> None:
    cast.give_second_factor(gita())
    browser = cast.a_browser()
    _status, after_password = sign_in(browser)

    browser.post(after_password, {"code": "000000" if code_of(cast.SEED) != "000000" else "000001"})

    assert browser.get("/desk/").status_code == 302


def test_whoever_takes_off_their_last_factor_is_led_to_a_new_one() -> None:
    browser = cast.browser_of(cast.amina())
    Authenticator.objects.all().delete()

    assert browser.get("/desk/")["Location"].startswith("/people/account/second-factor/")


def test_the_step_to_the_second_factor_leads_back_and_never_to_another_host() -> None:
    browser = cast.browser_of(cast.amina())

    ours = browser.get("/people/account/second-factor/?next=/desk/")
    theirs = browser.get("/people/account/second-factor/?next=https://evil.example/")

    assert (ours["Location"], theirs["Location"]) == ("/desk/", "/")


# -- guessing ---------------------------------------------------------------------------------------------------------


def test_after_five_wrong_passwords_the_right_one_is_refused_too() -> None:
    gita()
    browser = cast.a_browser()
    for _ in range(5):
        sign_in(browser, "wrong-password-wrong")

    status, _location = sign_in(browser)

    assert status == 200  # the form again
    assert browser.get("/desk/").status_code == 302
    assert events().count("session.refused") == 5
    assert "session.started" not in events()


def test_a_refused_sign_in_is_recorded_by_code_alone_and_alike_for_a_stranger() -> None:
    person = gita()
    cast.a_browser().post("/account/login/", {"login": "gita@example.org", "password": "x" * 20})
    cast.a_browser().post("/account/login/", {"login": "nobody@example.org", "password": "x" * 20})

    subjects = LogEntry.objects.filter(event_name="session.refused").order_by("pk").values_list("subject", flat=True)

    assert list(subjects) == [f"person:{person.code}", "person:"]


def test_a_session_of_somebody_who_was_deactivated_cannot_be_made() -> None:
    person = gita()
    cast.bo()
    actions.deactivate_person(person=person, by=SYSTEM, at=now())

    browser = cast.a_browser()
    sign_in(browser)

    assert browser.get("/desk/").status_code == 302


# -- a forgotten password ---------------------------------------------------------------------------------------------


def reset_mail() -> str:
    """The text of the one mail that waits."""
    (mail,) = OutboxRow.objects.filter(key__startswith="account:")
    return envelope.unseal_text(mail.payload["body"], purpose="mail", bound_to=f"{mail.key}|body")


def test_a_forgotten_password_is_replaced_by_a_mailed_link_and_the_second_factor_stays() -> None:
    cast.give_second_factor(gita())
    browser = cast.a_browser()
    new = "another-otter-crossed-the-bay"
    browser.post("/account/password/reset/", {"email": "Gita@Example.org"})
    link = re.search(r"https?://[^/]+(/account/password/reset/key/\S+)", reset_mail())
    assert link is not None

    form = browser.get(link[1], follow=True)
    browser.post(form.request["PATH_INFO"], {"password1": new, "password2": new})

    assert sign_in(cast.a_browser(), new) == (302, "/account/second-factor/authenticate/")
    assert browser.get("/desk/").status_code == 302
    assert "password.changed" in events()


def test_a_strangers_address_gets_no_mail_and_the_same_answer() -> None:
    gita()

    known = cast.a_browser().post("/account/password/reset/", {"email": "gita@example.org"})
    unknown = cast.a_browser().post("/account/password/reset/", {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert OutboxRow.objects.filter(key__startswith="account:").count() == 1


# -- sessions ---------------------------------------------------------------------------------------------------------


def test_a_person_ends_their_other_session_from_their_account() -> None:
    amina = cast.amina()
    here, there = cast.browser_of(amina), cast.browser_of(amina)
    there.get("/desk/")
    other = UserSession.objects.get(session_key=there.session.session_key)

    here.post(f"/people/account/sessions/{other.pk}/end/")

    assert there.get("/desk/").status_code == 302
    assert here.get("/desk/").status_code == 200
    assert events()[-1] == "session.ended"


def test_pages_in_a_row_note_the_use_of_a_session_once_and_pages_of_a_later_minute_again() -> None:
    amina = cast.browser_of(cast.amina())
    first, second = (used_at(amina) for _ in range(2))

    clock.use(lambda: datetime.now(UTC) + timedelta(seconds=61))
    third = used_at(amina)

    assert first == second < third


def test_another_browser_or_address_with_the_same_cookie_is_noted_at_once() -> None:
    amina = cast.browser_of(cast.amina())
    amina.get("/desk/")

    amina.get("/desk/", headers={"user-agent": "another"})
    amina.get("/desk/", headers={"user-agent": "another"}, REMOTE_ADDR="192.0.2.7")

    session = UserSession.objects.get()
    assert (session.user_agent, session.ip) == ("another", "192.0.2.7")


def used_at(browser: Client) -> datetime:
    browser.get("/desk/")
    used: datetime = UserSession.objects.get().last_seen_at
    return used


def test_nobody_ends_the_session_of_a_colleague_but_an_owner() -> None:
    amina = cast.browser_of(cast.amina())
    amina.get("/desk/")
    session = UserSession.objects.get(user=cast.amina())

    refused = cast.browser_of(cast.a_person("Gita", Role.REVIEWER)).post(f"/people/account/sessions/{session.pk}/end/")
    still = amina.get("/desk/").status_code
    cast.browser_of(cast.bo()).post(f"/people/account/sessions/{session.pk}/end/")

    assert (refused.status_code, still) == (403, 200)
    assert amina.get("/desk/").status_code == 302


def test_the_list_of_sessions_that_allauth_brings_records_too() -> None:
    amina = cast.amina()
    here, there = cast.browser_of(amina), cast.browser_of(amina)
    there.get("/desk/")
    here.get("/desk/")

    here.post("/account/sessions/")

    assert there.get("/desk/").status_code == 302
    assert events()[-1] == "session.ended"


def test_a_new_password_ends_every_other_session_and_is_recorded() -> None:
    person = gita()
    here, there = cast.browser_of(person), cast.browser_of(person)
    there.get("/desk/")
    new = "another-otter-crossed-the-bay"

    here.post("/account/password/change/", {"oldpassword": cast.PASSWORD, "password1": new, "password2": new})

    assert there.get("/desk/").status_code == 302
    assert "password.changed" in events()


def test_signing_out_ends_the_session_and_asks_first() -> None:
    browser = cast.browser_of(cast.amina())

    asked = browser.get("/account/logout/")
    still = browser.get("/desk/").status_code
    browser.post("/account/logout/")

    assert (asked.status_code, still) == (200, 200)
    assert browser.get("/desk/").status_code == 302
    assert events()[-1] == "session.ended"
