"""Lists that another installation holds: asked by the first digits of a key, compared here."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Final
from urllib.parse import unquote, urlsplit

from bonafides.client import Client, HostedMatch
from bonafides.client.errors import Refused
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.hosted import HostedKey, hosted_keys_of

SECONDS: Final = 20.0
KEY_VARIABLE: Final = "BONAFIDES_API_KEY"
ONLY_WHAT_IS_EQUAL: Final = (
    "Equal files and listed addresses are found so; a picture that is only alike is not, for no prefix tells nearness."
)


class HostedLists:
    """One installation and what was asked of it; the same value is asked for once."""

    def __init__(self, client: Client) -> None:
        self._found = cache(client.match_hosted)

    def lines_of(self, item: Fingerprints) -> Iterator[dict[str, object]]:
        """A line for each entry that an item meets; one that it meets in several ways comes once, the nearest first."""
        seen: set[str] = set()
        for key in hosted_keys_of(item):
            for match in self._found(key.type.value, key.value):
                if match.entry not in seen:
                    seen.add(match.entry)
                    yield line_of(key, match)


def line_of(key: HostedKey, match: HostedMatch) -> dict[str, object]:
    return {"bank": match.bank, "entry": match.entry, "type": key.type, "matched_by": key.matched_by}


@contextmanager
def hosted_lists(address: str) -> Iterator[HostedLists]:
    """The lists at an address; the key stands in it, or in the environment. Raises BonafidesError."""
    parts = urlsplit(address)
    key = unquote(parts.password or parts.username or "") or os.environ.get(KEY_VARIABLE, "")
    if parts.scheme not in {"http", "https"} or not parts.hostname or not key:
        raise Refused("no-address", f"Give an address as https://host/ and a key in it or in {KEY_VARIABLE}.", 0)
    where = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    with Client(where, key, timeout=SECONDS) as client:
        yield HostedLists(client)
