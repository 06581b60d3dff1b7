"""Who of an organisation has its key, and opening it for who has."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.keys import envelope
from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.assessments import permissions, sealing
from bonafides.programme.assessments.models import (
    Assessment,
    AssessorGrant,
    OrganisationKey,
    PersonWrap,
    Recovery,
    RecoveryShare,
)
from bonafides.programme.assessments.models.keys import ASSESSOR_WRAP, ORGANISATION_WRAP

READING_ROLES = (Role.SIGNATORY.value, Role.ANSWERER.value, Role.READER.value)


def key_in_use(organisation: int) -> OrganisationKey | None:
    key: OrganisationKey | None = OrganisationKey.objects.filter(organisation=organisation, retired_at=None).first()
    return key


def has_key(organisation: int) -> bool:
    return key_in_use(organisation) is not None


def bound_to_person(key: OrganisationKey, person: int) -> str:
    """What a person's wrap is bound to: it opens for this organisation, this generation, this person."""
    return f"{key.organisation_id}|{key.reference}|{person}"


def bound_to_assessment(assessment: Assessment) -> str:
    return f"assessment|{assessment.reference}"


def unwrapped(wrap: PersonWrap) -> bytes:
    return envelope.unseal(
        bytes(wrap.sealed), purpose=ORGANISATION_WRAP, bound_to=bound_to_person(wrap.key, wrap.person_id)
    )


def organisation_key_for(by: Actor, organisation: int) -> tuple[OrganisationKey, bytes]:
    """The key in use, through this person's own wrap."""
    wraps = PersonWrap.objects.select_related("key").filter(
        person=by.person, key__organisation=organisation, key__retired_at=None
    )
    wrap: PersonWrap | None = wraps.first()
    if wrap is None or not permissions.may_be_let_in(by, organisation):
        raise NotAllowed("not-let-in", _("You have no key to these answers yet. Ask a colleague to let you in."))
    return wrap.key, unwrapped(wrap)


def assessment_key_for(by: Actor, assessment: Assessment) -> bytes:
    """The key of one assessment: through the organisation's, or through an assessor's own grant."""
    if permissions.was_let_in(by, assessment.member.organisation_id):
        _row, key = organisation_key_for(by, assessment.member.organisation_id)
        return sealing.unseal(key, bytes(assessment.key_wrap), bound_to=bound_to_assessment(assessment))
    permissions.check_can_read(by, assessment)
    grant = AssessorGrant.objects.get(assessment=assessment, person=by.person, ended_at=None)
    return envelope.unseal(
        bytes(grant.sealed), purpose=ASSESSOR_WRAP, bound_to=bound_to_grant(assessment, by.person_id)
    )


def bound_to_grant(assessment: Assessment, person: int) -> str:
    return f"{assessment.reference}|{person}"


@dataclass(frozen=True)
class Colleague:
    person: Person
    let_in_at: datetime | None
    is_self: bool


def colleagues_of(by: Actor) -> list[Colleague]:
    """The named people who may be let in, and who was."""
    wraps = PersonWrap.objects.filter(key__organisation=by.organisation, key__retired_at=None)
    let_in = {wrap.person_id: wrap.let_in_at for wrap in wraps}
    people = Person.objects.filter(
        organisation=by.organisation, is_active=True, held_roles__role__in=READING_ROLES, held_roles__revoked_at=None
    )
    return [
        Colleague(each, let_in.get(each.pk), each.pk == by.person) for each in people.distinct().order_by("name", "pk")
    ]


def shares_of(organisation: int) -> list[RecoveryShare]:
    """The two shares of the way back in use: who saw which, and when."""
    recovery = Recovery.objects.filter(organisation=organisation, used_at=None).first()
    return list(recovery.shares.select_related("shown_to")) if recovery else []
