"""Three answers: `POST /api/v1/match` and `GET /m/lookup` for hashes, and `POST /api/v1/match/file`."""

import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import getrandbits
from typing import Final
from urllib.parse import parse_qsl

from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, InterfaceError
from django.urls import resolve
from django.utils import translation

from bonafides.base.people.api_auth import LIMITER
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError
from bonafides.matching import compiled
from bonafides.matching.errors import MatchingError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import DIGEST_TYPES, Decode, EntryType
from bonafides.safety.banks import lookups
from bonafides.safety.banks.front import wire
from bonafides.safety.banks.front.callers import Caller
from bonafides.safety.banks.front.judging import Told, asking_in
from bonafides.safety.banks.front.looking import hits_of, hits_of_all
from bonafides.safety.banks.front.noting import Line
from bonafides.safety.banks.front.recording import Recorder
from bonafides.safety.banks.front.requests import (
    Application,
    Doorkeeper,
    Environ,
    HandedOn,
    StartResponse,
    file_in,
)
from bonafides.safety.banks.front.tables import Kept, Tables
from bonafides.safety.banks.peer_shapes import SIGNALS, are_wanted, by_bank, peer_name
from bonafides.safety.banks.queries import Explained, Match
from bonafides.safety.banks.vocabulary import BankKind, Lookup, Outcome

MATCH: Final = "/api/v1/match"
MATCH_FILE: Final = "/api/v1/match/file"
LOOKUP: Final = "/m/lookup"
WAYS: Final = {("POST", MATCH), ("POST", MATCH_FILE), ("GET", LOOKUP)}
RECORDED: Final = {"": False, "record=0": False, "record=1": True}
DECODED: Final = {"": Decode.FULL, "decode=full": Decode.FULL, "decode=luma": Decode.LUMA}
WARM_SECONDS: Final = 20.0  # enough, but where kernels are compiled for the first time, or a snapshot is lost
ONE_SIGNAL: Final = ({"signal_type", "signal"}, {"signal_type", "signal", "banks"})
HASHES: Final = frozenset({EntryType.PDQ, *DIGEST_TYPES})
JSON: Final = dict.fromkeys((MATCH, MATCH_FILE), "application/json; charset=utf-8") | {LOOKUP: "application/json"}

Answer = tuple[bytes, Line]
"""The body, and what is noted of it."""


