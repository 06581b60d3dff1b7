"""The calendar, and what the desk keeps of itself: contact point, rota, register of authorities."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.outbox import queries as outbox
from bonafides.kernel.clock import now
from bonafides.safety.orders import letters, permissions
from bonafides.safety.orders.actions import clocks as clock_actions
from bonafides.safety.orders.actions import register
from bonafides.safety.orders.forms import AuthorityForm, ContactForm, GatewayForm, ShiftForm
from bonafides.safety.orders.models import Authority
from bonafides.safety.orders.queries import clocks, desk
from bonafides.safety.orders.views.shared import form_page
from bonafides.safety.orders.vocabulary import ON_CALL_AUDIENCE

CLOCK_COLUMNS = [
    Column("reference", lambda clock: clock.reference),
    Column("kind", lambda clock: clock.kind),
    Column("about", lambda clock: clock.about),
    Column("owner", lambda clock: clock.owner.code),
    Column("started_at", lambda clock: clock.started_at),
    Column("due_at", lambda clock: clock.due_at),
    Column("zone", lambda clock: clock.zone),
    Column("paused_at", lambda clock: clock.paused_at),
    Column("stopped_at", lambda clock: clock.stopped_at),
    Column("outcome", lambda clock: clock.outcome),
]
AUTHORITY_COLUMNS = [
    Column("country", lambda row: row.country),
    Column("name", lambda row: row.name),
    Column("competences", lambda row: row.competences),
    Column("domains", lambda row: row.domains),
    Column("url", lambda row: row.url),
    Column("source", lambda row: row.source),
    Column("as_of", lambda row: row.as_of),
    Column("checked", lambda row: row.checked),
]


# -- the calendar -----------------------------------------------------------------------------------------------------


@require_GET
def calendar(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """Every clock in one place."""
    state = request.GET.get("state", "running")
    rows = clocks.clocks(request.actor, state=state)
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(500), CLOCK_COLUMNS, fmt, "clocks")
    context = {"page": page_of(rows, request), "state": state, "may_set": permissions.can_set(request.actor)}
    return render(request, "orders/calendar.html", context)


@require_POST
def calendar_token(request: ActorRequest) -> HttpResponse:
    """A new address for one's own calendar program, shown once."""
    token = register.issue_calendar(by=request.actor, at=now())
    answer = render(request, "orders/calendar_token.html", {"url": letters.address_of("calendar_file", token)})
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def published(request: ActorRequest, reference: str) -> HttpResponse:
    clock = clocks.clock_for(request.actor, reference)
    clock_actions.note_published(clock=clock, by=request.actor, at=now())
    return redirect("orders:calendar")


# -- contact point and rota -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def set_contact_point(request: ActorRequest) -> HttpResponse:
    permissions.check_can_set(request.actor)
    contact = desk.contact_point()
    names = ("email", "phone", "hours", "zone", "country", "address", "legal_representative")
    initial = {name: value for name in names if (value := getattr(contact, name))}
    form = ContactForm(request.POST or None, initial=initial | {"languages_text": ", ".join(contact.languages)})

    def save() -> str:
        register.set_contact_point(wanted=form.wanted(), by=request.actor, at=now())
        return reverse("orders:contact_point")

    return form_page(request, "orders/set_contact_point.html", form, save)


@require_http_methods(["GET", "POST"])
def rota(request: ActorRequest) -> HttpResponse:
    """Who is called, and when; a new shift."""
    may_set = permissions.can_set(request.actor)
    if request.method == "POST":
        permissions.check_can_set(request.actor)
    form = ShiftForm(request.POST or None)
    context = {
        "shifts": desk.shifts(),
        "chain": desk.on_call(now()),
        "may_set": may_set,
        "gateways": outbox.endpoints_of(ON_CALL_AUDIENCE),
        "gateway_form": GatewayForm(),
        "zone": str(desk.zone()),
    }
    return form_page(request, "orders/rota.html", form, lambda: added(request, form), **context)


def added(request: ActorRequest, form: ShiftForm) -> str:
    given = dict(form.cleaned_data)
    person = next(each for each in desk.executors() if each.code == given["person"])
    register.add_shift(**given | {"person": person}, by=request.actor, at=now())
    return reverse("orders:rota")


@require_POST
def end_shift(request: ActorRequest, reference: str) -> HttpResponse:
    shift = desk.shift_for(request.actor, reference)
    register.end_shift(shift=shift, by=request.actor, at=now())
    return redirect("orders:rota")


@require_POST
def add_gateway(request: ActorRequest) -> HttpResponse:
    """A phone gateway; its secret is shown once."""
    permissions.check_can_set(request.actor)
    form = GatewayForm(request.POST)
    if not form.is_valid():
        return render(request, "orders/gateway.html", {"form": form}, status=422)
    secret = register.add_gateway(url=form.cleaned_data["url"], by=request.actor, at=now())
    answer = render(request, "orders/gateway.html", {"form": form, "secret": secret})
    answer["Cache-Control"] = "no-store"
    return answer


# -- authorities ------------------------------------------------------------------------------------------------------


@require_GET
def authorities(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    permissions.check_can_read(request.actor)
    rows = Authority.objects.order_by("country", "name")
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(200), AUTHORITY_COLUMNS, fmt, "competent-authorities")
    context = {"page": page_of(rows, request), "may_execute": permissions.can_execute(request.actor)}
    return render(request, "orders/authorities.html", context)


@require_POST
def bring_in_shipped(request: ActorRequest) -> HttpResponse:
    register.bring_in_shipped(by=request.actor, at=now())
    return redirect("orders:authorities")


@require_http_methods(["GET", "POST"])
def new_authority(request: ActorRequest) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    form = AuthorityForm(request.POST or None, initial={"as_of": now().date()})
    return form_page(request, "orders/authority.html", form, lambda: kept(request, None, form))


@require_http_methods(["GET", "POST"])
def authority(request: ActorRequest, reference: str) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    row = desk.authority_for(request.actor, reference)
    names = ("country", "name", "competences", "email", "phone", "url", "source", "as_of", "checked", "is_active")
    initial = {name: getattr(row, name) for name in names} | {"domains_text": ", ".join(row.domains)}
    initial["first_contact_at"] = row.first_contact_at.isoformat() if row.first_contact_at else ""
    form = AuthorityForm(request.POST or None, initial=initial)
    return form_page(request, "orders/authority.html", form, lambda: kept(request, row, form), authority=row)


def kept(request: ActorRequest, row: Authority | None, form: AuthorityForm) -> str:
    register.keep_authority(authority=row, wanted=form.wanted(), by=request.actor, at=now())
    return reverse("orders:authorities")
