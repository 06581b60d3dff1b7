"""Who acts: a person, an API client, the bearer of a link, or the house itself."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    PERSON = "person"
    CLIENT = "client"  # an API key of an organisation
    LINK = "link"  # the bearer of a token link: author, notifier, representative
    SYSTEM = "system"  # the worker, a command at the terminal


@dataclass(frozen=True)
class Actor:
    """Who acts, for which organisation, and what they hold; made by a shell, passed on as `by`.

    `code` is how the actor appears outside the team: a pseudonym, never a name or an address.
    """

    kind: ActorKind
    code: str
    person: int | None = None
    organisation: int | None = None
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()  # a second reader sees only these
    purpose: str = field(default="", compare=False)  # what a link is for

    @property
    def person_id(self) -> int:
        """The person who acts, where only a person may: what a row's `..._by` is set to."""
        if self.person is None:
            raise LookupError(f"{self.code} is not a person.")
        return self.person

    def has_role(self, *roles: str) -> bool:
        return bool(self.roles.intersection(roles))

    def has_scope(self, scope: str) -> bool:
        return scope in self.scopes


SYSTEM = Actor(kind=ActorKind.SYSTEM, code="system")
ANYONE = Actor(kind=ActorKind.LINK, code="anyone")
