"""Signing in by a provider that listens on a socket: who may, who may not, and whose second factor counts."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django import Settings
from tests import cast
from tests.an_oidc_provider import CLIENT_ID, CLIENT_SECRET, Provider, a_provider

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import Role

pytestmark = pytest.mark.django_db

WHO = {"email": "Gita@example.org", "email_verified": True}


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    with a_provider() as provider:
        settings.OIDC_ISSUER = provider.issuer
        settings.FETCH_ALLOW = [urlsplit(provider.issuer).netloc]
        app = {
            "provider_id": "oidc",
            "name": "Harbour",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": provider.issuer, "fetch_userinfo": False},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield provider


def gita() -> Person:
    person = cast.a_person("Gita", Role.REVIEWER)
    cast.give_second_factor(person)
    return person


def sign_in(browser: Client, provider: Provider) -> Any:
    leaving = browser.post("/account/provider/oidc/")
    code, state = provider.authorize(leaving["Location"])
    return browser.get("/account/provider/oidc/callback/", {"code": code, "state": state})


def is_signed_in(browser: Client) -> bool:
    return "_auth_user_id" in browser.session


def events() -> list[str]:
    return list(LogEntry.objects.order_by("pk").values_list("event_name", flat=True))


def test_without_a_provider_there_is_neither_button_nor_page() -> None:
    browser = cast.a_browser()

    assert b"/account/provider/" not in browser.get("/account/login/").content
    assert browser.get("/account/provider/oidc/").status_code == 404
    assert browser.get("/account/provider/oidc/callback/", {"code": "x", "state": "y"}).status_code == 404


def test_the_sign_in_page_offers_it_and_asks_the_provider_nothing(provider: Provider) -> None:
    page = cast.a_browser().get("/account/login/")

    assert b"Sign in with Harbour" in page.content
    assert provider.asked == []


def test_a_person_comes_in_and_is_asked_for_our_second_factor(provider: Provider) -> None:
    gita()
    provider.claims = WHO | {"amr": ["pwd", "mfa"]}
    browser = cast.a_browser()

    answer = sign_in(browser, provider)

    assert answer["Location"] == "/account/second-factor/authenticate/"
    assert not is_signed_in(browser)
    assert provider.asked.count("/keys") == 1
    assert provider.forms[0]["client_secret"] == CLIENT_SECRET


def test_who_has_no_second_factor_yet_is_led_to_set_one_up(provider: Provider) -> None:
    cast.a_person("Gita", Role.REVIEWER)
    provider.claims = WHO | {"amr": ["mfa"]}
    browser = cast.a_browser()

    sign_in(browser, provider)

    assert browser.get("/desk/")["Location"].startswith("/people/account/second-factor/")


def test_a_trusted_second_factor_of_the_provider_opens(provider: Provider, settings: Settings) -> None:
    gita()
    settings.OIDC_SECOND_FACTOR = ["mfa"]
    provider.claims = WHO | {"amr": ["pwd", "mfa"]}
    browser = cast.a_browser()

    sign_in(browser, provider)

    assert is_signed_in(browser)
    assert browser.get("/desk/").status_code == 200
    assert events()[-1] == "session.started"


def test_what_the_settings_do_not_trust_does_not_count(provider: Provider, settings: Settings) -> None:
    gita()
    settings.OIDC_SECOND_FACTOR = ["mfa"]
    provider.claims = WHO | {"amr": ["pwd"], "acr": "1"}
    browser = cast.a_browser()

    sign_in(browser, provider)

    assert not is_signed_in(browser)


def test_a_second_factor_trusted_no_more_is_asked_for_again(provider: Provider, settings: Settings) -> None:
    cast.a_person("Gita", Role.REVIEWER)
    settings.OIDC_SECOND_FACTOR = ["mfa"]
    provider.claims = WHO | {"amr": ["mfa"]}
    browser = cast.a_browser()
    sign_in(browser, provider)

    settings.OIDC_SECOND_FACTOR = []

    assert browser.get("/desk/").status_code == 302


def test_the_second_factor_of_one_sign_in_does_not_pass_to_the_next(provider: Provider, settings: Settings) -> None:
    gita()
    settings.OIDC_SECOND_FACTOR = ["mfa"]
    provider.claims = WHO | {"amr": ["mfa"]}
    browser = cast.a_browser()
    sign_in(browser, provider)
    browser.post("/account/logout/")

    provider.claims = WHO | {"amr": ["pwd"]}
    sign_in(browser, provider)

    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@example.org", "email_verified": True},
        {"email": "gita@example.org", "email_verified": False},
        {"email": "gita@example.org"},
        {"email": "gita@example.org", "email_verified": "true"},
        {"email_verified": True},
    ],
    ids=["unknown", "unverified", "unsaid", "text", "no address"],
)
def test_nobody_else_comes_in_and_nobody_is_made(provider: Provider, claims: dict[str, Any]) -> None:
    gita()
    provider.claims = claims
    before = Person.objects.count()
    browser = cast.a_browser()

    answer = sign_in(browser, provider)

    assert answer.status_code == 403
    assert not is_signed_in(browser)
    assert (Person.objects.count(), SocialAccount.objects.count()) == (before, 0)
    assert events()[-1] == "session.refused"


def test_who_was_deactivated_stays_out(provider: Provider) -> None:
    person = gita()
    Person.objects.filter(pk=person.pk).update(is_active=False, deactivated_at=cast.NOON)
    provider.claims = WHO

    assert sign_in(cast.a_browser(), provider).status_code == 403


def test_a_token_of_another_key_is_refused(provider: Provider) -> None:
    gita()
    provider.claims = WHO
    provider.signs_with = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    browser = cast.a_browser()

    assert sign_in(browser, provider).status_code == 401
    assert not is_signed_in(browser)


@pytest.mark.parametrize(
    "claims", [{"aud": "another"}, {"iss": "https://other.example.org"}, {"exp": 1}, {"sub": None}]
)
def test_a_token_for_others_or_from_others_or_too_old_is_refused(provider: Provider, claims: dict[str, Any]) -> None:
    gita()
    provider.claims = WHO | claims

    assert sign_in(cast.a_browser(), provider).status_code == 401


def test_a_provider_that_calls_itself_something_else_is_not_asked_further(provider: Provider) -> None:
    provider.says_issuer = "https://other.example.org"

    answer = cast.a_browser().post("/account/provider/oidc/")

    assert answer.status_code in {401, 503}
    assert provider.asked == ["/.well-known/openid-configuration"]


def test_a_state_that_we_did_not_give_out_is_refused(provider: Provider) -> None:
    gita()
    provider.claims = WHO

    answer = cast.a_browser().get("/account/provider/oidc/callback/", {"code": "x", "state": "forged"})

    assert answer.status_code == 401
    assert "/token" not in provider.asked


def test_a_provider_inside_our_own_network_is_never_asked(provider: Provider, settings: Settings) -> None:
    settings.FETCH_ALLOW = []

    answer = cast.a_browser().post("/account/provider/oidc/")

    assert answer.status_code in {401, 503}
    assert provider.asked == []
