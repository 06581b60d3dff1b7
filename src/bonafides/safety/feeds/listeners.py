"""News of lists: what changed on a list that is shared, and an opinion of ours that a source should hear."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bonafides.kernel.event import Event
from bonafides.safety.banks.events import (
    EntryAdded,
    EntryDisabled,
    EntryEnabled,
    EntryOpinionChanged,
    EntryOpinionWithdrawn,
    EntryWithdrawn,
    ListRowsImported,
    SourceRowsTaken,
    SourceRowsWithdrawn,
)
from bonafides.safety.banks.vocabulary import Opinion, Side
from bonafides.safety.feeds import queries
from bonafides.safety.feeds.actions import replying, sharing


def say_to_subscribers(fields: dict[str, Any], at: datetime) -> None:
    """One entry of a list changed."""
    sharing.say_of_entry(bank=fields["bank"], entry=fields["entry"], at=at)


def compare_shared_list(fields: dict[str, Any], at: datetime) -> None:
    """Many entries of a list changed at once."""
    found = queries.shared_list(fields["bank"])
    if found is not None:
        sharing.enqueue_compare(found, at=at)


def say_to_sources(fields: dict[str, Any], at: datetime) -> None:
    """We hold for ourselves that an entry is right or wrong, or are unsure again: whoever listed it hears so."""
    opinion = Opinion(fields["value"])
    if fields["side"] != Side.OWN:
        return
    if opinion in replying.SAYABLE:
        replying.queue_replies(entry=fields["entry"], opinion=opinion, decision=fields["decision"], at=at)
    else:
        replying.queue_withdrawals(entry=fields["entry"], at=at)


def take_back_at_sources(fields: dict[str, Any], at: datetime) -> None:
    """We hold nothing of the entry any more: whoever was told what we held hears so."""
    replying.queue_withdrawals(entry=fields["entry"], opinion=Opinion(fields["value"]), at=at)


LISTENERS: dict[type[Event], tuple[Callable[[dict[str, Any], datetime], None], ...]] = {
    EntryAdded: (say_to_subscribers,),
    EntryWithdrawn: (say_to_subscribers,),
    EntryDisabled: (say_to_subscribers,),
    EntryEnabled: (say_to_subscribers,),
    EntryOpinionChanged: (say_to_subscribers, say_to_sources),
    EntryOpinionWithdrawn: (say_to_subscribers, take_back_at_sources),
    ListRowsImported: (compare_shared_list,),
    SourceRowsTaken: (compare_shared_list,),
    SourceRowsWithdrawn: (compare_shared_list,),
}
