"""What is recorded about people, keys and sign-ins. All internal: the log shows that something happened, and when."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.base.people.vocabulary import Role, SecondFactorChange, Standing
from bonafides.kernel.event import Event


@dataclass(frozen=True)
class PersonEvent(Event):
    """About one person, named by their code alone."""

    public: ClassVar[bool] = False

    person: str

    @property
    def subject(self) -> str:
        return f"person:{self.person}"


@dataclass(frozen=True)
class PersonAdmitted(PersonEvent):
    name = "person.admitted"

    organisation: str
    invitation: str


@dataclass(frozen=True)
class PersonChanged(PersonEvent):
    name = "person.changed"

    fields_changed: list[str]


@dataclass(frozen=True)
class PersonDeactivated(PersonEvent):
    name = "person.deactivated"


@dataclass(frozen=True)
class PersonReactivated(PersonEvent):
    name = "person.reactivated"


@dataclass(frozen=True)
class RoleGranted(PersonEvent):
    name = "role.granted"

    role: Role
    case: str


@dataclass(frozen=True)
class RoleRevoked(PersonEvent):
    name = "role.revoked"

    role: Role
    case: str


@dataclass(frozen=True)
class SignedIn(PersonEvent):
    name = "session.started"


@dataclass(frozen=True)
class SignInFailed(PersonEvent):
    """`person` is empty where the address belongs to nobody."""

    name = "session.refused"


@dataclass(frozen=True)
class SessionEnded(PersonEvent):
    name = "session.ended"


@dataclass(frozen=True)
class SecondFactorChanged(PersonEvent):
    name = "second_factor.changed"

    factor: str
    change: SecondFactorChange


@dataclass(frozen=True)
class PasswordChanged(PersonEvent):
    name = "password.changed"


@dataclass(frozen=True)
class OrganisationCreated(Event):
    name = "organisation.created"
    public: ClassVar[bool] = False

    organisation: str
    kind: str

    @property
    def subject(self) -> str:
        return f"organisation:{self.organisation}"


@dataclass(frozen=True)
class InvitationEvent(Event):
    public: ClassVar[bool] = False

    invitation: str

    @property
    def subject(self) -> str:
        return f"invitation:{self.invitation}"


@dataclass(frozen=True)
class InvitationSent(InvitationEvent):
    name = "invitation.sent"

    role: Role
    case: str


@dataclass(frozen=True)
class InvitationRevoked(InvitationEvent):
    name = "invitation.revoked"


@dataclass(frozen=True)
class ApiKeyEvent(Event):
    public: ClassVar[bool] = False

    key: str

    @property
    def subject(self) -> str:
        return f"api_key:{self.key}"


@dataclass(frozen=True)
class ApiKeyCreated(ApiKeyEvent):
    name = "api_key.created"

    standing: Standing
    scopes: list[str]


@dataclass(frozen=True)
class ApiKeyRevoked(ApiKeyEvent):
    name = "api_key.revoked"
