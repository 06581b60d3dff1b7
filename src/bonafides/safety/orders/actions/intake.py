"""Taking an order in: what came is sealed away, its fields are read, its clocks run from the transport's own time.

`take_order`:
 1. the same message a second time is the order that it already is;
 2. the raw bytes lie encrypted before the transaction, the order with its fields, items and first checks in it;
 3. missing fields are noted, clocks started, non-disclosure taken from section C, and somebody is called.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as blob_queries
from bonafides.base.blobs.actions import Placed
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import DomainError, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions import orders as moderation
from bonafides.safety.moderation.queries.ordered import items_at
from bonafides.safety.orders import countries, events, letters, permissions, rules
from bonafides.safety.orders.actions import clocks, disclosure, oncall
from bonafides.safety.orders.annexes import BY_KEY
from bonafides.safety.orders.mail import Mail, Receipt, read_mail
from bonafides.safety.orders.models import CheckAnswer, Order, OrderDefect, OrderItem, RawMessage
from bonafides.safety.orders.pdf import text_in_pdf
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.reading import Read, fields_in, is_order
from bonafides.safety.orders.vocabulary import Answer, Channel, Check, ClockKind, ClockOutcome, Defect

SKEW = timedelta(minutes=5)  # by which another machine's clock may be ahead of ours


@dataclass(frozen=True)
class Taken:
    """An order as it came in."""

    channel: Channel
    annex: Mapping[str, str]
    receipt: Receipt
    read: Mapping[str, Read] = field(default_factory=dict)
    raw: bytes = field(default=b"", repr=False)
    raw_name: str = ""
    sender: str = ""
    sender_proof: str = ""
    drill: str = ""


# -- from a file ------------------------------------------------------------------------------------------------------


def import_file(
    *,
    data: bytes,
    name: str,
    by: Actor,
    at: datetime,
    received: Receipt | None = None,
    as_order: bool = False,
    drill: str = "",
) -> Order | RawMessage:
    """An e-mail or a PDF; `received` is when a PDF came, which it cannot say itself.

    A message that is no order by its looks is kept as a message, and somebody is told; `as_order` takes it as one.
    One of a drill is marked so: it names nothing of ours, and nobody outside hears of it.
    """
    permissions.check_can_take(by)
    if data[:5] == b"%PDF-":
        return take_order(taken=taken_from_pdf(data, name, received, at), by=by, at=at)
    mail = read_mail(data)
    text, channel = text_of(mail), Channel.MAIL
    found = fields_in(text, mail.sent_zone or UTC)
    receipt = receipt_of(mail, received, at)
    if not as_order and (mail.answers or not is_order(found, text)):
        return keep_message(mail=mail, data=data, receipt=receipt, by=by, at=at)
    taken = Taken(channel, values_of(found), receipt, found, data, name, mail.sender, mail.sender_proof, drill)
    return take_order(taken=taken, by=by, at=at)


def text_of(mail: Mail) -> str:
    """The message, or the document in it where that says more; one that cannot be read leaves the message."""
    texts = [mail.text]
    for data in mail.pdfs:
        try:
            texts.append(text_in_pdf(data))
        except DomainError:
            continue  # the file is kept with the message, and its fields show as not found
    return max(texts, key=lambda text: sum(read.found for read in fields_in(text).values()))


def taken_from_pdf(data: bytes, name: str, received: Receipt | None, at: datetime) -> Taken:
    try:
        found = fields_in(text_in_pdf(data), desk.zone())
    except Invalid:
        found = fields_in("")
    receipt = received or Receipt(at, "+00:00", "the moment of the upload: nobody said when it came")
    return Taken(Channel.PDF, values_of(found), receipt, found, data, name)


def values_of(found: Mapping[str, Read]) -> dict[str, str]:
    return {key: read.value for key, read in found.items()}


def receipt_of(mail: Mail, received: Receipt | None, at: datetime) -> Receipt:
    """Our mail server's word; else what a person said; else this moment. Never later than now."""
    receipt = mail.receipt or received or Receipt(at, "+00:00", "the moment of the import: no server of ours wrote one")
    return receipt if receipt.at <= at else Receipt(at, "+00:00", f"{receipt.how}, which lies ahead of our clock")


@audited_action
def keep_message(*, mail: Mail, data: bytes, receipt: Receipt, by: Actor, at: datetime) -> RawMessage:
    """A message that is no order: an answer to one of ours stands with that order; somebody is told."""
    known = RawMessage.objects.filter(sha256=mail.sha256).first()
    if known is not None:
        nothing_changed()
        return known
    order = Order.objects.filter(reference=mail.answers).first() if mail.answers else None
    message = RawMessage(order=order, sha256=mail.sha256, subject=mail.subject, sender=mail.sender, taken_at=at)
    message.received_at, message.received_zone = receipt.at, receipt.zone
    message.blob = blobs.store(data, bound_to=f"order-message:{message.reference}", at=at)
    message.save()
    event = events.MessageReceived(
        message=message.reference, order=order.reference if order else "", sha256=mail.sha256
    )
    record(event, by=by, at=at)
    _tell_of(message, at=at)
    return message


