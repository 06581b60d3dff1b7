"""Pages of the pledge: the text for everyone, signing it, the register, and its next version."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.vocabulary import MEMBER_TEAM
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid, NotFound, RuleBroken
from bonafides.kernel.text import gettext_noop
from bonafides.programme.members import queries as members
from bonafides.programme.pledge import actions, permissions, queries, rules
from bonafides.programme.pledge import record as records
from bonafides.programme.pledge.forms import SignForm, TextForm, WithdrawForm
from bonafides.programme.pledge.models import PledgeVersion, Signature
from bonafides.programme.pledge.vocabulary import LANGUAGES, ORIGINAL

REGISTER_COLUMNS = [
    Column("member", lambda signature: signature.member.name),
    Column("website", lambda signature: signature.member.website),
    Column("version", lambda signature: signature.version.number),
    Column("signed_at", lambda signature: signature.signed_at),
    Column("reference", lambda signature: signature.reference),
]
ALL_COLUMNS = [
    *REGISTER_COLUMNS,
    Column("signatory", lambda signature: signature.signatory),
    Column("position", lambda signature: signature.position),
    Column("withdrawn_at", lambda signature: signature.withdrawn_at),
    Column("listed", lambda signature: signature.is_listed),
]


def language_of(wanted: str = "") -> str:
    """The language of the page, where the pledge has it."""
    language = wanted or (get_language() or ORIGINAL).split("-")[0]
    return language if language in LANGUAGES else ORIGINAL


# -- for everyone -----------------------------------------------------------------------------------------------------


@require_GET
def text(request: ActorRequest) -> HttpResponse:
    """The pledge in force."""
    return version_page(request, queries.version_in_force())


@require_GET
def version(request: ActorRequest, number: int) -> HttpResponse:
    return version_page(request, queries.version_numbered(number))


def version_page(request: ActorRequest, shown: PledgeVersion) -> HttpResponse:
    if request.GET.get("format") == "json":
        document = {"version": shown.number, "digest": shown.digest, "texts": shown.texts}
        return JsonResponse(document, json_dumps_params={"ensure_ascii": False})
    words = queries.text_of(shown, language_of())
    context = {
        "version": shown,
        "text": words,
        "principles": queries.principles_of(words),
        "in_force": queries.version_in_force(),
        "versions": queries.versions()[:20],
        "translation_unreviewed": not words.get("reviewed", False),
    }
    return render(request, "pledge/text.html", context)


@require_GET
def register(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """Who signed and had it listed."""
    rows = queries.register()
    if fmt := request.GET.get("format"):
        return table_response(rows, REGISTER_COLUMNS, fmt, "pledge-signatures")
    return render(request, "pledge/register.html", {"page": page_of(rows, request)})


@require_GET
def signature(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.signature_for(request.actor, reference)
    context = {
        "signature": shown,
        "state": shown.state_under(queries.version_in_force().number),
        "is_own": permissions.can_sign(request.actor, shown.member),
        "form": WithdrawForm(),
    }
    return render(request, "pledge/signature.html", context)


@require_GET
def record(request: ActorRequest, reference: str) -> HttpResponse:
    """The signed text on paper."""
    shown = queries.signature_for(request.actor, reference)
    answer = HttpResponse(records.pdf_of(shown, labels()), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="pledge-{shown.reference}.pdf"'
    return answer


def labels() -> dict[str, str]:
    """The words around the signature, in the reader's language."""
    return {
        "digest": _("SHA-256 of the signed text"),
        "version": _("Pledge, version"),
        "signed_for": _("Signed for"),
        "by": _("By"),
        "authority": _("Authority to sign"),
        "at": _("On"),
        "reference": _("Reference"),
    }


