"""What the service answers, as frozen values. Fields that a later version adds are passed over."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Match:
    """An entry of a list that an upload met; distances in bits of 256."""

    entry: str
    bank: str
    bank_name: str
    type: str
    matched_by: str
    opinion: str
    outcome: str
    label: str = ""
    entity: str = ""
    severity: str = ""
    source: str = ""
    source_id: str = ""
    distance_bits: int | None = None
    threshold_bits: int | None = None
    quality: int | None = None


@dataclass(frozen=True)
class HostedMatch:
    """A listed entry that was met without saying what was looked up: its reference, and its list's."""

    entry: str
    bank: str


@dataclass(frozen=True)
class Hold:
    reference: str
    ends_at: datetime


@dataclass(frozen=True)
class ItemAnswer:
    """`answer` is allow, review or hold. `reached` is False where nobody answered and the client's rule was applied."""

    answer: str
    reasons: tuple[str, ...] = ()
    case: str | None = None
    item: str | None = None
    hold: Hold | None = None
    matches: tuple[Match, ...] = ()
    upload_token: str | None = None
    tombstone: str | None = None
    reached: bool = True

    @property
    def may_be_published(self) -> bool:
        """Whether to show the upload now: for everything but a hold."""
        return self.answer != "hold"

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "ItemAnswer":
        hold = document.get("hold")
        return cls(
            answer=document["answer"],
            reasons=tuple(document.get("reasons") or ()),
            case=document.get("case"),
            item=document.get("item"),
            hold=Hold(hold["reference"], datetime.fromisoformat(hold["ends_at"])) if hold else None,
            matches=tuple(known_fields(Match, each) for each in document.get("matches") or ()),
            upload_token=document.get("upload_token"),
            tombstone=document.get("tombstone"),
        )


@dataclass(frozen=True)
class FlagReceived:
    """The receipt of a flag. `promises` are signed: they prove that the flag must stand in the public log."""

    reference: str
    flags: tuple[str, ...]
    token: str
    status_url: str
    promises: tuple[str, ...]

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "FlagReceived":
        return cls(
            reference=document["reference"],
            flags=tuple(document["flags"]),
            token=document["token"],
            status_url=document["status_url"],
            promises=tuple(document["promises"]),
        )


@dataclass(frozen=True)
class Message:
    """Something that the service tells the platform; the same by webhook and by cursor. `id` is unique: act once."""

    id: str
    type: str
    timestamp: datetime
    data: Mapping[str, Any]
    position: int | None = None


@dataclass(frozen=True)
class Messages:
    """A page of messages; `next` is the cursor behind them."""

    messages: tuple[Message, ...]
    next: int
    more: bool

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Messages":
        return cls(tuple(message_of(each) for each in document["messages"]), document["next"], document["more"])

    @classmethod
    def of_alerts(cls, document: Mapping[str, Any]) -> "Messages":
        """A page of a programme's alerts and withdrawals, which are messages too."""
        return cls(tuple(message_of(each) for each in document["alerts"]), document["next"], document["more"])


def message_of(document: Mapping[str, Any]) -> Message:
    return Message(
        id=document["id"],
        type=document["type"],
        timestamp=datetime.fromisoformat(document["timestamp"]),
        data=document["data"],
        position=document.get("position"),
    )


def known_fields(kind: type[T], document: Mapping[str, Any]) -> T:
    """The dataclass from those of its fields that the document has."""
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in document.items() if name in names})
