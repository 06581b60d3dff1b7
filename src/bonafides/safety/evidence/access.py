"""Who may open which page of the vault, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import Access
from bonafides.base.people.vocabulary import Role
from bonafides.safety.evidence.permissions import KEEPERS, OVERSIGHT, READERS

READ: frozenset[Role] = frozenset(READERS)
KEEP: frozenset[Role] = frozenset(KEEPERS)
OVERSEE: frozenset[Role] = frozenset(OVERSIGHT)

ACCESS: dict[str, Access] = {
    "evidence:vault": READ,
    "evidence:item": READ,
    "evidence:custody": READ,
    "evidence:releases": READ,
    "evidence:release": READ,
    "evidence:overdue": READ,
    "evidence:preview": KEEP,
    "evidence:set_hold": KEEP,
    "evidence:end_hold": KEEP,
    "evidence:new_release": KEEP,
    "evidence:vote": KEEP,
    "evidence:withdraw": KEEP,
    "evidence:hand_out": KEEP,
    "evidence:fetch": KEEP,
    "evidence:notices": OVERSEE,
    "evidence:see_notice": OVERSEE,
}