@require_GET
def credential(request: ActorRequest, reference: str) -> HttpResponse:
    """The record for machines: a signed credential."""
    shown = queries.signature_for(request.actor, reference)
    answer = JsonResponse(shown.credential, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="pledge-{shown.reference}.json"'
    return answer


# -- signed in --------------------------------------------------------------------------------------------------------


@require_GET
def pledge(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """A member's own page of the pledge; for the programme, all signatures."""
    if request.actor.has_role(*MEMBER_TEAM):
        return own_page(request, SignForm())
    rows = queries.signatures()
    if fmt := request.GET.get("format"):
        return table_response(rows, ALL_COLUMNS, fmt, "pledge-signatures")
    context = {
        "page": page_of(rows, request),
        "in_force": queries.version_in_force(),
        "draft": queries.draft(),
        "languages": LANGUAGES,
        "may_publish": permissions.can_publish(request.actor),
    }
    return render(request, "pledge/signatures.html", context)


def own_page(request: ActorRequest, form: SignForm, status: int = 200) -> HttpResponse:
    member = members.member_of(request.actor)
    in_force = queries.version_in_force()
    words = queries.text_of(in_force, language_of())
    context = {
        "member": member,
        "version": in_force,
        "text": words,
        "principles": queries.principles_of(words),
        "refusal": refusal_for(member),
        "may_sign": permissions.can_sign(request.actor, member),
        "signatures": queries.signatures_of(member)[:20],
        "signed": queries.signature_of(member),
        "state": queries.state_for(member),
        "form": form,
    }
    return render(request, "pledge/own.html", context, status=status)


def refusal_for(member: members.Member) -> str:
    """Why the pledge is not offered to this member today; empty if it is."""
    try:
        rules.check_may_be_offered(queries.signing_facts(member))
    except RuleBroken as error:
        return str(sentence_of(error))
    return ""


@require_POST
def sign(request: ActorRequest) -> HttpResponse:
    form = SignForm(request.POST)
    if not form.is_valid():
        return own_page(request, form, status=422)
    wanted: dict[str, Any] = {"member": members.member_of(request.actor), "language": language_of(), **form.wanted()}
    signed = actions.sign_pledge(**wanted, by=request.actor, at=now())
    messages.success(request, _("The pledge is signed. The record stands below, and its digest in the public log."))
    return redirect("pledge:signature", signed.reference)


@require_POST
def withdraw(request: ActorRequest, reference: str) -> HttpResponse:
    shown: Signature = queries.signature_for(request.actor, reference)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        context = {"signature": shown, "form": form, "is_own": True}
        return render(request, "pledge/signature.html", context, status=422)
    actions.withdraw_signature(signature=shown, **form.cleaned_data, by=request.actor, at=now())
    messages.success(request, _("The signature is withdrawn. The record stays, and says so."))
    return redirect("pledge:pledge")


@require_POST
def list_(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.signature_for(request.actor, reference)
    actions.list_signature(signature=shown, listed="listed" in request.POST, by=request.actor, at=now())
    messages.success(request, _("Your choice was noted."))
    return redirect("pledge:signature", reference)


# -- the next version -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def draft(request: ActorRequest, language: str) -> HttpResponse:
    if language not in LANGUAGES:
        raise NotFound("no-such-language", gettext_noop("The pledge has no text in this language."))
    version = queries.draft() or queries.version_in_force()
    note = version.change_note if version.published_at is None else ""
    form = TextForm(request.POST or None, initial=TextForm.initial_of(queries.text_of(version, language), note))
    if request.method == "POST" and form.is_valid():
        kept: dict[str, Any] = {"text": form.text(), "change_note": form.cleaned_data["change_note"]}
        actions.save_draft(language=language, **kept, by=request.actor, at=now())
        messages.success(request, _("The draft is kept. It is in force once it is published."))
        return redirect("pledge:draft", language)
    context = {"form": form, "language": language, "languages": LANGUAGES, "draft": queries.draft()}
    return render(request, "pledge/draft.html", context, status=422 if form.is_bound else 200)


@require_POST
def publish(request: ActorRequest) -> HttpResponse:
    try:
        published = actions.publish_draft(by=request.actor, at=now())
    except Invalid as error:
        messages.error(request, sentence_of(error))
        return redirect("pledge:draft", ORIGINAL)
    words = _("Version %(number)s is in force. Whoever signed before is asked to sign again.")
    messages.success(request, words % {"number": published.number})
    return redirect("pledge:text")
