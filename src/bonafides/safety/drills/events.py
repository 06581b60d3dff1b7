"""What is recorded of drills: that one was planned, began, ended, and how. Nobody is named."""

from dataclasses import dataclass

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class _OfDrill(Event):
    drill: str

    @property
    def subject(self) -> str:
        return f"drill:{self.drill}"


@dataclass(frozen=True)
class DrillPlanned(_OfDrill):
    name = "drill.planned"
    public = False  # it may be meant to surprise
    kind: str
    scenario: str


@dataclass(frozen=True)
class DrillStarted(_OfDrill):
    name = "drill.started"
    kind: str
    scenario: str


@dataclass(frozen=True)
class DrillEnded(_OfDrill):
    """`digest` is the SHA-256 of the readiness evidence."""

    name = "drill.ended"
    kind: str
    passed: bool
    digest: str


@dataclass(frozen=True)
class DrillCancelled(_OfDrill):
    name = "drill.cancelled"
    public = False
