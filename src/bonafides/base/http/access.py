"""The words of the role table: who may open a page. A page that no table names is open to nobody."""

from enum import Enum


class Open(Enum):
    """Pages that need no role: anyone's, or anyone's who is signed in; and what programs call."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    API_KEY = "api key"  # programs; the API itself checks key and scope


PUBLIC = Open.PUBLIC
SIGNED_IN = Open.SIGNED_IN
API_KEY = Open.API_KEY
Access = Open | frozenset[str]  # either of those, or the roles that may
