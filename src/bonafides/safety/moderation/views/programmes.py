"""The programme's alerts: setting them up, what came, a dispute, and the door for webhooks."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import problem, sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict, DomainError, Invalid, NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation.actions import answering, programmes
from bonafides.safety.moderation.forms.programmes import ProgrammeForm
from bonafides.safety.moderation.models import ProgrammeAlert

BODY_LIMIT_BYTES = 64 * 1024
COLUMNS = [
    Column("alert", lambda alert: alert.alert),
    Column("case", lambda alert: alert.flag.case.reference if alert.flag else ""),
    Column("entity", lambda alert: alert.entity),
    Column("designated_by", lambda alert: alert.designated_by),
    Column("received_at", lambda alert: alert.received_at),
    Column("answer", lambda alert: alert.answer),
    Column("answered_at", lambda alert: alert.answered_at),
    Column("withdrawn_at", lambda alert: alert.withdrawn_at),
]


@require_GET
def programme(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    if fmt := request.GET.get("format"):
        return table_response(received().iterator(1_000), COLUMNS, fmt, "programme-alerts")
    return programme_page(request, ProgrammeForm())


def received() -> QuerySet[ProgrammeAlert]:
    rows: QuerySet[ProgrammeAlert] = ProgrammeAlert.objects.select_related("flag__case")
    return rows.order_by("-pk")


def programme_page(request: ActorRequest, form: ProgrammeForm, status: int = 200) -> HttpResponse:
    connection = programmes.connection_in_use()
    door = reverse("moderation:programme_door", args=[connection.reference]) if connection else ""
    context = {
        "own_address": reverse("moderation:programme"),
        "form": form,
        "connection": connection,
        "door": f"{settings.PUBLIC_URL}{door}",
        "page": page_of(received(), request),
    }
    return render(request, "moderation/programme.html", context, status=status)


@never_cache
@require_POST
def connect_programme(request: ActorRequest) -> HttpResponse:
    form = ProgrammeForm(request.POST)
    if not form.is_valid():
        return programme_page(request, form, status=422)
    programmes.connect(**form.cleaned_data, by=request.actor, at=now())
    messages.success(request, _("The programme's alerts come into the queue from now on."))
    return redirect("moderation:programme")


@require_POST
def disconnect_programme(request: ActorRequest) -> HttpResponse:
    programmes.disconnect(by=request.actor, at=now())
    messages.success(request, _("Nothing more is fetched, and the door is shut."))
    return redirect("moderation:programme")


@require_POST
def dispute_alert(request: ActorRequest, number: int) -> HttpResponse:
    """Back to the case, with what was wrong as a message."""
    alert = get_object_or_404(ProgrammeAlert.objects.select_related("flag__case", "connection"), pk=number)
    try:
        answering.dispute_alert(alert=alert, reason=request.POST.get("reason", ""), by=request.actor, at=now())
        messages.success(request, _("The programme is told that we dispute its alert."))
    except (Conflict, Invalid) as error:
        messages.error(request, sentence_of(error))
    return redirect("moderation:case", alert.flag.case.reference) if alert.flag else redirect("moderation:queue")


@csrf_exempt  # a program's door: the signature says who posts, and no cookie counts
def programme_door(request: ActorRequest, reference: str) -> HttpResponse:
    """A webhook of the programme; to anything else there is nothing here."""
    if request.method != "POST":
        raise NotFound("no-such-door", gettext_noop("There is nothing here."))
    body = request.read(BODY_LIMIT_BYTES + 1)
    try:
        if len(body) > BODY_LIMIT_BYTES:
            raise Invalid("body-too-large", gettext_noop("The message is larger than an alert can be."))
        headers = {name.lower(): value for name, value in request.headers.items()}
        programmes.receive(reference=reference, headers=headers, body=body, at=now())
    except DomainError as error:
        return problem(error)
    return HttpResponse(status=204)
