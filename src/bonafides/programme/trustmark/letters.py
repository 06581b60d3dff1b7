"""What a member is told of its mark: a letter to each of its signatories and contacts, a message to its programs."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, override

from bonafides.base.outbox import actions as outbox
from bonafides.base.people import queries as people
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import Requirement
from bonafides.programme.trustmark.models import Mark, MarkAppeal, Measure, Review
from bonafides.programme.trustmark.words import requirement_word

TOLD = (Role.SIGNATORY, Role.CONTACT)

GRANTED = _("%(member)s bears the trustmark")
GRANTED_BODY = _(
    "Dear %(name)s,\n\ntwo reviewers found the requirements met: the trustmark is yours. The pictures, the credential"
    " and the lines for your site are here:\n\n%(url)s\n\nIt is renewed each month by itself while the requirements"
    " hold.\n"
)
ENDING = _("Your trustmark is not renewed while a requirement does not hold")
ENDING_BODY = _(
    "Dear %(name)s,\n\nthese requirements no longer hold for %(member)s:\n\n%(missing)s\n\nThe mark that is out stays"
    " valid until %(ends)s and ends then. If they hold again before, it is renewed as if nothing had been.\n\n%(url)s\n"
)
LAPSED = _("Your trustmark has lapsed")
LAPSED_BODY = _(
    "Dear %(name)s,\n\nthe trustmark of %(member)s has lapsed. Please take it off your pages. You can ask for it again"
    " once all requirements hold.\n\n%(url)s\n"
)
WARNING = _("A requirement of your trustmark ends on %(day)s")
WARNING_BODY = _(
    "Dear %(name)s,\n\nwhat %(member)s has shown for this requirement counts until %(day)s:\n\n%(missing)s\n\nShow us"
    " what is new before then, and the trustmark goes on without a break.\n\n%(url)s\n"
)
MEASURES = {
    "mark.suspended": (
        _("Your trustmark is suspended"),
        _(
            "Dear %(name)s,\n\nthe trustmark of %(member)s is suspended from now on. The reasons:\n\n%(reasons)s\n\nA"
            " second officer confirms this within 72 hours, or it is lifted by itself. You may appeal; somebody who did"
            " not decide hears you.\n\n%(url)s\n"
        ),
    ),
    "mark.revoked": (
        _("Your trustmark is revoked"),
        _(
            "Dear %(name)s,\n\ntwo officers have revoked the trustmark of %(member)s. The reasons:\n\n%(reasons)s\n\n"
            "Please take it off your pages. You may appeal; somebody who did not decide hears you.\n\n%(url)s\n"
        ),
    ),
}
REINSTATED = _("Your trustmark stands again")
REINSTATED_BODY = _(
    "Dear %(name)s,\n\nthe trustmark of %(member)s stands again, as a new credential. Please put the new pictures on"
    " your pages; those from before stay invalid.\n\n%(url)s\n"
)
REFUSED = _("The trustmark was refused")
REFUSED_BODY = _(
    "Dear %(name)s,\n\nthe reviewers did not find all requirements met for %(member)s. Their reasons are on this page,"
    " where you may also appeal:\n\n%(url)s\n"
)
HEARD = _("Your appeal was heard")
HEARD_BODY = _("Dear %(name)s,\n\nthe appeal of %(member)s was heard. Decision and reasons are here:\n\n%(url)s\n")


def people_of(organisation: int) -> QuerySet[people.Person]:
    """Who is told: everybody who signs for the member or is its contact."""
    held = {"held_roles__role__in": TOLD, "held_roles__revoked_at": None}
    return people.Person.objects.filter(organisation_id=organisation, is_active=True, **held).distinct().order_by("pk")


def send(organisation: int, key: str, subject: str, body: str, words: Mapping[str, object], *, at: datetime) -> None:
    """One letter to each, in their language. subject, body: English originals with named placeholders."""
    for person in people_of(organisation):
        with override(person.language):
            facts = {**words, "name": person.name, "missing": names_of(words.get("missing", ()))}
            title = gettext(subject) % facts
            text = gettext(body) % facts
        outbox.enqueue_mail(to=person.email, subject=title, body=text, key=f"{key}:{person.pk}", due_at=at, at=at)


def names_of(requirements: object) -> str:
    """Requirements in the reader's language, one to a line."""
    named = requirements if isinstance(requirements, list | tuple) else ()
    return "\n".join(f"- {gettext(requirement_word(Requirement(each)))}" for each in named)


