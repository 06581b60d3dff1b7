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
    # a programme's
    OFFICER = "officer"  # vets members, follows them, may suspend a mark at once
    ASSESSOR = "assessor"  # carries out the assessments that a member lets them read
    MARK_REVIEWER = "mark_reviewer"  # one of two who decide on a trustmark, blind to the other
    ANALYST = "analyst"  # submits and verifies alerts
    FLAGGER = "flagger"  # submits alerts; others verify
    EDITOR = "editor"  # keeps the knowledge sharing platform
    # a member's
    SIGNATORY = "signatory"  # signs, answers for the member, proposes colleagues
    CONTACT = "contact"  # is reached; receives alerts
    ANSWERER = "answerer"  # fills in assessments
    READER = "reader"  # reads what the member reads
    # of civil society, an academic body, a state or UN body: reads and discusses knowledge, no alerts, no content
    PARTICIPANT = "participant"
    CLIENT = "client"


GRANTABLE = tuple(role for role in Role if role is not Role.CLIENT)

OF_A_PLATFORM = (
    Role.OWNER,
    Role.LEAD,
    Role.REVIEWER,
    Role.TRAINEE,
    Role.SECOND_READER,
    Role.EVIDENCE_CUSTODIAN,
    Role.AUTHORITY_DESK,
    Role.AUDITOR,
)
OF_A_PROGRAMME = (
    Role.OWNER,
    Role.OFFICER,
    Role.ASSESSOR,
    Role.MARK_REVIEWER,
    Role.ANALYST,
    Role.FLAGGER,
    Role.EDITOR,
    Role.AUDITOR,
)
OF_A_MEMBER = (Role.SIGNATORY, Role.CONTACT, Role.ANSWERER, Role.READER)
ROLES_OF: dict[str, tuple[Role, ...]] = {
    OrganisationKind.PLATFORM: OF_A_PLATFORM,
    OrganisationKind.PROGRAMME: OF_A_PROGRAMME,
    OrganisationKind.MEMBER: OF_A_MEMBER,
    OrganisationKind.CIVIL_SOCIETY: (Role.PARTICIPANT,),
    OrganisationKind.ACADEMIC: (Role.PARTICIPANT,),
    OrganisationKind.STATE: (Role.PARTICIPANT,),
}  # who may be what; whoever may meet a platform's content is of the platform
OUTSIDE_KINDS = (
    OrganisationKind.MEMBER,
    OrganisationKind.CIVIL_SOCIETY,
    OrganisationKind.ACADEMIC,
    OrganisationKind.STATE,
)  # whose people a programme vets and invites


def role_in(kind: str, name: str) -> str:
    """A role or scope as an actor carries it: bare in a platform, elsewhere with the kind of organisation before it.

    What opens to a platform's owner by name so never opens to a programme's, on any page that stands today or later.
    """
    return name if kind == OrganisationKind.PLATFORM else f"{kind}.{name}"


def of_programme(*roles: Role) -> frozenset[str]:
    """These roles as somebody of the programme carries them."""
    return frozenset(role_in(OrganisationKind.PROGRAMME, role) for role in roles)


def of_member(*roles: Role) -> frozenset[str]:
    """These roles as somebody of a member carries them."""
    return frozenset(role_in(OrganisationKind.MEMBER, role) for role in roles)


PARTICIPANTS = frozenset(
    role_in(kind, Role.PARTICIPANT) for kind in OUTSIDE_KINDS if kind is not OrganisationKind.MEMBER
)
STATE = role_in(OrganisationKind.STATE, Role.PARTICIPANT)
PROGRAMME_TEAM = of_programme(*OF_A_PROGRAMME)
MEMBER_TEAM = of_member(*OF_A_MEMBER)
VETTERS = of_programme(Role.OWNER, Role.OFFICER)  # who admit members, and vet every person of theirs


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
    FEEDS_READ = "feeds:read"  # of another installation, for the lists that it was admitted to
    FEEDS_WRITE = "feeds:write"  # set up sources of lists, with credentials, switch and remove them
    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"


ALERT_SCOPES = frozenset({Scope.ALERTS_READ, Scope.ALERTS_WRITE})


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
    ALERT = "alert"  # a platform that has no account reads an alert and answers it
    MEMBER_INVITATION = "member_invitation"  # of a platform, to apply to the programme
    CONTACT_CHALLENGE = "contact_challenge"  # a contact shows that somebody reads there
    MARK_COMPLAINT = "mark_complaint"  # who complained about a trustmark reads the answer
    ON_CALL = "on_call"  # whoever is on call takes an order over
    ORDER_AUTHOR = "order_author"  # the author whose item a removal order disabled
    ORDER_REPLY = "order_reply"  # the authority confirms that our reply came
    INCIDENT_LIST = "incident_list"  # another installation reads the fingerprints of an incident
    CALENDAR = "calendar"  # one person's view of all clocks, for a calendar program


class SecondFactorChange(StrEnum):
    ADDED = "added"
    REMOVED = "removed"


VOUCHED = "provider-vouched"  # in a session: the provider asked for a second factor, and the settings trust it
