"""What is done with alerts: the only write door of this part."""

from bonafides.programme.alerts.actions.answering import answer_alert
from bonafides.programme.alerts.actions.checking import check_due
from bonafides.programme.alerts.actions.deciding import refuse_batch, verify_batch
from bonafides.programme.alerts.actions.delivering import resend_alert, send_to_contact, withdraw_alert
from bonafides.programme.alerts.actions.platforms import register_platform, remove_platform
from bonafides.programme.alerts.actions.policies import publish_policy
from bonafides.programme.alerts.actions.receiving import (
    create_endpoint,
    create_key,
    disable_endpoint,
    enable_endpoint,
    ping_endpoint,
    revoke_key,
    rotate_secret,
)
from bonafides.programme.alerts.actions.submitting import About, Draft, submit_alerts

__all__ = [
    "About",
    "Draft",
    "answer_alert",
    "check_due",
    "create_endpoint",
    "create_key",
    "disable_endpoint",
    "enable_endpoint",
    "ping_endpoint",
    "publish_policy",
    "refuse_batch",
    "register_platform",
    "remove_platform",
    "resend_alert",
    "revoke_key",
    "rotate_secret",
    "send_to_contact",
    "submit_alerts",
    "verify_batch",
    "withdraw_alert",
]
