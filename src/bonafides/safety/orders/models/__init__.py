"""What the orders desk stores: orders and what came, checks, replies, clocks, who is on call, whom we know."""

from bonafides.safety.orders.models.clocks import (
    Clock,
    ClockPause,
    ClockRows,
)
from bonafides.safety.orders.models.desk import (
    Authority,
    ContactPoint,
    Shift,
)
from bonafides.safety.orders.models.fields import (
    person_field,
    reference_field,
    word_field,
)
from bonafides.safety.orders.models.orders import (
    AuthorNotice,
    Call,
    CheckAnswer,
    NonDisclosure,
    Order,
    OrderDefect,
    OrderItem,
    RawMessage,
    Reply,
    Scrutiny,
)
from bonafides.safety.orders.models.requests import (
    AuthorityRequest,
    Exposure,
    MeasuresReport,
    SpecificMeasure,
)

__all__ = [
    "AuthorNotice",
    "Authority",
    "AuthorityRequest",
    "Call",
    "CheckAnswer",
    "Clock",
    "ClockPause",
    "ClockRows",
    "ContactPoint",
    "Exposure",
    "MeasuresReport",
    "NonDisclosure",
    "Order",
    "OrderDefect",
    "OrderItem",
    "RawMessage",
    "Reply",
    "Scrutiny",
    "Shift",
    "SpecificMeasure",
    "person_field",
    "reference_field",
    "word_field",
]
