"""Sources of lists, as a client of Hasher-Matcher-Actioner reads them, and switches them off and on.

They are set up on the console, by a person: whose list is used, on what legal ground, and its credentials are theirs.
"""

from typing import Any, Never

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.feeds.queries import FeedRow
from bonafides.safety.peers import rules
from bonafides.safety.peers.errors import NotOffered
from bonafides.safety.peers.queries import exchanges as queries
from bonafides.safety.peers.views.door import HMA, actor_of, json_of
from bonafides.safety.peers.vocabulary import KIND_OF

SET_UP_BY_A_PERSON = _(
    "A source of lists is set up on the console, by an owner or a lead, at %(page)s; its secrets are sealed there."
)


def set_up_by_a_person() -> Never:
    raise NotOffered("set-up-by-a-person", SET_UP_BY_A_PERSON, page=settings.PUBLIC_URL + reverse("feeds:feeds"))


@HMA.open_to(GET=Scope.BANKS_READ, POST=Scope.BANKS_WRITE)
def exchanges(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        set_up_by_a_person()
    return JsonResponse(list(queries.exchanges(actor_of(request), now())), safe=False)


@HMA.open_to(GET=Scope.BANKS_READ)
def apis(request: HttpRequest) -> HttpResponse:
    return JsonResponse(list(KIND_OF), safe=False)


@HMA.open_to(GET=Scope.BANKS_READ, POST=Scope.BANKS_WRITE)
def api(request: HttpRequest, name: str) -> HttpResponse:
    shape = queries.api_shape(actor_of(request), name, now())
    if request.method == "POST":
        set_up_by_a_person()
    return JsonResponse(shape)


@HMA.open_to(GET=Scope.BANKS_READ)
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """What a person is asked for on the console, where such a source is set up."""
    kind = queries.source_kind(name)
    config = [field_shape("address", kind.title, required=not kind.address, default=kind.address or None)]
    secrets = [described(field) for field in kind.fields if field.is_secret]
    config += [described(field) for field in kind.fields if not field.is_secret]
    return JsonResponse(
        {"config_schema": {"fields": config}, "credentials_schema": {"fields": secrets} if secrets else None}
    )


def described(field: Any) -> dict[str, Any]:
    return field_shape(field.name, field.help or field.label, required=field.is_required, choices=field.choices)


def field_shape(
    name: str, what: str, *, required: bool, default: str | None = None, choices: tuple[str, ...] = ()
) -> dict[str, Any]:
    """One field in that client's words for it."""
    return {
        "name": name,
        "type": "enum" if choices else "string",
        "required": required,
        "default": default,
        "help": gettext(what),
        "choices": list(choices) or None,
    }


@HMA.open_to(GET=Scope.BANKS_READ, PUT=Scope.BANKS_WRITE, DELETE=Scope.BANKS_WRITE)
def exchange(request: HttpRequest, name: str) -> HttpResponse:
    """A source with what it brought is never deleted; PUT switches it, as the console does."""
    row = queries.exchange_called(actor_of(request), name, now())
    if request.method == "DELETE":
        set_up_by_a_person()
    if request.method == "PUT":
        switch(request, row)
        row = queries.exchange_called(actor_of(request), name, now())
    return JsonResponse(queries.exchange_shape(name, row))


def switch(request: HttpRequest, row: FeedRow) -> None:
    """On or off; what is so already changes nothing."""
    on = rules.is_wanted(json_of(request).get("enabled"))
    if on is not None and on != row.feed.is_on:
        feeds.switch(feed=row.feed, on=on, by=actor_of(request), at=now())


@HMA.open_to(GET=Scope.BANKS_READ)
def exchange_status(request: HttpRequest, name: str) -> HttpResponse:
    return JsonResponse(queries.status_shape(queries.exchange_called(actor_of(request), name, now())))
