"""The notifier's pages: what became of a notice, its receipt, its proof."""

from itertools import zip_longest
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
from bonafides.safety.moderation.vocabulary.limits import PUBLIC_BATCH_LIMIT


@require_GET
@link_page(LinkPurpose.NOTICE_STATUS)
def notice_status(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The state of one notice, or of each line of a batch."""
    notice = notice_named(bearer.about, now())
    sentences = log_sentences(notice)
    if wants_json(request):
        return JsonResponse(_document(notice, sentences), json_dumps_params={"ensure_ascii": False})
    context: dict[str, Any] = {
        "notice": notice,
        "lines": list(zip_longest(notice.lines, sentences, fillvalue="")),
        "log_sentence": "" if notice.batch else sentences[0],
        "token": request.resolver_match.kwargs["token"] if request.resolver_match else "",
        "services": letters.support_services(get_language() or "en"),
    }
    return render(request, "moderation/notice_status.html", context)


def _document(notice: Notice, sentences: list[str]) -> dict[str, Any]:
    """The page for programs: each verified line has its sentence, and `log` the first one's."""
    document = notice.as_json()
    for line, sentence in zip(document["lines"], sentences, strict=False):
        line["log_sentence"] = sentence
    return document | {"log": {"sentence": sentences[0]}}


def log_sentences(notice: Notice) -> list[str]:
    """Where each line stands in the log, verified for as many as anyone's notice has; the proof holds all."""
    first = notice.lines[:PUBLIC_BATCH_LIMIT]
    return [wording.standing_sentence(standing_of(line.flag.event_id, now())) for line in first]


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
