"""News from moderation: event class -> what is done about it. Called at least once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bonafides.kernel.event import Event
from bonafides.safety.moderation.events import ContentErased, DecisionPublished
from bonafides.safety.peers.actions import targets, verdicts


def tell_the_receiver(fields: dict[str, Any], at: datetime) -> None:
    """A decision is in force."""
    verdicts.tell(case=fields["case"], decision=fields["decision"], at=at)


def forget_what_was_said(fields: dict[str, Any], at: datetime) -> None:
    """The content of a case is gone."""
    targets.forget_targets(case=fields["case"], at=at)


LISTENERS: dict[type[Event], tuple[Callable[[dict[str, Any], datetime], None], ...]] = {
    DecisionPublished: (tell_the_receiver,),
    ContentErased: (forget_what_was_said,),
}
