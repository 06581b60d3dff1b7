"""Who may what with the portal. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import (
    MEMBER_TEAM,
    PROGRAMME_TEAM,
    STATE,
    OrganisationKind,
    Role,
    of_programme,
    role_in,
)
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge.vocabulary import Standing
from bonafides.programme.members import queries as members

EDITORS = of_programme(Role.OWNER, Role.EDITOR)
APPROVERS = of_programme(Role.OWNER, Role.EDITOR, Role.OFFICER)
KEEPERS = EDITORS | APPROVERS
CIVIL_SOCIETY = role_in(OrganisationKind.CIVIL_SOCIETY, Role.PARTICIPANT)
ACADEMIC = role_in(OrganisationKind.ACADEMIC, Role.PARTICIPANT)
READERS = PROGRAMME_TEAM | MEMBER_TEAM | {CIVIL_SOCIETY, ACADEMIC, STATE}  # who have a portal of their own


def standing_of(by: Actor) -> Standing:
    """As whom somebody reads; people of a platform whose membership is not (or no longer) there read as anyone."""
    if by.has_role(*PROGRAMME_TEAM):
        return Standing.TEAM
    if by.has_role(*MEMBER_TEAM):
        admitted = members.members_of_the_programme().filter(organisation_id=by.organisation or 0).exists()
        return Standing.MEMBER if admitted else Standing.ANYONE
    by_role = {CIVIL_SOCIETY: Standing.CIVIL_SOCIETY, ACADEMIC: Standing.ACADEMIC, STATE: Standing.STATE}
    return next((standing for role, standing in by_role.items() if by.has_role(role)), Standing.ANYONE)


def can_edit(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*EDITORS)


def can_approve(by: Actor) -> bool:
    return by.has_role(*APPROVERS)


def can_keep(by: Actor) -> bool:
    """Write or approve: who sees what is not published yet, where level and TLP let them."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*KEEPERS)


def is_reader(by: Actor) -> bool:
    """Somebody of the programme, a member or a body around it, who may watch, learn and be written to."""
    return by.kind is ActorKind.PERSON and by.has_role(*READERS)


def check_can_edit(by: Actor) -> None:
    if not can_edit(by):
        raise NotAllowed("may-not-edit", _("Only the programme's owner or an editor may do this."))


def check_can_approve(by: Actor) -> None:
    if not can_approve(by):
        raise NotAllowed("may-not-approve", _("Only an editor, an officer or the owner of the programme may do this."))


def check_is_reader(by: Actor) -> None:
    if not is_reader(by):
        raise NotAllowed(
            "not-a-reader", _("This is for people of the programme, its members and the bodies around it.")
        )
