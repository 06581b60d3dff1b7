"""Exposure decisions, the specific measures taken, and the reports on them: Art. 5."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people.queries import person_of
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders import letters, permissions, rules
from bonafides.safety.orders.actions import clocks
from bonafides.safety.orders.events import ExposureEvent
from bonafides.safety.orders.models import Clock, Exposure, MeasuresReport, SpecificMeasure
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.vocabulary import ClockKind, ClockOutcome


@audited_action
def take_exposure(*, wanted: Mapping[str, Any], by: Actor, at: datetime) -> Exposure:
    """An authority found us exposed; the first report is due three months after its decision."""
    permissions.check_can_execute(by)
    exposure = Exposure(**wanted)
    exposure.save()
    record(ExposureEvent(exposure=exposure.reference, step="decided"), by=by, at=at)
    _next_report(exposure, 1, by=by, at=at)
    return exposure


def _next_report(exposure: Exposure, number: int, *, by: Actor, at: datetime) -> None:
    due = rules.report_due(exposure.decided_at, number, desk.zone())
    about = f"exposure:{exposure.reference}"
    clocks.start(ClockKind.MEASURES_REPORT, about=about, started_at=exposure.decided_at, due_at=due, by=by, at=at)


@audited_action
def add_measure(
    *, exposure: Exposure, description: str, human_oversight: str, rights: str, by: Actor, at: datetime
) -> SpecificMeasure:
    """A specific measure; without a person who verifies what a machine finds there is none: Art. 5(3)."""
    permissions.check_can_execute(by)
    _check_runs(exposure)
    if not human_oversight.strip():
        raise RuleBroken("no-oversight", _("Say who verifies what is found."), source="Art. 5(3)")
    measure = SpecificMeasure(exposure=exposure, description=description, rights=rights, since=at)
    measure.human_oversight = human_oversight
    measure.save()
    record(ExposureEvent(exposure=exposure.reference, step="measure"), by=by, at=at)
    return measure


@audited_action
def send_report(*, exposure: Exposure, text: str, to: str, by: Actor, at: datetime) -> MeasuresReport:
    """Report on the measures; its clock stops, and the next year's begins: Art. 5(5)."""
    permissions.check_can_execute(by)
    _check_runs(exposure)
    if not text.strip():
        raise RuleBroken("empty-report", _("The report is empty."))
    number = exposure.reports.count() + 1
    report = MeasuresReport(exposure=exposure, number=number, text=text, sent_to=to, sent_at=at)
    report.sent_by = person_of(by)
    report.save()
    record(ExposureEvent(exposure=exposure.reference, step=f"report:{number}"), by=by, at=at)
    letter = letters.measures_report(text, exposure.authority_reference, number)
    key = f"measures-report:{exposure.reference}:{number}"
    outbox.enqueue_mail(to=to, subject=letter.subject, body=letter.body, key=key, due_at=at, at=at)
    _stop_running(exposure, ClockOutcome.REPORTED, by=by, at=at)
    _next_report(exposure, number + 1, by=by, at=at)
    return report


@audited_action
def end_exposure(*, exposure: Exposure, by: Actor, at: datetime) -> None:
    """The authority took its decision back: Art. 5(7)."""
    permissions.check_can_execute(by)
    _check_runs(exposure)
    exposure.ended_at = at
    exposure.save(update_fields=["ended_at"])
    record(ExposureEvent(exposure=exposure.reference, step="ended"), by=by, at=at)
    _stop_running(exposure, ClockOutcome.ENDED, by=by, at=at)


def _stop_running(exposure: Exposure, outcome: ClockOutcome, *, by: Actor, at: datetime) -> None:
    for clock in Clock.objects.filter(about=f"exposure:{exposure.reference}", stopped_at=None):
        clocks.stop(clock, outcome=outcome, by=by, at=at)


def _check_runs(exposure: Exposure) -> None:
    if exposure.ended_at is not None:
        raise Conflict("exposure-ended", _("This decision does not stand any more."))


# -- complaints, Art. 10 ----------------------------------------------------------------------------------------------


@audited_action
def complaint_came(*, appeal: str, at: datetime, by: Actor = SYSTEM) -> None:
    """A complaint came in: it is answered within two weeks."""
    about = f"complaint:{appeal}"
    due = rules.complaint_due(at, desk.zone())
    clocks.start(ClockKind.COMPLAINT, about=about, started_at=at, due_at=due, by=by, at=at)


@audited_action
def complaint_answered(*, appeal: str, at: datetime, by: Actor = SYSTEM) -> None:
    for clock in Clock.objects.filter(about=f"complaint:{appeal}", stopped_at=None):
        clocks.stop(clock, outcome=ClockOutcome.ANSWERED, by=by, at=at)
