"""What is read of alerts."""

from bonafides.programme.alerts.queries.alerts import (
    AlertFilter,
    alert_for,
    alerts_for,
    batch_for,
    batches_to_decide,
    delivery_of_link,
    inbox_of,
    keys_standing,
    messages_to,
    own_delivery,
)
from bonafides.programme.alerts.queries.figures import Report, figures_between, report_of, years_reported
from bonafides.programme.alerts.queries.policies import policy_in_force, policy_numbered
from bonafides.programme.alerts.queries.recipients import (
    audience_of,
    contact_of,
    mails_of,
    platform_at,
    platform_for,
    platforms,
)

__all__ = [
    "AlertFilter",
    "Report",
    "alert_for",
    "alerts_for",
    "audience_of",
    "batch_for",
    "batches_to_decide",
    "contact_of",
    "delivery_of_link",
    "figures_between",
    "inbox_of",
    "keys_standing",
    "mails_of",
    "messages_to",
    "own_delivery",
    "platform_at",
    "platform_for",
    "platforms",
    "policy_in_force",
    "policy_numbered",
    "report_of",
    "years_reported",
]
