"""Exchanges: sources of lists, as a client of Hasher-Matcher-Actioner sets them up, reads, switches and removes them.

What it is not asked for is not made up: a feed made here tells its source of nothing, and its list asks for review.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.safety.feeds import actions as feeds
from bonafides.safety.feeds.queries import FeedRow
from bonafides.safety.peers import rules, sources
from bonafides.safety.peers.actions import exchanging
from bonafides.safety.peers.queries import exchanges as queries
from bonafides.safety.peers.views.door import HMA, actor_of, json_of
from bonafides.safety.peers.vocabulary import KIND_OF


@HMA.open_to(GET=Scope.BANKS_READ, POST=Scope.FEEDS_WRITE)
def exchanges(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return set_up(request)
    return JsonResponse(list(queries.exchanges(actor_of(request), now())), safe=False)


def set_up(request: HttpRequest) -> HttpResponse:
    """201 in that client's words, and beside them the exchange as it is now."""
    body, by = json_of(request), actor_of(request)
    kind = queries.asked_kind(str(body.get("api")))
    asked = sources.asked_in(body, kind)
    exchanging.set_up(api=kind.api, asked=asked, by=by, at=now())
    made = queries.exchange_shape(asked.name, queries.exchange_called(by, asked.name, now()))
    return JsonResponse({"message": "Created successfully", **made}, status=201)


@HMA.open_to(GET=Scope.BANKS_READ)
def apis(request: HttpRequest) -> HttpResponse:
    return JsonResponse(list(KIND_OF), safe=False)


@HMA.open_to(GET=Scope.BANKS_READ, POST=Scope.FEEDS_WRITE)
def api(request: HttpRequest, name: str) -> HttpResponse:
    kind, by = queries.asked_kind(name), actor_of(request)
    if request.method == "POST":
        given = json_of(request).get("credential_json")
        if given is not None:
            exchanging.give_credentials(api=name, credentials=sources.credentials_in(given, kind), by=by, at=now())
    return JsonResponse(queries.api_shape(by, name, now()))


@HMA.open_to(GET=Scope.BANKS_READ)
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """What is asked for where such a source is set up, here and on the console."""
    kind = queries.source_kind(name)
    config = [field_shape("address", kind.title, required=not kind.address, default=kind.address or None)]
    secrets = [described(field, sources.called(name, field.name)) for field in kind.fields if field.is_secret]
    config += [described(field) for field in kind.fields if not field.is_secret]
    return JsonResponse(
        {"config_schema": {"fields": config}, "credentials_schema": {"fields": secrets} if secrets else None}
    )


def described(field: Any, name: str = "") -> dict[str, Any]:
    """A field of a kind of source, by our name or the client's own."""
    return field_shape(name or field.name, field.help or field.label, required=field.is_required, choices=field.choices)


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


@HMA.open_to(GET=Scope.BANKS_READ, PUT=Scope.FEEDS_WRITE, DELETE=Scope.FEEDS_WRITE)
def exchange(request: HttpRequest, name: str) -> HttpResponse:
    """PUT switches it, as the console does. DELETE removes it; its list stays, for decisions rest on it."""
    by = actor_of(request)
    if request.method == "DELETE":
        return remove(request, name)
    row = queries.exchange_called(by, name, now())
    if request.method == "PUT":
        switch(request, row)
        row = queries.exchange_called(by, name, now())
    return JsonResponse(queries.exchange_shape(name, row))


def remove(request: HttpRequest, name: str) -> HttpResponse:
    """As that client expects, an exchange that is not there is no error."""
    by = actor_of(request)
    row = queries.exchanges(by, now()).get(name)
    if row is not None:
        feeds.remove_feed(feed=row.feed, by=by, at=now())
    return JsonResponse({"message": "Exchange deleted"})


@HMA.open_to(POST=Scope.FEEDS_WRITE)
def exchange_credentials(request: HttpRequest, name: str) -> HttpResponse:
    """Credentials of one exchange in the place of those that it has; an empty object, or null, erases its own."""
    by = actor_of(request)
    row = queries.exchange_called(by, name, now())
    given = sources.credentials_named_in(json_of(request), queries.kind_of(row.feed.kind))
    if given.secrets:
        feeds.replace_secrets(
            feed=row.feed, secrets=given.secrets, settings=given.settings, others_stay=False, by=by, at=now()
        )
    else:
        feeds.erase_of_feed(feed=row.feed, by=by, at=now())
    return JsonResponse(queries.credential_status(queries.exchange_called(by, name, now())))


def switch(request: HttpRequest, row: FeedRow) -> None:
    """On or off; what is so already changes nothing."""
    on = rules.is_wanted(json_of(request).get("enabled"))
    if on is not None and on != row.feed.is_on:
        feeds.switch(feed=row.feed, on=on, by=actor_of(request), at=now())


@HMA.open_to(GET=Scope.BANKS_READ)
def exchange_status(request: HttpRequest, name: str) -> HttpResponse:
    return JsonResponse(queries.status_shape(queries.exchange_called(actor_of(request), name, now())))
