"""The desk, taking an order in, one order, and everything that is done with it."""

from collections.abc import Callable
from datetime import UTC
from typing import Any

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.blobs import queries as blobs
from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.people.queries import person_of
from bonafides.kernel.clock import now
from bonafides.safety.orders import permissions
from bonafides.safety.orders.actions import disclosure, executing, intake, oncall, replying, scrutiny
from bonafides.safety.orders.actions.intake import Taken
from bonafides.safety.orders.forms import (
    REPLY_FIELDS,
    AnnexForm,
    AuthorAskedForm,
    ChecksForm,
    ClarifiedForm,
    DefectForm,
    EmbargoForm,
    FindingForm,
    ImportForm,
    NewOrderForm,
    ReasonForm,
    ReinstateForm,
    ReplyForm,
    ScrutinyForm,
    initial_of,
    offset_of,
)
from bonafides.safety.orders.mail import Receipt
from bonafides.safety.orders.models import Order
from bonafides.safety.orders.queries import desk, orders, replies
from bonafides.safety.orders.views.shared import SmallForms, form_page, small_form, small_forms
from bonafides.safety.orders.vocabulary import Answer, Channel, Check, Defect, ReinstateReason, ScrutinyFinding

COLUMNS = [
    Column("reference", lambda order: order.reference),
    Column("state", lambda order: order.state),
    Column("channel", lambda order: order.channel),
    Column("authority_reference", lambda order: order.annex.get("reference", "")),
    Column("issuing_state", lambda order: order.annex.get("issuing_state", "")),
    Column("received_at", lambda order: order.received_at),
    Column("received_zone", lambda order: order.received_zone),
    Column("asked_at", lambda order: order.asked_at),
    Column("disabled_at", lambda order: order.disabled_at),
    Column("reinstated_at", lambda order: order.reinstated_at),
    Column("items", lambda order: len(order.items.all())),
]

SMALL_FORMS: SmallForms = {
    "author_asked": AuthorAskedForm,
    "clarified": ClarifiedForm,
    "close": ReasonForm,
    "defect": DefectForm,
    "embargo": EmbargoForm,
    "finding": FindingForm,
    "reinstate": ReinstateForm,
    "scrutiny": ScrutinyForm,
}  # on an order's page, by the name that their ids begin with
FIELD_OF = {
    "asked-after-hours": "asked",
    "asked-before-told": "asked",
    "asked-in-future": "asked",
    "clarified-when": "from_",
    "close-needs-reason": "reason",
    "decision-reference": "reference",
    "embargo-ends-before": "ends",
    "embargo-too-long": "ends",
    "extended-already": "ends",
    "no-embargo-reference": "reference",
    "scrutiny-needs-reasons": "reasons",
}  # beside which field of a small form an error stands, by its code


@require_GET
def order_list(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """All open orders with the time left; and those that were."""
    state = request.GET.get("state", "open")
    rows = orders.orders(request.actor, state=state)
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(200), COLUMNS, fmt, "removal-orders")
    context = {
        "page": page_of(rows, request),
        "state": state,
        "may_execute": permissions.can_execute(request.actor),
        "contact": desk.contact_point(),
        "on_call": desk.on_call(now())[:2],
        "messages_in": orders.messages(request.actor).filter(handled_at=None, order=None)[:5],
    }
    return render(request, "orders/orders.html", context)


# -- taking in --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def new_order(request: ActorRequest) -> HttpResponse:
    """By hand: every field of Annex I, with what came beside it."""
    permissions.check_can_execute(request.actor)
    form = NewOrderForm(request.POST or None, request.FILES or None)

    def take() -> str:
        order = intake.take_order(taken=taken_by_hand(form), by=request.actor, at=now())
        return order.get_absolute_url()

    return form_page(request, "orders/new_order.html", form, take)


def taken_by_hand(form: NewOrderForm) -> Taken:
    given = form.cleaned_data
    scan, received = given["scan"], given["received"]
    raw = scan.read() if scan else given["raw"].encode()
    receipt = Receipt(received.astimezone(UTC), offset_of(received), given["received_how"])
    return Taken(Channel.HAND, form.annex(), receipt, raw=raw, raw_name=scan.name if scan else "typed in")


@require_http_methods(["GET", "POST"])
def import_order(request: ActorRequest) -> HttpResponse:
    permissions.check_can_execute(request.actor)
    form = ImportForm(request.POST or None, request.FILES or None)
    return form_page(request, "orders/import.html", form, lambda: imported(request, form))


def imported(request: ActorRequest, form: ImportForm) -> str:
    given = form.cleaned_data
    moment, file = given["received"], given["file"]
    received = Receipt(moment.astimezone(UTC), offset_of(moment), "said by whoever took it in") if moment else None
    found = intake.import_file(
        data=file.read(),
        name=file.name or "",
        by=request.actor,
        at=now(),
        received=received,
        as_order=given["as_order"],
    )
    return found.get_absolute_url() if isinstance(found, Order) else reverse("orders:message", args=[found.reference])


