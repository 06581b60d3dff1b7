"""Pages without sign-in: contact point, counts, and what token links open."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.links import link_page
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.clock import now
from bonafides.safety.orders import permissions
from bonafides.safety.orders.actions import disclosure, oncall, replying
from bonafides.safety.orders.annexes import CONTENT_TYPES
from bonafides.safety.orders.ical import calendar_of
from bonafides.safety.orders.models import ClockPause, Order
from bonafides.safety.orders.queries import clocks, counts, desk, orders, replies
from bonafides.safety.orders.vocabulary import ClockKind

COUNT_COLUMNS = [
    Column("year", lambda row: row.year),
    Column("kind", lambda row: row.kind),
    Column("country", lambda row: row.country),
    Column("outcome", lambda row: row.outcome),
    Column("count", lambda row: row.count),
]


@require_GET
def contact_point(request: ActorRequest) -> HttpResponse:
    """Art. 15: where orders are received, in which languages, at what hours."""
    context = {"contact": desk.contact_point(), "may_set": permissions.can_set(request.actor)}
    return render(request, "orders/contact_point.html", context | {"platform": desk.platform_name()})


@require_GET
def public_counts(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = counts.published()
    if fmt := request.GET.get("format"):
        return table_response(rows, COUNT_COLUMNS, fmt, "orders-and-requests")
    return render(request, "orders/counts.html", {"rows": rows, "platform": desk.platform_name()})


@require_http_methods(["GET", "POST"])
@link_page(LinkPurpose.ON_CALL)
def take_over(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The link in a call: one click, and nobody else is woken. A program that only follows links presses nothing."""
    reference = bearer.about.partition(":")[0]
    order: Order = orders.order_named(reference)
    if request.method == "POST":
        oncall.take_over_by_link(about=bearer.about, by=request.actor, at=now())
        return redirect(request.get_full_path())
    taken = order.calls.exclude(acknowledged_at=None).select_related("person").first()
    hour = order.clocks.filter(kind=ClockKind.EXECUTION).first()
    paused = ClockPause.objects.filter(clock=hour, until_at=None).exists()
    return render(request, "orders/take_over.html", {"order": order, "taken": taken, "hour": hour, "paused": paused})


@require_http_methods(["GET", "POST"])
@link_page(LinkPurpose.ORDER_AUTHOR)
def author(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """What the author may know: Art. 11. Reasons and redress are given once they are asked for."""
    order = orders.order_named(bearer.about)
    if request.method == "POST":
        disclosure.give_reasons(reference=order.reference, by=request.actor, at=now())
        return redirect(request.get_full_path())
    kinds = order.annex.get("content_types", "").split("\n")
    context = {"order": order, "types": [words for code, words in CONTENT_TYPES if code in kinds]}
    return render(request, "orders/author.html", context | {"platform": desk.platform_name()})


@require_http_methods(["GET", "POST"])
@link_page(LinkPurpose.ORDER_REPLY)
def reply_receipt(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """The authority confirms that our reply came."""
    if request.method == "POST":
        replying.confirm_receipt(reference=bearer.about, by=request.actor, at=now())
        return redirect(request.get_full_path())
    reply = replies.reply_named(bearer.about)
    return render(request, "orders/reply_receipt.html", {"reply": reply, "platform": desk.platform_name()})


@require_GET
@link_page(LinkPurpose.CALENDAR)
def calendar_file(request: ActorRequest, bearer: LinkBearer) -> HttpResponse:
    """Every running clock for a calendar program; references only."""
    data = calendar_of(list(clocks.for_calendar()), now())
    return HttpResponse(data, content_type="text/calendar; charset=utf-8")
