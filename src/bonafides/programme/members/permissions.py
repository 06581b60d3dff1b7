"""Who may what with members. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import MEMBER_TEAM, PROGRAMME_TEAM, VETTERS, Role, of_member
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.models import Member


def can_vet(by: Actor) -> bool:
    """Admit members and their people: the programme's owner and its officers, and a command at the terminal."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*VETTERS)


def can_read(by: Actor, member: Member) -> bool:
    """The programme reads all of its members (never their answers: those are not kept here); a member reads itself."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*PROGRAMME_TEAM) or is_own(by, member)


def is_own(by: Actor, member: Member) -> bool:
    return by.has_role(*MEMBER_TEAM) and by.organisation == member.organisation_id


def can_change(by: Actor, member: Member) -> bool:
    """Who signs for the member describes it; an officer may help."""
    return can_vet(by) or (is_own(by, member) and by.has_role(*of_member(Role.SIGNATORY)))


def check_can_vet(by: Actor) -> None:
    if not can_vet(by):
        raise NotAllowed("may-not-vet", _("Only the programme's owner or an officer may do this."))


def check_can_change(by: Actor, member: Member) -> None:
    if not can_change(by, member):
        raise NotAllowed("may-not-change-member", _("Only who signs for this member, or an officer, may change it."))
