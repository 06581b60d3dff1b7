"""What is read of drills: what was planned, what the steps of one are, what has come due."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.drills import permissions, rules
from bonafides.safety.drills.models import Drill
from bonafides.safety.drills.vocabulary import DrillKind, DrillState, Step
from bonafides.safety.escalations import queries as escalations
from bonafides.safety.moderation.queries import incidents
from bonafides.safety.orders.queries import orders


def drills_for(by: Actor) -> "QuerySet[Drill]":
    """Latest first. What is still planned is seen by those who lead: a drill may be meant to surprise."""
    permissions.check_can_read(by)
    found = Drill.objects.select_related("made_by")
    return found if permissions.can_lead(by) else found.exclude(state=DrillState.PLANNED)


def drill_for(by: Actor, reference: str) -> Drill:
    found: Drill | None = drills_for(by).filter(reference=reference).first()
    if found is None:
        raise NotFound("no-such-drill", _("There is no such drill."))
    return found


def due(at: datetime) -> list[Drill]:
    return list(Drill.objects.filter(state=DrillState.PLANNED, planned_for__lte=at).select_related("made_by"))


def steps_of(drill: Drill) -> tuple[rules.Taken, ...]:
    """Each step of a drill that began, as it stands now."""
    if drill.started_at is None:
        return ()
    kind = DrillKind(drill.kind)
    return rules.steps_of(kind, drill.started_at, MOMENTS[kind](drill.reference))


def order_of(drill: Drill) -> Any:
    """The order that the desk handles, or none."""
    return orders.drilled(drill.reference)


def _of_order(reference: str) -> dict[Step, datetime | None]:
    order = orders.drilled(reference)
    if order is None:
        return {}
    taken = order.calls.exclude(acknowledged_at=None).order_by("acknowledged_at").first()
    reply = order.replies.filter(annex="annex_ii").order_by("sent_at").first()
    return {
        Step.TAKEN_OVER: taken.acknowledged_at if taken else order.asked_at,
        Step.DISABLED: order.disabled_at,
        Step.REPLIED: reply.sent_at if reply else None,
    }


def _of_threat(reference: str) -> dict[Step, datetime | None]:
    sent = escalations.drilled(reference)
    return {Step.PASSED_ON: sent.sent_at if sent else None}


def _of_incident(reference: str) -> dict[Step, datetime | None]:
    incident = incidents.drilled(reference)
    if incident is None:
        return {}
    return {
        Step.SWITCHED_ON: incident.opened_at,
        Step.ENDED: incident.ended_at,
        Step.DEBRIEFED: incident.debriefed_at,
    }


MOMENTS = {DrillKind.ORDER: _of_order, DrillKind.THREAT: _of_threat, DrillKind.INCIDENT: _of_incident}


def readiness() -> "QuerySet[Drill]":
    """Drills that ended, latest first: what can be shown to others."""
    return Drill.objects.filter(state=DrillState.ENDED)
