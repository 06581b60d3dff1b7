"""How a program says who it is: `Authorization: Bearer bf_...`, with the scope that the operation asks for."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

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
