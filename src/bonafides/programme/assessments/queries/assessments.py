"""Which assessments there are for whom, and where they stand."""

from datetime import date

from django.db.models import QuerySet

from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions
from bonafides.programme.assessments.models import Assessment, AssessorGrant, Reading
from bonafides.programme.members.queries import Member


def assessment_for(by: Actor, reference: str) -> Assessment:
    """The assessment, for who has a key to it; for everybody else there is none."""
    rows = Assessment.objects.select_related("member", "member__organisation", "proposed")
    assessment: Assessment | None = rows.filter(reference=reference).first()
    if assessment is None:
        raise NotFound("no-such-assessment", _("There is no such assessment."))
    permissions.check_can_read(by, assessment)
    return assessment


def assessment_to_assign(by: Actor, reference: str) -> Assessment:
    """The assessment as an officer meets it: dates and states."""
    permissions.check_can_propose(by)
    assessment: Assessment | None = Assessment.objects.select_related("member").filter(reference=reference).first()
    if assessment is None:
        raise NotFound("no-such-assessment", _("There is no such assessment."))
    return assessment


def assessments_for(by: Actor) -> QuerySet[Assessment]:
    """One's own organisation's, newest first."""
    own: QuerySet[Assessment] = Assessment.objects.filter(member__organisation=by.organisation)
    return own.select_related("member", "proposed")


def opened_to(by: Actor) -> QuerySet[Assessment]:
    """What members opened to this assessor."""
    grants = AssessorGrant.objects.filter(person=by.person, ended_at=None)
    opened: QuerySet[Assessment] = Assessment.objects.filter(grants__in=grants)
    return opened.select_related("member").order_by("-started_at")


def states_for(by: Actor) -> QuerySet[Assessment]:
    """Where every member's assessments stand, in dates and states: all that an officer sees."""
    permissions.check_can_propose(by)
    rows: QuerySet[Assessment] = Assessment.objects.select_related("member", "proposed")
    return rows.defer("key_wrap").order_by("-started_at", "-pk")


def assessors() -> QuerySet[Person]:
    """Who may be proposed."""
    return Person.objects.filter(
        is_active=True,
        held_roles__role=Role.ASSESSOR.value,
        held_roles__revoked_at=None,
        organisation__kind="programme",
    ).distinct()


def readings_of(by: Actor) -> QuerySet[Reading]:
    """The access log of one's own organisation, the latest first."""
    readings: QuerySet[Reading] = Reading.objects.filter(organisation=by.organisation)
    return readings.select_related("person", "person__organisation", "assessment")


def both_submitted(member: Member) -> date | None:
    """The day on which the member's second assessment last came in; None if both never were."""
    rows = Assessment.objects.filter(member=member, submitted_at__isnull=False)
    latest: Assessment | None = rows.order_by("-submitted_at").first()
    return latest.submitted_at.date() if latest and latest.submitted_at else None
