"""An incident of the tests, its cases, and the worker that looks after it."""

from datetime import timedelta
from typing import Any

from tests.cast import NOON

from bonafides.base.outbox.models import OutboxRow
from bonafides.safety.moderation.actions import incidents
from bonafides.safety.moderation.actions.incidents import Naming
from bonafides.safety.moderation.jobs import HANDLERS
from bonafides.safety.moderation.models import Incident
from bonafides.safety.moderation.tests.scenes import a_case, by_amina, by_bo
from bonafides.safety.moderation.tests.stories import decide

DAY = timedelta(hours=24)


def an_incident(**changes: Any) -> Incident:
    naming = Naming(**{"title": "Flood of copies", "reason": "Many at once."} | changes)
    return incidents.open_incident(naming=naming, by=by_bo(), at=NOON)


def work_off(kind: str, at: Any = NOON) -> None:
    """Handle the rows of one kind, as the worker would."""
    for row in OutboxRow.objects.filter(kind=kind, state="waiting", due_at__lte=at).order_by("pk"):
        HANDLERS[kind](row, at)
        OutboxRow.objects.filter(pk=row.pk).update(state="done", finished_at=at)


def a_decided_incident() -> Incident:
    """An incident with one removal, one kept case and one that waits."""
    incident = an_incident()
    removed, waiting = a_case("Removed."), a_case("Waiting.")
    for case in (removed, waiting):
        incidents.add_case(incident=incident, case=case, by=by_amina(), at=NOON)
    decide(removed, by_amina())
    return incident
