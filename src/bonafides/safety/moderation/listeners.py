"""News from lower domains: event class -> what moderation does about it. Called at least once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bonafides.kernel.event import Event
from bonafides.safety.banks.events import (
    BankDisabled,
    BankPolicyChanged,
    EntryDisabled,
    EntryOpinionChanged,
    EntryOpinionWithdrawn,
    EntryQuarantined,
    EntryWithdrawn,
    UploadFoundLater,
)
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.events import UploadKnownElsewhere
from bonafides.safety.links.events import LinkFollowed
from bonafides.safety.moderation.actions.doubting import doubt_cases, lift_doubts
from bonafides.safety.moderation.actions.elsewhere import open_what_is_known_elsewhere
from bonafides.safety.moderation.actions.holds import end_where_list_stopped, end_where_unfounded
from bonafides.safety.moderation.actions.leading import match_what_it_leads_to
from bonafides.safety.moderation.actions.looking_back import open_what_was_found


def doubt_what_rests_on(fields: dict[str, Any], at: datetime) -> None:
    """An entry now counts as wrong: whatever rests on it is listed and waits less long. Or it counts so no more."""
    if fields["counts_as"] == Opinion.NEGATIVE:
        doubt_cases(entry=fields["entry"], at=at)
    else:
        lift_doubts(entry=fields["entry"], at=at)


def free_what_was_held(fields: dict[str, Any], at: datetime) -> None:
    """An entry that is not positive any more, or not on its list, holds nothing back."""
    if fields.get("counts_as") != Opinion.POSITIVE:
        end_where_unfounded(entry=fields["entry"], at=at)


def free_what_a_list_held(fields: dict[str, Any], at: datetime) -> None:
    """A list that is off, or may only ask for review, holds nothing back."""
    end_where_list_stopped(bank=fields["bank"], at=at)


def match_what_a_link_leads_to(fields: dict[str, Any], at: datetime) -> None:
    """It is known where a short address of an item leads."""
    if fields["hops"]:
        match_what_it_leads_to(link=fields["link"], at=at)


def look_at_what_is_known_elsewhere(fields: dict[str, Any], at: datetime) -> None:
    """A matcher elsewhere knows an upload that was let through."""
    open_what_is_known_elsewhere(hit=fields["hit"], at=at)


def look_at_what_was_found(fields: dict[str, Any], at: datetime) -> None:
    """An upload that matched nothing meets an entry that came later."""
    open_what_was_found(upload=fields["upload"], at=at)


LISTENERS: dict[type[Event], tuple[Callable[[dict[str, Any], datetime], None], ...]] = {
    EntryOpinionChanged: (doubt_what_rests_on, free_what_was_held),
    EntryOpinionWithdrawn: (doubt_what_rests_on, free_what_was_held),
    EntryWithdrawn: (free_what_was_held,),
    EntryDisabled: (free_what_was_held,),
    EntryQuarantined: (free_what_was_held,),  # one that was spared is active, and goes on holding
    BankDisabled: (free_what_a_list_held,),
    BankPolicyChanged: (free_what_a_list_held,),
    LinkFollowed: (match_what_a_link_leads_to,),
    UploadKnownElsewhere: (look_at_what_is_known_elsewhere,),
    UploadFoundLater: (look_at_what_was_found,),
}
