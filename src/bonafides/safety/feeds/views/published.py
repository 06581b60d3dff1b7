"""What other installations ask for: the rows of a list behind a number, signed; and what they hold of an entry.

A list that is open needs no key. For any other the key must have been admitted to this list: for whoever bears another
one there is no such list, and whoever bears none is asked for one, whether or not there is a list.
"""

import json
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.callers import caller
from bonafides.base.http.problems import NotSignedIn, headers_of, sentence_of, status_of
from bonafides.base.http.rates import Limiter
from bonafides.base.keys import signing
from bonafides.base.people.api_auth import ApiKeyAuth
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError, Invalid, NotFound, TooLarge
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds import queries
from bonafides.safety.feeds.actions import sharing
from bonafides.safety.feeds.models import SharedList, Subscriber
from bonafides.safety.feeds.vocabulary import KEYLESS_CALLS_PER_MINUTE, OPINION_BODY_BYTES

KEY = ApiKeyAuth(scope=Scope.FEEDS_READ)
NO_LIST = NotFound("no-such-list", _("There is no such list."))
NO_KEY = NotSignedIn("not-signed-in", _("Send the API key of a subscriber as a Bearer token."))
NUMBER_DIGITS = 12
LIMITER = Limiter(processes=settings.SERVER_WORKERS)

View = Callable[[HttpRequest, str], HttpResponse]


def for_installations(view: View) -> View:
    """Answer every refusal as a JSON object with its code."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, bank: str) -> HttpResponse:
        try:
            return view(request, bank)
        except DomainError as error:
            body = {"code": error.code, "message": sentence_of(error)}
            return JsonResponse(body, status=int(status_of(error)), headers=headers_of(error))

    return answer


@for_installations
@require_GET
def shared(request: HttpRequest, bank: str) -> HttpResponse:
    """One page of rows."""
    found, reader = list_and_reader(request, bank)
    at = now()
    page = queries.page_after(found, number_in(request.GET.get("after", "0")), signing.name_of("receipts"), at)
    if reader is not None:
        sharing.note_reading(subscriber=reader, upto=page.upto, at=at)
    answer = HttpResponse(page.signed(signing.signer("receipts")), content_type="application/json")
    answer["Cache-Control"] = "public, max-age=60" if found.openly and reader is None else "no-store"
    return answer


@for_installations
@require_POST
def opinions(request: HttpRequest, bank: str) -> HttpResponse:
    """`{"entry", "opinion", "note"}`: what the bearer of the key holds of an entry."""
    _found, reader = list_and_reader(request, bank)
    if reader is None:
        raise NO_KEY
    entry, opinion, note = opinion_in(request)
    sharing.hear_opinion(subscriber=reader, entry=entry, opinion=opinion, note=note, at=now())
    return JsonResponse({"entry": entry, "opinion": opinion})


def list_and_reader(request: HttpRequest, bank: str) -> tuple[SharedList, Subscriber | None]:
    """The list, and who reads it by key; NotFound for a list that is not for them."""
    token = bearer_in(request)
    actor = KEY.authenticate(request, token) if token else None
    found = queries.shared_list(bank)
    if actor is None:
        LIMITER.take(caller(request), per_minute=KEYLESS_CALLS_PER_MINUTE, at=now())
    if actor is None and (found is None or not found.openly):
        raise NO_KEY
    reader = queries.subscriber_with(found, actor.code.removeprefix("K-")) if actor and found else None
    if found is None or (reader is None and not found.openly):
        raise NO_LIST
    return found, reader


def bearer_in(request: HttpRequest) -> str:
    scheme, _space, rest = request.headers.get("Authorization", "").partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else ""


def number_in(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS):
        raise Invalid("after", _("“after” is the number of a row."))
    return int(text)


def opinion_in(request: HttpRequest) -> tuple[str, Opinion, str]:
    """What was sent, checked."""
    body = request.read(OPINION_BODY_BYTES + 1)
    if len(body) > OPINION_BODY_BYTES:
        raise TooLarge("opinion-too-large", _("The opinion is too long."))
    try:
        sent = json.loads(body)
        entry, opinion, note = str(sent["entry"]), Opinion(sent["opinion"]), str(sent.get("note", ""))
        (entry + note).encode()
        if "\0" in entry:
            raise ValueError("no reference holds a null character")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid("opinion", _("Send an object with entry, opinion and note.")) from error
    return entry, opinion, note.replace("\0", "")[:300]
