"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import Access
from bonafides.base.people.vocabulary import Role
from bonafides.safety.links.permissions import LEADS, READERS

READ: frozenset[Role] = frozenset(READERS)
LEAD: frozenset[Role] = frozenset(LEADS)

ACCESS: dict[str, Access] = {
    "links:links": READ,
    "links:switch_on": LEAD,
    "links:switch_off": LEAD,
}
