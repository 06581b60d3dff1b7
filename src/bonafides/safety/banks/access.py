"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import API_KEY, Access
from bonafides.base.people.vocabulary import Role
from bonafides.safety.banks.permissions import DECIDERS, READERS, WRITERS

READ: frozenset[Role] = frozenset(READERS)
WRITE: frozenset[Role] = frozenset(WRITERS)
DECIDE: frozenset[Role] = frozenset(DECIDERS)

ACCESS: dict[str, Access] = {
    "banks:banks": READ,
    "banks:bank": READ,
    "banks:entry": READ,
    "banks:runs": READ,
    "banks:run": READ,
    "banks:tester": READ,
    "banks:export": READ,
    "banks:clusters": READ,
    "banks:cluster": READ,
    "banks:look_for_clusters": DECIDE,
    "banks:floods": READ,
    "banks:set_flood_limits": WRITE,
    "banks:looking_back": READ,
    "banks:switch_on_looking_back": WRITE,
    "banks:switch_off_looking_back": WRITE,
    "banks:release": WRITE,
    "banks:is_real": WRITE,
    "banks:new_bank": WRITE,
    "banks:set_policy": WRITE,
    "banks:disable_bank": WRITE,
    "banks:enable_bank": WRITE,
    "banks:add_entry": WRITE,
    "banks:import": WRITE,
    "banks:withdraw_entry": DECIDE,  # a reviewer what they put on a list of what is harmless
    "banks:disable_entry": WRITE,
    "banks:enable_entry": WRITE,
    "banks:give_opinion": WRITE,
    "banks:withdraw_opinion": DECIDE,  # a reviewer what they said themselves
    # for programs, which show their key
    "api-1.0.0:match": API_KEY,
    "api-1.0.0:match_file": API_KEY,
    "api-1.0.0:list_banks": API_KEY,
    "api-1.0.0:list_entries": API_KEY,
    "api-1.0.0:add_entry": API_KEY,
    "api-1.0.0:withdraw_entry": API_KEY,
    "api-1.0.0:give_opinion": API_KEY,
}
