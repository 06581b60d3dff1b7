"""Each page around signing in renders, in our look, within our content policy."""

import re

import pytest
from django.test import Client
from tests import cast

from bonafides.base.people.vocabulary import Role

FOR_ANYONE = [
    "/account/login/",
    "/account/signup/",
    "/account/inactive/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
]
FOR_THE_SIGNED_IN = [
    "/people/account/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/account/second-factor/",
    "/account/second-factor/reauthenticate/",
    "/account/second-factor/webauthn/",
    "/account/second-factor/webauthn/add/",
    "/account/second-factor/recovery-codes/generate/",
    "/account/second-factor/totp/deactivate/",
    "/account/sessions/",
]
INLINE = re.compile(
    r"<script(?![^>]*\ssrc=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=|src=\"(?:data:|https?:|//)",
    re.IGNORECASE,
)


def check_page(browser: Client, path: str) -> None:
    answer = browser.get(path)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert INLINE.findall(page) == []
    assert page.count("<h1") == 1
    assert "pages/" in page  # our own styles


@pytest.mark.parametrize("path", FOR_ANYONE)
def test_a_page_for_anyone_renders(path: str) -> None:
    check_page(cast.a_browser(), path)


@pytest.mark.parametrize("path", FOR_THE_SIGNED_IN)
def test_a_page_for_the_signed_in_renders(path: str) -> None:
    check_page(reauthenticated(), path)


@pytest.mark.parametrize("path", FOR_THE_SIGNED_IN)
def test_it_does_not_open_for_anyone_else(path: str) -> None:
    answer = cast.a_browser().get(path)

    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={path}")


def test_signing_out_is_asked_about() -> None:
    check_page(cast.browser_of(cast.amina()), "/account/logout/")


def test_the_first_step_to_a_second_factor_renders() -> None:
    check_page(cast.browser_of(cast.amina(), second_factor=False), "/people/account/second-factor/")


def reauthenticated() -> Client:
    """Somebody with a password and a factor who gave the password again just now."""
    gita = cast.a_person("Gita", Role.REVIEWER)
    gita.set_password(cast.PASSWORD)
    gita.save(update_fields=["password"])
    browser = cast.browser_of(gita)
    browser.post("/account/reauthenticate/", {"password": cast.PASSWORD})
    return browser
