"""The mails that this part sends, each in the language of whom it goes to."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from bonafides.base.outbox import actions as outbox
from bonafides.base.people import queries as people
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import Role
from bonafides.programme.members.models import (
    Application,
    ContactTest,
    Member,
    Proposal,
    RequirementRow,
    Task,
)


def address_of(name: str, *parts: str) -> str:
    return settings.PUBLIC_URL + reverse(f"members:{name}", args=parts)


def signatories_of(organisation: int) -> list[Person]:
    return list(people.holders_in(organisation, Role.SIGNATORY))


def invite_platform(application: Application, token: str, *, until: date, at: datetime) -> None:
    member = application.member
    with override(application.language):
        outbox.enqueue_mail(
            to=application.invited_email,
            subject=_("An invitation to %(member)s to join our programme") % {"member": member.name},
            body=_(
                "We would like %(member)s to join our programme for platforms that keep terrorist use away.\n\n"
                "What it asks, and the form to apply, are here until %(until)s:\n%(url)s\n\n"
                "Nothing happens if you leave it."
            )
            % {"member": member.name, "until": until.isoformat(), "url": address_of("apply_invited", token)},
            key=f"member-invitation:{member.reference}:{at.isoformat()}",
            due_at=at,
            at=at,
        )


def confirm_application(application: Application, *, at: datetime) -> None:
    member = application.member
    with override(application.language):
        outbox.enqueue_mail(
            to=application.email,
            subject=_("We have the application of %(member)s") % {"member": member.name},
            body=_(
                "Thank you. Somebody of the programme reads it, and may write or call with questions.\n\n"
                "Its number is %(reference)s. Please put this line into the file %(path)s of your domain, or into a "
                "TXT record, so that we can see that the domain is yours:\n%(tokens)s"
            )
            % {
                "reference": member.reference,
                "path": "/.well-known/bonafides-domain.txt",
                "tokens": "\n".join(f"{each.host}: {each.token}" for each in member.domains.all()),
            },
            key=f"application:{member.reference}:{at.isoformat()}",
            due_at=at,
            at=at,
        )


def tell_admitted(application: Application, *, at: datetime) -> None:
    with override(application.language):
        outbox.enqueue_mail(
            to=application.email,
            subject=_("%(member)s is a member") % {"member": application.member.name},
            body=_(
                "Welcome. The invitation to sign in comes in a mail of its own, once we have looked at who you are."
                "\n\nThen four steps: two assessments, the pledge, the trustmark, and what we know, shared."
            ),
            key=f"admitted:{application.member.reference}:{at.isoformat()}",
            due_at=at,
            at=at,
        )


def tell_refused(application: Application, *, at: datetime) -> None:
    with override(application.language):
        outbox.enqueue_mail(
            to=application.email,
            subject=_("About the application of %(member)s") % {"member": application.member.name},
            body=_(
                "We have decided not to admit %(member)s. The reason:\n\n%(reason)s\n\n"
                "If you think that this is wrong, answer this mail and name the number %(reference)s: somebody who did "
                "not decide looks at it again."
            )
            % {
                "member": application.member.name,
                "reason": application.reason,
                "reference": application.member.reference,
            },
            key=f"refused:{application.member.reference}:{at.isoformat()}",
            due_at=at,
            at=at,
        )


def tell_person_refused(proposal: Proposal, *, at: datetime) -> None:
    for person in signatories_of(proposal.organisation_id):
        with override(person.language):
            outbox.enqueue_mail(
                to=person.email,
                subject=_("%(name)s was not admitted") % {"name": proposal.name},
                body=_("We looked at who %(name)s is and do not invite them. The reason:\n\n%(reason)s")
                % {"name": proposal.name, "reason": proposal.evidence},
                key=f"proposal-refused:{proposal.reference}:{person.code}",
                due_at=at,
                at=at,
            )


def remind_of_end(member: Member, row: RequirementRow, days: int, *, at: datetime) -> None:
    for person in signatories_of(member.organisation_id):
        with override(person.language):
            outbox.enqueue_mail(
                to=person.email,
                subject=_("“%(requirement)s” ends on %(until)s") % {"requirement": _(row.word), "until": row.until},
                body=_(
                    "Of the requirements of membership, “%(requirement)s” stands until %(until)s and lapses on the day "
                    "after.\n\nWhat to do: %(what)s\n\nShow it here:\n%(url)s"
                )
                % {
                    "requirement": _(row.word),
                    "until": row.until,
                    "what": _(row.what_to_do),
                    "url": address_of("requirement", member.reference, row.requirement),
                },
                key=f"requirement-ends:{row.pk}:{row.until}:{days}:{person.code}",
                due_at=at,
                at=at,
            )


def tell_lapsed(member: Member, row: RequirementRow, *, at: datetime) -> None:
    for person in signatories_of(member.organisation_id):
        with override(person.language):
            outbox.enqueue_mail(
                to=person.email,
                subject=_("“%(requirement)s” has lapsed") % {"requirement": _(row.word)},
                body=_(
                    "“%(requirement)s” does not stand any more, and a trustmark that rests on it ends with it.\n\n"
                    "What to do: %(what)s\n\nShow it here:\n%(url)s"
                )
                % {
                    "requirement": _(row.word),
                    "what": _(row.what_to_do),
                    "url": address_of("requirement", member.reference, row.requirement),
                },
                key=f"requirement-lapsed:{row.pk}:{at.isoformat()}:{person.code}",
                due_at=at,
                at=at,
            )


def challenge(test: ContactTest, token: str, *, at: datetime) -> None:
    """In English: a contact has no language of its own that we know they read on duty."""
    contact = test.contact
    with override("en"):
        outbox.enqueue_mail(
            to=contact.email,
            subject=_("Please answer: is somebody there?"),
            body=_(
                "You are named as “%(kind)s” of %(member)s. We try this address four times a year, so that it works "
                "when it has to.\n\nOpen this link and press the button, until %(until)s UTC:\n%(url)s\n\n"
                "There is nothing else to do."
            )
            % {
                "kind": _(contact.kind_word),
                "member": contact.member.name,
                "until": test.answer_by.strftime("%Y-%m-%d %H:%M"),
                "url": address_of("answer_challenge", token),
            },
            key=f"contact-test:{test.reference}",
            due_at=at,
            at=at,
        )


def tell_assignee(task: Task, *, at: datetime) -> None:
    """Whoever is given a task hears of it; one without an assignee waits on the list."""
    person = task.assignee
    if person is None:
        return
    with override(person.language):
        outbox.enqueue_mail(
            to=person.email,
            subject=_("A task for you: %(task)s") % {"task": _(task.kind_word)},
            body=_("%(task)s: %(title)s\nUntil %(due)s.\n\n%(url)s")
            % {
                "task": _(task.kind_word),
                "title": task.title or (task.member.name if task.member else ""),
                "due": task.due_on.isoformat(),
                "url": address_of("task", task.reference),
            },
            key=f"task:{task.reference}:{person.code}",
            due_at=at,
            at=at,
        )
