"""Pages of lists that we share: with whom, how far each has read, and a key that is shown once."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.requests import ActorRequest
from bonafides.base.keys import signing
from bonafides.base.people import shown_once
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions as bank_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.feeds import hma, permissions, queries
from bonafides.safety.feeds.actions import sharing
from bonafides.safety.feeds.forms import ShareForm, SubscriberForm
from bonafides.safety.feeds.models import Subscriber

SUBSCRIBER_COLUMNS = [
    Column("subscriber", lambda each: each.name),
    Column("since", lambda each: each.admitted_at),
    Column("asked_last", lambda each: read_by(each, "read_at")),
    Column("read_up_to_row", lambda each: read_by(each, "upto")),
]


def read_by(subscriber: Subscriber, what: str) -> object:
    """How far a subscriber has read, if it has."""
    return getattr(getattr(subscriber, "reading", None), what, None)


@require_GET
def share(request: ActorRequest, bank: str) -> HttpResponseBase:
    """With whom a list is shared; as a file, its subscribers."""
    if wanted := request.GET.get("format"):
        permissions.check_can_read(request.actor)
        rows = queries.subscribers_of(queries.shared_for(bank))
        return table_response(rows, SUBSCRIBER_COLUMNS, wanted, "subscribers")
    return share_page(request, bank, ShareForm(), SubscriberForm())


def share_page(
    request: ActorRequest, bank: str, form: ShareForm, subscriber_form: SubscriberForm, status: int = 200
) -> HttpResponse:
    """A list and whom it is shared with."""
    permissions.check_can_read(request.actor)
    listed, found = banks.bank_for(request.actor, bank), queries.shared_list(bank)
    context = {
        "own_address": reverse("feeds:share", args=[bank]),
        "bank": listed,
        "shared": found,
        "subscribers": queries.subscribers_of(found) if found else (),
        "form": form,
        "subscriber_form": subscriber_form,
        "may_keep": permissions.can_keep(request.actor),
        "address": request.build_absolute_uri(reverse("feeds:shared", args=[bank])),
        "public_key": signing.public_keys("receipts")[0].vkey,
        "new_key": shown_once.take(request),
    }
    return render(request, "feeds/share.html", context, status=status)


@require_POST
def start(request: ActorRequest, bank: str) -> HttpResponse:
    listed, form = banks.bank_for(request.actor, bank), ShareForm(request.POST)
    if not mended(form, lambda: sharing.share(bank=listed, **form.cleaned_data, by=request.actor, at=now())):
        return share_page(request, bank, form, SubscriberForm(), status=422)
    messages.success(request, _("The list is shared from now on."))
    return redirect("feeds:share", bank)


@require_POST
def end(request: ActorRequest, bank: str) -> HttpResponse:
    sharing.end_sharing(found=queries.shared_for(bank), by=request.actor, at=now())
    messages.success(request, _("The list is not shared any more."))
    return redirect("feeds:share", bank)


@require_POST
def admit(request: ActorRequest, bank: str) -> HttpResponse:
    found, form = queries.shared_for(bank), SubscriberForm(request.POST)

    def act() -> None:
        _subscriber, key = sharing.admit(found=found, **form.cleaned_data, by=request.actor, at=now())
        shown_once.keep(request, key)

    if not mended(form, act, field_of={"subscriber-name": "name", "subscriber-name-taken": "name"}):
        return share_page(request, bank, ShareForm(), form, status=422)
    return redirect("feeds:share", bank)


@require_POST
def end_subscription(request: ActorRequest, bank: str, key: str) -> HttpResponse:
    subscriber = queries.subscriber_for(request.actor, bank, key)
    sharing.end_subscription(subscriber=subscriber, by=request.actor, at=now())
    messages.success(request, _("The subscription has ended. End its key where API keys are kept."))
    return redirect("feeds:share", bank)


@require_POST
def export(request: ActorRequest, bank: str) -> StreamingHttpResponse:
    """The list for python-threatexchange; that it left is recorded first."""
    listed = banks.bank_for(request.actor, bank)
    bank_actions.record_export(bank=listed, format_="local_file", by=request.actor, at=now())
    lines = hma.lines_of(banks.rows_to_export(listed))
    answer = StreamingHttpResponse(lines, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="list-{listed.reference}.txt"'
    answer["Cache-Control"] = "no-store"
    return answer
