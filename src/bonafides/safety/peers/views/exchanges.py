"""Sources of lists, as a client of Hasher-Matcher-Actioner reads them; they are set up on the console, by a person."""

from typing import Never

from django.http import HttpRequest, HttpResponse, JsonResponse

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.peers.errors import NotOffered
from bonafides.safety.peers.views.door import HMA

SET_UP_BY_A_PERSON = _(
    "A source of lists is set up on the console, by an owner or a lead; its secrets are sealed there."
)


def set_up_by_a_person() -> Never:
    raise NotOffered("set-up-by-a-person", SET_UP_BY_A_PERSON)


@HMA.open_to(GET=Scope.BANKS_READ, POST=Scope.BANKS_WRITE)
def exchanges(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        set_up_by_a_person()
    return JsonResponse([], safe=False)


@HMA.open_to(GET=Scope.BANKS_READ)
def apis(request: HttpRequest) -> HttpResponse:
    return JsonResponse([], safe=False)


@HMA.open_to(GET=Scope.BANKS_READ, POST=Scope.BANKS_WRITE)
def api(request: HttpRequest, name: str) -> HttpResponse:
    if request.method == "POST":
        set_up_by_a_person()
    raise Invalid("no-such-api", _("no such Exchange API '%(name)s'"), name=name[:40])


@HMA.open_to(GET=Scope.BANKS_READ)
def schema(request: HttpRequest, name: str) -> HttpResponse:
    raise Invalid("no-such-api", _("no such Exchange API '%(name)s'"), name=name[:40])


@HMA.open_to(GET=Scope.BANKS_READ, PUT=Scope.BANKS_WRITE, DELETE=Scope.BANKS_WRITE)
def exchange(request: HttpRequest, name: str) -> HttpResponse:
    if request.method in {"PUT", "DELETE"}:
        set_up_by_a_person()
    raise NotFound("no-such-exchange", _("Exchange '%(name)s' not found"), name=name[:100])


@HMA.open_to(GET=Scope.BANKS_READ)
def exchange_status(request: HttpRequest, name: str) -> HttpResponse:
    raise NotFound("no-such-exchange", _("Exchange '%(name)s' not found"), name=name[:100])
