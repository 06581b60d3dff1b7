"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts."""

from bonafides.base.http.access import PUBLIC, Access
from bonafides.base.people.vocabulary import MEMBER_TEAM, PROGRAMME_TEAM, Role, of_member, of_programme

SIGNATORIES: Access = of_member(Role.SIGNATORY)
PUBLISHERS: Access = of_programme(Role.OWNER)

ACCESS: dict[str, Access] = {
    "pledge:text": PUBLIC,
    "pledge:version": PUBLIC,
    "pledge:register": PUBLIC,
    "pledge:signature": PUBLIC,  # what its member had listed; else its own people and the programme
    "pledge:record": PUBLIC,  # likewise
    "pledge:credential": PUBLIC,  # likewise
    "pledge:pledge": MEMBER_TEAM | PROGRAMME_TEAM,
    "pledge:sign": SIGNATORIES,
    "pledge:withdraw": SIGNATORIES,
    "pledge:list": SIGNATORIES,
    "pledge:draft": PUBLISHERS,
    "pledge:publish": PUBLISHERS,
}
