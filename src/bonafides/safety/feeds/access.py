"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import API_KEY, Access
from bonafides.base.people.vocabulary import Role
from bonafides.safety.feeds.permissions import READERS, WRITERS

READ: frozenset[Role] = frozenset(READERS)
WRITE: frozenset[Role] = frozenset(WRITERS)

ACCESS: dict[str, Access] = {
    "feeds:feeds": READ,
    "feeds:feed": READ,
    "feeds:runs": READ,
    "feeds:run": READ,
    "feeds:choose": WRITE,
    "feeds:new_feed": WRITE,
    "feeds:change": WRITE,
    "feeds:secrets": WRITE,
    "feeds:erase_secrets": WRITE,
    "feeds:switch": WRITE,
    "feeds:try_connection": WRITE,
    "feeds:run_now": WRITE,
    "feeds:begin_again": WRITE,
    "feeds:remove": WRITE,
    "feeds:removed": READ,
    "feeds:forget_credentials": WRITE,
    "feeds:share": READ,
    "feeds:start_sharing": WRITE,
    "feeds:end_sharing": WRITE,
    "feeds:admit": WRITE,
    "feeds:end_subscription": WRITE,
    "feeds:export": READ,
    # for other installations, which show their key where the list is not open
    "feeds:shared": API_KEY,
    "feeds:opinions": API_KEY,
    # for programs, which show their key
    "api-1.0.0:list_feeds": API_KEY,
    "api-1.0.0:feed_runs": API_KEY,
    "api-1.0.0:run_feed": API_KEY,
}
