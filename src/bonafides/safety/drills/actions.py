"""A drill's life: planned, started, handled on the real pages, ended with evidence.

`start` sends the order through the same door as a real one; `pass_on` and `switch_on` are the keys of the other two
kinds; `end` reads every step's moment from the parts themselves, judges, and signs what can be shown.
"""

from datetime import datetime
from hashlib import sha256

from django.conf import settings

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys import signing
from bonafides.base.people.queries import person_of
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.ledger.signed_documents import sign_document
from bonafides.safety.drills import permissions, queries, rules
from bonafides.safety.drills.events import DrillCancelled, DrillEnded, DrillPlanned, DrillStarted
from bonafides.safety.drills.models import Drill
from bonafides.safety.drills.scenarios import Scenario, mail_of, scenario_of
from bonafides.safety.drills.vocabulary import FINDINGS_LIMIT, FORMAT, DrillKind, DrillState
from bonafides.safety.escalations.actions import threats
from bonafides.safety.escalations.actions.threats import Drilled
from bonafides.safety.moderation.actions import incidents
from bonafides.safety.moderation.actions.incidents import Naming
from bonafides.safety.moderation.queries.ordered import home_country
from bonafides.safety.orders.actions import executing, intake

NOT_RUNNING = Conflict("drill-not-running", _("This drill does not run now."))


@audited_action
def plan(*, scenario: Scenario, planned_for: datetime, by: Actor, at: datetime) -> Drill:
    """Plan one for later. Only those who lead see that it is planned."""
    permissions.check_can_lead(by)
    rules.check_plan(planned_for, at)
    drill = _made(scenario, by=by, at=at)
    drill.planned_for = planned_for
    drill.save()
    record(DrillPlanned(drill.reference, scenario.kind, scenario.key), by=by, at=at)
    return drill


@audited_action
def start_now(*, scenario: Scenario, by: Actor, at: datetime) -> Drill:
    permissions.check_can_lead(by)
    if Drill.objects.filter(scenario=scenario.key, state=DrillState.RUNNING).exists():
        raise Conflict("drill-runs", _("This drill runs already: end that one first."))
    drill = _made(scenario, by=by, at=at)
    drill.save()
    _start(drill, by=by, at=at)
    return drill


@audited_action
def start_planned(*, reference: str, at: datetime) -> None:
    """Its time has come. Again changes nothing."""
    drill = Drill.objects.select_for_update().get(reference=reference)
    if drill.state != DrillState.PLANNED:
        nothing_changed()
        return
    _start(drill, by=SYSTEM, at=at)


@audited_action
def cancel(*, drill: Drill, by: Actor, at: datetime) -> None:
    """One that has not begun."""
    permissions.check_can_lead(by)
    drill = _locked(drill)
    if drill.state != DrillState.PLANNED:
        raise Conflict("drill-began", _("This drill has begun: end it instead."))
    drill.state = DrillState.CANCELLED
    drill.save(update_fields=["state"])
    record(DrillCancelled(drill.reference), by=by, at=at)


def _made(scenario: Scenario, *, by: Actor, at: datetime) -> Drill:
    return Drill(kind=scenario.kind, scenario=scenario.key, made_by=person_of(by), made_at=at)


def _locked(drill: Drill) -> Drill:
    found: Drill = Drill.objects.select_for_update().get(pk=drill.pk)
    return found


def _start(drill: Drill, *, by: Actor, at: datetime) -> None:
    drill.state, drill.started_at = DrillState.RUNNING, at
    drill.save(update_fields=["state", "started_at"])
    record(DrillStarted(drill.reference, drill.kind, drill.scenario), by=by, at=at)
    if drill.kind == DrillKind.ORDER:
        data = mail_of(
            scenario_of(drill.scenario),
            drill=drill.reference,
            email=drill.made_by.email,
            addressee=settings.PUBLIC_URL,
            at=at,
        )
        name = f"drill-{drill.reference}.eml"
        intake.import_file(data=data, name=name, as_order=True, drill=drill.reference, by=SYSTEM, at=at)


# -- the two keys that a drill brings itself --------------------------------------------------------------------------


@audited_action
def pass_on(*, drill: Drill, by: Actor, at: datetime) -> None:
    """The threat of a drill: whoever started it stands for the authority."""
    permissions.check_can_take_part(by)
    drill = _running(drill, DrillKind.THREAT)
    note = scenario_of(drill.scenario).fields["note"]
    told = Drilled(drill.reference, drill.made_by.email)
    aware_at = drill.started_at or at
    threats.escalate(
        case="", note=note, countries=[home_country()], aware_at=aware_at, drill=told, by=by, at=at
    )  # fmt: skip


@audited_action
def switch_on(*, drill: Drill, by: Actor, at: datetime) -> None:
    """The incident of a drill; it is ended and debriefed on its own page."""
    permissions.check_can_lead(by)
    drill = _running(drill, DrillKind.INCIDENT)
    fields = scenario_of(drill.scenario).fields
    naming = Naming(title=fields["title"], reason=fields["reason"])
    incidents.open_incident(naming=naming, drill=drill.reference, by=by, at=at)


def _running(drill: Drill, kind: DrillKind) -> Drill:
    drill = _locked(drill)
    if drill.state != DrillState.RUNNING or drill.kind != kind:
        raise NOT_RUNNING
    if any(step.at for step in queries.steps_of(drill)):
        raise Conflict("drill-done-already", _("This was done already."))
    return drill


# -- its end ----------------------------------------------------------------------------------------------------------


@audited_action
def end(*, drill: Drill, findings: str, by: Actor, at: datetime) -> Drill:
    """Judge it and keep the evidence. The findings stay with the team."""
    permissions.check_can_lead(by)
    drill = _locked(drill)
    if drill.state != DrillState.RUNNING:
        raise NOT_RUNNING
    if len(findings) > FINDINGS_LIMIT:
        raise Invalid("findings-too-long", _("At most %(most)s characters."), most=FINDINGS_LIMIT)
    steps = queries.steps_of(drill)
    drill.state, drill.ended_at, drill.ended_by = DrillState.ENDED, at, person_of(by)
    drill.passed, drill.findings = rules.passed(steps), findings.strip()
    drill.evidence = evidence_of(drill, steps).decode()
    drill.save()
    digest = sha256(drill.evidence.encode()).hexdigest()
    record(DrillEnded(drill.reference, drill.kind, drill.passed, digest), by=by, at=at)
    executing.end_drill(drill=drill.reference, by=by, at=at)
    return drill


def evidence_of(drill: Drill, steps: tuple[rules.Taken, ...]) -> bytes:
    """What can be shown: no person, no text of the team's."""
    signer = signing.signer("receipts")
    began, ended = drill.started_at, drill.ended_at
    assert began is not None
    assert ended is not None
    document = {
        "origin": signer.name,
        "drill": drill.reference,
        "kind": drill.kind,
        "scenario": drill.scenario,
        "unannounced": drill.planned_for is not None,
        "started_at": began.isoformat(),
        "ended_at": ended.isoformat(),
        "steps": [step.as_json() for step in steps],
        "passed": drill.passed,
    }
    return sign_document(FORMAT, document, signer)
