"""The door to the record for what the record itself stands on: keys and outbox cannot import audit.

Audit puts its recorder here when it starts; the shells of keys and outbox pass it on to their actions.
"""

from collections.abc import Callable
from datetime import datetime

from bonafides.kernel.actor import Actor
from bonafides.kernel.event import Event

Recorder = Callable[[Event, Actor, datetime], object]

_recorder: Recorder | None = None


def use(recorder: Recorder | None) -> None:
    """Record through `recorder`, which joins the transaction it is called in."""
    global _recorder
    _recorder = recorder


def recorder() -> Recorder:
    """Whoever records; without one nothing that must be recorded may happen."""
    if _recorder is None:
        raise RuntimeError("No recorder is in use: the audit app is not installed, or not started yet.")
    return _recorder
