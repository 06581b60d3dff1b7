"""What may be granted to whom, decided from facts alone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bonafides.base.people.vocabulary import API_KEY_LASTS_AT_MOST, GRANTABLE, ROLES_OF, Role, Scope
from bonafides.kernel.errors import Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _


@dataclass(frozen=True)
class GrantFacts:
    """A role about to be given."""

    role: str
    case: str
    kind: str  # of the person's organisation
    held: frozenset[str]  # the roles that the person has now
    self_granted: bool


def check_grant(facts: GrantFacts) -> Role:
    """The role, or the sentence that says why it cannot be given."""
    role = grantable_role(facts.role)
    check_fits_organisation(role, facts.kind)
    check_fits_case(role, facts.case)
    if facts.self_granted:
        raise RuleBroken("role-to-oneself", _("Nobody can give a role to themselves."))
    stranger_and_member = {role, *facts.held} > {Role.SECOND_READER}
    if stranger_and_member and Role.SECOND_READER in {role, *facts.held}:
        raise RuleBroken("second-reader-from-inside", _("A second reader comes from outside and has no other role."))
    return role


def grantable_role(name: str) -> Role:
    if name not in {role.value for role in GRANTABLE}:
        raise Invalid("unknown-role", _("There is no role “%(role)s”."), role=name)
    return Role(name)


def check_fits_organisation(role: Role, kind: str) -> None:
    if role not in ROLES_OF[kind]:
        sentence = _("The role “%(role)s” does not exist in an organisation of the kind “%(kind)s”.")
        raise RuleBroken("role-of-another-kind", sentence, role=role.value, kind=str(kind))


def check_fits_case(role: Role, case: str) -> None:
    if role is Role.SECOND_READER and not case:
        raise Invalid("case-missing", _("A second reader is invited for one case; name it."))
    if role is not Role.SECOND_READER and case:
        raise Invalid("case-not-expected", _("Only a second reader is bound to a case."))


def check_owner_remains(other_owners: int) -> None:
    """The last owner stays: without one, nobody could invite the next."""
    if other_owners == 0:
        raise RuleBroken("last-owner", _("This is the last owner. Make somebody else an owner first."))


def check_scopes(scopes: frozenset[str]) -> list[str]:
    unknown = scopes - {scope.value for scope in Scope}
    if unknown or not scopes:
        raise Invalid("unknown-scope", _("Choose at least one scope, from the list."))
    return sorted(scopes)


def check_key_end(expires_at: datetime, at: datetime) -> None:
    if not timedelta(0) < expires_at - at <= API_KEY_LASTS_AT_MOST:
        raise Invalid(
            "key-end-out-of-range",
            _("A key must end in the future, and within %(days)s days."),
            days=API_KEY_LASTS_AT_MOST.days,
        )
