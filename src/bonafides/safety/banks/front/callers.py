"""Whose keys may look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from bonafides.base.people import queries as keys
from bonafides.base.people.api_auth import key_in
from bonafides.base.people.vocabulary import OrganisationKind, Scope, role_in
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now

HEADERS_REMEMBERED: Final = 1_000
MAY_MATCH: Final = role_in(OrganisationKind.PLATFORM, Scope.MATCH_READ.value)


@dataclass(frozen=True, slots=True)
class Caller:
    """A key that may look up now, and whom it speaks for."""

    key: Any  # as `people` gave it, to note its use with
    actor: Actor
    reference: str
    calls_per_minute: int
    expires_at: datetime


class Callers:
    """All of them, by the SHA-256 of the key; and for as long as they are good, by the header that it came in."""

    def __init__(self, by_hash: Mapping[str, Caller]) -> None:
        self._by_hash = by_hash
        self._by_header: dict[str, Caller] = {}

    def of(self, authorization: str) -> Caller | None:
        """Whose key is in an `Authorization` header. Raises NotSignedIn where none is."""
        known = self._by_header.get(authorization)
        if known is not None:
            return known
        caller = self._by_hash.get(sha256(key_in(authorization).encode()).hexdigest())
        if caller is not None and len(self._by_header) < HEADERS_REMEMBERED:
            self._by_header[authorization] = caller
        return caller


def callers_now() -> Callers:
    """Those of this moment."""
    callers = {key.secret_hash: caller_of(key) for key in keys.keys_in_force(at=now())}
    return Callers({name: caller for name, caller in callers.items() if caller.actor.has_scope(MAY_MATCH)})


def caller_of(key: Any) -> Caller:
    return Caller(key, keys.actor_of_client(key), key.reference, key.calls_per_minute, key.expires_at)
