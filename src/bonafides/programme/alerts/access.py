"""Who may open which page of alerts, written by hand. No participant of a state, of academia or of civil society."""

from bonafides.base.http.access import API_KEY, PUBLIC, Access
from bonafides.programme.alerts.permissions import (
    COUNTERS,
    POLICY_MAKERS,
    RECEIVERS,
    SET_UP,
    SUBMITTERS,
    TEAM,
    VERIFIERS,
)

READ_ALL: Access = COUNTERS

ACCESS: dict[str, Access] = {
    "alerts:policy": PUBLIC,
    "alerts:policy_version": PUBLIC,
    "alerts:schema": PUBLIC,
    "alerts:reports": PUBLIC,
    "alerts:report": PUBLIC,
    "alerts:by_link": PUBLIC,
    "alerts:edit_policy": POLICY_MAKERS,
    "alerts:counts": COUNTERS,
    "alerts:alerts": TEAM | RECEIVERS,
    "alerts:alert": TEAM | RECEIVERS,
    "alerts:answer": RECEIVERS,
    "alerts:receiving": SET_UP,
    "alerts:create_endpoint": SET_UP,
    "alerts:rotate_secret": SET_UP,
    "alerts:disable_endpoint": SET_UP,
    "alerts:enable_endpoint": SET_UP,
    "alerts:ping": SET_UP,
    "alerts:create_key": SET_UP,
    "alerts:revoke_key": SET_UP,
    "alerts:submit": SUBMITTERS,
    "alerts:submit_sheet": SUBMITTERS,
    "alerts:waiting": READ_ALL,
    "alerts:batch": TEAM,
    "alerts:verify": VERIFIERS,
    "alerts:refuse": VERIFIERS,
    "alerts:withdraw": VERIFIERS,
    "alerts:send": VERIFIERS,
    "alerts:resend": VERIFIERS,
    "alerts:platforms": READ_ALL,
    "alerts:remove_platform": VERIFIERS,
    "api-1.0.0:alerts_after": API_KEY,
    "api-1.0.0:answer_alert": API_KEY,
}
