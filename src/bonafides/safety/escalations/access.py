"""Who may open which page of escalating, written by hand."""

from bonafides.base.http.access import Access
from bonafides.base.people.vocabulary import Role

OWNERS: Access = frozenset({Role.OWNER})
CHOOSERS: Access = frozenset({Role.OWNER, Role.LEAD, Role.AUTHORITY_DESK})
ESCALATORS: Access = frozenset({Role.OWNER, Role.LEAD, Role.AUTHORITY_DESK, Role.REVIEWER, Role.TRAINEE})

ACCESS: dict[str, Access] = {
    "escalations:threat": ESCALATORS,
    "escalations:escalations": frozenset(
        {Role.OWNER, Role.LEAD, Role.AUTHORITY_DESK, Role.REVIEWER, Role.TRAINEE, Role.AUDITOR}
    ),
    "escalations:escalation": ESCALATORS,
    "escalations:sheet": ESCALATORS,
    "escalations:follow": ESCALATORS,
    "escalations:authorities": OWNERS,
    "escalations:authority": OWNERS,
    "escalations:route_out": ESCALATORS,
    "escalations:material": ESCALATORS,
    "escalations:report_material": ESCALATORS,
    "escalations:choose": CHOOSERS,
}
