"""Targets, signals and cases as a client of Altitude sends and reads them."""

import base64
import binascii
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse

from bonafides.base.http.paging import rows_after
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import queries as banks
from bonafides.safety.peers.actions import targets as actions
from bonafides.safety.peers.actions.targets import Given
from bonafides.safety.peers.errors import NotOffered
from bonafides.safety.peers.models import Target
from bonafides.safety.peers.queries import targets
from bonafides.safety.peers.views.door import ALTITUDE, actor_of, json_of, text_in
from bonafides.safety.peers.vocabulary import (
    CLIENT_CONTEXT_LIMIT_CHARACTERS,
    DESCRIPTION_LIMIT_CHARACTERS,
    PAGE_SIZE,
    PAGE_SIZE_AT_MOST,
    TITLE_LIMIT_CHARACTERS,
    VIEWS_LIMIT,
    ContentType,
    SignalSource,
)

TEXTS = {
    "title": TITLE_LIMIT_CHARACTERS,
    "description": DESCRIPTION_LIMIT_CHARACTERS,
    "client_context": CLIENT_CONTEXT_LIMIT_CHARACTERS,
}
NEXT, PREVIOUS = "next_cursor_token", "previous_cursor_token"
CHANGEABLE = {*TEXTS, "views", "creator"}
SIGNAL_VALUE_LIMIT = 8_192
JUDGED_BY_A_PERSON = _("A case is judged on the console, by a person who has seen it; no program decides here.")
OPENED_BY_MATCHES = _("A case opens when an upload matches, or somebody flags it: send a target, or a flag.")
SET_UP_ON_THE_CONSOLE = _("Sources of lists are set up on the console; their secrets leave it to nobody.")


# -- targets ----------------------------------------------------------------------------------------------------------


@ALTITUDE.open_to(POST=Scope.ITEMS_WRITE)
def targets_(request: HttpRequest) -> HttpResponse:
    """A target is an upload: matched at once, and kept only where it concerns somebody."""
    given = target_in(json_of(request))
    name, target = actions.submit_target(given=given, by=actor_of(request), at=now())
    return JsonResponse(created(name, target, given), status=201)


def created(name: str, target: Target | None, given: Given) -> dict[str, Any]:
    """What the client has just said, back to it, whether or not it is kept."""
    shape = targets.target_shape(name, target)
    shape |= {key: value for key, value in given.said().items() if value}
    if given.views is not None:
        shape["views"] = given.views
    if given.content_type is ContentType.IMAGE:
        shape["safe_search_scores"] = targets.SCORES
    return shape


@ALTITUDE.open_to(GET=Scope.DECISIONS_READ, PATCH=Scope.ITEMS_WRITE)
def target(request: HttpRequest, name: str) -> HttpResponse:
    found = targets.target_named(name)
    if request.method == "PATCH":
        body = json_of(request)
        refuse_unknown(body, CHANGEABLE)
        said = {key: text for key in TEXTS if (text := text_of(body, key))}
        if found is not None:
            found = actions.change_target(target=found, said=said, views=views_in(body), by=actor_of(request), at=now())
    return JsonResponse(targets.target_shape(name, found))


def target_in(body: dict[str, Any]) -> Given:
    refuse_unknown(body, CHANGEABLE | {"content_type", "content_bytes"})
    if body.get("content_type") not in set(ContentType):
        raise Invalid("content-type", _("content_type is one of %(types)s."), types=", ".join(ContentType))
    return Given(
        content_type=ContentType(body["content_type"]),
        data=bytes_in(body),
        views=views_in(body),
        **{key: text_of(body, key) for key in TEXTS},
    )


def refuse_unknown(body: dict[str, Any], known: set[str]) -> None:
    if unknown := body.keys() - known:
        sentence = _("Additional properties are not allowed: %(names)s")
        raise Invalid("unknown-field", sentence, names=", ".join(sorted(unknown))[:200])


def text_of(body: dict[str, Any], name: str) -> str:
    return text_in(body, name, at_most=TEXTS[name])


def views_in(body: dict[str, Any]) -> int | None:
    views = body.get("views")
    if views is None:
        return None
    if isinstance(views, bool) or not isinstance(views, int | float) or not 0 <= views <= VIEWS_LIMIT:
        raise Invalid("views", _("views is a number, 0 or more."))
    return int(views)


def bytes_in(body: dict[str, Any]) -> bytes:
    encoded = body.get("content_bytes")
    try:
        data = base64.b64decode(encoded, validate=True) if isinstance(encoded, str) else b""
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise Invalid("content-bytes", _("content_bytes is the content in base64."))
    return data


# -- signals ----------------------------------------------------------------------------------------------------------


@ALTITUDE.open_to(GET=Scope.BANKS_READ, POST=Scope.BANKS_WRITE)
def signals(request: HttpRequest) -> HttpResponse:
    """A page of them, oldest first; the header Link names the next page."""
    if request.method == "POST":
        return add_signal(request)
    limit = page_size(request)
    rows = rows_after(banks.entries_standing(actor_of(request)), cursor(request), limit)
    answer = JsonResponse([targets.signal_shape(entry) for entry in rows], safe=False)
    if len(rows) == limit:
        answer["Link"] = next_link(request, rows[-1].pk)
    return answer


