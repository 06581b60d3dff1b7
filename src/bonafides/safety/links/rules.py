"""Which addresses are followed, and when a chain of them is at its end. Nothing here asks anybody."""

from collections.abc import Iterable, Sequence

from bonafides.matching.domains import is_shortener
from bonafides.matching.errors import UrlError
from bonafides.matching.urls import CanonicalUrl
from bonafides.safety.links.vocabulary import ADDRESS_LIMIT_CHARACTERS, MOST_HOPS, MOST_LINKS_OF_AN_ITEM, End

REDIRECTS = frozenset({301, 302, 303, 307, 308})


def to_follow(addresses: Iterable[str]) -> list[str]:
    """The shortened ones among an item's addresses, each once, as many as are followed."""
    return [each for each in dict.fromkeys(addresses) if leads_on(each)][:MOST_LINKS_OF_AN_ITEM]


def leads_on(address: str) -> bool:
    """Whether an address is a shortener's, with something behind it: its own front page leads nowhere."""
    try:
        url = CanonicalUrl.parse(address)
    except UrlError:
        return False
    return is_shortener(url.host) and url.path != "/"


def end_of(chain: Sequence[str], following: str | None) -> End | None:
    """Whether a chain ends before a hop; None where it goes on. `following` is None where no redirect was given."""
    if following is None:
        return End.LEADS_NOWHERE
    if following in chain:
        return End.GOES_IN_CIRCLES
    if not leads_on(following):
        return End.LEFT_THE_SHORTENERS
    return End.TOO_LONG if len(chain) >= MOST_HOPS else None


def cut(address: str) -> str:
    """An address as it can be kept."""
    return address[:ADDRESS_LIMIT_CHARACTERS].replace("\0", "").encode("utf-8", "replace").decode()
