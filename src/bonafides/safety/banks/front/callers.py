"""Whose keys may look up."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bonafides.base.people import queries as keys
from bonafides.base.people.vocabulary import OrganisationKind, Scope, role_in
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now

MAY_MATCH: Final = role_in(OrganisationKind.PLATFORM, Scope.MATCH_READ.value)


@dataclass(frozen=True, slots=True)
class Caller:
    """A key that may look up now, and whom it speaks for."""

    key: Any  # as `people` gave it, to note its use with
    actor: Actor
    reference: str
    calls_per_minute: int
    expires_at: datetime


def callers_now() -> Mapping[str, Caller]:
    """All of them, by the SHA-256 of the key."""
    callers = {key.secret_hash: caller_of(key) for key in keys.keys_in_force(at=now())}
    return {name: caller for name, caller in callers.items() if caller.actor.has_scope(MAY_MATCH)}


def caller_of(key: Any) -> Caller:
    return Caller(key, keys.actor_of_client(key), key.reference, key.calls_per_minute, key.expires_at)
