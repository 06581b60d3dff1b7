"""What is recorded at these doors. No event holds an address, a client's context or a text."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class _OfDoors(Event):
    @property
    def subject(self) -> str:
        return "peers"


@dataclass(frozen=True)
class AddressFetchingSwitched(_OfDoors):
    """Whether a client may have us fetch an address, switched by a named person."""

    name = "peers.fetching_switched"

    on: bool


@dataclass(frozen=True)
class ReceiverSet(_OfDoors):
    """Where decisions go in Altitude's form; `digest` is a pseudonym of the address, empty where there is none."""

    name = "peers.receiver_set"

    digest: str


@dataclass(frozen=True)
class ListShareSet(Event):
    """For what share of the questions of such clients a list answers; `share` is written as a decimal number."""

    name = "peers.share_set"

    bank: str
    share: str

    @property
    def subject(self) -> str:
        return f"bank:{self.bank}"


@dataclass(frozen=True)
class ContentBanked(Event):
    """A client put a content on a list, as so many signals, or changed what it keeps beside it."""

    name = "peers.content_banked"
    public: ClassVar[bool] = False

    bank: str
    entries: list[str]

    @property
    def subject(self) -> str:
        return f"bank:{self.bank}"


@dataclass(frozen=True)
class TargetTaken(Event):
    """A target of Altitude's form became an item."""

    name = "peers.target_taken"
    public: ClassVar[bool] = False

    target: str
    item: str

    @property
    def subject(self) -> str:
        return f"item:{self.item}"


@dataclass(frozen=True)
class TargetsForgotten(_OfDoors):
    """What clients said of targets was erased with the content of their case."""

    name = "peers.targets_forgotten"
    public: ClassVar[bool] = False

    targets: int
