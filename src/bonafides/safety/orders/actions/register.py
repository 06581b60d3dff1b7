"""Keeping the desk's own things: the contact point, the rota, the register of authorities."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import endpoints
from bonafides.base.people import actions as people
from bonafides.base.people.queries import Person, person_of
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid, NotAllowed
from bonafides.kernel.recording import recorder
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders import permissions, shipped
from bonafides.safety.orders.events import DeskChanged
from bonafides.safety.orders.models import Authority, ContactPoint, Shift
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.vocabulary import CALENDAR_LASTS, ON_CALL_AUDIENCE


@audited_action
def set_contact_point(*, wanted: Mapping[str, Any], by: Actor, at: datetime) -> ContactPoint:
    """What the public page says from now on; what it said before stays on record."""
    permissions.check_can_set(by)
    check_zone(wanted["zone"])
    point = ContactPoint(**wanted, set_at=at, set_by_id=by.person)
    point.save()
    record(DeskChanged(what="contact_point", which=str(point.pk)), by=by, at=at)
    return point


def check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, IsADirectoryError) as error:
        raise Invalid("no-zone", _("“%(name)s” is no time zone; say it as Europe/Dublin."), name=name) from error


@audited_action
def add_shift(
    *, person: Person, position: int, weekdays: list[int], begins: time, ends: time, zone: str, by: Actor, at: datetime
) -> Shift:
    permissions.check_can_set(by)
    check_zone(zone)
    if person.pk not in {each.pk for each in desk.executors()}:
        raise NotAllowed("may-not-execute-orders", _("This person may not carry out orders; give them a role first."))
    shift = Shift(person=person, position=position, weekdays=weekdays, begins=begins, ends=ends, zone=zone, made_at=at)
    shift.save()
    record(DeskChanged(what="shift", which=shift.reference), by=by, at=at)
    return shift


@audited_action
def end_shift(*, shift: Shift, by: Actor, at: datetime) -> None:
    permissions.check_can_set(by)
    if shift.ended_at is not None:
        nothing_changed()
        return
    shift.ended_at = at
    shift.save(update_fields=["ended_at"])
    record(DeskChanged(what="shift_ended", which=shift.reference), by=by, at=at)


def add_gateway(*, url: str, by: Actor, at: datetime) -> str:
    """Where calls are posted to, signed; returns the secret, which is told once."""
    permissions.check_can_set(by)
    _endpoint, secret = endpoints.create(
        url=url, description="phone gateway", audience=ON_CALL_AUDIENCE, by=by, at=at, record=recorder()
    )
    return secret


@audited_action
def keep_authority(*, authority: Authority | None, wanted: Mapping[str, Any], by: Actor, at: datetime) -> Authority:
    """Write an authority down, or change what is written of it."""
    permissions.check_can_execute(by)
    row = authority or Authority()
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save()
    record(DeskChanged(what="authority", which=row.reference), by=by, at=at)
    return row


@audited_action
def bring_in_shipped(*, by: Actor, at: datetime) -> int:
    """Take over those of the shipped table that are not in the register; returns how many."""
    permissions.check_can_execute(by)
    known = set(Authority.objects.values_list("country", "name"))
    rows = [row for row in shipped.authorities() if (row["country"], row["name"]) not in known]
    for row in rows:
        Authority(**row).save()
    if not rows:
        nothing_changed()
        return 0
    record(DeskChanged(what="authorities_shipped", which=str(len(rows))), by=by, at=at)
    return len(rows)


@audited_action
def issue_calendar(*, by: Actor, at: datetime) -> str:
    """A token for one person's calendar program; the one before it ends."""
    permissions.check_can_read(by)
    code = person_of(by).code
    people.revoke_links(purpose=LinkPurpose.CALENDAR, about=code, at=at)
    token = people.issue_link(purpose=LinkPurpose.CALENDAR, about=code, expires_at=at + CALENDAR_LASTS, at=at)
    record(DeskChanged(what="calendar_token", which=code), by=by, at=at)
    return token
