"""Recurring work of the log."""

from datetime import timedelta

from bonafides.base.audit.sealing import publish_when_due
from bonafides.base.outbox.registry import Recurring

RECURRING = (Recurring("audit.publish", every=timedelta(seconds=20), run=publish_when_due),)
