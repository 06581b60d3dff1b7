"""Finding a case, and the people who could judge it."""

from django.db.models import Q, QuerySet

from bonafides.base.people import queries as people
from bonafides.base.people.queries import Person
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotFound
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import Case, Decision, PolicyVersion
from bonafides.safety.moderation.vocabulary import DecisionState


def case_for(by: Actor, reference: str) -> Case:
    """The case of this reference, if the actor may read it."""
    wanted = read_reference(reference)
    permissions.check_can_read_case(by, wanted)
    case = Case.objects.filter(reference=wanted).select_related("lease__person", "assigned_to").first()
    if case is None:
        raise NotFound("no-such-case", _("There is no such case."))
    return case


def decision_standing(case: Case) -> Decision | None:
    """The latest published decision of a case; None where none was."""
    published = case.decisions.filter(state=DecisionState.PUBLISHED).select_related("policy_version__policy")
    return published.order_by("published_at", "pk").last()


def policy_in_force() -> PolicyVersion:
    """The version that a decision made now applies."""
    version = PolicyVersion.objects.select_related("policy").order_by("-published_at", "-number").first()
    if version is None:
        raise Conflict("no-policy", _("No policy has been published yet, so nothing can be decided under it."))
    return version


def has_policy() -> bool:
    """Whether anything has been published that a restriction could be explained by."""
    return PolicyVersion.objects.exists()


def deciders_besides(by: Actor, readers: set[int]) -> "QuerySet[Person]":
    """The people of the team who may decide and are none of `readers`."""
    may_decide = Q(held_roles__role__in=permissions.DECIDERS, held_roles__revoked_at=None)
    return people.people_of(by).filter(may_decide, is_active=True).exclude(pk__in=readers).distinct()


def leads_among(deciders: "QuerySet[Person]") -> int:
    return deciders.filter(held_roles__role__in=permissions.LEADS, held_roles__revoked_at=None).distinct().count()
