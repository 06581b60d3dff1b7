"""Telling everyone concerned: authors their reasons, notifiers their outcome, the platform its measure."""

from datetime import datetime

from bonafides.safety.moderation.models import Decision, Flag, Hold


def send_receipt(*, flag: Flag, token: str, at: datetime) -> None:
    """The receipt to a notifier who left an address: DSA Art. 16(4)."""


def tell_of_hold(hold: Hold, *, at: datetime) -> None:
    """The statement of reasons for a hold, marked automated, with the way to object."""


def tell_leads_of_expired_hold(hold: Hold, *, at: datetime) -> None:
    """Nobody decided in time: the leads are to know."""


def tell_outcome_that_stands(flag: Flag, *, at: datetime) -> None:
    """The outcome of a decision that was made before this flag came."""


def tell_about(decision: Decision, *, at: datetime) -> None:
    """Statements to the authors, outcomes to the notifiers, once each, when a decision is published."""
