"""The public page that verifies a mark: a number, a text or a file; every check is shown, and nothing is kept."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bonafides.base.http.callers import caller
from bonafides.base.http.rates import Limiter
from bonafides.base.http.requests import ActorRequest
from bonafides.credentials.baking import credential_in
from bonafides.credentials.errors import CredentialError
from bonafides.credentials.reading import read_object
from bonafides.credentials.status import StatusEntry
from bonafides.credentials.verdict import Kind, Outcome, State, Verdict
from bonafides.credentials.verify import verify as judge
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop
from bonafides.programme.trustmark import pictures, queries, signing
from bonafides.programme.trustmark.forms import VerifyForm
from bonafides.programme.trustmark.models import Mark
from bonafides.programme.trustmark.views.public import as_json
from bonafides.programme.trustmark.views.words import Shown, requirement_name, shown

PER_MINUTE = 60  # each costs about 40 ms of this machine
LIMITER = Limiter(processes=settings.SERVER_WORKERS)

STATES = {
    State.VALID: ("good", "seal", gettext_noop("This mark is valid.")),
    State.EXPIRED: ("warn", "clock", gettext_noop("This mark has expired.")),
    State.NOT_YET_VALID: ("warn", "clock", gettext_noop("This mark is not valid yet.")),
    State.REVOKED: ("danger", "stop", gettext_noop("This mark was revoked.")),
    State.STATUS_UNKNOWN: ("warn", "question", gettext_noop("Signed by us, but whether it was revoked is unknown.")),
    State.NOT_VERIFIED: ("danger", "alert", gettext_noop("This is not a mark that we issued, or it was changed.")),
}
CHECKS = {
    "form": gettext_noop("Form"),
    "issuer": gettext_noop("Issuer"),
    "signature": gettext_noop("Signature"),
    "kind": gettext_noop("Kind"),
    "validity": gettext_noop("Dates"),
    "status": gettext_noop("Revocation"),
}
OUTCOMES = {
    Outcome.PASSED: ("check", "good", gettext_noop("Passed")),
    Outcome.FAILED: ("alert", "danger", gettext_noop("Failed")),
    Outcome.NOT_DONE: ("minus", "neutral", gettext_noop("Not done")),
}


@dataclass(frozen=True)
class Row:
    """One check, ready for the page. sentence: in English, as the verifier gives it."""

    name: str
    word: str
    icon: str
    tone: str
    sentence: str


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: ActorRequest) -> HttpResponse:
    """GET: the form; with `?mark=` the answer too, so that a link on a member's page is enough. POST: any file."""
    asked = request.GET.get("mark", "")
    if request.method != "POST" and not asked:
        return page(request, VerifyForm())
    given = {"mark": asked} if request.method != "POST" else request.POST
    form = VerifyForm(given, request.FILES or None)
    if not form.is_valid():
        return page(request, form, status=422)
    LIMITER.take(caller(request), per_minute=PER_MINUTE, at=now())
    data = form.cleaned_data["file"] or form.cleaned_data["text"].encode()
    if data:
        return page(request, VerifyForm(), data=data)
    return page_of_number(request, form)


def page_of_number(request: ActorRequest, form: VerifyForm) -> HttpResponse:
    """By number: the register says how it stands, and its present instance is verified like any other."""
    found = mark_named(form.cleaned_data["mark"])
    if found is None:
        form.add_error("mark", _("We have issued no mark with this number."))
        return page(request, form, status=422)
    if found.current is None:
        return page(request, form, found=found)
    return page(request, form, data=pictures.text_of(found.current).encode(), found=found)


def page(
    request: ActorRequest,
    form: VerifyForm,
    *,
    data: bytes = b"",
    found: Mark | None = None,
    status: int = 200,
) -> HttpResponse:
    at = now()
    verdict = verdict_on(data, at) if data else None
    known = found or (mark_of(verdict) if verdict else None)
    context = {
        "form": form,
        "verdict": verdict,
        "headline": headline_of(verdict),
        "rows": rows_of(verdict),
        "checked": checked_of(verdict),
        "shown": shown(known, at) if known else None,
        "command": "bonafides trustmark verify FILE --issuer-document did.json --status-list status.json",
        "did_address": signing.address_of("did"),
    }
    answer = render(request, "trustmark/verify.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def verdict_on(data: bytes, at: datetime) -> Verdict:
    """Judge a file against our own document, with the list that it names if it is one of ours."""
    issuer, listed = signing.published_document(), list_named_in(data)
    return judge(data, issuer=issuer, at=at, status_list=listed, kind=Kind.MARK)


def list_named_in(data: bytes) -> bytes | None:
    try:
        entry = StatusEntry.parse(read_object(credential_in(data), what="credential").get("credentialStatus"))
        begin, _slash, number = entry.list_url.rpartition("/")
        if begin != signing.address_of("status_list", 1).rpartition("/")[0] or not number.isascii():
            return None
        return as_json(queries.status_list_numbered(int(number[:9])).document)
    except (CredentialError, NotFound, ValueError):
        return None


def mark_named(text: str) -> Mark | None:
    """By its number, or by an address of ours that ends with it."""
    last = [part for part in text.strip().partition("/marks/")[2].split("/") if part]
    try:
        return queries.mark_at(read_reference(last[0] if last else text.strip()))
    except NotFound:
        return None


def mark_of(verdict: Verdict) -> Mark | None:
    return mark_named(verdict.statement.id) if verdict.statement else None


def headline_of(verdict: Verdict | None) -> dict[str, str]:
    if verdict is None:
        return {}
    tone, icon, sentence = STATES[verdict.state]
    return {"tone": tone, "icon": icon, "sentence": _(sentence)}


def rows_of(verdict: Verdict | None) -> list[Row]:
    checks = verdict.checks if verdict else ()
    return [
        Row(_(CHECKS[check.name]), _(OUTCOMES[check.outcome][2]), *OUTCOMES[check.outcome][:2], check.sentence)
        for check in checks
    ]


def checked_of(verdict: Verdict | None) -> list[tuple[str, object]]:
    said = verdict.statement if verdict else None
    return [(requirement_name(one.code), one.checked_on) for one in said.requirements] if said else []


__all__ = ["Shown", "verify"]
