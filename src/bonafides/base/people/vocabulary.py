"""The words of this part: kinds of organisation, roles, scopes, what a link is for, and their limits."""

from datetime import timedelta
from enum import StrEnum

INVITATION_LASTS = timedelta(days=7)
API_KEY_LASTS = timedelta(days=365)  # by default; a key without an end is not offered
API_KEY_LASTS_AT_MOST = timedelta(days=730)
API_KEY_CALLS_PER_MINUTE = 600  # by default
LAST_USED_EVERY = timedelta(minutes=1)  # a key's last use is written down at most this often


class OrganisationKind(StrEnum):
    PLATFORM = "platform"
    PROGRAMME = "programme"
    MEMBER = "member"
    CIVIL_SOCIETY = "civil_society"
    ACADEMIC = "academic"
    STATE = "state"


ONE_OF_A_KIND = (OrganisationKind.PLATFORM, OrganisationKind.PROGRAMME)  # at most one active of each


class Role(StrEnum):
    """What a person may be to their organisation. `CLIENT` is held by API keys only and never granted."""

    OWNER = "owner"  # people, keys, policies, settings
    LEAD = "lead"  # assigns, decides, answers for the queue
    REVIEWER = "reviewer"  # decides
    TRAINEE = "trainee"  # proposes; another decides
    SECOND_READER = "second_reader"  # from outside, for one case
    EVIDENCE_CUSTODIAN = "evidence_custodian"  # keeps what must be preserved
    AUTHORITY_DESK = "authority_desk"  # orders and requests of authorities
    AUDITOR = "auditor"  # reads, changes nothing
    CLIENT = "client"


GRANTABLE = tuple(role for role in Role if role is not Role.CLIENT)


def role_in(kind: str, name: str) -> str:
    """A role or scope as an actor carries it: bare in a platform, elsewhere with the kind of organisation before it.

    What opens to a platform's owner by name so never opens to a programme's, on any page that stands today or later.
    """
    return name if kind == OrganisationKind.PLATFORM else f"{kind}.{name}"


def everywhere(*roles: Role) -> frozenset[str]:
    """These roles in whatever kind of organisation."""
    return frozenset(role_in(kind, role) for kind in OrganisationKind for role in roles)


class Scope(StrEnum):
    """What an API key may do."""

    ITEMS_WRITE = "items:write"
    FLAGS_WRITE = "flags:write"
    MATCH_READ = "match:read"
    DECISIONS_READ = "decisions:read"
    MESSAGES_READ = "messages:read"
    APPEALS_WRITE = "appeals:write"
    BANKS_READ = "banks:read"
    BANKS_WRITE = "banks:write"


class Standing(StrEnum):
    """In what capacity the holder of an API key speaks; a flag's source kind follows from it."""

    PLATFORM = "platform"
    TRUSTED_FLAGGER = "trusted_flagger"
    AUTHORITY = "authority"
    PROGRAMME = "programme"


class LinkPurpose(StrEnum):
    """The one thing that a token link is for."""

    INVITATION = "invitation"
    NOTICE_STATUS = "notice_status"
    STATEMENT = "statement"
    APPEAL = "appeal"
    APPEAL_STATUS = "appeal_status"
    SECOND_READER = "second_reader"
    TOMBSTONE = "tombstone"


class SecondFactorChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
