"""Which cases belong to a running incident. Called inside the action that changed a case."""

from datetime import datetime

from django.db.models import QuerySet

from bonafides.base.audit.actions import record
from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.events import CaseJoinedIncident
from bonafides.safety.moderation.models import Case, Incident, IncidentCase
from bonafides.safety.moderation.queries import incidents
from bonafides.safety.moderation.rules.incidents import belongs
from bonafides.safety.moderation.vocabulary import CaseState, IncidentJoining

FOLD = "moderation.fold"  # the outbox row that folds a case into one like it


def consider(case: Case, *, at: datetime) -> None:
    """Let a waiting case join every running incident that it belongs to. Mostly none runs, which one statement says."""
    if case.state == CaseState.CLOSED:
        return
    for incident in running_without(case, at):
        why = belongs(incidents.belonging_facts(case), incidents.criteria_of(incident), incidents.seeds_of(incident))
        if why is not None:
            join(incident, case, why, by=SYSTEM, at=at)


def running_without(case: Case, at: datetime) -> "QuerySet[Incident]":
    return incidents.running(at).exclude(places__case=case)


def join(incident: Incident, case: Case, why: IncidentJoining, *, by: Actor, at: datetime) -> None:
    """Put a case into an incident, and have it looked at whether it is a copy of another there."""
    if incident.drill:
        raise Conflict("incident-is-a-drill", _("This is a drill: no real case is put into it."))
    IncidentCase(incident=incident, case=case, why=why, at=at).save()
    record(CaseJoinedIncident(case=case.reference, incident=incident.reference, why=why), by=by, at=at)
    payload = {"incident": incident.reference, "case": case.reference}
    outbox.enqueue(FOLD, payload, key=f"fold:{incident.reference}:{case.reference}", due_at=at, at=at)
