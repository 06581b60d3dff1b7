"""The part of Hasher-Matcher-Actioner's interface that a platform's upload path calls: hash a file, look a hash up.

Names and shapes are HMA's, so that its clients work unchanged; docs/reference/matching.md says what is left out. An
address is never fetched. Authentication is by API key: a Bearer token, or the password of HTTP Basic for clients that
can put it in the address only.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bonafides.base.http.problems import headers_of, sentence_of, status_of
from bonafides.base.people.api_auth import ApiKeyAuth, key_in
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError, Invalid, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions, lookups, queries
from bonafides.safety.banks.peer_shapes import SIGNALS, are_wanted, by_bank, peer_name
from bonafides.safety.banks.queries import Match
from bonafides.safety.banks.vocabulary import BankKind, Lookup, Outcome

DIGESTS_OF = {"photo": ("pdq",), "video": ("video_md5",)}
KEY = ApiKeyAuth(scope=Scope.MATCH_READ)

View = Callable[[HttpRequest], HttpResponse]


def for_programs(view: View) -> View:
    """Ask for the key, and answer every refusal as HMA does: `{"message": ...}`."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            KEY.authenticate(request, key_in(request.headers.get("Authorization", "")))
            return view(request)
        except DomainError as error:
            status = 400 if isinstance(error, Invalid) else int(status_of(error))
            return JsonResponse({"message": sentence_of(error)}, status=status, headers=headers_of(error))

    return answer


@for_programs
@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """GET: one signal, matches by bank. POST: one file, matches by signal type and bank."""
    refuse_addresses(request)
    banks = are_wanted(request.GET.get("banks", ""))
    if request.method == "POST":
        content_type, file = the_file(request)
        found = found_for(lookups.of_file(file), banks)
        kinds = {SIGNALS[name]: name for name in DIGESTS_OF[content_type]}
        return JsonResponse({kinds[kind]: by_bank(of_type(found, kind)) for kind in kinds})
    kind, signal = the_signal(request)
    return JsonResponse(by_bank(of_type(found_for(lookups.of_value(kind, signal), banks), kind)))


@for_programs
@require_http_methods(["GET", "POST"])
def hash_file(request: HttpRequest) -> HttpResponse:
    """POST: the hashes of one file; a picture of too low quality has the empty hash."""
    refuse_addresses(request)
    content_type, file = the_file(request)
    found = lookups.of_file(file)
    return JsonResponse({name: signal_of(found, SIGNALS[name]) for name in DIGESTS_OF[content_type]})


def refuse_addresses(request: HttpRequest) -> None:
    if "url" in request.GET and "signal" not in request.GET:
        raise NotAllowed("no-fetching", _("This server fetches no address. Send the file, or its hash."))


def the_file(request: HttpRequest) -> tuple[str, "UploadedFile[Any]"]:
    """The one file, whose field is named after what it is."""
    files = [(name, file) for name, file in request.FILES.items() if isinstance(file, UploadedFile)]
    if len(files) != 1 or files[0][0] not in DIGESTS_OF:
        raise Invalid("one-file", _("Send one file, in a field named photo or video."))
    return files[0]


def the_signal(request: HttpRequest) -> tuple[EntryType, str]:
    kind, signal = SIGNALS.get(request.GET.get("signal_type", "")), request.GET.get("signal", "")
    if kind is None or not signal:
        raise Invalid("signal-missing", _("Give signal_type, one of %(types)s, and signal."), types=", ".join(SIGNALS))
    return kind, signal


def found_for(fingerprints: Fingerprints, banks: frozenset[str]) -> list[Match]:
    """What asks for anything: what is suppressed or harmless is no match to a client of HMA."""
    matches = queries.match(fingerprints).matches
    actions.count_lookup(name=Lookup.HMA, matched=bool(matches), at=now())
    asking = [each for each in matches if each.outcome is not Outcome.ALLOW and each.bank_kind is BankKind.KNOWN]
    return [each for each in asking if not banks or peer_name(each.bank_name) in banks]


def of_type(matches: list[Match], kind: EntryType) -> list[Match]:
    return [match for match in matches if match.type is kind]


def signal_of(fingerprints: Fingerprints, kind: EntryType) -> str:
    """A hash of the file; empty where the picture is none, or has too little detail."""
    if kind is not EntryType.PDQ:
        return fingerprints.digests[kind]
    usable = [frame.hash.hex for frame in fingerprints.frames[:1] if frame.is_usable]
    return usable[0] if usable else ""