class Front:
    """A WSGI application before another."""

    def __init__(self, application: Application, headers: Mapping[str, str], kept: Kept) -> None:
        self._application = application
        self._headers = {path: [("Content-Type", kind), *headers.items()] for path, kind in JSON.items()}
        self._kept = kept
        self._doorkeeper = Doorkeeper()
        self._recorder = Recorder()
        self._names: dict[str, str] = {}
        self._answers = {MATCH: self._matched, MATCH_FILE: self._matched_file, LOOKUP: self._looked_up}

    def warm(self) -> None:
        """Have the tables read before the first lookup comes, and the search of a long list compiled, if it is soon."""
        until = time.monotonic() + WARM_SECONDS
        self._kept.wait_for_first(WARM_SECONDS)
        compiled.wait_for_kernels(until - time.monotonic())

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if (environ["REQUEST_METHOD"], path) not in WAYS:
            return self._application(environ, start_response)
        began = time.perf_counter()
        try:
            body, line = self._answer(environ, path)
        except (HandedOn, DomainError, MatchingError, DatabaseError, InterfaceError):
            return self._application(environ, start_response)
        start_response("200 OK", self._headers_of(path, len(body)))
        self._kept.noted.add(line, self._name_of(path), time.perf_counter() - began)
        return [body]

    def _answer(self, environ: Environ, path: str) -> Answer:
        self._doorkeeper.check(environ)
        tables = self._tables_of_now()
        return self._answers[path](environ, caller_in(environ, tables), tables)

    def _matched(self, environ: Environ, caller: Caller, tables: Tables) -> Answer:
        is_recorded = RECORDED.get(environ.get("QUERY_STRING", ""))
        if is_recorded is None:
            raise HandedOn
        asked = wire.asked_in(self._doorkeeper.body_of(environ, "application/json"))
        at = self._let_in(caller)
        if asked.items is None:
            hits = hits_of(asked, tables.index)
            told = tables.met.told_of(hits)
            if is_recorded:
                self._record([told], caller, tables)
            return one_in(told, tables.version), line_of(told, caller, at)
        many = tables.met.told(hits_of_all(asked.items, tables.index))
        if is_recorded:
            self._record(many, caller, tables)
        line = Line(caller, Lookup.API, [each.asking for each in many], sum([each.is_match for each in many]), at)
        return wire.encode(wire.Many(tables.version, [each.result for each in many])), line

    def _matched_file(self, environ: Environ, caller: Caller, tables: Tables) -> Answer:
        decode = DECODED.get(environ.get("QUERY_STRING", ""))
        if decode is None:
            raise HandedOn
        file, request = file_in(environ, self._doorkeeper.body_of(environ, "multipart/form-data"))
        at = self._let_in(caller)
        read = lookups.of_file(file, decode, tables.index.lookup)
        tables = self._tables_of_now()  # reading may have taken many seconds
        told = tables.met.told_of(tables.index.lookup(read))
        matched = (told.result.outcome, tables.version, told.result.matches, None)
        body = wire.encode(wire.OfFile(*matched, len(read.parts), read.decoded, unread_for(request, read)))
        return body, line_of(told, caller, at)

    def _looked_up(self, environ: Environ, caller: Caller, tables: Tables) -> Answer:
        kind, signal, banks = signal_in(environ.get("QUERY_STRING", ""))
        if banks and not banks <= tables.met.names:
            raise HandedOn
        hits = hits_of(wire.hashes_of(kind, signal), tables.index)
        if tables.is_shared and hits:
            raise HandedOn
        at = self._let_in(caller)
        (matches,) = tables.met.matches([hits])
        body = wire.encode(by_bank(each for each in matches if each.type is kind and is_told(each, banks)))
        return body, Line(caller, Lookup.HMA, [asking_in(matches)], int(bool(matches)), at)

    def _tables_of_now(self) -> Tables:
        tables = self._kept.tables()
        if tables is None:
            raise HandedOn
        return tables

    def _let_in(self, caller: Caller) -> datetime:
        """Count the call, as every other door does; says when it was."""
        at = now()
        if at >= caller.expires_at:
            raise HandedOn
        LIMITER.take(caller.reference, per_minute=caller.calls_per_minute, at=at)
        return at

    def _record(self, told: Sequence[Told], caller: Caller, tables: Tables) -> None:
        """Record what met anything, and write down in each answer under which name."""
        found = [Explained(str(each.result.outcome), each.explanations, tables.version) for each in told]
        for each, name in zip(told, self._recorder.record(found, caller.actor), strict=True):
            if name:  # else it met nothing, and is the same answer for all
                each.result.record = name

    def _headers_of(self, path: str, length: int) -> list[tuple[str, str]]:
        """The request's id is a name and no secret: drawing it must not let go of the interpreter's lock."""
        name = f"{getrandbits(64):016x}"
        return [("Content-Length", str(length)), ("X-Request-Id", name), *self._headers[path]]

    def _name_of(self, path: str) -> str:
        """What Django calls the view at this path, under which requests are counted."""
        if path not in self._names:
            self._names[path] = resolve(path).view_name
        return self._names[path]


def one_in(told: Told, version: int) -> bytes:
    """What is answered of a single item."""
    result = told.result
    return wire.encode(wire.One(result.outcome, version, result.matches, result.record))


def line_of(told: Told, caller: Caller, at: datetime) -> Line:
    """What is noted of a single item."""
    return Line(caller, Lookup.API, (told.asking,), int(told.is_match), at)


def unread_for(request: WSGIRequest, read: Fingerprints) -> list[dict[str, object]]:
    """What of a file was not read, in the language of whoever asks."""
    if not read.unreadable:
        return []
    with translation.override(translation.get_language_from_request(request)):
        return lookups.unread_in(read)


def caller_in(environ: Environ, tables: Tables) -> Caller:
    """Whose key came with the request."""
    caller = tables.callers.of(environ.get("HTTP_AUTHORIZATION", ""))
    if caller is None:
        raise HandedOn
    return caller


def is_told(match: Match, banks: frozenset[str]) -> bool:
    """What is suppressed or harmless is no match to this client; nor what stands on a list that it did not name."""
    asks = match.outcome is not Outcome.ALLOW and match.bank_kind is BankKind.KNOWN
    return asks and (not banks or peer_name(match.bank_name) in banks)


def signal_in(query: str) -> tuple[EntryType, str, frozenset[str]]:
    """The one hash that is asked for, and the lists that count; none for all."""
    if any(character in query for character in "%+;"):
        raise HandedOn
    pairs = parse_qsl(query, keep_blank_values=True)
    given = dict(pairs)
    kind = SIGNALS.get(given.get("signal_type", ""))
    if set(given) not in ONE_SIGNAL or len(pairs) != len(given) or kind not in HASHES or not given["signal"]:
        raise HandedOn
    return kind, given["signal"], are_wanted(given.get("banks", ""))
