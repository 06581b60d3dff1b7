"""What an event is about: whose secret salts its commitments."""

from dataclasses import dataclass

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class OfCase(Event):
    case: str

    @property
    def subject(self) -> str:
        return f"case:{self.case}"


@dataclass(frozen=True)
class OfItem(Event):
    item: str
    case: str

    @property
    def subject(self) -> str:
        return f"item:{self.item}"


@dataclass(frozen=True)
class OfFlag(Event):
    flag: str
    case: str

    @property
    def subject(self) -> str:
        return f"flag:{self.flag}"
