"""STIX 2.1 indicators, from a bundle or from a collection of a TAXII 2.1 server.

A subset of the patterning language is read: comparisons by `=` or `IN` of file hashes, addresses, domain names and
wallets, joined by OR. A pattern that needs two things at once, or anything else, is set aside: half of it would match
too much.
Source: OASIS STIX 2.1 (9, patterning) and TAXII 2.1 (5, collections).
"""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.adapters.shape import (
    Adapter,
    Answer,
    Ask,
    Bad,
    Field,
    Gone,
    Json,
    Line,
    MissingField,
    Page,
    Row,
    Source,
    Unreadable,
    is_yes,
    lines_of,
    list_in,
    moment_in,
    needed,
    object_of,
    raw_of,
    text_in,
    with_query,
)
from bonafides.safety.feeds.vocabulary import FILE_BYTES

PAGE_ROWS: Final = 1_000
MEDIA_TYPE: Final = "application/taxii+json;version=2.1"
HASHES: Final = {
    "MD5": EntryType.MD5,
    "SHA-1": EntryType.SHA1,
    "SHA1": EntryType.SHA1,
    "SHA-256": EntryType.SHA256,
    "SHA256": EntryType.SHA256,
    "SHA-512": EntryType.SHA512,
    "SHA512": EntryType.SHA512,
    "TLSH": EntryType.TLSH,
    "PDQ": EntryType.PDQ,
}
WALLETS: Final = frozenset({"cryptocurrency-wallet:value", "cryptocurrency-wallet:address"})
"""STIX has no object of its own for wallets: the first is OpenCTI's, the second that of an extension."""
TOKEN: Final = re.compile(
    r"""\s*(?:
      (?P<string>'(?:[^'\\]|\\.)*')
    | (?P<word>[A-Za-z][A-Za-z0-9_-]*(?:[:.](?:[A-Za-z0-9_-]+|'(?:[^'\\]|\\.)*'))*)
    | (?P<mark>[\[\](),]|!=|<=|>=|=|<|>)
    )""",
    re.VERBOSE,
)
PATTERN_AT_MOST: Final = 100_000  # characters
OUTSIDE: Final = _("The pattern is outside the part of the language that is read here.")


class OutsideSubset(ValueError):
    """A pattern that is not read."""


class StixBundle(Adapter):
    """One bundle, read whole each time."""

    name = "stix"
    title = _("STIX 2.1: a bundle")
    fields = (Field("token", _("Token"), _("Sent as a Bearer token, where the server wants one."), True, False),)
    is_whole = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        token = source.secret("token")
        headers = (("authorization", f"Bearer {token}"),) if token else ()
        return Ask(source.address, headers, max_bytes=FILE_BYTES)

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        objects = latest_of(list_in(object_of(answer.body), "objects"))
        return Page(lines_of(objects, lambda row: lines_of_object(row, at)), {}, is_last=True)


class TaxiiCollection(Adapter):
    """GET <collection>/objects/ of what was added since; by name and password."""

    name = "taxii"
    title = _("STIX 2.1 over TAXII 2.1: a collection")
    fields = (
        Field("username", _("User name"), is_required=False),
        Field("password", _("Password"), is_secret=True, is_required=False),
    )

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        place = checkpoint or {}
        url = with_query(
            f"{source.address.rstrip('/')}/objects/",
            limit=PAGE_ROWS,
            added_after=place.get("since", ""),
            next=place.get("next", ""),
        )
        return Ask(url, (("accept", MEDIA_TYPE), *_basic(source)))

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        place, document = checkpoint or {}, object_of(answer.body)
        objects = latest_of(list_in(document, "objects")) if document else []
        latest = answer.headers.get("x-taxii-date-added-last", "") or place.get("latest", "")
        lines = lines_of(objects, lambda row: lines_of_object(row, at))
        if not is_yes(document.get("more")):
            return Page(lines, {"since": latest or place.get("since", ""), "latest": latest}, is_last=True)
        following = text_in(document, "next")
        since = place.get("since", "") if following else latest
        after = {"since": since, "next": following, "latest": latest}
        if (after["since"], after["next"]) == (place.get("since", ""), place.get("next", "")):
            raise Unreadable(_("The source says that there is more, but not from where."))
        return Page(lines, after, is_last=False)

    def without_cursor(self, checkpoint: Json) -> Json | None:
        return {"since": checkpoint.get("since", "")} if checkpoint.get("next") else None


