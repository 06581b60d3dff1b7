"""Events as iCalendar (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime

from icalendar import Calendar, Event

from bonafides.programme.knowledge.actions.places import address_of
from bonafides.programme.knowledge.models import Meeting

CONTENT_TYPE = "text/calendar; charset=utf-8"


def calendar_of(meetings: Iterable[Meeting], *, at: datetime) -> bytes:
    """A calendar with these events; each meeting's resource carries its text in `shown`."""
    calendar = Calendar()
    calendar.add("prodid", "-//Bonafides//Knowledge//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Bonafides")
    for meeting in meetings:
        calendar.add_component(event_of(meeting, at))
    data: bytes = calendar.to_ical()
    return data


def event_of(meeting: Meeting, at: datetime) -> Event:
    resource, event = meeting.resource, Event()
    page = address_of("knowledge:resource", resource.slug)
    event.add("uid", f"{resource.reference}@{page.split('/')[2]}")
    event.add("dtstamp", at)
    event.add("sequence", meeting.sequence)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", resource.shown.title)
    event.add("description", f"{resource.shown.summary}\n{page}\nTLP:{resource.tlp}")
    event.add("location", meeting.place or page)
    event.add("url", page)
    return event
