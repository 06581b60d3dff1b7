"""How a program says who it is: `Authorization: Bearer bf_...`, with the scope that the operation asks for.

A client that can put it nowhere but in an address sends HTTP Basic: `https://name:bf_...@host/`.
"""

import base64
import binascii
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from bonafides.base.http.problems import NotSignedIn
from bonafides.base.http.rates import Limiter
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people import actions, queries
from bonafides.base.people.vocabulary import OrganisationKind, Scope, role_in
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

LIMITER = Limiter(processes=settings.SERVER_WORKERS)


class ApiKeyAuth(HttpBearer):
    """`auth=ApiKeyAuth(scope="items:write")` on a router or an operation; sets `request.actor`.

    With `of=OrganisationKind.MEMBER` a key of a member opens it, and no other organisation's.
    """

    def __init__(self, scope: str, of: OrganisationKind = OrganisationKind.PLATFORM) -> None:
        super().__init__()
        self.scope = role_in(of, Scope(scope).value)

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        at = now()
        key = queries.key_of(token, at=at)
        LIMITER.take(key.reference, per_minute=key.calls_per_minute, at=at)
        actor = queries.actor_of_client(key)
        if not actor.has_scope(self.scope):
            raise NotAllowed("scope-missing", _("This API key lacks the scope “%(scope)s”."), scope=self.scope)
        actions.note_use(key, at)
        cast("ActorRequest", request).actor = actor
        return actor


def key_in(authorization: str) -> str:
    """The API key in an `Authorization` header: a Bearer token, or the password of HTTP Basic (a name alone).

    Raises NotSignedIn for anything else.
    """
    scheme, _space, rest = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        name, _colon, password = basic_credentials(rest).partition(":")
        return password or name
    raise NotSignedIn("not-signed-in", _("Send an API key as a Bearer token or as the password of HTTP Basic."))


def basic_credentials(encoded: str) -> str:
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise NotSignedIn("not-signed-in", _("The HTTP Basic credentials cannot be read.")) from None