@require_http_methods(["GET", "POST"])
def message(request: ActorRequest, reference: str) -> HttpResponse:
    """A message that is no order by its looks; a person may take it as one, or say that it was read."""
    shown = orders.message_for(request.actor, reference)
    if request.method == "POST":
        as_order = "as_order" in request.POST
        order = intake.handle_message(message=shown, as_order=as_order, by=request.actor, at=now())
        return redirect(order or "orders:orders")
    text = orders.message_bytes(shown).decode("utf-8", "replace")[:20_000]
    context = {"shown": shown, "text": text, "may_execute": permissions.can_execute(request.actor)}
    return render(request, "orders/message.html", context)


# -- one order --------------------------------------------------------------------------------------------------------


@require_GET
def order(request: ActorRequest, reference: str) -> HttpResponse:
    return shown(request, orders.order_for(request.actor, reference))


def shown(request: ActorRequest, order_: Order, status: int = 200, **failed: forms.Form) -> HttpResponse:
    """The page of an order; of its small forms one may come back, with its mistakes beside its fields."""
    initial: dict[str, dict[str, Any]] = {
        "clarified": {"from_": answered_at(order_)},
        "scrutiny": {"to": order_.annex.get("home_authority_contact", "")},
    }
    context = orders.page_of_order(order_) | {"may_execute": permissions.can_execute(request.actor)}
    return render(request, "orders/order.html", context | small_forms(SMALL_FORMS, failed, initial), status=status)


def answered_at(order_: Order) -> str:
    """When the latest answer to our Annex III came; else now."""
    answer = order_.messages.order_by("received_at").last()
    return (answer.received_at if answer else now()).isoformat(timespec="seconds")


@require_POST
def take_over(request: ActorRequest, reference: str) -> HttpResponse:
    order_ = orders.order_for(request.actor, reference)
    oncall.take_over(order=order_, by=request.actor, at=now())
    return redirect(order_)


@require_POST
def disable(request: ActorRequest, reference: str) -> HttpResponse:
    """The one key."""
    order_ = orders.order_for(request.actor, reference)
    executing.disable(order=order_, by=request.actor, at=now())
    return redirect(order_)


@require_POST
def ask_again(request: ActorRequest, reference: str) -> HttpResponse:
    order_ = orders.order_for(request.actor, reference)
    executing.ask_again(order=order_, by=request.actor, at=now())
    return redirect(order_)


@require_POST
def confirm(request: ActorRequest, reference: str) -> HttpResponse:
    order_ = orders.order_for(request.actor, reference)
    executing.confirm_by_hand(order=order_, by=request.actor, at=now())
    return redirect(order_)


@require_http_methods(["GET", "POST"])
def fields(request: ActorRequest, reference: str) -> HttpResponse:
    """Correct what was read."""
    permissions.check_can_execute(request.actor)
    order_ = orders.order_for(request.actor, reference)
    form = AnnexForm(request.POST or None, initial=initial_of(order_.annex))

    def correct() -> str:
        intake.correct_fields(order=order_, annex=form.annex(), by=request.actor, at=now())
        return order_.get_absolute_url()

    return form_page(request, "orders/fields.html", form, correct, order=order_)


@require_http_methods(["GET", "POST"])
def checks(request: ActorRequest, reference: str) -> HttpResponse:
    """The authenticity checklist."""
    permissions.check_can_execute(request.actor)
    order_ = orders.order_for(request.actor, reference)
    stand = {row.check_name: row for row in order_.checks.all()}
    initial = {name: row.answer for name, row in stand.items()} | {f"{n}_note": r.note for n, r in stand.items()}
    form = ChecksForm(request.POST or None, initial=initial)

    def answer() -> str:
        for name in [name for name in form.changed_data if not name.endswith("_note") and form.cleaned_data[name]]:
            given, note = Answer(form.cleaned_data[name]), form.cleaned_data[f"{name}_note"]
            intake.answer_check(order=order_, check=Check(name), answer=given, note=note, by=request.actor, at=now())
        return order_.get_absolute_url()

    return form_page(request, "orders/checks.html", form, answer, order=order_)


Do = Callable[[Order, dict[str, Any]], object]


def _with_form(request: ActorRequest, reference: str, name: str, do: Do) -> HttpResponse:
    """One of the small forms on the order's page; its mistakes come back on that page."""
    permissions.check_can_execute(request.actor)
    order_, form = orders.order_for(request.actor, reference), small_form(SMALL_FORMS, name, request.POST)
    if mended(form, lambda: do(order_, form.cleaned_data), field_of=FIELD_OF):
        return redirect(order_)
    return shown(request, order_, 422, **{name: form})


