"""Who may do what with the vault. `can_...` answers for a button, `check_...` refuses with a sentence."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _

KEEPERS = (Role.EVIDENCE_CUSTODIAN, Role.AUTHORITY_DESK, Role.OWNER)
READERS = (*KEEPERS, Role.AUDITOR)
OVERSIGHT = (Role.AUDITOR, Role.OWNER)


def can_read(by: Actor) -> bool:
    """What is kept, why and until when; no content."""
    return by.kind is ActorKind.SYSTEM or by.has_role(*READERS)


def can_keep(by: Actor) -> bool:
    """Hold, ask for releases, vote on them, and look at what is kept."""
    return by.kind is ActorKind.PERSON and by.person is not None and by.has_role(*KEEPERS)


def can_oversee(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*OVERSIGHT)


def check_can_read(by: Actor) -> None:
    if not can_read(by):
        raise NotAllowed("may-not-read-vault", _("Your role does not include the vault."))


def check_can_keep(by: Actor) -> None:
    if not can_keep(by):
        raise NotAllowed("may-not-keep", _("Only the evidence custodian, the authority desk and an owner may do this."))


def check_can_oversee(by: Actor) -> None:
    if not can_oversee(by):
        raise NotAllowed("may-not-oversee", _("Only an auditor or an owner may do this."))