def _basic(source: Source) -> tuple[tuple[str, str], ...]:
    name, password = source.setting("username"), source.secret("password")
    if not (name or password):
        return ()
    return (("authorization", f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"),)


# -- objects ----------------------------------------------------------------------------------------------------------


def latest_of(objects: list[Any]) -> list[Any]:
    """Of each object the version that was modified last: there may be several, in any order (STIX 2.1, 3.6)."""
    places: dict[Any, int] = {}
    for place in sorted(range(len(objects)), key=lambda place: (_modified(objects[place]), place)):
        places[_id_of(objects[place]) or place] = place
    return [objects[place] for place in sorted(places.values())]


def _modified(row: Any) -> datetime:
    found = row.get("modified") if isinstance(row, dict) else None
    return moment_in(found if isinstance(found, str) else "") or datetime.min.replace(tzinfo=UTC)


def _id_of(row: Any) -> str:
    found = row.get("id") if isinstance(row, dict) else None
    return found if isinstance(found, str) else ""


def lines_of_object(row: Json, at: datetime) -> Iterator[Line]:
    """What an indicator says; other objects (reports, identities, relationships) say nothing to match."""
    if text_in(row, "type") != "indicator":
        return
    key, ends = needed(row, "id"), moment_in(text_in(row, "valid_until"))
    if is_yes(row.get("revoked")) or (ends is not None and ends <= at):
        yield Gone(key)
        return
    if text_in(row, "pattern_type") not in {"", "stix"}:
        yield Bad(_("Only patterns of the type stix are read."), raw_of(row), key)
        return
    try:
        values = values_in(needed(row, "pattern"))
    except (OutsideSubset, MissingField) as error:
        yield Bad(str(error) or OUTSIDE, raw_of(row), key)
        return
    opinion = Opinion.POSITIVE if row.get("confidence") is None else _opinion_of(row["confidence"])
    for kind, value in values:
        yield Row(key, kind, value, text_in(row, "name"), opinion=opinion, source_id=key, expires_at=ends)


def _opinion_of(confidence: object) -> Opinion:
    """STIX 2.1, appendix A: from 70 on high; below, a person should look."""
    return Opinion.POSITIVE if isinstance(confidence, int) and confidence >= 70 else Opinion.UNCONFIRMED


# -- patterns ---------------------------------------------------------------------------------------------------------


def values_in(pattern: str) -> list[tuple[EntryType, str]]:
    """Every value that a pattern lists, each of which matches by itself. Raises OutsideSubset."""
    words = Words(pattern)
    found = [*_observation(words)]
    while words.left:
        words.expect("OR")
        found += _observation(words)
    return list(dict.fromkeys(found))


class Words:
    """A pattern's words, taken one after the other in one pass."""

    def __init__(self, pattern: str) -> None:
        if len(pattern) > PATTERN_AT_MOST:
            raise OutsideSubset
        self._text, self._place = pattern.rstrip(), 0

    @property
    def left(self) -> bool:
        return self._place < len(self._text)

    def take(self) -> tuple[str, str]:
        """The kind of the next word, and the word."""
        match = TOKEN.match(self._text, self._place)
        if match is None or match.lastgroup is None:
            raise OutsideSubset
        self._place = match.end()
        return match.lastgroup, match[match.lastgroup]

    def expect(self, *wanted: str) -> str:
        """The next word, which is one of these."""
        word = self.take()[1].upper()
        if word not in wanted:
            raise OutsideSubset
        return word

    def literal(self) -> str:
        kind, text = self.take()
        if kind != "string":
            raise OutsideSubset
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def _observation(words: Words) -> Iterator[tuple[EntryType, str]]:
    """`[a OR b ...]`."""
    words.expect("[")
    yield from _comparison(words)
    while words.expect("OR", "]") == "OR":
        yield from _comparison(words)


def _comparison(words: Words) -> Iterator[tuple[EntryType, str]]:
    """`path = 'value'`, or `path IN ('value', ...)`."""
    kind = _kind_of(words.take()[1])
    if words.expect("=", "IN") == "=":
        yield kind, words.literal()
        return
    words.expect("(")
    yield kind, words.literal()
    while words.expect(",", ")") == ",":
        yield kind, words.literal()


def _kind_of(path: str) -> EntryType:
    if path.startswith("file:hashes."):
        name = path.removeprefix("file:hashes.").strip("'").upper()
        if name in HASHES:
            return HASHES[name]
    if path in {"url:value", "domain-name:value"}:
        return EntryType.URL
    if path in WALLETS:
        return EntryType.IDENTIFIER
    raise OutsideSubset
