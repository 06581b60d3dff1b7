"""Who may open which page, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import Access
from bonafides.safety.patterns.permissions import READERS

ACCESS: dict[str, Access] = {
    "patterns:patterns": frozenset(READERS),
    "patterns:quality": frozenset(READERS),
}
