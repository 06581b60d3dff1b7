"""What is recorded of the pledge: who signed which text, and who no longer stands by it."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class PledgePublished(Event):
    name: ClassVar[str] = "pledge.published"

    version: int
    digest: str  # SHA-256 of the canonical JSON of the texts

    @property
    def subject(self) -> str:
        return f"pledge:{self.version}"


@dataclass(frozen=True)
class PledgeDrafted(Event):
    """Somebody is at work on the next version: nobody else's business until it is published."""

    name: ClassVar[str] = "pledge.drafted"
    public: ClassVar[bool] = False

    version: int
    language: str

    @property
    def subject(self) -> str:
        return f"pledge:{self.version}"


@dataclass(frozen=True)
class SignatureEvent(Event):
    signature: str  # its reference
    member: str

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


@dataclass(frozen=True)
class PledgeSigned(SignatureEvent):
    name: ClassVar[str] = "pledge.signed"

    version: int
    credential: str  # SHA-256 of the credential's canonical JSON


@dataclass(frozen=True)
class PledgeWithdrawn(SignatureEvent):
    name: ClassVar[str] = "pledge.withdrawn"

    version: int
    reason: str


@dataclass(frozen=True)
class PledgeListed(SignatureEvent):
    """A member chose whether its signature stands in the public register."""

    name: ClassVar[str] = "pledge.listed"

    listed: bool
