"""What is done with feeds and shared lists: the only door through which they change."""

from bonafides.safety.feeds.actions.credentials import add_feed_of_kind, erase_of_feed, forget_of_kind, give_to_kind
from bonafides.safety.feeds.actions.hosting import ask_later, forget_hit
from bonafides.safety.feeds.actions.keeping import (
    Setup,
    Tried,
    add_feed,
    begin_again,
    change_feed,
    replace_secrets,
    switch,
    try_connection,
)
from bonafides.safety.feeds.actions.removing import remove_feed
from bonafides.safety.feeds.actions.running import ask_for_run, enqueue_due, read, read_to_end

__all__ = [
    "Setup",
    "Tried",
    "add_feed",
    "add_feed_of_kind",
    "ask_for_run",
    "ask_later",
    "begin_again",
    "change_feed",
    "enqueue_due",
    "erase_of_feed",
    "forget_hit",
    "forget_of_kind",
    "give_to_kind",
    "read",
    "read_to_end",
    "remove_feed",
    "replace_secrets",
    "switch",
    "try_connection",
]
