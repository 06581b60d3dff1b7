"""MISP: attributes, from a server by `restSearch`, or from one JSON file as MISP exports it.

Source: misp-project.org (automation API, MISP core format draft), as of 2026-11.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.adapters.shape import (
    JSON_BODY,
    NESTED_AT_MOST,
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
    as_json,
    is_yes,
    json_of,
    lines_of,
    mark_of,
    needed,
    raw_of,
    same_file,
    text_in,
)
from bonafides.safety.feeds.vocabulary import CLOCKS_DIFFER, FILE_BYTES

PAGE_ROWS: Final = 1_000
TYPES: Final = {
    "md5": EntryType.MD5,
    "sha1": EntryType.SHA1,
    "sha256": EntryType.SHA256,
    "sha512": EntryType.SHA512,
    "url": EntryType.URL,
    "uri": EntryType.URL,
    "link": EntryType.URL,
    "domain": EntryType.URL,
    "hostname": EntryType.URL,
    "pdq": EntryType.PDQ,
    "tlsh": EntryType.TLSH,
    "btc": EntryType.IDENTIFIER,
    "dash": EntryType.IDENTIFIER,
    "xmr": EntryType.IDENTIFIER,
    "iban": EntryType.IDENTIFIER,
}
OTHER_WALLET: Final = "address-crypto"
"""In an object `coin-address`, the text that is an address of any other currency."""
COMPOSED: Final = "filename|"  # `filename|sha256`: the value is "name|digest"


class MispServer(Adapter):
    """POST attributes/restSearch since a moment, deleted attributes among them."""

    name = "misp"
    title = _("MISP: a server's attributes")
    fields = (
        Field("tags", _("Only with this tag"), is_required=False),
        Field("api_key", _("API key"), is_secret=True),
    )

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        place = checkpoint or {}
        wanted: Json = {
            "returnFormat": "json",
            "page": place.get("page", 1),
            "limit": PAGE_ROWS,
            "type": [*TYPES, *(f"{COMPOSED}{name}" for name in TYPES)],
            "deleted": [0, 1],
            "includeEventTags": False,
        }
        if since := place.get("since"):
            wanted["attribute_timestamp"] = since
        if tag := source.setting("tags"):
            wanted["tags"] = [tag]
        headers = (("authorization", source.secret("api_key")), *JSON_BODY)
        return Ask(f"{source.address.rstrip('/')}/attributes/restSearch", headers, as_json(wanted))

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        """The next run begins where this one did at the latest: what changed meanwhile on a page that had been read, or
        before an attribute that is dated ahead, would never be heard of.
        """
        place, rows = checkpoint or {}, attributes_in(json_of(answer.body))
        began = int(place.get("began") or (at - CLOCKS_DIFFER).timestamp())
        newest = max([int(place.get("newest", 0)), *(_seconds(row) for row in rows)])
        lines = lines_of(rows, lines_of_attribute)
        if len(rows) < PAGE_ROWS:
            since = max(0, min(newest, began))
            return Page(lines, {"since": since, "newest": since}, is_last=True)
        after = {"since": place.get("since", 0), "page": int(place.get("page", 1)) + 1}
        return Page(lines, {**after, "newest": newest, "began": began}, is_last=False)


class MispFile(Adapter):
    """One JSON file: an event, several events, or a list of attributes; read whole each time."""

    name = "misp_file"
    title = _("MISP: a JSON file")
    fields = (Field("api_key", _("API key"), _("Where the server wants one."), True, False),)
    is_whole = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        key = source.secret("api_key")
        return Ask(source.address, (("authorization", key),) if key else (), max_bytes=FILE_BYTES)

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        if (same := same_file(checkpoint, answer)) is not None:
            return same
        rows = attributes_in(json_of(answer.body))
        return Page(lines_of(rows, lines_of_attribute), mark_of(answer), is_last=True)


def attributes_in(document: Any) -> list[Any]:
    """Every attribute of a document, in whichever of its wrappings; Unreadable where it has none of them."""
    found: list[Any] = []
    if not _collect(document, found, depth=0):
        raise Unreadable(_("The answer has neither events nor attributes of MISP."))
    return found


def _collect(node: Any, found: list[Any], depth: int) -> bool:
    """Walk `response`, `Event`, `Object` and `Attribute`; whether any of them was there."""
    if depth > NESTED_AT_MOST:
        return False
    if isinstance(node, list):
        each_seen = [_collect(each, found, depth + 1) for each in node]  # all of them, also after one that is none
        return all(each_seen)
    if not isinstance(node, dict):
        return False
    seen = False
    attributes = node.get("Attribute")
    if isinstance(attributes, list):
        found.extend(attributes)
        seen = True
    for name in ("response", "Event", "Object"):
        if name in node:
            seen = _collect(node[name], found, depth + 1) or seen
    return seen


def lines_of_attribute(row: Json) -> Iterator[Line]:
    kind, value = needed(row, "type").lower(), needed(row, "value")
    key = text_in(row, "uuid") or text_in(row, "id") or f"{kind}|{value}"
    if is_yes(row.get("deleted")):
        yield Gone(key)
        return
    if kind.startswith(COMPOSED):
        kind, value = kind.removeprefix(COMPOSED), value.rpartition("|")[2]
    is_wallet = kind == "text" and text_in(row, "object_relation") == OTHER_WALLET
    entry = EntryType.IDENTIFIER if is_wallet else TYPES.get(kind)
    if entry is None:
        why = _("Attributes of the kind %(kind)s are not matched here.") % {"kind": repr(kind[:30])}
        yield Bad(why, raw_of(row), key)
        return
    opinion = Opinion.POSITIVE if is_yes(row.get("to_ids", True)) else Opinion.UNCONFIRMED
    label = text_in(row, "comment") or text_in(row, "category")
    yield Row(key, entry, value, label=label, opinion=opinion, source_id=key)


def _seconds(row: Any) -> int:
    text = str(row.get("timestamp", "")) if isinstance(row, dict) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0
