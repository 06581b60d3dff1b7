"""Who submits, verifies, reads and answers alerts. States, civil society and academics: never."""

from bonafides.base.people.vocabulary import LinkPurpose, Role, Scope, of_member, of_programme
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts.models import Delivery

SUBMITTERS = of_programme(Role.ANALYST, Role.FLAGGER)
VERIFIERS = of_programme(Role.OWNER, Role.OFFICER, Role.ANALYST)
TEAM = VERIFIERS | of_programme(Role.FLAGGER, Role.AUDITOR)  # a flagger reads what they submitted
POLICY_MAKERS = of_programme(Role.OWNER)
RECEIVERS = of_member(Role.SIGNATORY, Role.CONTACT)
SET_UP = of_member(Role.SIGNATORY)
COUNTERS = of_programme(Role.OWNER, Role.OFFICER, Role.ANALYST, Role.AUDITOR)
READ_SCOPE, WRITE_SCOPE = f"member.{Scope.ALERTS_READ}", f"member.{Scope.ALERTS_WRITE}"


def can_submit(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*SUBMITTERS)


def can_verify(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*VERIFIERS)


def can_read_all(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*(TEAM - of_programme(Role.FLAGGER)))


def is_of_team(by: Actor) -> bool:
    return by.kind is ActorKind.SYSTEM or by.has_role(*TEAM)


def is_receiver(by: Actor) -> bool:
    return by.has_role(*RECEIVERS)


def can_set_up(by: Actor) -> bool:
    """Where a member's alerts go, and its keys."""
    return by.has_role(*SET_UP)


def can_make_policy(by: Actor) -> bool:
    return by.kind is ActorKind.PERSON and by.has_role(*POLICY_MAKERS)


def can_answer(by: Actor, delivery: Delivery) -> bool:
    """The member that it went to, by a person or a program; or whoever bears its link."""
    if by.kind is ActorKind.LINK:
        return by.purpose == LinkPurpose.ALERT
    speaks = is_receiver(by) or by.has_scope(WRITE_SCOPE)
    return speaks and delivery.member is not None and delivery.member.organisation_id == by.organisation


def check_can_submit(by: Actor) -> None:
    if not can_submit(by):
        raise NotAllowed("may-not-submit-alerts", _("Alerts are submitted by analysts and trusted flaggers."))


def check_can_verify(by: Actor) -> None:
    if not can_verify(by):
        raise NotAllowed("may-not-verify-alerts", _("Your role does not include verifying alerts."))


def check_is_of_team(by: Actor) -> None:
    if not is_of_team(by):
        raise NotAllowed("may-not-read-alerts", _("Your role does not include reading alerts."))


def check_can_read_all(by: Actor) -> None:
    if not can_read_all(by):
        raise NotAllowed("may-not-read-alerts", _("Your role does not include reading alerts."))


def check_can_set_up(by: Actor) -> None:
    if not can_set_up(by):
        raise NotAllowed("may-not-set-up-alerts", _("Who signs for a member says where its alerts go."))


def check_can_make_policy(by: Actor) -> None:
    if not can_make_policy(by):
        raise NotAllowed("owners-only", _("Only an owner may do this."))


def check_can_answer(by: Actor, delivery: Delivery) -> None:
    if not can_answer(by, delivery):
        raise NotAllowed("may-not-answer", _("Only who received an alert may answer it."))
