"""Lists and what stands on them, as a client of Hasher-Matcher-Actioner keeps them."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import queries as banks
from bonafides.safety.peers import rules
from bonafides.safety.peers.actions import banking
from bonafides.safety.peers.actions.banking import Beside
from bonafides.safety.peers.errors import NotOffered
from bonafides.safety.peers.queries import banked
from bonafides.safety.peers.queries.banked import Content
from bonafides.safety.peers.views.door import HMA, actor_of, check_storable, json_of, text_in
from bonafides.safety.peers.views.matching import hashed, is_true, signals_of
from bonafides.safety.peers.vocabulary import (
    HASHED_AS,
    METADATA_LIMIT_BYTES,
    NOTE_LIMIT_CHARACTERS,
)

TOO_LITTLE_DETAIL = _("The picture has too little detail to be compared: it has no %(name)s.")
METADATA_FIELDS = {"content_id", "content_uri", "json"}
CONTENT_ID_LIMIT, CONTENT_URI_LIMIT = 300, 2_000
NO_OBJECT = _("metadata should be a json object")
NO_SWITCH = _("A type of signal is matched for every list here; switch a list off instead.")


# -- lists ------------------------------------------------------------------------------------------------------------


@HMA.open_to(GET=Scope.BANKS_READ, POST=Scope.BANKS_WRITE)
def banks_(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    if request.method == "POST":
        return make_bank(request)
    return JsonResponse([banked.bank_shape(bank) for bank in banked.banks_of(by)], safe=False)


def make_bank(request: HttpRequest) -> HttpResponse:
    body = json_of(request)
    share = rules.share_wanted(body.get("enabled"), body.get("enabled_ratio"))
    name, share = rules.check_name(body.get("name")), 1.0 if share is None else share
    bank = banking.make_bank(name=name, share=share, by=actor_of(request), at=now())
    return JsonResponse(banked.bank_shape(bank), status=201)


@HMA.open_to(GET=Scope.BANKS_READ, PUT=Scope.BANKS_WRITE, DELETE=Scope.BANKS_WRITE)
def bank(request: HttpRequest, name: str) -> HttpResponse:
    """A list is never deleted, for decisions rest on it: DELETE switches it off for good, until somebody says so."""
    by = actor_of(request)
    if request.method == "DELETE":
        return switch_off(request, name)
    found = banked.bank_for(by, name)
    if request.method == "PUT":
        body = json_of(request)
        new_name = rules.check_name(body["name"]) if body.get("name") is not None else None
        share = rules.share_wanted(body.get("enabled"), body.get("enabled_ratio"))
        found = banking.change_bank(bank=found, name=new_name, share=share, by=by, at=now())
    return JsonResponse(banked.bank_shape(found))


def switch_off(request: HttpRequest, name: str) -> HttpResponse:
    """As that client expects, a list that is not there is no error."""
    by = actor_of(request)
    found = banked.bank_called(by, name)
    if found is not None:
        banking.change_bank(bank=found, name=None, share=0.0, by=by, at=now())
    return JsonResponse({"message": "Done"})


# -- contents ---------------------------------------------------------------------------------------------------------


@HMA.open_to(POST=Scope.BANKS_WRITE)
def add_content(request: HttpRequest, name: str) -> HttpResponse:
    """A file, or (once that is switched on) an address: its signals go on the list. Nothing of the file is kept."""
    found = banked.bank_for(actor_of(request), name)
    beside = beside_in(request)
    signals = signals_of(hashed(request))
    for signal, value in signals.items():
        if not value:
            raise Invalid("too-little-detail", TOO_LITTLE_DETAIL, name=signal)
    return banked_answer(request, found, signals, beside)


@HMA.open_to(POST=Scope.BANKS_WRITE)
def add_signals(request: HttpRequest, name: str) -> HttpResponse:
    """Signals that the client has computed itself, by their names."""
    found = banked.bank_for(actor_of(request), name)
    body = json_of(request)
    beside = Beside(note=text_in(body, "note", at_most=NOTE_LIMIT_CHARACTERS) or None)
    signals = {key: value for key, value in body.items() if key != "note"}
    if any(not isinstance(value, str) for value in signals.values()):
        raise Invalid("bad-signal", _("A signal is a text."))
    return banked_answer(request, found, signals, beside)


def banked_answer(request: HttpRequest, bank: banks.Bank, signals: dict[str, str], beside: Beside) -> HttpResponse:
    content = banking.bank_content(bank=bank, signals=signals, beside=beside, by=actor_of(request), at=now())
    shown = {name: entry.value for name, entry in content.entries.items()}
    return JsonResponse({"id": content.number, "signals": shown})


@HMA.open_to(GET=Scope.BANKS_READ, PUT=Scope.BANKS_WRITE, DELETE=Scope.BANKS_WRITE)
def content(request: HttpRequest, name: str, number: int) -> HttpResponse:
    by = actor_of(request)
    found_bank = banked.bank_for(by, name)
    if request.method == "DELETE":
        return JsonResponse({"deleted": banking.remove_content(bank=found_bank, number=number, by=by, at=now())})
    found = banked.content_numbered(by, found_bank, number)
    if request.method == "PUT":
        return JsonResponse(banked.content_shape(changed(request, found)))
    shape = banked.content_shape(found, signals=signals_wanted(request, found), metadata=wants_metadata(request))
    return JsonResponse(shape)


def changed(request: HttpRequest, found: Content) -> Content:
    body = json_of(request)
    beside = beside_of(body) if body.keys() & {"note", "metadata"} else None
    timestamp = body.get("disable_until_ts")
    return banking.change_content(content=found, timestamp=timestamp, beside=beside, by=actor_of(request), at=now())


def signals_wanted(request: HttpRequest, found: Content) -> list[str] | None:
    only = request.GET.get("signal_type")
    if only is not None and only not in banks.SIGNALS:
        raise Invalid("no-such-signal-type", _("No such signal type '%(name)s'"), name=only[:40])
    if only is not None:
        return [only]
    return list(found.entries) if is_true(request, "include_signals") else None


def wants_metadata(request: HttpRequest) -> bool:
    return is_true(request, "include_metadata")


# -- what is kept beside a content ------------------------------------------------------------------------------------


def beside_in(request: HttpRequest) -> Beside:
    """From the JSON that goes with an address, or from fields that go with a file, or with an address in the query."""
    if request.content_type == "application/json":
        return beside_of(json_of(request))
    given = request.POST if request.FILES else request.GET
    metadata = metadata_in(given["metadata"]) if "metadata" in given else {}
    metadata |= {name: given[name] for name in ("content_id", "content_uri") if name in given}
    return beside_of({"metadata": metadata, **({"note": given["note"]} if "note" in given else {})})


def metadata_in(text: str) -> dict[str, Any]:
    """As that system's own page sends it, with its three fields; any other object is the client's own, whole."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("bad-metadata", NO_OBJECT)
    return found if found.keys() <= METADATA_FIELDS else {"json": found}


