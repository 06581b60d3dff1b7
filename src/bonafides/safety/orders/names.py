"""What a clock is about and why an order was closed: stored as codes, said in the reader's language."""

from typing import Final

from django.utils.translation import gettext

from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.orders.vocabulary import CLOCK_OUTCOME_WORDS, ClockOutcome

ABOUT: Final = {
    "order": _("Order %(name)s"),
    "request": _("Request %(name)s"),
    "exposure": _("Exposure decision %(name)s"),
    "complaint": _("Complaint %(name)s"),
    "year": _("Year %(name)s"),
}


def about_in_words(about: str) -> str:
    """Of `order:7F3K9Q2MTX` or `year:2026`; as it was written down where it is none of ours."""
    kind, _colon, name = about.partition(":")
    return gettext(ABOUT[kind]) % {"name": name} if kind in ABOUT else about


def reason_in_words(reason: str) -> str:
    """Why an order was closed: what a person wrote, or that its drill ended."""
    return gettext(CLOCK_OUTCOME_WORDS[reason]) if reason == ClockOutcome.DRILL else reason
