"""What is recorded of keys."""

from dataclasses import dataclass
from typing import ClassVar

from bonafides.kernel.event import Event


@dataclass(frozen=True)
class KeyRotated(Event):
    name: ClassVar[str] = "key.rotated"
    purpose: str
    old: str
    new: str

    @property
    def subject(self) -> str:
        return f"key:{self.purpose}"
