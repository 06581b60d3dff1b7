"""How a person comes in: by a link that is mailed to them, open for a week, revocable."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.people import mail, permissions, queries, rules
from bonafides.base.people.actions.links import issue_link, revoke_links
from bonafides.base.people.actions.persons import admit_person, check_is_new
from bonafides.base.people.events import InvitationRevoked, InvitationSent
from bonafides.base.people.models import Invitation, Organisation, Person
from bonafides.base.people.queries import LinkBearer
from bonafides.base.people.vocabulary import INVITATION_LASTS, LinkPurpose
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _


@dataclass(frozen=True)
class IssuedInvitation:
    """An invitation, and the token of its link: told once, stored nowhere."""

    invitation: Invitation
    token: str


@audited_action
def invite(
    *,
    organisation: Organisation,
    email: str,
    role: str,
    case: str = "",
    language: str = "en",
    by: Actor,
    at: datetime,
) -> IssuedInvitation:
    """Keep a place for somebody and mail them the link; an open invitation for the same place ends."""
    permissions.check_can_invite_into(by, organisation, role)
    check_is_new(email)
    granted = rules.check_grant(
        rules.GrantFacts(role=role, case=case, kind=organisation.kind, held=frozenset(), self_granted=False)
    )
    for earlier in open_invitations(email, role, case):
        end(earlier, by=by, at=at)
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=email.casefold(),
        language=language,
        role=granted,
        case=case,
        invited_by=by.code,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    token = issue_link(
        purpose=LinkPurpose.INVITATION, about=invitation.reference, expires_at=invitation.expires_at, at=at
    )
    mail.enqueue_invitation(invitation, token, at=at)
    record(InvitationSent(invitation=invitation.reference, role=granted, case=case), by=by, at=at)
    return IssuedInvitation(invitation, token)


def open_invitations(email: str, role: str, case: str) -> list[Invitation]:
    return list(
        Invitation.objects.select_for_update().filter(
            email=email.casefold(), role=role, case=case, accepted_at=None, revoked_at=None
        )
    )


@audited_action
def revoke_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    permissions.check_can_invite_into(by, invitation.organisation, invitation.role)
    if invitation.accepted_at or invitation.revoked_at:
        raise Conflict("invitation-over", _("This invitation was accepted or withdrawn before."))
    end(invitation, by=by, at=at)


def end(invitation: Invitation, *, by: Actor, at: datetime) -> None:
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    revoke_links(purpose=LinkPurpose.INVITATION, about=invitation.reference, at=at)
    record(InvitationRevoked(invitation=invitation.reference), by=by, at=at)


@audited_action
def accept_invitation(*, bearer: LinkBearer, name: str, password: str, language: str, at: datetime) -> Person:
    """Whoever bears the link becomes the person it was meant for; the link works once."""
    invitation = Invitation.objects.select_for_update().get(reference=bearer.about)
    if invitation.state_at(at) != "open":
        raise Conflict("invitation-over", _("This invitation was accepted, was withdrawn or has ended."))
    by = queries.actor_of_bearer(bearer)
    person = admit_person(
        organisation=invitation.organisation,
        email=invitation.email,
        name=name,
        password=password,
        role=invitation.role,
        case=invitation.case,
        language=language,
        invitation=invitation.reference,
        by=by,
        at=at,
    )
    invitation.accepted_at, invitation.accepted_by = at, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    revoke_links(purpose=LinkPurpose.INVITATION, about=invitation.reference, at=at)
    return person
