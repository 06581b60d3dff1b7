"""What time it is. Shells ask here and pass the answer on as `at`; rules and actions never ask."""

from collections.abc import Callable
from datetime import UTC, datetime

_source: Callable[[], datetime] | None = None


def now() -> datetime:
    """This moment, aware, in UTC; moved only in tests and in a demo home."""
    return _source() if _source is not None else datetime.now(UTC)


def use(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source`, or from the machine again if it is None."""
    global _source
    _source = source
