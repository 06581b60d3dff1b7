"""What is done with kept items. For other domains: `preserve`, `lift` and `let_go`, with `Found`."""

from bonafides.safety.evidence.actions.clocks import end_hold, set_hold
from bonafides.safety.evidence.actions.erasing import erase, erase_due, surrender
from bonafides.safety.evidence.actions.oversight import count_overdue, record_list_export, see
from bonafides.safety.evidence.actions.packing import hand_out
from bonafides.safety.evidence.actions.preserving import Found, let_go, lift, preserve
from bonafides.safety.evidence.actions.releasing import Asked, fetch_package, request_release, vote, withdraw
from bonafides.safety.evidence.actions.viewing import Shown, look

__all__ = [
    "Asked",
    "Found",
    "Shown",
    "count_overdue",
    "end_hold",
    "erase",
    "erase_due",
    "fetch_package",
    "hand_out",
    "let_go",
    "lift",
    "look",
    "preserve",
    "record_list_export",
    "request_release",
    "see",
    "set_hold",
    "surrender",
    "vote",
    "withdraw",
]
