"""Whether somebody is there: contacts are asked to answer, report forms are looked at.

1. A test is sent, or a look is taken, at least once a quarter.
2. What fails makes a task for a person of the programme; nothing lapses by that.
3. The person tries the second contact (`record_second_contact_tried`).
4. Only where that fails, too, may a person let the requirement lapse (`set_requirement`).
"""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.people import actions as people
from bonafides.base.people import queries as persons
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import LinkPurpose
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members import letters, permissions, rules
from bonafides.programme.members.actions.tasks import new_task
from bonafides.programme.members.events import ContactAnswered, ContactChallenged, ContactSilent, ReportFormProbed
from bonafides.programme.members.models import Contact, ContactTest, Member, ReportProbe, Service
from bonafides.programme.members.queries.work import open_task_about
from bonafides.programme.members.vocabulary import (
    CHALLENGE_LASTS,
    TRY_SECOND_WITHIN,
    ProbeOutcome,
    Requirement,
    TaskKind,
)


@audited_action
def challenge_contact(*, contact: Contact, by: Actor, at: datetime) -> ContactTest:
    """Ask a contact to answer within a week: a mail with a link and one button."""
    permissions.check_can_mentor(by, contact.member)
    if contact.tests.filter(answered_at=None, failed_at=None).exists():
        raise Conflict("test-under-way", _("A test of this contact is under way."))
    test = ContactTest.objects.create(contact=contact, sent_at=at, answer_by=at + CHALLENGE_LASTS)
    token = people.issue_link(
        purpose=LinkPurpose.CONTACT_CHALLENGE, about=test.reference, expires_at=test.answer_by, at=at
    )
    contact.tested_at = at
    contact.save(update_fields=["tested_at"])
    letters.challenge(test, token, at=at)
    record(ContactChallenged(member=contact.member.reference, contact=contact.reference), by=by, at=at)
    return test


@audited_action
def answer_challenge(*, bearer: LinkBearer, at: datetime) -> Contact:
    """Whoever bears the link reads the mailbox: the contact works. A second press changes nothing."""
    test = (
        ContactTest.objects.select_for_update(of=("self",))
        .select_related("contact__member")
        .get(reference=bearer.about)
    )
    if test.answered_at is not None:
        nothing_changed()
        return test.contact
    test.answered_at = test.contact.verified_at = at
    test.save(update_fields=["answered_at"])
    test.contact.save(update_fields=["verified_at"])
    answered = ContactAnswered(member=test.contact.member.reference, contact=test.contact.reference)
    record(answered, by=persons.actor_of_bearer(bearer), at=at)
    return test.contact


@audited_action
def fail_test(*, test: ContactTest, by: Actor, at: datetime) -> None:
    """Nobody answered in time: a person has to try the second contact."""
    now = ContactTest.objects.select_for_update().get(pk=test.pk)
    if now.answered_at or now.failed_at or at < now.answer_by:
        nothing_changed()
        return
    test.failed_at = at
    test.save(update_fields=["failed_at"])
    contact = test.contact
    record(ContactSilent(member=contact.member.reference, contact=contact.reference), by=by, at=at)
    about = (Requirement.CONTACT_POINT, TaskKind.CONTACT_SILENT, contact.name)
    ask_for_second(contact.member, *about, by=by, at=at)


@audited_action
def record_probe(*, service: Service, found: rules.Found, by: Actor, at: datetime) -> ReportProbe:
    """Keep what a look at the report form found; where it failed, a person has to try the second contact."""
    permissions.check_can_mentor(by, service.member)
    probe = ReportProbe.objects.create(
        service=service, url=service.report_form_url, outcome=found.outcome, status=found.status, probed_at=at
    )
    service.probed_at = at
    service.save(update_fields=["probed_at"])
    probed = ReportFormProbed(member=service.member.reference, service=service.reference, outcome=found.outcome)
    record(probed, by=by, at=at)
    if found.outcome is not ProbeOutcome.WORKS:
        ask_for_second(service.member, Requirement.REPORTS, TaskKind.FORM_FAILED, service.name, by=by, at=at)
    return probe


def ask_for_second(
    member: Member, requirement: Requirement, kind: TaskKind, title: str, *, by: Actor, at: datetime
) -> None:
    """One open task for one thing that fails, however often it is tried."""
    if open_task_about(member, requirement, kind, title) is None:
        due_on = rules.days_from(at, TRY_SECOND_WITHIN)
        new_task(member, kind, title, due_on, requirement=requirement, by=by, at=at)
