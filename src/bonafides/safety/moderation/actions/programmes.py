"""Alerts of a programme, over its published API alone: each becomes a flag, once, whichever way it comes.

- Fetched along a cursor: the alerts of a page and the new position are one transaction, so a killed worker neither
  loses nor repeats one.
- Posted to our door: taken if the pinned key signed it, and fetched again later without harm.

Nothing is asked of anybody, and no door is open, until an owner sets the programme up.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bonafides.base import fetch
from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.fetch.addresses import Target
from bonafides.base.keys import envelope
from bonafides.base.people.vocabulary import Role, Scope, Standing
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import DomainError, Invalid, NotFound, Unavailable
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import answering
from bonafides.safety.moderation.actions.flags import Notifier, Report, raise_flag
from bonafides.safety.moderation.events import AlertTaken, AlertTakenBack, PlatformConfigured
from bonafides.safety.moderation.models import ProgrammeAlert, ProgrammeConnection, ProgrammeCursor
from bonafides.safety.moderation.rules import alerts as rules
from bonafides.safety.moderation.rules.alerts import AlertIn
from bonafides.safety.moderation.vocabulary import SourceKind

PAGE = 100  # alerts in one transaction
PAGES_AT_ONCE = 20
SECONDS, PAGE_BYTES = 30.0, 4 * 1024 * 1024


# -- setting it up ----------------------------------------------------------------------------------------------------


def connection_in_use() -> ProgrammeConnection | None:
    rows = ProgrammeConnection.objects.filter(active=True).select_related("cursor")
    found: ProgrammeConnection | None = rows.first()
    return found


@audited_action
def connect(*, url: str, key: str, public_key: str, by: Actor, at: datetime) -> ProgrammeConnection:
    """Take alerts of the programme at this address from now on; with a key they are fetched and answered."""
    if by.kind is not ActorKind.SYSTEM:
        permissions.check_can_configure(by)
    target = Target.parse(url)
    if not (key or public_key):
        raise Invalid(
            "no-way-in", _("Give a key to fetch alerts with, or the public key that webhooks are signed with.")
        )
    if public_key:
        rules.public_key_of(public_key)
    ProgrammeConnection.objects.filter(active=True).update(active=False)
    connection = ProgrammeConnection(url=f"{target.scheme}://{target.authority}", created_at=at, created_by=by.code)
    connection.public_key = public_key.strip()
    connection.key = envelope.seal_text(key, purpose=answering.SEALING, bound_to=connection.reference) if key else ""
    connection.save()
    ProgrammeCursor.objects.create(connection=connection)
    record(PlatformConfigured(what="programme", digest=_name_of(connection)), by=by, at=at)
    return connection


@audited_action
def disconnect(*, by: Actor, at: datetime) -> None:
    """Fetch nothing more, and take no webhook; what came stays in the queue."""
    permissions.check_can_configure(by)
    if connection_in_use() is None:
        nothing_changed()
        return
    ProgrammeConnection.objects.filter(active=True).update(active=False)
    record(PlatformConfigured(what="programme", digest=""), by=by, at=at)


def _name_of(connection: ProgrammeConnection) -> str:
    return envelope.pseudonym(answering.SEALING, connection.url)


# -- fetching ---------------------------------------------------------------------------------------------------------


def fetch_alerts(*, at: datetime) -> int:
    """Everything since the last time; returns how many messages were taken in. Trouble is noted, and tried again."""
    connection = connection_in_use()
    if connection is None or not connection.key:
        return 0
    taken = 0
    try:
        for _page in range(PAGES_AT_ONCE):
            page = _fetched(connection)
            taken += take_page(connection=connection, page=page, at=at)
            if not page["more"]:
                break
    except DomainError as error:
        ProgrammeCursor.objects.filter(connection=connection).update(trouble=str(error)[:300])
    return taken


def _fetched(connection: ProgrammeConnection) -> dict[str, Any]:
    """The page after our cursor."""
    position = ProgrammeCursor.objects.get(connection=connection).position
    url = f"{connection.url}/api/v1/alerts?after={position}&limit={PAGE}"
    answer = fetch.get(url, max_bytes=PAGE_BYTES, seconds=SECONDS, headers=answering.headers_of(connection))
    if answer.status != 200:
        raise Unavailable("programme-status", _("The programme answered %(status)s."), status=answer.status)
    return page_in(answer.body)


def page_in(body: bytes) -> dict[str, Any]:
    """A page as the API gives it; raises Invalid for anything else."""
    try:
        page: dict[str, Any] = json.loads(body)
        return {"alerts": list(page["alerts"]), "next": int(page["next"]), "more": bool(page["more"])}
    except (ValueError, KeyError, TypeError) as error:
        raise Invalid("not-a-page", _("The programme's answer is no page of alerts.")) from error


@audited_action
def take_page(*, connection: ProgrammeConnection, page: dict[str, Any], at: datetime) -> int:
    """The alerts of a page and the cursor behind them, in one transaction. What is no alert is counted as trouble."""
    nothing_changed()  # where the page is empty, or everything on it is here already
    bad = 0
    for message in page["alerts"]:
        try:
            take_message(connection, message["type"], message["data"], at=at)
        except (Invalid, KeyError, TypeError):
            bad += 1
    trouble = f"{bad} messages could not be read" if bad else ""
    cursor = ProgrammeCursor.objects.filter(connection=connection)
    cursor.update(position=page["next"], fetched_at=at, trouble=trouble)
    return len(page["alerts"]) - bad


# -- at our door ------------------------------------------------------------------------------------------------------


def receive(*, reference: str, headers: Mapping[str, str], body: bytes, at: datetime) -> None:
    """A webhook of the programme: signed by the pinned key, or refused."""
    connection = connection_in_use()
    if connection is None or connection.reference != reference or not connection.public_key:
        raise NotFound("no-such-door", _("There is nothing here."))
    rules.check_signature(headers, body, rules.public_key_of(connection.public_key), at)
    type_, data = rules.message_in(body)
    if type_ in {rules.ISSUED, rules.WITHDRAWN}:
        take_one(connection=connection, type_=type_, data=data, at=at)


@audited_action
def take_one(*, connection: ProgrammeConnection, type_: str, data: Any, at: datetime) -> None:
    nothing_changed()  # where it is here already
    take_message(connection, type_, data, at=at)


# -- taking in --------------------------------------------------------------------------------------------------------


def take_message(connection: ProgrammeConnection, type_: str, data: Any, *, at: datetime) -> None:
    """One message inside an action: a new alert becomes a flag, a withdrawal is noted on it."""
    alert = rules.alert_of(data)
    known = ProgrammeAlert.objects.select_for_update(of=("self",)).filter(connection=connection, alert=alert.alert)
    row = known.first()
    if row is None and type_ == rules.ISSUED and alert.withdrawn_at is None:
        _take(connection, alert, at=at)
    elif type_ == rules.WITHDRAWN and alert.withdrawn_at is not None:
        _take_back(row or _stored(connection, alert, at=at), alert, at=at)


def _take(connection: ProgrammeConnection, alert: AlertIn, *, at: datetime) -> None:
    report = Report(
        source=SourceKind.PROGRAMME_ALERT,
        location=alert.url,
        reason=alert.reason,
        good_faith=True,
        notifier=Notifier(language=alert.language or "en"),
    )
    row = _stored(connection, alert, at=at)
    flag = raise_flag(report=report, by=speaker(connection), at=at).flags[0]
    row.flag = flag
    row.save(update_fields=["flag"])
    record(AlertTaken(flag=flag.reference, case=flag.case.reference, alert=alert.alert), by=SYSTEM, at=at)
    answering.acknowledge(row, at=at)


def _stored(connection: ProgrammeConnection, alert: AlertIn, *, at: datetime) -> ProgrammeAlert:
    row: ProgrammeAlert = ProgrammeAlert.objects.create(
        connection=connection,
        alert=alert.alert,
        entity=alert.entity,
        designated_by=alert.designated_by,
        basis=alert.basis,
        graphic_content=alert.graphic_content,
        personal_data=alert.personal_data,
        received_at=at,
    )
    return row


def _take_back(row: ProgrammeAlert, alert: AlertIn, *, at: datetime) -> None:
    """The case shows it; nothing is decided by it. A withdrawal that overtakes its alert keeps it out of the queue."""
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at, row.withdrawal = alert.withdrawn_at, alert.withdrawal
    row.save(update_fields=["withdrawn_at", "withdrawal"])
    record(AlertTakenBack(alert=alert.alert), by=SYSTEM, at=at)


def speaker(connection: ProgrammeConnection) -> Actor:
    """The programme as who raises flags: its reliability is learnt as any client's is."""
    return Actor(
        kind=ActorKind.CLIENT,
        code=f"P-{connection.reference}",
        roles=frozenset({Role.CLIENT.value, Standing.PROGRAMME.value}),
        scopes=frozenset({Scope.FLAGS_WRITE.value}),
    )
