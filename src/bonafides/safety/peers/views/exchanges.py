"""Sources of lists, as a client of Hasher-Matcher-Actioner reads them; they are set up on the console, by a person."""

from typing import Never

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.peers.errors import NotOffered
from bonafides.safety.peers.queries import exchanges as queries
from bonafides.safety.peers.views.door import HMA, actor_of
from bonafides.safety.peers.vocabulary import APIS

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
    return JsonResponse(list(APIS), safe=False)


@HMA.open_to(GET=Scope.BANKS_READ, POST=Scope.BANKS_WRITE)
def api(request: HttpRequest, name: str) -> HttpResponse:
    shape = queries.api_shape(actor_of(request), name, now())
    if request.method == "POST":
        set_up_by_a_person()
    return JsonResponse(shape)


@HMA.open_to(GET=Scope.BANKS_READ)
def schema(request: HttpRequest, name: str) -> HttpResponse:
    """What a source asks for stands on its form on the console."""
    queries.api_shape(actor_of(request), name, now())
    return set_up_by_a_person()


@HMA.open_to(GET=Scope.BANKS_READ, PUT=Scope.BANKS_WRITE, DELETE=Scope.BANKS_WRITE)
def exchange(request: HttpRequest, name: str) -> HttpResponse:
    row = queries.exchange_called(actor_of(request), name, now())
    if request.method in {"PUT", "DELETE"}:
        set_up_by_a_person()
    return JsonResponse(queries.exchange_shape(name, row))


@HMA.open_to(GET=Scope.BANKS_READ)
def exchange_status(request: HttpRequest, name: str) -> HttpResponse:
    return JsonResponse(queries.status_shape(queries.exchange_called(actor_of(request), name, now())))