def beside_of(body: dict[str, Any]) -> Beside:
    metadata = body.get("metadata")
    if metadata is None:
        metadata = {}
    if not isinstance(metadata, dict) or not isinstance(metadata.get("json", {}), dict):
        raise Invalid("bad-metadata", NO_OBJECT)
    if unknown := metadata.keys() - METADATA_FIELDS:
        sentence = _("metadata contains unexpected keys: %(names)s")
        raise Invalid("bad-metadata", sentence, names=", ".join(sorted(unknown))[:200])
    check_storable(metadata)
    if len(json.dumps(metadata)) > METADATA_LIMIT_BYTES:
        raise Invalid("long-metadata", _("The metadata may have %(most)s bytes at most."), most=METADATA_LIMIT_BYTES)
    return Beside(
        note=text_in(body, "note", at_most=NOTE_LIMIT_CHARACTERS) if "note" in body else None,
        content_id=text_in(metadata, "content_id", at_most=CONTENT_ID_LIMIT) or None,
        content_uri=text_in(metadata, "content_uri", at_most=CONTENT_URI_LIMIT) or None,
        json=metadata.get("json"),
    )


# -- types ------------------------------------------------------------------------------------------------------------


@HMA.open_to(GET=Scope.BANKS_READ)
def signal_types(request: HttpRequest) -> HttpResponse:
    return JsonResponse([signal_type_shape(name) for name in banks.SIGNALS], safe=False)


@HMA.open_to(GET=Scope.BANKS_READ, PUT=Scope.BANKS_WRITE)
def signal_type(request: HttpRequest, name: str) -> HttpResponse:
    banking.type_named(name)
    if request.method == "PUT":
        raise NotOffered("no-type-switch", NO_SWITCH)
    return JsonResponse(signal_type_shape(name))


def signal_type_shape(name: str) -> dict[str, object]:
    return {"name": name, "enabled_ratio": 1.0}


@HMA.open_to(GET=Scope.BANKS_READ)
def signal_type_index(request: HttpRequest) -> HttpResponse:
    return JsonResponse(banked.by_signal(banked.curated_index_shape, request.GET.get("signal_type", "")))


@HMA.open_to(GET=Scope.BANKS_READ)
def content_types(request: HttpRequest) -> HttpResponse:
    return JsonResponse([{"name": name, "enabled": True} for name in HASHED_AS], safe=False)
