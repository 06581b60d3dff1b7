"""What is done with feeds and shared lists: the only door through which they change."""

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
from bonafides.safety.feeds.actions.running import ask_for_run, enqueue_due, read, read_to_end

__all__ = [
    "Setup",
    "Tried",
    "add_feed",
    "ask_for_run",
    "ask_later",
    "begin_again",
    "change_feed",
    "enqueue_due",
    "forget_hit",
    "read",
    "read_to_end",
    "replace_secrets",
    "switch",
    "try_connection",
]