@audited_action
def handle_message(*, message: RawMessage, as_order: bool, by: Actor, at: datetime) -> Order | None:
    """A person has read a message: it is an order after all, or nothing more is to be done with it."""
    permissions.check_can_execute(by)
    data, order = blob_queries.read(message.blob), None
    if as_order:
        taken = import_file(data=data, name="", by=by, at=at, as_order=True)
        order = taken if isinstance(taken, Order) else None
    message.handled_at, message.order = message.handled_at or at, message.order or order
    message.save(update_fields=["handled_at", "order"])
    event = events.MessageReceived(
        message=message.reference, order=message.order.reference if message.order else "", sha256=message.sha256
    )
    record(event, by=by, at=at)
    return order


def tell_of_unreadable(name: str, *, at: datetime) -> None:
    """A file in the watched folder was set aside: it might have been an order."""
    letter = letters.message("a file that cannot be read was set aside", letters.address_of("import_order"))
    for person in desk.on_call(at)[:1]:
        key = f"order-unreadable:{sha256(name.encode()).hexdigest()[:16]}:{at.isoformat()}:{person.code}"
        outbox.enqueue_mail(to=person.email, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)


def _tell_of(message: RawMessage, *, at: datetime) -> None:
    about = f"order {message.order.reference}" if message.order else "no order that we know"
    letter = letters.message(about, letters.address_of("orders"))
    for person in desk.on_call(at)[:1]:
        key = f"order-message:{message.reference}:{person.code}"
        outbox.enqueue_mail(to=person.email, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)


# -- an order ---------------------------------------------------------------------------------------------------------


def take_order(*, taken: Taken, by: Actor, at: datetime) -> Order:
    """Take an order in; the raw bytes are put away before the transaction begins."""
    permissions.check_can_take(by)
    check_receipt(taken.receipt, at)
    return _take(taken, blobs.place(taken.raw) if taken.raw else None, by=by, at=at)


def check_receipt(receipt: Receipt, at: datetime) -> None:
    if receipt.at > at + SKEW:
        raise Invalid("receipt-in-future", _("It cannot have been received in the future."))


@audited_action
def _take(taken: Taken, placed: Placed | None, *, by: Actor, at: datetime) -> Order:
    digest = sha256(taken.raw).hexdigest() if taken.raw else ""
    known = Order.objects.filter(raw_sha256=digest).first() if digest else None
    if known is not None:
        nothing_changed()
        return known
    order = _order_of(taken, digest, at)
    if placed is not None:
        order.raw = blobs.keep(placed, bound_to=f"order:{order.reference}", at=at)
    order.save()
    missing = rules.missing_fields(order.annex)
    _record_receipt(order, tuple(each.key for each in missing), by=by, at=at)
    for each in missing:
        OrderDefect(order=order, defect=Defect.MISSING_FIELD, field=each.key, at=at).save()
    were_known = _find_items(order, by=by, at=at)
    _first_checks(order, were_known, at=at)
    _start_clocks(order, by=by, at=at)
    disclosure.take_from_section_c(order, by=by, at=at)
    oncall.call(order, 1, at=at)
    return order


def _record_receipt(order: Order, missing: tuple[str, ...], *, by: Actor, at: datetime) -> None:
    event = events.OrderReceived(
        order=order.reference,
        channel=order.channel,
        received_at=order.received_at,
        zone=order.received_zone,
        raw_sha256=order.raw_sha256,
        missing=missing,
    )
    record(event, by=by, at=at)


def _order_of(taken: Taken, digest: str, at: datetime) -> Order:
    annex = {key: taken.annex.get(key, "").strip() for key in BY_KEY}
    home = desk.contact_point().country
    issuer = countries.code_of(annex["issuing_state"])
    order = Order(channel=taken.channel, annex=annex, taken_at=at, home=home)
    order.read = {key: read.as_json() for key, read in taken.read.items()}
    order.received_at, order.received_zone = taken.receipt.at, taken.receipt.zone
    order.received_how = taken.receipt.how[:300]
    order.raw_sha256, order.raw_name = digest, taken.raw_name[:200]
    order.sender, order.sender_proof, order.drill = taken.sender, taken.sender_proof, taken.drill
    order.authority = desk.authority_like(annex["authority_name"], taken.sender)
    order.is_cross_border = rules.is_cross_border(issuer, home) or annex["cross_border"] == "yes"
    return order


