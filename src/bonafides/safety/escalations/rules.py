"""Whom to tell. Facts in, answers out."""

from collections.abc import Iterable

from bonafides.safety.escalations.vocabulary import EUROPOL


def recipients_of(countries: Iterable[str], known: Iterable[str], home: str) -> tuple[str, ...]:
    """Each state concerned once; the home state and Europol where none is known (Reg. (EU) 2021/784, Art. 14(5))."""
    table = set(known)
    concerned = tuple(dict.fromkeys(country for country in countries if country in table))
    if concerned:
        return concerned
    return tuple(country for country in dict.fromkeys((home, EUROPOL)) if country in table)
