"""Passing on a threat to somebody's life. Nothing is asked first: no lease, no queue, no clause, no second person."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import pyrage

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as stored
from bonafides.base.blobs.custody import Reading
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.entries import canonical
from bonafides.safety.escalations import permissions, queries, rules, sheets
from bonafides.safety.escalations.events import (
    AuthorityNamed,
    EscalationFollowed,
    PackageErased,
    ThreatEscalated,
    ThreatLate,
    ThreatUnsent,
)
from bonafides.safety.escalations.models import Authority, Dispatch, Escalation, Line, UnsentAlarm
from bonafides.safety.escalations.shipped import Row
from bonafides.safety.escalations.vocabulary import Channel, LineKind
from bonafides.safety.evidence.vocabulary import Act, Purpose
from bonafides.safety.moderation.actions import escalating
from bonafides.safety.moderation.queries.ordered import home_country

DRILL = "[DRILL]"


@dataclass(frozen=True)
class Drilled:
    """A drill, and who hears of it instead of the authorities."""

    reference: str
    email: str


def drilled_row(row: Row, email: str) -> Row:
    return replace(row, name=f"{DRILL} {row.name}", email=email, phone="", age_key="")


@audited_action
def escalate(
    *,
    case: str,
    note: str,
    countries: Sequence[str],
    aware_at: datetime,
    drill: Drilled | None = None,
    by: Actor,
    at: datetime,
) -> Escalation:
    """1. pack; 2. keep what was packed; 3. mail it where there is an address, else have it printed; 4. record.

    In a drill, whoever started it stands for every authority.
    """
    permissions.check_can_escalate(by)
    table = queries.authorities()
    told = rules.recipients_of(countries, table, home_country())
    if drill is not None:
        table = {country: drilled_row(row, drill.email) for country, row in table.items()}
        case = ""
    escalation = Escalation(case=case, aware_at=min(aware_at, at), sent_at=at, sent_by=by.code)
    escalation.drill = drill.reference if drill else ""
    package = _package(escalation, note, told, by=by, at=at)
    data = canonical(package)
    escalation.package = blobs.store(data, bound_to=f"escalation:{escalation.reference}", at=at)
    escalation.package_sha256 = sha256(data).hexdigest()
    escalation.save()
    for country in told:
        _dispatch(escalation, table[country], package, at=at)
    record(
        ThreatEscalated(escalation.reference, case, escalation.aware_at, told, escalation.package_sha256), by=by, at=at
    )
    return escalation


def _package(escalation: Escalation, note: str, told: Sequence[str], *, by: Actor, at: datetime) -> dict[str, Any]:
    held = escalating.package_of(case=escalation.case, by=by, at=at) if escalation.case else {"items": []}
    return held | {
        "escalation": escalation.reference,
        "aware_at": escalation.aware_at.isoformat(),
        "sent_at": at.isoformat(),
        "sent_by": by.code,
        "countries": list(told),
        "note": note,
    }


def _dispatch(escalation: Escalation, row: Row, package: dict[str, Any], *, at: datetime) -> None:
    key = f"threat:{escalation.reference}:{row.country}" if row.email else ""
    Dispatch(
        escalation=escalation,
        country=row.country,
        authority=row.name,
        phone=row.phone,
        channel=Channel.MAIL if row.email else Channel.PRINT,
        encrypted=bool(row.email and row.age_key),
        mail_key=key,
    ).save()
    if row.email:
        _mail(row, package, key, at=at)


def _mail(row: Row, package: dict[str, Any], key: str, *, at: datetime) -> None:
    """In the clear with its PDF, or nothing but the age file where the authority gave us a key."""
    subject = f"Threat to life [escalation {package['escalation']}]"
    if row.name.startswith(DRILL):
        subject = f"{DRILL} {subject}"
    if row.age_key:
        sealed = pyrage.encrypt(canonical(package), [recipient_of(row.age_key)], armored=True)
        outbox.enqueue_mail(to=row.email, subject=subject, body=sealed.decode(), key=key, due_at=at, at=at)
        return
    pdfs = {f"{package['escalation']}.pdf": sheets.pdf_of(package, at)}
    body = sheets.text_of(package)
    outbox.enqueue_mail(to=row.email, subject=subject, body=body, pdfs=pdfs, key=key, due_at=at, at=at)


def recipient_of(key: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise Invalid("age-key-unreadable", _("This is not an age key: it begins with age1.")) from error


# -- what follows -----------------------------------------------------------------------------------------------------


@audited_action
def follow(*, escalation: Escalation, kind: LineKind, text: str, by: Actor, at: datetime) -> Line:
    """Write down what happened after; what is added goes to those who were mailed."""
    permissions.check_can_escalate(by)
    line = Line(escalation=escalation, at=at, by=by.code, kind=kind, text=text)
    line.save()
    if kind is LineKind.ADDITION:
        _send_addition(escalation, line, at=at)
    record(EscalationFollowed(escalation.reference, kind), by=by, at=at)
    return line


def _send_addition(escalation: Escalation, line: Line, *, at: datetime) -> None:
    if escalation.drill:
        return
    table = queries.authorities()
    for each in escalation.dispatches.filter(channel=Channel.MAIL):
        row = table[each.country]
        body = line.text
        if row.age_key:
            body = pyrage.encrypt(body.encode(), [recipient_of(row.age_key)], armored=True).decode()
        subject = f"Addition to: threat to life [escalation {escalation.reference}]"
        key = f"{each.mail_key}:{line.pk}"
        outbox.enqueue_mail(to=row.email, subject=subject, body=body, key=key, due_at=at, at=at)


@audited_action
def print_sheet(*, escalation: Escalation, by: Actor, at: datetime) -> bytes:
    """The report as a PDF; that it was printed is written down before it leaves."""
    permissions.check_can_escalate(by)
    if not escalation.package:
        raise NotFound("no-package", _("What was sent is not kept here any more."))
    Line(escalation=escalation, at=at, by=by.code, kind=LineKind.PRINTED).save()
    record(EscalationFollowed(escalation.reference, LineKind.PRINTED), by=by, at=at)
    reading = Reading(by=by, at=at, purpose=Purpose.THREAT, act=Act.COPY)
    return sheets.pdf_of(json.loads(stored.read(escalation.package, reading=reading)), escalation.sent_at)


@audited_action
def erase_package(*, escalation: Escalation, at: datetime) -> None:
    """Its time is over: what was sent goes, its digest stays."""
    blobs.erase(escalation.package, at=at)
    escalation.package = ""
    escalation.save(update_fields=["package"])
    record(PackageErased(escalation.reference), by=SYSTEM, at=at)


# -- in time ----------------------------------------------------------------------------------------------------------


@audited_action
def note_reached(*, escalation: Escalation, at: datetime) -> None:
    escalation.reached_at = at
    escalation.save(update_fields=["reached_at"])
    record(EscalationFollowed(escalation.reference, "reached"), by=SYSTEM, at=at)


@audited_action
def warn_late(*, escalation: Escalation, at: datetime) -> None:
    """No authority has it after a quarter of an hour: owners, leads and the desk are told, once."""
    escalation.warned_at = at
    escalation.save(update_fields=["warned_at"])
    body = f"No authority has report {escalation.reference} yet. Open it, print it, and phone: call 112.\n"
    _alarm(f"Not sent: threat to life {escalation.reference}", body, f"threat-late:{escalation.reference}", at=at)
    record(ThreatLate(escalation.reference), by=SYSTEM, at=at)


@audited_action
def warn_unsent(*, case: str, at: datetime) -> None:
    """Somebody reported a threat a quarter of an hour ago, and nobody looked or passed it on."""
    UnsentAlarm(case=case, at=at).save()
    body = f"A report in case {case} says that a life is in danger, and nobody has passed it on. Open it now.\n"
    _alarm(f"Nobody has looked: threat to life in case {case}", body, f"threat-unsent:{case}", at=at)
    record(ThreatUnsent(case), by=SYSTEM, at=at)


def _alarm(subject: str, body: str, key: str, *, at: datetime) -> None:
    for person in people.people_with(Role.AUTHORITY_DESK, Role.LEAD, Role.OWNER).distinct():
        to = f"{key}:{person.pk}"
        outbox.enqueue_mail(to=person.email, subject=subject, body=body, key=to, due_at=at, at=at)


# -- whom to tell -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """An authority as an owner writes it down."""

    country: str
    name: str
    email: str = ""
    phone: str = ""
    age_key: str = ""
    hotline: str = ""
    duty: str = ""
    source: str = ""
    checked: bool = False


@audited_action
def name_authority(*, named: Named, by: Actor, at: datetime) -> Authority:
    """A row of our own: from now on it stands before the shipped one."""
    permissions.check_can_configure(by)
    if named.age_key:
        recipient_of(named.age_key)
    row = Authority.objects.filter(country=named.country).first() or Authority()
    for name, value in asdict(named).items():
        setattr(row, name, value)
    row.as_of = at.date()
    row.save()
    record(AuthorityNamed(named.country, named.checked), by=by, at=at)
    return row