def _find_items(order: Order, *, by: Actor, at: datetime) -> bool:
    """Write down what the order names; returns whether all of it stood on record already.

    What a drill names is made up: nothing is opened for it.
    """
    if order.drill:
        for location in order.locations:
            OrderItem(order=order, location=location).save()
        return True
    were_known = bool(order.locations)
    seen: set[int] = set()
    for location in order.locations:
        were_known = were_known and bool(items_at(location))
        try:
            named = moderation.named_by_order(location=location, by=by, at=at)
        except Invalid:
            named = []  # no address that can be read: it stands with the order, and Annex III can ask
        fresh = [item for item in named if item.pk not in seen]
        seen |= {item.pk for item in fresh}
        for item in fresh:
            OrderItem(order=order, location=location, item=item).save()
        if not named:
            OrderItem(order=order, location=location).save()
    return were_known


def _first_checks(order: Order, were_known: bool, *, at: datetime) -> None:
    """What the desk can see for itself; a person answers the rest, and may answer these again."""
    domain, authority = order.sender.rpartition("@")[2].casefold(), order.authority
    has_all = all(order.annex[key] for key in ("reference", "issued_at"))
    found = {
        Check.REGISTERED: Answer.YES if authority else Answer.NO,
        Check.REFERENCE: Answer.YES if has_all else Answer.NO,
        Check.OURS: Answer.YES if were_known else Answer.UNSURE,
    }
    if authority and domain:
        found[Check.SENDER] = Answer.YES if desk.is_under(domain, authority.domains) else Answer.NO
    for check, answer in found.items():
        CheckAnswer(order=order, check_name=check, answer=answer, at=at).save()


def _start_clocks(order: Order, *, by: Actor, at: datetime) -> None:
    begin, about = order.received_at, f"order:{order.reference}"
    due = {ClockKind.EXECUTION: rules.execution_due(begin)}
    if order.is_cross_border:
        due[ClockKind.SCRUTINY_REQUEST] = rules.scrutiny_request_due(begin)
        due[ClockKind.SCRUTINY_DECISION] = rules.scrutiny_decision_due(begin)
    owner = clocks.owner_of(order, at)
    for kind, due_at in due.items():
        clocks.start(kind, about=about, order=order, started_at=begin, due_at=due_at, owner=owner, by=by, at=at)


# -- correcting and judging it ----------------------------------------------------------------------------------------


@audited_action
def correct_fields(*, order: Order, annex: Mapping[str, str], by: Actor, at: datetime) -> None:
    """What a person reads differently. What was read stays beside it, and so does the moment of receipt."""
    permissions.check_can_execute(by)
    wanted = {key: annex[key].strip() for key in BY_KEY if key in annex}
    changed = tuple(sorted(key for key, value in wanted.items() if order.annex.get(key, "") != value))
    if not changed:
        nothing_changed()
        return
    order.annex = order.annex | wanted
    order.authority = desk.authority_like(order.annex["authority_name"], order.sender)
    order.save(update_fields=["annex", "authority"])
    order.defects.filter(defect=Defect.MISSING_FIELD, field__in=[key for key in changed if wanted[key]]).delete()
    if "urls" in changed and order.asked_at is None:
        order.items.all().delete()
        _find_items(order, by=by, at=at)
    record(events.OrderFieldsCorrected(order=order.reference, fields_changed=changed), by=by, at=at)


@audited_action
def answer_check(*, order: Order, check: Check, answer: Answer, note: str, by: Actor, at: datetime) -> None:
    """Answer one line of the authenticity checklist. Nothing waits for it."""
    permissions.check_can_execute(by)
    row = order.checks.filter(check_name=check).first() or CheckAnswer(order=order, check_name=check)
    row.answer, row.note, row.by_id, row.at = answer, note[:300], by.person, at
    row.save()
    record(events.OrderChecked(order=order.reference, check=check, answer=answer), by=by, at=at)
    if check is Check.CALLED_BACK and answer is Answer.YES:
        clocks.stop_all(order, ClockKind.VERIFY, outcome=ClockOutcome.VERIFIED, by=by, at=at)


@audited_action
def note_defect(*, order: Order, defect: Defect, field_: str, explanation: str, by: Actor, at: datetime) -> None:
    permissions.check_can_execute(by)
    OrderDefect(order=order, defect=defect, field=field_, explanation=explanation, at=at, by_id=by.person).save()
    record(events.OrderDefectNoted(order=order.reference, defect=defect, field=field_), by=by, at=at)


@audited_action
def open_message(*, order: Order, by: Actor, at: datetime) -> None:
    """Somebody looks at the message as it came: that is recorded."""
    permissions.check_can_read(by)
    record(events.OrderMessageOpened(order=order.reference), by=by, at=at)
