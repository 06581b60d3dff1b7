"""What lists are told of an incident: while it runs, a wave of one picture is to be expected."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bonafides.kernel.event import Event
from bonafides.safety.banks import actions as banks
from bonafides.safety.moderation.events import IncidentEnded, IncidentExtended, IncidentOpened


def spare_what_floods(fields: dict[str, Any], at: datetime) -> None:
    """An incident was opened: the flood guard tells, and stops nothing until its end."""
    banks.pause_flood_guard(incident=fields["incident"], until=datetime.fromisoformat(fields["ends_at"]), at=at)


def spare_longer(fields: dict[str, Any], at: datetime) -> None:
    banks.pause_flood_guard(incident=fields["incident"], until=datetime.fromisoformat(fields["until"]), at=at)


def spare_no_longer(fields: dict[str, Any], at: datetime) -> None:
    banks.end_flood_pause(incident=fields["incident"], at=at)


LISTENERS: dict[type[Event], tuple[Callable[[dict[str, Any], datetime], None], ...]] = {
    IncidentOpened: (spare_what_floods,),
    IncidentExtended: (spare_longer,),
    IncidentEnded: (spare_no_longer,),
}
