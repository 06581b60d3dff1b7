"""The facts of the orders desk. All about an order appear as `internal` until its author may know of it.

No event holds a name, an address, a text or a digest of content that is not salted.
"""

from dataclasses import dataclass
from datetime import datetime

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class _OfOrder(Event):
    public = False
    order: str

    @property
    def subject(self) -> str:
        return f"order:{self.order}"


@dataclass(frozen=True)
class OrderReceived(_OfOrder):
    name = "order.received"
    channel: str
    received_at: datetime
    zone: str
    raw_sha256: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class MessageReceived(Event):
    """A message to the contact point that is no order by itself: an answer to one, or something else."""

    name = "order_message.received"
    public = False
    message: str
    order: str
    sha256: str

    @property
    def subject(self) -> str:
        return f"order:{self.order}" if self.order else f"order_message:{self.message}"


@dataclass(frozen=True)
class OrderMessageOpened(_OfOrder):
    """Somebody looked at the message as it came."""

    name = "order_message.opened"


@dataclass(frozen=True)
class OrderFieldsCorrected(_OfOrder):
    name = "order.fields_corrected"
    fields_changed: tuple[str, ...]


@dataclass(frozen=True)
class OrderChecked(_OfOrder):
    name = "order.checked"
    check: str
    answer: str


@dataclass(frozen=True)
class OrderDefectNoted(_OfOrder):
    name = "order.defect_noted"
    defect: str
    field: str


@dataclass(frozen=True)
class OrderExecuted(_OfOrder):
    """One key: the platform was asked to disable access in all Member States."""

    name = "order.executed"
    items: int
    seconds_from_receipt: int
    verified_first: bool


@dataclass(frozen=True)
class OrderDisabled(_OfOrder):
    name = "order.disabled"
    disabled_at: datetime
    seconds_late: int
    by_hand: bool


@dataclass(frozen=True)
class OrderEnforcementFailed(_OfOrder):
    name = "order.enforcement_failed"
    item: str


@dataclass(frozen=True)
class OrderQueried(_OfOrder):
    name = "order.queried"
    ground: str
    reply: str


@dataclass(frozen=True)
class OrderClarified(_OfOrder):
    """The impediment is over, or the clarification came."""

    name = "order.clarified"
    from_moment: datetime


@dataclass(frozen=True)
class OrderReplied(_OfOrder):
    name = "order.replied"
    reply: str
    annex: str
    digest: str


@dataclass(frozen=True)
class OrderReplySettled(_OfOrder):
    name = "order.reply_settled"
    reply: str
    state: str
    by_receiver: bool


@dataclass(frozen=True)
class OrderReinstated(_OfOrder):
    name = "order.reinstated"
    reason: str
    items: int


@dataclass(frozen=True)
class OrderClosed(_OfOrder):
    name = "order.closed"
    reason: str


@dataclass(frozen=True)
class ScrutinyAsked(_OfOrder):
    name = "order.scrutiny_asked"
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True)
class ScrutinyDecided(_OfOrder):
    name = "order.scrutiny_decided"
    finding: str


@dataclass(frozen=True)
class NonDisclosureSet(_OfOrder):
    name = "order.non_disclosure_set"
    ends_at: datetime
    extended: bool


@dataclass(frozen=True)
class AuthorInformed(_OfOrder):
    """The author was told, or nobody could be: from here on the order is no secret."""

    name = "order.author_informed"
    public = True
    items: int
    undelivered: int


@dataclass(frozen=True)
class ReasonsGiven(_OfOrder):
    """The author asked for the reasons and the ways to challenge, and has them: Art. 11(2)."""

    name = "order.reasons_given"


@dataclass(frozen=True)
class OnCallCalled(_OfOrder):
    name = "on_call.called"
    person: str
    number: int


@dataclass(frozen=True)
class OnCallAcknowledged(_OfOrder):
    name = "on_call.acknowledged"
    person: str
    by_link: bool


@dataclass(frozen=True)
class _OfClock(Event):
    public = False
    clock: str

    @property
    def subject(self) -> str:
        return f"order_clock:{self.clock}"


@dataclass(frozen=True)
class ClockStarted(_OfClock):
    name = "clock.started"
    kind: str
    about: str
    started_at: datetime
    due_at: datetime


@dataclass(frozen=True)
class ClockPaused(_OfClock):
    name = "clock.paused"
    reply: str


@dataclass(frozen=True)
class ClockResumed(_OfClock):
    name = "clock.resumed"
    due_at: datetime


@dataclass(frozen=True)
class ClockMoved(_OfClock):
    """An authority extended it."""

    name = "clock.moved"
    due_at: datetime
    reference: str


@dataclass(frozen=True)
class ClockStopped(_OfClock):
    name = "clock.stopped"
    kind: str
    seconds_late: int


@dataclass(frozen=True)
class ClockAlarmed(_OfClock):
    name = "clock.alarmed"
    minutes_before: int
    seconds_late: int


@dataclass(frozen=True)
class ClockTaken(_OfClock):
    name = "clock.taken"
    owner: str


@dataclass(frozen=True)
class DeskChanged(Event):
    """The contact point, the rota, or the register of authorities was changed."""

    name = "orders_desk.changed"
    public = False
    what: str
    which: str

    @property
    def subject(self) -> str:
        return "orders_desk"


@dataclass(frozen=True)
class RequestEvent(Event):
    """A step of a request that is no order."""

    name = "authority_request.handled"
    public = False
    request: str
    kind: str
    step: str

    @property
    def subject(self) -> str:
        return f"authority_request:{self.request}"


@dataclass(frozen=True)
class ExposureEvent(Event):
    """An exposure decision, a specific measure or a report under Art. 5."""

    name = "exposure.handled"
    public = False
    exposure: str
    step: str

    @property
    def subject(self) -> str:
        return f"exposure:{self.exposure}"
