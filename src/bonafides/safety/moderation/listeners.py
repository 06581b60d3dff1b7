"""News from lower domains: event class -> what moderation does about it. Called at least once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bonafides.kernel.event import Event
from bonafides.safety.banks.events import EntryOpinionChanged
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.moderation.actions.doubting import doubt_cases


def doubt_what_rests_on(fields: dict[str, Any], at: datetime) -> None:
    """An entry now counts as wrong: whatever rests on it is listed and waits less long."""
    if fields["counts_as"] == Opinion.NEGATIVE:
        doubt_cases(entry=fields["entry"], at=at)


LISTENERS: dict[type[Event], tuple[Callable[[dict[str, Any], datetime], None], ...]] = {
    EntryOpinionChanged: (doubt_what_rests_on,),
}
