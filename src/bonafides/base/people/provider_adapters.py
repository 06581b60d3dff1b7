"""Signing in by a provider (OpenID Connect): who may, and by which way its addresses are asked.

1. Every request to the provider goes through the fetch guard, whatever library makes it.
2. The signature of the ID token is checked, and its issuer is the one that the settings name.
3. Its verified e-mail address names a person who was invited and came in: nobody is ever made, nothing is stored.
4. Ours is the second factor, unless the settings trust the provider's.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

import requests
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.flows.login import record_authentication
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from requests.adapters import BaseAdapter

from bonafides.base.fetch import client as fetch
from bonafides.base.people import actions, queries
from bonafides.base.people.vocabulary import VOUCHED
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError
from bonafides.kernel.text import gettext_noop as _

SECONDS, MAX_BYTES = 10, 256 * 1024
PASSED_ON = frozenset({"authorization", "content-type"})
NOT_INVITED = _("Nobody here has the address that your provider vouches for. Ask an owner for an invitation first.")
NOT_SIGNED_IN = _("The provider did not sign you in. Please try again, or use your password.")


class Guarded(BaseAdapter):
    """The transport of a `requests` session that leads through the fetch guard."""

    def send(self, request: requests.PreparedRequest, *_more: Any, **_options: Any) -> requests.Response:
        url = str(request.url)
        headers = [(name, str(value)) for name, value in request.headers.items() if name.lower() in PASSED_ON]
        try:
            if request.method == "POST":
                answer = fetch.post(
                    url, body=_bytes(request.body), headers=headers, seconds=SECONDS, max_bytes=MAX_BYTES
                )
            else:
                answer = fetch.get(url, headers=headers, seconds=SECONDS, max_bytes=MAX_BYTES)
        except DomainError as error:
            raise requests.ConnectionError(error.code) from error
        return _response(request, answer)

    def close(self) -> None:
        """Each request has its own connection, closed when it is answered."""


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _response(request: requests.PreparedRequest, answer: fetch.Answer) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response.request = answer.status, answer.url, request
    response.headers.update({name: value for name, value in answer.headers.items() if name != "content-encoding"})
    response._content = answer.body
    return response


def guarded_session() -> requests.Session:
    """A session without proxies, cookies of others or redirects of its own."""
    session = requests.Session()
    session.trust_env, session.max_redirects = False, 0
    for scheme in ("https://", "http://"):
        session.mount(scheme, Guarded())
    return session


class InvitedOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Only persons who are here already, by the e-mail address that the provider has verified."""

    def get_requests_session(self) -> requests.Session:
        return guarded_session()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Sign the person in now, or refuse: allauth's own ways of linking and joining are never reached."""
        claims = sociallogin.account.extra_data.get("id_token", {})
        email = verified_email_of(claims)
        person = queries.active_person_with(email) if email else None
        if person is None:
            actions.record_refused_sign_in(email, at=now())
            raise ImmediateHttpResponse(refusal(request, NOT_INVITED, 403))
        record_authentication_of(request, sociallogin, person)
        vouched = vouches_for_second_factor(claims)
        if vouched:
            request.vouched_for = person.pk  # type: ignore[attr-defined]
        answer = perform_login(
            request, person, email_verification="none", redirect_url=sociallogin.get_redirect_url(request)
        )
        if vouched and request.user.pk == person.pk:
            request.session[VOUCHED] = True
        raise ImmediateHttpResponse(answer)

    def on_authentication_error(self, request: HttpRequest, *_more: Any, **_facts: Any) -> NoReturn:
        raise ImmediateHttpResponse(refusal(request, NOT_SIGNED_IN, 401))


def record_authentication_of(request: HttpRequest, sociallogin: SocialLogin, person: queries.Person) -> None:
    """So that pages which ask for a recent sign-in know of this one."""
    sociallogin.user = person
    record_authentication(request, sociallogin)


def verified_email_of(claims: Mapping[str, Any]) -> str:
    """The address that the provider has verified, case-folded; empty if it says anything else."""
    email = claims.get("email")
    return email.casefold() if claims.get("email_verified") is True and isinstance(email, str) else ""


def vouches_for_second_factor(claims: Mapping[str, Any]) -> bool:
    """Whether `amr` or `acr` holds a value that the settings trust (RFC 8176; OpenID Connect Core 1.0, 2)."""
    methods = claims.get("amr")
    said = {*(methods if isinstance(methods, list) else ()), claims.get("acr")}
    return bool(said & set(settings.OIDC_SECOND_FACTOR))


def refusal(request: HttpRequest, sentence: str, status: int) -> Any:
    """One sentence, and the way back to the sign-in."""
    return render(request, "people/provider_refused.html", {"sentence": sentence}, status=status)
