"""NCMEC's hash-sharing format v2 (XML), as a format that other lists use too. No child-abuse material is handled here.

Entries are not in order of time, so a run reads from the last moment to the greatest that the source names, by its
paging. Source: NCMEC Hash Sharing web service v2 (https://hashsharing.ncmec.org/hashsharing/v2), as of 2026-11.
"""

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

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
    Page,
    Row,
    Source,
    Unreadable,
    raw_of,
    same_server,
    with_query,
)

TYPES: Final = {
    "md5": EntryType.MD5,
    "sha1": EntryType.SHA1,
    "sha256": EntryType.SHA256,
    "pdq": EntryType.PDQ,
}


class Ncmec(Adapter):
    """GET entries?from=&to= and the pages that follow."""

    name = "ncmec"
    title = _("A list in NCMEC's format")
    fields = (
        Field("username", _("User name")),
        Field("password", _("Password"), is_secret=True),
    )

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        place = checkpoint or {}
        headers = (("authorization", _basic(source)), ("accept", "application/xml"))
        if following := place.get("next"):
            return Ask(same_server(source.address, following), headers)
        return Ask(with_query(f"{source.address.rstrip('/')}/entries", **{"from": place.get("since", "")}), headers)

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        place, root = checkpoint or {}, _root_of(answer.body)
        lines = tuple(line for entry in _entries(root) for line in _lines(entry))
        newest = max([place.get("newest", ""), *(_moment(_text(entry, "timestamp")) for entry in _entries(root))])
        following = next((_said(each) for each in root.iter() if _name(each) == "next" and _said(each)), "")
        if not following:
            return Page(lines, {"since": newest or place.get("since", ""), "newest": newest}, is_last=True)
        url = same_server(source.address, urljoin(f"{source.address.rstrip('/')}/", following))
        if url == place.get("next"):
            raise Unreadable(_("The source says that there is more, but not from where."))
        return Page(lines, {"since": place.get("since", ""), "newest": newest, "next": url}, is_last=False)

    def without_cursor(self, checkpoint: Json) -> Json | None:
        return {"since": checkpoint.get("since", "")} if checkpoint.get("next") else None


def _root_of(body: bytes) -> Element:
    try:
        root: Element = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise Unreadable(_("The answer is not XML.")) from error
    if _name(root) != "queryResult":
        raise Unreadable(_("The answer is not a page of entries."))
    return root


def _entries(root: Element) -> Iterator[Element]:
    return (each for each in root.iter() if _name(each) in {"image", "video", "deletedImage", "deletedVideo"})


def _lines(entry: Element) -> Iterator[Line]:
    member = next((each.get("id", "") for each in entry if _name(each) == "member"), "")
    number = _text(entry, "id")
    if not number:
        yield Bad(_("The row has no “%(name)s”.") % {"name": "id"}, raw_of(tostring(entry, "unicode")))
        return
    key = f"{member}-{number}"
    if _name(entry).startswith("deleted"):
        yield Gone(key)
        return
    prints = [each for group in entry if _name(group) == "fingerprints" for each in group]
    read = [(TYPES[_name(each)], _said(each)) for each in prints if _name(each) in TYPES and _said(each)]
    if not read:
        yield Bad(_("None of its fingerprints is of a kind that is matched here."), raw_of(tostring(entry, "unicode")))
    for kind, value in read:
        opinion = Opinion.DISPUTED if _is_contested(entry) else Opinion.POSITIVE
        yield Row(key, kind, value, label=_text(entry, "classification"), opinion=opinion, source_id=key)


def _is_contested(entry: Element) -> bool:
    return any(_name(each) == "negativeFeedback" and len(each) > 0 for each in entry.iter())


def _name(element: Element) -> str:
    """Without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _said(element: Element) -> str:
    return (element.text or "").strip()


def _text(entry: Element, name: str) -> str:
    return next((_said(each) for each in entry if _name(each) == name), "")


def _moment(text: str) -> str:
    """In UTC, as the service writes it, whatever zone it was given in; empty if unreadable."""
    try:
        found = datetime.fromisoformat(text)
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return ""


def _basic(source: Source) -> str:
    pair = f"{source.setting('username')}:{source.secret('password')}"
    return f"Basic {base64.b64encode(pair.encode()).decode()}"
