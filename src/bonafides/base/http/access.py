"""The words of the role table: who may open a page. A page that no table names is open to nobody."""

from enum import Enum


class Open(Enum):
    """Pages that need no role: anyone's, or anyone's who is signed in."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


PUBLIC = Open.PUBLIC
SIGNED_IN = Open.SIGNED_IN
Access = Open | frozenset[str]  # either of those, or the roles that may
