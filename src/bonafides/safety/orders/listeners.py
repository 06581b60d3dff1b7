"""News from moderation: what the platform did of an order, and complaints with their two weeks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bonafides.kernel.event import Event
from bonafides.safety.moderation.events import AppealDecided, AppealReceived, EnforcementReported
from bonafides.safety.orders.actions import executing, exposures
from bonafides.safety.orders.queries import clocks as running


def note_platform(fields: dict[str, Any], at: datetime) -> None:
    """The platform confirmed a measure, or says that it failed."""
    if fields["measure"] == executing.DISABLE:
        executing.note_platform(item=fields["item"], state=fields["state"], at=at)


def complaint_came(fields: dict[str, Any], at: datetime) -> None:
    if not running.exists_for(f"complaint:{fields['appeal']}") and running.desk_is_staffed(at):
        exposures.complaint_came(appeal=fields["appeal"], at=running.opened_at(fields["due_at"], at))


def complaint_answered(fields: dict[str, Any], at: datetime) -> None:
    if running.runs_for(f"complaint:{fields['appeal']}"):
        exposures.complaint_answered(appeal=fields["appeal"], at=at)


LISTENERS: dict[type[Event], tuple[Callable[[dict[str, Any], datetime], None], ...]] = {
    EnforcementReported: (note_platform,),
    AppealReceived: (complaint_came,),
    AppealDecided: (complaint_answered,),
}
