"""How a handler says that its row is not done.

NotDone
├── Retry         again later, by the back-off; `asked` if the receiver named a delay
└── Park          not again until a person says so
    └── Disable   and nothing else to this endpoint either
"""

from datetime import timedelta


class NotDone(Exception):
    """Why a row is not done, in a few words that name nobody."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason[:300]


class Retry(NotDone):
    """Try again later; with `rests_lane`, nothing else is tried on the same receiver in between."""

    def __init__(self, reason: str, *, asked: timedelta | None = None, rests_lane: bool = False) -> None:
        super().__init__(reason)
        self.asked = asked
        self.rests_lane = rests_lane


class Park(NotDone):
    """The receiver refuses this for good: keep it, show it, send it again when a person says so."""


class Disable(Park):
    """The receiver wants nothing more: park this and disable its endpoint."""
