"""Who may open which page, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import PUBLIC, Access
from bonafides.safety.drills.permissions import LEADERS, READERS, TAKE_PART

ACCESS: dict[str, Access] = {
    "drills:drills": READERS,
    "drills:drill": READERS,
    "drills:evidence": READERS,
    "drills:key": PUBLIC,  # by which anybody checks the evidence
    "drills:new_drill": LEADERS,
    "drills:cancel": LEADERS,
    "drills:end": LEADERS,
    "drills:switch_on": LEADERS,
    "drills:pass_on": TAKE_PART,
}
