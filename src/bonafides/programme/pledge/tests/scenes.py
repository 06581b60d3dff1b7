"""A programme with its pledge, and a member to whom it is offered."""

from typing import Any

from tests import cast

from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.members import actions as members
from bonafides.programme.members.models import Member
from bonafides.programme.members.vocabulary import Requirement, RequirementState
from bonafides.programme.pledge import actions
from bonafides.programme.pledge.models import Signature

AUTHORITY = "I am the managing director and sign for the company alone."


def an_offer(name: str = "Pastehaven") -> Member:
    """A member whose both assessments are in."""
    member = cast.a_member(name)
    actions.install_pledge(at=now())
    members.set_requirement(
        member=member,
        requirement=Requirement.ASSESSMENTS,
        state=RequirementState.MET,
        evidence="Both are in.",
        evidence_at=now().date(),
        by=SYSTEM,
        at=now(),
    )
    return member


def a_signature(member: Member | None = None, **changes: Any) -> Signature:
    wanted: dict[str, Any] = {
        "position": "Managing director",
        "authority": AUTHORITY,
        "language": "en",
        "is_listed": False,
        **changes,
    }
    return actions.sign_pledge(member=member or an_offer(), **wanted, by=cast.by(cast.sana()), at=now())


def state_of_requirement(member: Member) -> str:
    state: str = member.requirements.get(requirement=Requirement.PLEDGE).state
    return state
