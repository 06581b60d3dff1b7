"""The notifier's pages: what became of a notice, its receipt, its proof."""

from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from bonafides.base.audit import queries as audit
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.links import link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.safety.moderation import letters, wording
from bonafides.safety.moderation.queries import proofs
from bonafides.safety.moderation.queries.appeals import flags_about
from bonafides.safety.moderation.queries.notices import Notice, notice_named
from bonafides.safety.moderation.queries.standing import standing_of
from bonafides.safety.moderation.views.public import NOTE, PACKAGE, download, wants_json


@require_GET
@link_page(LinkPurpose.NOTICE_STATUS)
def notice_status(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The state of one notice, or of each line of a batch."""
    notice = notice_named(bearer.about, now())
    sentence = log_sentence(notice)
    if wants_json(request):
        return JsonResponse(
            {**notice.as_json(), "log": {"sentence": sentence}}, json_dumps_params={"ensure_ascii": False}
        )
    context: dict[str, Any] = {
        "notice": notice,
        "log_sentence": sentence,
        "token": request.resolver_match.kwargs["token"] if request.resolver_match else "",
        "services": letters.support_services(get_language() or "en"),
    }
    return render(request, "moderation/notice_status.html", context)


def log_sentence(notice: Notice) -> str:
    """Of the first line: all lines of a batch are recorded in one transaction."""
    return wording.standing_sentence(standing_of(notice.lines[0].flag.event_id, now()))


@require_GET
@link_page(LinkPurpose.NOTICE_STATUS)
def notice_receipt(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The signed promise that the notice stands in the log."""
    flags, _batch = flags_about(bearer.about)
    return download(audit.receipt_for(flags[0].event_id), NOTE, f"{bearer.about}.note")


@require_GET
@link_page(LinkPurpose.NOTICE_STATUS)
def notice_proof(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The notifier's proof package, with every line of a batch."""
    flags, _batch = flags_about(bearer.about)
    return download(proofs.proof_for_notifier(flags, at=now()), PACKAGE, f"{bearer.about}.proof.zip")
