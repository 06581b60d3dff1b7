"""The clocks as a calendar file: an entry each, with the alarms of its ladder. References and kinds, nothing else."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext
from icalendar import Alarm, Calendar, Event

from bonafides.safety.orders.models import Clock
from bonafides.safety.orders.names import about_in_words
from bonafides.safety.orders.rules import alarms_of
from bonafides.safety.orders.vocabulary import CLOCK_LAW, CLOCK_WORDS, ClockKind


def calendar_of(clocks: list[Clock], at: datetime) -> bytes:
    """RFC 5545; moments in UTC, so that no zone of a reader moves them."""
    calendar = Calendar()
    calendar.add("prodid", "-//Bonafides//Orders desk//EN")
    calendar.add("version", "2.0")
    for clock in clocks:
        calendar.add_component(entry_of(clock, at))
    return bytes(calendar.to_ical())


def entry_of(clock: Clock, at: datetime) -> Event:
    kind = ClockKind(clock.kind)
    what = gettext(CLOCK_WORDS[kind])
    event = Event()
    event.add("uid", f"{clock.reference}@{settings.PUBLIC_URL.rpartition('/')[2]}")
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", clock.due_at.astimezone(UTC))
    event.add("dtend", (clock.due_at + timedelta(minutes=1)).astimezone(UTC))
    paused = f" ({gettext('paused')})" if clock.paused_at else ""
    event.add("summary", f"{what}: {about_in_words(clock.about)}{paused}")
    event.add("description", f"{CLOCK_LAW[kind]} {clock.owner.code}".strip())
    for rung in alarms_of(clock.started_at, clock.due_at) if clock.is_running else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", what)
        alarm.add("trigger", -rung.before)
        event.add_component(alarm)
    return event
