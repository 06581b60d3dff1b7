"""Hashing and matching as a client of Hasher-Matcher-Actioner asks for it. Nothing of a lookup is stored."""

from collections.abc import Iterator
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLResolver, get_resolver
from django.utils.encoding import iri_to_uri
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import PDQ_MAX_DISTANCE_BITS, EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Match
from bonafides.safety.banks.vocabulary import Lookup
from bonafides.safety.peers.actions import fetching
from bonafides.safety.peers.queries import banked
from bonafides.safety.peers.views.door import HMA, json_of
from bonafides.safety.peers.vocabulary import HASHABLE_AS, HASHED_AS

ALIVE, LIVE, READY = "I-AM-ALIVE", "OK", "READY"
Hashed = tuple[Fingerprints, tuple[str, ...]]  # of a file, and the names of the signals that were asked for


# -- what is there ----------------------------------------------------------------------------------------------------


@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """Whether lookups can be answered; says nothing of anything else, and so asks for no key."""
    banks.index_version()
    return HttpResponse(ALIVE, content_type="text/plain")


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Whether this process answers at all."""
    return HttpResponse(ALIVE, content_type="text/plain")


@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The same, as probes of a cluster ask for it."""
    return HttpResponse(LIVE, content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """As `status`, for probes of a cluster."""
    banks.index_version()
    return HttpResponse(READY, content_type="text/plain")


@csrf_exempt
def one_slash(request: HttpRequest, rest: str) -> HttpResponse:
    """A client whose base address ends with a slash writes two in a row; that other system sends it on, as we do."""
    answer = HttpResponse(status=HTTPStatus.PERMANENT_REDIRECT)  # with its method and its body
    query = request.META.get("QUERY_STRING", "")
    answer["Location"] = iri_to_uri(f"/{rest}") + (f"?{query}" if query else "")
    return answer


@HMA.open_to(GET=Scope.MATCH_READ)
def site_map(request: HttpRequest) -> HttpResponse:
    """The paths of this interface."""
    return JsonResponse(sorted(paths_below(get_resolver(), "hma")), safe=False)


def paths_below(resolver: URLResolver, namespace: str, start: str = "/", *, inside: bool = False) -> Iterator[str]:
    """The paths of one namespace, however deep it stands."""
    for each in resolver.url_patterns:
        path = f"{start}{each.pattern}"
        if isinstance(each, URLResolver):
            yield from paths_below(each, namespace, path, inside=inside or each.namespace == namespace)
        elif inside:
            yield path.replace("<str:", "<")


@HMA.open_to(GET=Scope.MATCH_READ)
def index_status(request: HttpRequest) -> HttpResponse:
    return JsonResponse(banked.by_signal(banked.index_shape, request.GET.get("signal_type", "")))


# -- hashing ----------------------------------------------------------------------------------------------------------


@HMA.open_to(GET=Scope.MATCH_READ, POST=Scope.MATCH_READ)
def hash_file(request: HttpRequest) -> HttpResponse:
    """The hashes of one file, sent or (once that is switched on) fetched; of too little detail, the empty hash."""
    return JsonResponse(signals_of(hashed(request)))


def hashed(request: HttpRequest) -> Hashed:
    """The fingerprints of the file that a request sends, or names by its address."""
    if request.method == "POST" and not request.GET.get("url"):
        content_type, file = the_file(request)
    else:
        content_type, file = fetching.fetched(the_url(request), request.GET.get("content_type", ""))
    return banks.of_file(file), names_for(content_type, request.GET.get("types", ""))


def signals_of(found: Hashed) -> dict[str, str]:
    fingerprints, names = found
    return {name: banked.signal_of(fingerprints, banks.SIGNALS[name]) for name in names}


def the_file(request: HttpRequest) -> tuple[str, "UploadedFile[Any]"]:
    """The one file, whose field is named after what it is."""
    files = [(name, file) for name in request.FILES for file in request.FILES.getlist(name)]
    if len(files) != 1 or files[0][0] not in HASHED_AS:
        raise Invalid("one-file", _("Send one file, in a field named photo or video."))
    return files[0]


def the_url(request: HttpRequest) -> str:
    if not request.GET.get("url"):
        raise Invalid("url-missing", _("Send a file, or give its address as url."))
    return request.GET["url"]


def names_for(content_type: str, types: str) -> tuple[str, ...]:
    """The signals that `types` asks for, or those that such a content has by default."""
    wanted = tuple(dict.fromkeys(name.strip() for name in types.split(",") if name.strip()))
    if unknown := [name for name in wanted if name not in HASHABLE_AS[content_type]]:
        sentence = _("signal type '%(name)s' doesn't exist or is disabled")
        raise Invalid("no-such-signal-type", sentence, name=unknown[0][:40])
    return wanted or HASHED_AS[content_type]


# -- matching ---------------------------------------------------------------------------------------------------------


@HMA.open_to(GET=Scope.MATCH_READ, POST=Scope.MATCH_READ)
def lookup(request: HttpRequest) -> HttpResponse:
    """One signal, matches by bank. A file, or (once switched on) an address: matches by signal type and bank, and of
    an address by bank alone where one signal type is named.
    """
    banked.check_names(wanted_by(request))
    if request.method == "POST" or request.GET.get("url"):
        found = nested(request, hashed(request))
        only = request.GET.get("signal_type") if request.method == "GET" else None
        return JsonResponse(found.get(only, {}) if only else found)
    kind, signal = the_signal(request)
    return JsonResponse(told(request, found_for(request, banks.of_value(kind, signal)), kind, signal))


def nested(request: HttpRequest, file: Hashed) -> dict[str, Any]:
    """A picture of too little detail matches nothing: that is an answer, not an error.

    What has no signal of its own may match by what it holds: a later frame, a file inside. Its digest stands for it.
    """
    found, whole = found_for(request, file[0]), file[0].digests[EntryType.SHA256]
    answers: dict[str, Any] = {}
    for name, signal in signals_of(file).items():
        kind = banks.SIGNALS[name]
        digest = digest_of(kind, signal) if signal else whole
        answers[name] = shape_for(request)(answering(request, of_type(found, kind), digest))
    return answers


def told(request: HttpRequest, found: list[Match], kind: EntryType, signal: str) -> Any:
    """The matches of one signal on the lists that answer this question, in the shape that was asked for."""
    return shape_for(request)(answering(request, of_type(found, kind), digest_of(kind, signal)))


def answering(request: HttpRequest, matches: list[Match], digest: str) -> list[Match]:
    """The matches on lists that answer a question with this digest."""
    if is_true(request, "bypass_coinflip"):
        return matches
    return banked.in_share(matches, seed=request.GET.get("seed", ""), value_sha256=digest)


def digest_of(kind: EntryType, signal: str) -> str:
    """Of what is asked; rules are asked about with a text, which is none of them."""
    return sha256(signal.encode()).hexdigest() if kind is EntryType.PATTERN else banks.value_of(kind, signal).sha256


@HMA.open_to(GET=Scope.MATCH_READ)
def raw_lookup(request: HttpRequest) -> HttpResponse:
    """The numbers of what a signal meets; as everywhere here, of what stands on a list and asks for something."""
    banked.check_names(wanted_by(request))
    kind, signal = the_signal(request)
    found = of_type(found_for(request, banks.of_value(kind, signal)), kind)
    if is_true(request, "include_distance"):
        return JsonResponse({"matches": [banks.match_shape(each) for each in found]})
    return JsonResponse({"matches": [each.entry_id for each in found]})


def the_signal(request: HttpRequest) -> tuple[EntryType, str]:
    kind, signal = banks.SIGNALS.get(request.GET.get("signal_type", "")), request.GET.get("signal", "")
    if kind is None or not signal:
        sentence = _("Give signal_type, one of %(types)s, and signal.")
        raise Invalid("signal-missing", sentence, types=", ".join(banks.SIGNALS))
    return kind, signal


def found_for(request: HttpRequest, fingerprints: Fingerprints) -> list[Match]:
    matches = banks.match(fingerprints).matches
    banks_actions.count_lookup(name=Lookup.HMA, matched=bool(matches), at=now())
    return banked.asking(matches, wanted_by(request))


def wanted_by(request: HttpRequest) -> frozenset[str]:
    return banks.are_wanted(request.GET.get("banks", ""))


def of_type(matches: list[Match], kind: EntryType) -> list[Match]:
    return [match for match in matches if match.type is kind]


def shape_for(request: HttpRequest) -> Any:
    """The client's own shape; with `details=true` all that explains a match."""
    return banked.by_bank_explained if is_true(request, "details") else banks.by_bank


def is_true(request: HttpRequest, name: str) -> bool:
    return request.GET.get(name, "").lower() == "true"


# -- comparing --------------------------------------------------------------------------------------------------------


@HMA.open_to(POST=Scope.MATCH_READ)
def compare(request: HttpRequest) -> HttpResponse:
    """Whether two signals of a type are the same, and how far apart."""
    return JsonResponse({name: compared(name, pair) for name, pair in json_of(request).items()})


def compared(name: str, pair: object) -> list[Any]:
    kind = banks.SIGNALS.get(name)
    if kind is None:
        raise Invalid("no-such-signal-type", _("No such signal type '%(name)s'"), name=name[:40])
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(each, str) for each in pair):
        raise Invalid("two-signals", _("Comparison hash list length must be exactly 2"))
    if kind in (EntryType.VPDQ, EntryType.TLSH, EntryType.PATTERN):
        raise Invalid("not-compared", _("%(name)s does not support hash comparison"), name=name)
    left, right = (banks.value_of(kind, each) for each in pair)
    if kind is not EntryType.PDQ:
        return [left.sha256 == right.sha256, {}]
    distance_bits = PdqHash.parse(left.text).distance_to(PdqHash.parse(right.text))
    return [distance_bits <= PDQ_MAX_DISTANCE_BITS, {"distance": distance_bits}]
