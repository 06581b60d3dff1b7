"""Who may sign, withdraw and publish. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import PROGRAMME_TEAM, Role, of_member, of_programme
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.queries import Member
from bonafides.programme.pledge.models import Signature


def can_sign(by: Actor, member: Member) -> bool:
    """A person who signs for this very member; no program, and nobody of the programme."""
    return (
        by.kind is ActorKind.PERSON
        and by.has_role(*of_member(Role.SIGNATORY))
        and by.organisation == member.organisation_id
    )


def can_publish(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*of_programme(Role.OWNER))


def can_read_record(by: Actor, signature: Signature) -> bool:
    """The programme and the member itself; anyone where the member had it listed."""
    own = by.organisation is not None and by.organisation == signature.member.organisation_id
    return signature.is_listed or own or by.has_role(*PROGRAMME_TEAM)


def check_can_sign(by: Actor, member: Member) -> None:
    if not can_sign(by, member):
        raise NotAllowed("may-not-sign", _("Only a signatory of this member may sign for it, under their own name."))


def check_can_publish(by: Actor) -> None:
    if not can_publish(by):
        raise NotAllowed("may-not-publish-pledge", _("Only the programme's owner may change the text of the pledge."))