def own_page() -> str:
    return settings.PUBLIC_URL + reverse("trustmark:own")


def about(mark: Mark) -> dict[str, object]:
    ends = mark.current.valid_until.date().isoformat() if mark.current else ""
    return {
        "member": mark.member.name,
        "mark": mark.reference,
        "ends": ends,
        "missing": mark.missing,
        "url": own_page(),
    }


def tell_endpoints(mark: Mark, kind: str, *, at: datetime) -> None:
    """A webhook to the member's programs, where it has registered any."""
    data = {
        "mark": mark.reference,
        "url": settings.PUBLIC_URL + mark.get_absolute_url(),
        "state": mark.state,
        "missing": mark.missing,
        "valid_until": mark.current.valid_until.isoformat() if mark.current else None,
    }
    audience = f"member:{mark.member.reference}"
    outbox.publish(kind, data, key=f"{kind}:{mark.reference}:{at.isoformat()}", due_at=at, at=at, audience=audience)


def tell(mark: Mark, kind: str, subject: str, body: str, *, at: datetime, **words: object) -> None:
    key = f"{kind}:{mark.reference}:{at.isoformat()}"
    send(mark.member.organisation_id, key, subject, body, {**about(mark), **words}, at=at)


# -- what is told -----------------------------------------------------------------------------------------------------


def granted(mark: Mark, *, at: datetime) -> None:
    tell(mark, "mark.granted", GRANTED, GRANTED_BODY, at=at)


def ending(mark: Mark, *, at: datetime) -> None:
    tell(mark, "mark.ending", ENDING, ENDING_BODY, at=at)
    tell_endpoints(mark, "mark.ending", at=at)


def lapsed(mark: Mark, *, at: datetime) -> None:
    tell(mark, "mark.lapsed", LAPSED, LAPSED_BODY, at=at)
    tell_endpoints(mark, "mark.lapsed", at=at)


def warn(mark: Mark, requirement: Requirement, last_day: str, days: int, *, at: datetime) -> None:
    """Once for each requirement, last day and distance."""
    key = f"mark.warning:{mark.reference}:{requirement.value}:{last_day}:{days}"
    words = {**about(mark), "missing": [requirement.value], "day": last_day}
    send(mark.member.organisation_id, key, WARNING, WARNING_BODY, words, at=at)


def measure_taken(measure: Measure, kind: str, *, at: datetime) -> None:
    subject, body = MEASURES[kind]
    tell(measure.mark, kind, subject, body, at=at, reasons=measure.reasons)
    tell_endpoints(measure.mark, kind, at=at)


def reinstated(mark: Mark, *, at: datetime) -> None:
    tell(mark, "mark.reinstated", REINSTATED, REINSTATED_BODY, at=at)
    tell_endpoints(mark, "mark.reinstated", at=at)


def refused(review: Review, *, at: datetime) -> None:
    words = {"member": review.member.name, "url": own_page()}
    send(review.member.organisation_id, f"review.refused:{review.reference}", REFUSED, REFUSED_BODY, words, at=at)


def appeal_heard(appeal: MarkAppeal, *, at: datetime) -> None:
    words = {"member": appeal.member.name, "url": own_page()}
    send(appeal.member.organisation_id, f"appeal.heard:{appeal.reference}", HEARD, HEARD_BODY, words, at=at)


def complaint_answered(email: str, reference: str, language: str, *, at: datetime) -> None:
    """To whoever complained and left an address: that there is an answer, behind the link that they have."""
    with override(language):
        subject = gettext("Your complaint about a trustmark was answered")
        body = gettext("Your complaint %(reference)s was answered. Open the link that you kept to read the answer.\n")
    key = f"complaint.answered:{reference}"
    outbox.enqueue_mail(to=email, subject=subject, body=body % {"reference": reference}, key=key, due_at=at, at=at)
