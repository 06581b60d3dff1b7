"""What the worker does for marks: renews them, ends unconfirmed measures, keeps signatures fresh, warns in time."""

from datetime import timedelta

from bonafides.base.outbox.registry import Recurring
from bonafides.programme.trustmark.actions.rounds import publish, renew, warn

RECURRING = (
    Recurring("trustmark.publish", every=timedelta(minutes=1), run=publish),
    Recurring("trustmark.renew", every=timedelta(hours=1), run=renew),
    Recurring("trustmark.warn", every=timedelta(hours=12), run=warn),
)

__all__ = ["RECURRING", "publish", "renew", "warn"]
