"""The author's pages: the statement, what stands in place of the item, objecting to a hold, receipt and proof."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.audit import queries as audit
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.links import link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation import letters, wording
from bonafides.safety.moderation.actions import accounts, holds
from bonafides.safety.moderation.actions.telling import address_of
from bonafides.safety.moderation.forms.telling import ContestForm, ObjectionForm, TokenForm
from bonafides.safety.moderation.models import Statement
from bonafides.safety.moderation.queries import accounts as accounts_known
from bonafides.safety.moderation.queries import appeals, proofs
from bonafides.safety.moderation.queries.shown import Shown, body_in, shown, tombstone_of
from bonafides.safety.moderation.queries.standing import standing_of
from bonafides.safety.moderation.support import SupportService
from bonafides.safety.moderation.views.public import NOTE, PACKAGE, download, wants_json

AUTHOR_LINKS = (LinkPurpose.STATEMENT, LinkPurpose.TOMBSTONE)
NOTHING_SAID = NotFound("nothing-said", gettext_noop("Nothing has been decided about this upload."))


@require_GET
@link_page(LinkPurpose.STATEMENT)
def statement(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """A statement of reasons: DSA Art. 17."""
    return _answer(request, statement_of(bearer))


@require_GET
@link_page(LinkPurpose.TOMBSTONE)
def statement_of_upload(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The latest statement about an upload, for whoever holds the upload's own token."""
    return _answer(request, statement_of(bearer))


def statement_of(bearer: LinkBearer) -> Statement:
    """The statement that an author's link opens."""
    if bearer.purpose == LinkPurpose.STATEMENT:
        return appeals.statement_named(bearer.about)
    latest = appeals.statements_of(bearer.about).first()
    if latest is None:
        raise NOTHING_SAID
    return latest


def _answer(request: ActorRequest, issued: Statement, form: ObjectionForm | None = None) -> HttpResponse:
    found = shown(issued, get_language() or "en", now())
    if wants_json(request):
        return JsonResponse(_document(found), json_dumps_params={"ensure_ascii": False})
    context = _page(found) | {"form": form or ObjectionForm(), "token": _token(request)}
    return render(request, "moderation/statement.html", context, status=422 if form else 200)


def _page(found: Shown) -> dict[str, Any]:
    issued = found.statement
    return {
        "shown": found,
        "notes": list(accounts_known.notes_standing(issued.item.author_reference)),
        "contest_form": ContestForm(),
        "statement": issued,
        "title": wording.title_of(issued.body["kind"], issued.body["measures"]),
        "sections": wording.sections_of(found.body),
        "log_sentence": wording.standing_sentence(standing_of(issued.event_id, now())),
        "services": letters.support_services(get_language() or "en"),
    }


def _document(found: Shown) -> dict[str, Any]:
    """The statement for programs: docs/reference/statement.md."""
    issued = found.statement
    standing = standing_of(issued.event_id, now())
    return {
        "reference": issued.reference,
        "item_reference": issued.item.reference,
        "language": issued.language,
        "issued_at": issued.issued_at.isoformat(),
        "state": issued.state,
        **issued.body,
        "log": {
            "stands": standing.stands.value,
            "number": standing.number,
            "since": standing.since.isoformat() if standing.since else None,
            "promised_at": standing.promised_at.isoformat() if standing.promised_at else None,
            "sentence": wording.standing_sentence(standing),
        },
        "can_object": found.hold is not None,
        "can_appeal": found.can_appeal,
        "appeals": [{"reference": each.reference, "due_at": each.due_at.isoformat()} for each in found.appeals],
        "support": [_service(each) for each in letters.support_services(issued.language)],
    }


def _service(service: SupportService) -> dict[str, Any]:
    return {name: getattr(service, name) for name in ("name", "kind", "country", "url", "phone", "checked")}


def _token(request: ActorRequest) -> str:
    """The token that this page was opened with, for its links; the page is never stored."""
    assert request.resolver_match is not None
    return str(request.resolver_match.kwargs["token"])


@require_POST
@link_page(*AUTHOR_LINKS)
def object_to_hold(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The author objects to a hold: a person is to look at once."""
    issued, form = statement_of(bearer), ObjectionForm(request.POST)
    if issued.hold is None or not form.is_valid():
        return _answer(request, issued, form)
    holds.object_to(hold=issued.hold, text=form.cleaned_data["text"], by=request.actor, at=now())
    return redirect(page_of(bearer, _token(request)))


@require_POST
@link_page(*AUTHOR_LINKS)
def contest_note(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The author says that the note about their account is wrong; a person looks at it."""
    issued, form = statement_of(bearer), ContestForm(request.POST)
    if not form.is_valid():
        return _answer(request, issued)
    text = form.cleaned_data["contest"]
    accounts.contest_return(reference=issued.item.author_reference, text=text, by=request.actor, at=now())
    return redirect(page_of(bearer, _token(request)) + "#note")


def page_of(bearer: LinkBearer, token: str) -> str:
    """The page that an author's link opens."""
    name = "statement" if bearer.purpose == LinkPurpose.STATEMENT else "statement_of_upload"
    return reverse(f"moderation:{name}", args=[token])


@require_GET
@link_page(*AUTHOR_LINKS)
def statement_receipt(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The signed promise that the statement stands in the log."""
    issued = statement_of(bearer)
    return download(audit.receipt_for(issued.event_id), NOTE, f"{issued.reference}.note")


@require_GET
@link_page(*AUTHOR_LINKS)
def statement_proof(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The author's proof package."""
    item = statement_of(bearer).item
    return download(proofs.proof_for_author(item, at=now()), PACKAGE, f"{item.reference}.proof.zip")


# -- in place of the item ---------------------------------------------------------------------------------------------


@require_GET
def tombstone(request: ActorRequest, reference: str) -> HttpResponse:
    """What a platform serves in place of an item; no token, nothing personal."""
    item = appeals.item_named(reference)
    latest = appeals.statements_of(item.reference).first()
    if latest is None:
        raise NOTHING_SAID
    document = tombstone_of(item, latest)
    if wants_json(request):
        opens = address_of("statement_of_upload", "TOKEN").replace("TOKEN", "{token}")
        return JsonResponse(document | {"full_statement": opens})
    context = {
        "tombstone": document,
        "clauses": body_in(latest, get_language() or "en")["clauses"],
        "statement": latest,
        "title": wording.tombstone_title(latest.body["kind"]),
        "measures": [wording.public_measure_sentence(each["measure"]) for each in latest.body["measures"]],
        "form": TokenForm(),
        "services": letters.support_services(get_language() or "en"),
    }
    return render(request, "moderation/tombstone.html", context)


@require_POST
def open_with_token(request: ActorRequest) -> HttpResponse:
    """From the upload's own token to the full statement, without the token in anybody's history but the author's."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return redirect("home")
    return redirect("moderation:statement_of_upload", token=form.cleaned_data["token"])
