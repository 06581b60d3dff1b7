"""Who may open which page, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import PUBLIC, Access
from bonafides.base.people.vocabulary import Role
from bonafides.safety.quality.permissions import JUDGES, LEADS, OWN, READERS, SEE_TEAM

READ: frozenset[Role] = frozenset(READERS)
JUDGE: frozenset[Role] = frozenset(JUDGES)
LEAD: frozenset[Role] = frozenset(LEADS)
TEAM: frozenset[Role] = frozenset(SEE_TEAM)

ACCESS: dict[str, Access] = {
    "quality:quality": READ,
    "quality:mine": frozenset(OWN),
    "quality:export": TEAM,
    "quality:seeds": READ,
    "quality:seed_proof": TEAM,
    "quality:settings": LEAD,
    "quality:publish": LEAD,
    "quality:published": PUBLIC,
    "quality:published_period": PUBLIC,
    "quality:again": JUDGE | TEAM,
    "quality:next": JUDGE,
    "quality:disagreements": TEAM,
    "quality:audit": JUDGE | TEAM,
    "quality:show": JUDGE,
    "quality:picture": JUDGE,
    "quality:judge": JUDGE,
    "quality:pass_on": JUDGE,
    "quality:settle": LEAD,
    "quality:golden": TEAM,
    "quality:bring_in": LEAD,
    "quality:new_golden": LEAD,
    "quality:golden_case": TEAM,
    "quality:insert": LEAD,
    "quality:retire": LEAD,
    "quality:withdraw": LEAD,
}