@require_POST
def defect(request: ActorRequest, reference: str) -> HttpResponse:
    def note(order_: Order, given: dict[str, Any]) -> None:
        what, words = Defect(given["defect"]), given["explanation"]
        intake.note_defect(
            order=order_, defect=what, field_=given["field"], explanation=words, by=request.actor, at=now()
        )

    return _with_form(request, reference, "defect", note)


@require_POST
def embargo(request: ActorRequest, reference: str) -> HttpResponse:
    def forbid(order_: Order, given: dict[str, Any]) -> None:
        when = {"decided_at": given["decided"], "ends_at": given["ends"]}
        disclosure.forbid(order=order_, reference=given["reference"], **when, by=request.actor, at=now())

    return _with_form(request, reference, "embargo", forbid)


@require_POST
def ask_scrutiny(request: ActorRequest, reference: str) -> HttpResponse:
    def ask(order_: Order, given: dict[str, Any]) -> None:
        scrutiny.ask(order=order_, reasons=given["reasons"], to=given["to"], by=request.actor, at=now())

    return _with_form(request, reference, "scrutiny", ask)


@require_POST
def waive_scrutiny(request: ActorRequest, reference: str) -> HttpResponse:
    order_ = orders.order_for(request.actor, reference)
    scrutiny.waive(order=order_, by=request.actor, at=now())
    return redirect(order_)


@require_POST
def author_asked(request: ActorRequest, reference: str) -> HttpResponse:
    """The author, too, may ask the home authority; the desk writes down when."""

    def note(order_: Order, given: dict[str, Any]) -> None:
        scrutiny.note_author_asked(order=order_, asked_at=given["asked"], by=request.actor, at=now())

    return _with_form(request, reference, "author_asked", note)


@require_POST
def finding(request: ActorRequest, reference: str) -> HttpResponse:
    def decide(order_: Order, given: dict[str, Any]) -> None:
        found = ScrutinyFinding(given["finding"])
        scrutiny.note_decision(order=order_, finding=found, reference=given["reference"], by=request.actor, at=now())

    return _with_form(request, reference, "finding", decide)


@require_POST
def reinstate(request: ActorRequest, reference: str) -> HttpResponse:
    def back(order_: Order, given: dict[str, Any]) -> None:
        executing.reinstate(order=order_, reason=ReinstateReason(given["reason"]), by=request.actor, at=now())

    return _with_form(request, reference, "reinstate", back)


@require_POST
def close(request: ActorRequest, reference: str) -> HttpResponse:
    def end(order_: Order, given: dict[str, Any]) -> None:
        executing.close(order=order_, reason=given["reason"], by=request.actor, at=now())

    return _with_form(request, reference, "close", end)


@require_POST
def clarified(request: ActorRequest, reference: str) -> HttpResponse:
    def go_on(order_: Order, given: dict[str, Any]) -> None:
        replying.clarified(order=order_, from_=given["from_"], by=request.actor, at=now())

    return _with_form(request, reference, "clarified", go_on)


@require_POST
def raw(request: ActorRequest, reference: str) -> HttpResponse:
    """The message as it came, as a file; looking at it is recorded."""
    order_ = orders.order_for(request.actor, reference)
    data = orders.raw_of(order_)
    intake.open_message(order=order_, by=request.actor, at=now())
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="order-{order_.reference}.bin"'
    answer["Cache-Control"] = "no-store"
    return answer


# -- replies ----------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def annex(request: ActorRequest, reference: str, annex: str) -> HttpResponse:
    """Annex II or III, filled in; one press sends it."""
    permissions.check_can_execute(request.actor)
    order_ = orders.order_for(request.actor, reference)
    prefilled = replies.annex_ii if annex == "annex_ii" else replies.annex_iii
    initial = prefilled(order_, person_of(request.actor), now()) | {"to": replies.recipient_of(order_)}
    form = ReplyForm(request.POST or None, fields=REPLY_FIELDS[annex], initial=initial)

    def send() -> str:
        verb = replying.send_annex_ii if annex == "annex_ii" else replying.send_annex_iii
        verb(order=order_, body=form.body(), to=form.cleaned_data["to"], by=request.actor, at=now())
        return order_.get_absolute_url()

    return form_page(request, "orders/annex.html", form, send, order=order_, annex=annex)


@require_GET
def reply(request: ActorRequest, reference: str) -> HttpResponse:
    """A reply as it was sent, or its PDF."""
    sent = replies.reply_for(request.actor, reference)
    if request.GET.get("format") == "pdf":
        answer = HttpResponse(blobs.read(sent.pdf), content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{sent.annex}-{sent.reference}.pdf"'
        return answer
    may = permissions.can_execute(request.actor)
    return render(request, "orders/reply.html", {"reply": sent, "order": sent.order, "may_execute": may})


@require_POST
def send_again(request: ActorRequest, reference: str) -> HttpResponse:
    sent = replies.reply_for(request.actor, reference)
    replying.send_again(reply=sent, to=request.POST.get("to", ""), by=request.actor, at=now())
    return redirect(sent.order)
