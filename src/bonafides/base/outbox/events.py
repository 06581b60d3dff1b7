"""What is recorded of webhooks. Addresses and secrets appear in none of it."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class EndpointEvent(Event):
    """Something happened to a webhook endpoint."""

    endpoint: str

    @property
    def subject(self) -> str:
        return f"endpoint:{self.endpoint}"


@dataclass(frozen=True)
class EndpointCreated(EndpointEvent):
    name: ClassVar[str] = "webhook.created"


@dataclass(frozen=True)
class EndpointDisabled(EndpointEvent):
    name: ClassVar[str] = "webhook.disabled"
    reason: str


@dataclass(frozen=True)
class EndpointEnabled(EndpointEvent):
    name: ClassVar[str] = "webhook.enabled"


@dataclass(frozen=True)
class SecretRotated(EndpointEvent):
    name: ClassVar[str] = "webhook.secret_rotated"
    secret: str


@dataclass(frozen=True)
class DeliveryParked(Event):
    name: ClassVar[str] = "delivery.parked"
    delivery: int
    reason: str

    @property
    def subject(self) -> str:
        return f"delivery:{self.delivery}"


@dataclass(frozen=True)
class DeliveriesResent(Event):
    name: ClassVar[str] = "delivery.resent"
    deliveries: int

    @property
    def subject(self) -> str:
        return "deliveries"
