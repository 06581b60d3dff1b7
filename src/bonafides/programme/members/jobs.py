"""What the worker does for members: reminds, lets lapse, tests contacts, looks at report forms."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypedDict

from bonafides.base.outbox import actions as outbox
from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.kernel.actor import SYSTEM
from bonafides.programme.members import actions, probing, rules
from bonafides.programme.members.models import ContactTest, Member, RequirementRow, Service
from bonafides.programme.members.queries.lists import contacts_to_test, services_to_probe
from bonafides.programme.members.queries.members import absence_of
from bonafides.programme.members.vocabulary import (
    AT_ONCE,
    PROBE_EVERY,
    REMIND_BEFORE_DAYS,
    TESTED_CONTACTS,
    MemberState,
    Requirement,
)

PROBE = "members.probe"
OVER = (MemberState.LEFT, MemberState.REFUSED)


class About(TypedDict):
    member: Member
    requirement: Requirement


def watch_ends(at: datetime) -> None:
    """Let lapse what ended yesterday or before; remind of what ends soon."""
    soon = at.date() + timedelta(days=max(REMIND_BEFORE_DAYS))
    rows = RequirementRow.objects.filter(state__in=rules.HELD, until__lte=soon).exclude(member__state__in=OVER)
    for row in rows.select_related("member__mentor").order_by("pk"):
        about: About = {"member": row.member, "requirement": Requirement(row.requirement)}
        if rules.has_ended(row.facts(), at.date()):
            actions.lapse_by_date(**about, by=SYSTEM, at=at)
        elif row.until and rules.reminder_due(row.until, at.date(), row.reminded_days):
            actions.remind_of_end(**about, by=SYSTEM, at=at)


def try_contacts(at: datetime) -> None:
    """Close the tests that nobody answered; send those that are due, but to nobody who is announced away."""
    waiting = ContactTest.objects.filter(answer_by__lte=at, answered_at=None, failed_at=None)
    for test in waiting.select_related("contact__member__mentor").order_by("pk")[:AT_ONCE]:
        actions.fail_test(test=test, by=SYSTEM, at=at)
    for contact in contacts_to_test(at - PROBE_EVERY, TESTED_CONTACTS, AT_ONCE):
        absence = absence_of(contact.member, at.date())
        if absence is None or absence.begins > at.date():
            actions.challenge_contact(contact=contact, by=SYSTEM, at=at)


def plan_probes(at: datetime) -> None:
    """A row for each report form that is due, so that a slow site holds up nobody else's."""
    for service in services_to_probe(at - PROBE_EVERY, AT_ONCE):
        key = f"probe:{service.reference}:{at.date()}"
        outbox.enqueue(PROBE, {"service": service.reference}, key=key, due_at=at, at=at)


def probe(row: OutboxRow, at: datetime) -> None:
    """Look at one report form; where it is gone, or was looked at meanwhile, there is nothing to do."""
    named = Service.objects.filter(reference=row.payload["service"], removed_at=None).exclude(report_form_url="")
    service = named.select_related("member__mentor").first()
    if service is not None and rules.probe_is_due(service.probed_at, at):
        found = probing.look_at_form(service.report_form_url)
        actions.record_probe(service=service, found=found, by=SYSTEM, at=at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {PROBE: probe}
RECURRING = (
    Recurring("members.watch_ends", timedelta(hours=1), watch_ends),
    Recurring("members.try_contacts", timedelta(hours=1), try_contacts),
    Recurring("members.plan_probes", timedelta(hours=1), plan_probes),
)
