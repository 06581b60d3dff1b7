"""Strikes, states of accounts, and notes on a return."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class OfAccount(Event):
    account: str  # our reference; the platform's own name stands in no event

    @property
    def subject(self) -> str:
        return f"account:{self.account}"


@dataclass(frozen=True)
class StrikeGiven(OfAccount):
    name = "strike.given"
    decision: str
    policy_version: int
    number: int  # how many count now
    expires_at: datetime


@dataclass(frozen=True)
class StrikeEnded(OfAccount):
    name = "strike.ended"
    decision: str
    why: str


@dataclass(frozen=True)
class LadderSet(Event):
    """The written ladder beside a policy version."""

    name = "ladder.set"
    policy: str
    version: int
    digest: str

    @property
    def subject(self) -> str:
        return f"policy:{self.policy}"


@dataclass(frozen=True)
class AccountStateChanged(OfAccount):
    """A measure against an account came into force, was taken back, or ended by itself."""

    name = "account.state_changed"
    state: str
    until: str  # a day; empty: without an end
    decision: str


@dataclass(frozen=True)
class AccountKeysTaken(OfAccount):
    """The platform sent keys of a suspended or closed account; they are kept as pseudonyms."""

    name = "account.keys_taken"
    public = False
    keys: int


@dataclass(frozen=True)
class AccountKeysDropped(Event):
    """Keys past their day are gone."""

    name = "account.keys_dropped"
    public = False
    number: int

    @property
    def subject(self) -> str:
        return "accounts"


@dataclass(frozen=True)
class ReturnNoted(OfAccount):
    """An account shares keys with one that was suspended or closed: a note, which decides nothing."""

    name = "return.noted"
    public = False
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class ReturnContested(OfAccount):
    name = "return.contested"
    public = False
    note: str


@dataclass(frozen=True)
class ReturnSettled(OfAccount):
    name = "return.settled"
    public = False
    note: str
    stands: bool


@dataclass(frozen=True)
class AccountForgotten(Event):
    """Nothing about an account is on record any more: its name and its keys are gone."""

    name = "account.forgotten"
    number: int  # how many

    @property
    def subject(self) -> str:
        return "accounts"
