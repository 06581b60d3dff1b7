"""Taking in what comes: submissions, uploads, the items and cases that are made of them."""

from bonafides.safety.moderation.actions.intake.attaching import attach_content, fill_named, look_up_item, merge
from bonafides.safety.moderation.actions.intake.cases import case_for, open_case, reopen_case, save_flag
from bonafides.safety.moderation.actions.intake.items import add_item, fill_content, fill_made_up, note_reach
from bonafides.safety.moderation.actions.intake.submissions import (
    Author,
    Prepared,
    Submission,
    addresses_of,
    prepare,
    standing_at,
)
from bonafides.safety.moderation.actions.intake.uploads import Answered, LookedUp, answer, look_up, submit

__all__ = [
    "Answered",
    "Author",
    "LookedUp",
    "Prepared",
    "Submission",
    "add_item",
    "addresses_of",
    "answer",
    "attach_content",
    "case_for",
    "fill_content",
    "fill_made_up",
    "fill_named",
    "look_up",
    "look_up_item",
    "merge",
    "note_reach",
    "open_case",
    "prepare",
    "reopen_case",
    "save_flag",
    "standing_at",
    "submit",
]
