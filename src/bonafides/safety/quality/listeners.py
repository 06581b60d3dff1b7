"""News from moderation: event class -> what is done about it. Called at least once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bonafides.kernel.event import Event
from bonafides.safety.moderation.events import MadeUpCaseAnswered
from bonafides.safety.quality.actions.golden import mark


def mark_answer(fields: dict[str, Any], at: datetime) -> None:
    """Somebody has answered a made-up case."""
    mark(answered=fields, at=at)


LISTENERS: dict[type[Event], tuple[Callable[[dict[str, Any], datetime], None], ...]] = {
    MadeUpCaseAnswered: (mark_answer,),
}
