"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import API_KEY, PUBLIC, Access
from bonafides.base.people.vocabulary import Role
from bonafides.safety.peers.permissions import LEADS, READERS

READ: frozenset[Role] = frozenset(READERS)
LEAD: frozenset[Role] = frozenset(LEADS)

ACCESS: dict[str, Access] = {
    "peers:doors": READ,
    "peers:switch_fetching_on": LEAD,
    "peers:switch_fetching_off": LEAD,
    "peers:set_receiver": LEAD,
    "peers:remove_receiver": LEAD,
    # clients of Hasher-Matcher-Actioner, which show their key
    "hma:status": PUBLIC,  # that it answers, and nothing else
    "hma:live": PUBLIC,
    "hma:livez": PUBLIC,
    "hma:readyz": PUBLIC,
    "one_slash": PUBLIC,  # sends a client on to the same path with one slash
    "hma:site_map": API_KEY,
    "hma:hash": API_KEY,
    "hma:lookup": API_KEY,
    "hma:raw_lookup": API_KEY,
    "hma:compare": API_KEY,
    "hma:index_status": API_KEY,
    "hma:banks": API_KEY,
    "hma:bank": API_KEY,
    "hma:add_content": API_KEY,
    "hma:content": API_KEY,
    "hma:add_signals": API_KEY,
    "hma:signal_types": API_KEY,
    "hma:signal_type_index": API_KEY,
    "hma:signal_type": API_KEY,
    "hma:content_types": API_KEY,
    "hma:exchanges": API_KEY,
    "hma:exchange_apis": API_KEY,
    "hma:exchange_api": API_KEY,
    "hma:exchange_schema": API_KEY,
    "hma:exchange": API_KEY,
    "hma:exchange_status": API_KEY,
    "hma:exchange_credentials": API_KEY,
    # clients of Altitude
    "altitude:targets": API_KEY,
    "altitude:target": API_KEY,
    "altitude:signals": API_KEY,
    "altitude:signal": API_KEY,
    "altitude:cases": API_KEY,
    "altitude:case": API_KEY,
    "altitude:reviews": API_KEY,
    "altitude:importers": API_KEY,
    # whoever may not hold a list
    "api-1.0.0:match_prefix": API_KEY,
}