def add_signal(request: HttpRequest) -> HttpResponse:
    body = json_of(request)
    refuse_unknown(body, {"content", "source"})
    type_, value = content_in(body.get("content"))
    entry = actions.add_signal(
        type_=type_, value=value, source=source_in(body.get("source")), by=actor_of(request), at=now()
    )
    return JsonResponse(targets.signal_shape(entry), status=201)


def content_in(content: object) -> tuple[EntryType, str]:
    if not isinstance(content, dict) or content.get("type") not in targets.TYPE_OF:
        raise Invalid("signal-type", _("content has a type, one of %(types)s."), types=", ".join(targets.TYPE_OF))
    value = text_in(content, "value", at_most=SIGNAL_VALUE_LIMIT)
    if not value:
        raise Invalid("signal-value", _("content has a value."))
    return targets.TYPE_OF[content["type"]], value


def source_in(source: object) -> SignalSource | None:
    """Who says so. The author that a client may name is not kept: it is somebody's name or address."""
    if source is None:
        return None
    names = set(SignalSource) - {SignalSource.UNKNOWN}
    if not isinstance(source, dict) or source.get("name") not in names:
        raise Invalid("source", _("source has a name, one of %(names)s."), names=", ".join(sorted(names)))
    if (moment := source.get("create_time")) is not None:
        check_moment(moment)
    return SignalSource(source["name"])


def check_moment(text: object) -> None:
    try:
        datetime.fromisoformat(str(text))
    except ValueError:
        raise Invalid("create-time", _("create_time is a moment as ISO 8601 writes it.")) from None


@ALTITUDE.open_to(GET=Scope.BANKS_READ)
def signal(request: HttpRequest, reference: str) -> HttpResponse:
    entry = banks.entry_for(actor_of(request), reference)
    if entry.withdrawn_at is not None:
        raise NotFound("no-such-signal", _("Signal %(name)s not found."), name=reference[:40])
    return JsonResponse(targets.signal_shape(entry))


# -- cases ------------------------------------------------------------------------------------------------------------


@ALTITUDE.open_to(GET=Scope.DECISIONS_READ, POST=Scope.ITEMS_WRITE)
def cases(request: HttpRequest) -> HttpResponse:
    """The cases of targets, a page at a time, in both directions."""
    if request.method == "POST":
        raise NotOffered("opened-by-matches", OPENED_BY_MATCHES)
    if {NEXT, PREVIOUS} <= request.GET.keys():
        raise Invalid("two-cursors", _("Only one cursor token should be provided."))
    state, after, before = request.GET.get("state", "").upper(), cursor(request), cursor(request, PREVIOUS)
    page = targets.cases_page(page_size(request), state, after=after, before=before)
    return JsonResponse(
        {
            "data": [targets.case_shape(each) for each in page.targets],
            NEXT: token_of(page.next) if page.next else None,
            PREVIOUS: token_of(page.previous) if page.previous else None,
            "total_count": page.total,
        }
    )


@ALTITUDE.open_to(GET=Scope.DECISIONS_READ, PATCH=Scope.ITEMS_WRITE)
def case(request: HttpRequest, name: str) -> HttpResponse:
    found = case_named(name)
    if request.method == "PATCH":
        raise NotOffered("judged-by-a-person", JUDGED_BY_A_PERSON)
    return JsonResponse(targets.case_shape(found))


@ALTITUDE.open_to(GET=Scope.DECISIONS_READ, POST=Scope.ITEMS_WRITE)
def reviews(request: HttpRequest, name: str) -> HttpResponse:
    found = case_named(name)
    if request.method == "POST":
        raise NotOffered("judged-by-a-person", JUDGED_BY_A_PERSON)
    return JsonResponse(list(targets.reviews_of(found)), safe=False)


def case_named(name: str) -> Target:
    """A target's case goes by the name of its target."""
    found = targets.target_named(name)
    if found is None or found.item is None:
        raise NotFound("no-such-case", _("Case %(name)s not found."), name=name[:40])
    return found


@ALTITUDE.open_to(GET=Scope.BANKS_READ, POST=Scope.BANKS_WRITE)
def importers(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        raise NotOffered("set-up-on-the-console", SET_UP_ON_THE_CONSOLE)
    return JsonResponse([], safe=False)


# -- pages ------------------------------------------------------------------------------------------------------------


def token_of(number: int) -> str:
    """Such a client holds a token to be base64, and hands it back as it is."""
    return base64.b64encode(str(number).encode()).decode()


def cursor(request: HttpRequest, name: str = NEXT) -> int:
    """The number in a token; 0 where none was sent."""
    token = request.GET.get(name, "")
    try:
        text = base64.b64decode(token, validate=True).decode("ascii") or "0"
    except (binascii.Error, ValueError):
        text = ""
    if not (text.isdigit() and len(text) < 19):
        raise Invalid("cursor", _("Invalid cursor format"))
    return int(text)


def page_size(request: HttpRequest) -> int:
    text = request.GET.get("page_size", str(PAGE_SIZE))
    if not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= PAGE_SIZE_AT_MOST):
        raise Invalid("page-size", _("page_size is a number from 1 to %(most)s."), most=PAGE_SIZE_AT_MOST)
    return int(text)


def next_link(request: HttpRequest, last: int) -> str:
    query = urlencode({NEXT: token_of(last), "page_size": page_size(request)})
    return f'<{request.path}?{query}>; rel="next"'
