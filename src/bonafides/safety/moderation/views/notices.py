"""The public notice form, without an account: DSA Art. 16. Its receipt is shown once, on a page that nothing stores."""

import io
import json
import zipfile

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.audit.queries import receipt_for
from bonafides.base.http.callers import caller
from bonafides.base.http.rates import Limiter
from bonafides.base.http.requests import ActorRequest
from bonafides.base.keys import envelope
from bonafides.base.people.links import kept_quiet
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError, Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions import flags
from bonafides.safety.moderation.actions.flags import Receipt
from bonafides.safety.moderation.actions.telling import address_of
from bonafides.safety.moderation.forms.notices import NoticeForm, say
from bonafides.safety.moderation.queries.flags import Receipted, receipted
from bonafides.safety.moderation.views.public import NOTE, PACKAGE, download
from bonafides.safety.moderation.vocabulary import SourceKind

NOTICES_PER_MINUTE = 12  # from one network
LIMITER = Limiter(processes=settings.SERVER_WORKERS)

COOKIE, COOKIE_PATH, COOKIE_SECONDS = "bonafides_receipt", "/notice/received/", 900
NO_RECEIPT = NotFound("no-receipt", _("This page has closed. Use the link that you kept, or the mail we sent."))


@require_http_methods(["GET", "POST"])
def notice(request: ActorRequest) -> HttpResponse:
    """GET: the form, filled in from `?item=` and `?url=`. POST: take the notice, then show its receipt."""
    if request.method == "GET":
        return _form_page(request, NoticeForm(initial=_named_in(request)))
    form = NoticeForm(request.POST)
    if form.is_valid():
        try:
            return _to_receipt(request, _take(request, form))
        except Invalid as error:
            say(form, error)
    return _form_page(request, form, status=422)


def _named_in(request: HttpRequest) -> dict[str, str]:
    """What a link on the platform's page names."""
    return {"item": request.GET.get("item", "")[:300], "addresses_text": request.GET.get("url", "")[:2_000]}


def _form_page(request: ActorRequest, form: NoticeForm, status: int = 200) -> HttpResponse:
    answer = kept_quiet(render(request, "moderation/notice.html", {"form": form}, status=status))
    answer["Referrer-Policy"] = "same-origin"  # with "no-referrer" a browser posts without its origin: CSRF refuses
    return answer


def _take(request: ActorRequest, form: NoticeForm) -> Receipt:
    LIMITER.take(caller(request), per_minute=NOTICES_PER_MINUTE, at=now())
    reports = form.reports(SourceKind.USER_NOTICE, get_language() or "en")
    set_aside = form.addresses().set_aside_as_json()
    if len(reports) == 1 and not set_aside:
        return flags.raise_flag(report=reports[0], by=request.actor, at=now())
    return flags.raise_batch(reports=reports, set_aside=set_aside, by=request.actor, at=now())


def _to_receipt(request: ActorRequest, receipt: Receipt) -> HttpResponse:
    """On to the receipt, whose token travels in a sealed cookie: in no address, no log, no referrer."""
    sealed = envelope.seal_text(json.dumps([receipt.reference, receipt.token]), purpose=COOKIE, bound_to=COOKIE_PATH)
    answer = redirect("moderation:notice_received")
    answer.set_cookie(
        COOKIE,
        sealed,
        max_age=COOKIE_SECONDS,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return kept_quiet(answer)


def _carried(request: HttpRequest) -> tuple[str, str]:
    """Reference and token of the notice that was just given."""
    try:
        sealed = request.COOKIES[COOKIE]
        reference, token = json.loads(envelope.unseal_text(sealed, purpose=COOKIE, bound_to=COOKIE_PATH))
    except (KeyError, DomainError) as error:
        raise NO_RECEIPT from error
    return reference, token


@require_GET
def received(request: ActorRequest) -> HttpResponse:
    """The receipt: reference, the link to keep, the signed promise. It can be read again for a quarter of an hour."""
    reference, token = _carried(request)
    context = {"receipt": receipted(reference), "status_url": address_of("notice_status", token)}
    return kept_quiet(render(request, "moderation/notice_received.html", context))


@require_GET
def receipt_file(request: ActorRequest) -> HttpResponse:
    """The signed promise as a file; several as a package."""
    found = receipted(_carried(request)[0])
    if len(found.flags) == 1:
        return kept_quiet(download(receipt_for(found.flags[0].event_id), NOTE, f"receipt-{found.reference}.txt"))
    return kept_quiet(download(_packed(found), PACKAGE, f"receipts-{found.reference}.zip"))


def _packed(found: Receipted) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for flag in found.flags:
            package.writestr(f"receipt-{flag.reference}.txt", receipt_for(flag.event_id))
    return packed.getvalue()
