"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import PUBLIC, Access
from bonafides.base.people.vocabulary import MEMBER_TEAM, VETTERS, Role, of_member, of_programme

SIGNATORIES = of_member(Role.SIGNATORY)
REVIEWERS = of_programme(Role.MARK_REVIEWER, Role.OWNER)  # the owner as a third reader only
HEARERS = VETTERS | of_programme(Role.MARK_REVIEWER)
READERS = HEARERS | of_programme(Role.AUDITOR)

ACCESS: dict[str, Access] = {
    "trustmark:did": PUBLIC,
    "trustmark:status_list": PUBLIC,
    "trustmark:verify": PUBLIC,
    "trustmark:register": PUBLIC,
    "trustmark:feed": PUBLIC,
    "trustmark:criteria": PUBLIC,
    "trustmark:achievement": PUBLIC,
    "trustmark:complaint_told": PUBLIC,  # who bears the link of a complaint
    "trustmark:mark": PUBLIC,
    "trustmark:complain": PUBLIC,
    "trustmark:word": PUBLIC,
    "trustmark:file": PUBLIC,
    "trustmark:instance": PUBLIC,
    "trustmark:reviews": READERS,
    "trustmark:review": READERS,
    "trustmark:seat": HEARERS,
    "trustmark:declare": REVIEWERS,
    "trustmark:read": REVIEWERS,
    "trustmark:marks": READERS,
    "trustmark:manage": READERS,
    "trustmark:suspend": VETTERS,
    "trustmark:revoke": VETTERS,
    "trustmark:confirm": VETTERS,
    "trustmark:lift": VETTERS,
    "trustmark:appeals": READERS,
    "trustmark:appeal": READERS,
    "trustmark:hear": HEARERS,
    "trustmark:complaints": READERS,
    "trustmark:complaint": READERS,
    "trustmark:answer": VETTERS,
    "trustmark:own": MEMBER_TEAM,
    "trustmark:ask": SIGNATORIES,
    "trustmark:withdraw": SIGNATORIES,
    "trustmark:appeal_refusal": SIGNATORIES,
    "trustmark:appeal_measure": SIGNATORIES,
}
