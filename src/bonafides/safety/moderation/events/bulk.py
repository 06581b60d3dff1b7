"""Many at once."""

from dataclasses import dataclass

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class OfBulk(Event):
    bulk: str

    @property
    def subject(self) -> str:
        return f"bulk:{self.bulk}"


@dataclass(frozen=True)
class BulkMade(OfBulk):
    """A set of open cases was drawn up; nothing is decided."""

    name = "bulk.made"
    scope: str
    cases: int
    items: int
    set_aside: int


@dataclass(frozen=True)
class BulkDecided(OfBulk):
    """A person decided over the set, in codes; each case of it leaves its own `case.decided` too."""

    name = "bulk.decided"
    verdict: str
    clauses: tuple[str, ...]
    measures: tuple[str, ...]
    policy_version: int
    exemptions: dict[str, str]
    cases: int
    items: int
    samples_opened: int
    second_needed: bool


@dataclass(frozen=True)
class BulkAgreed(OfBulk):
    """A second person agreed, having opened samples of their own; or did not."""

    name = "bulk.agreed"
    agrees: bool
    samples_opened: int


@dataclass(frozen=True)
class BulkEnded(OfBulk):
    """Undone within the minute, stopped on the way, or done."""

    name = "bulk.ended"
    state: str
    decided: int
    set_aside: int
    left: int


@dataclass(frozen=True)
class BulkCaseSetAside(OfBulk):
    """A case of the set changed before its turn came, and is judged by itself."""

    name = "bulk.case_set_aside"
    public = False
    case: str
    reason: str
