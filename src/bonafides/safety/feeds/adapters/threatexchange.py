"""Meta's ThreatExchange, through which GIFCT's members share: `threat_updates` of one privacy group.

Source: developers.facebook.com/docs/threat-exchange (threat_updates, reactions), as of 2026-11.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, urlencode

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion, Severity
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
    Verdict,
    is_yes,
    lines_of,
    list_in,
    needed,
    object_of,
    raw_of,
    text_in,
    with_query,
)
from bonafides.safety.feeds.vocabulary import THREAT_UPDATES_STALE

PAGE_ROWS: Final = 100
DESCRIPTOR: Final = (
    "descriptors{id,reactions,my_reactions,owner{id,name},tags,status,added_on,confidence,description,raw_indicator,"
    "review_status,severity,share_level,privacy_type}"
)
FIELDS: Final = f"id,indicator,type,creation_time,last_updated,should_delete,tags,status,{DESCRIPTOR}"
TYPES: Final = {
    "HASH_PDQ": EntryType.PDQ,
    "HASH_MD5": EntryType.MD5,
    "HASH_VIDEO_MD5": EntryType.MD5,
    "HASH_SHA1": EntryType.SHA1,
    "HASH_SHA256": EntryType.SHA256,
    "HASH_VIDEO_SHA256": EntryType.SHA256,
    "HASH_URL_MD5": EntryType.URL,
    "URI": EntryType.URL,
    "RAW_URI": EntryType.URL,
    "UNCLICKABLE_URL": EntryType.URL,
    "TEXT_STRING": EntryType.TEXT,
    "TREND_QUERY": EntryType.PATTERN,
}
OPINIONS: Final = {"MALICIOUS": Opinion.POSITIVE, "NON_MALICIOUS": Opinion.NEGATIVE}
GROUP: Final = "group:"
SEVERITIES: Final = {
    "media_priority_s0": Severity.LOW,
    "media_priority_s1": Severity.MEDIUM,
    "media_priority_s2": Severity.HIGH,
    "media_priority_s3": Severity.CRITICAL,
    "media_priority_crisis": Severity.CRITICAL,
}
RANKS: Final = (Severity.UNKNOWN, Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL)
REACTIONS: Final = {Opinion.NEGATIVE: "NON_MALICIOUS", Opinion.POSITIVE: "HELPFUL"}
TOO_MUCH: Final = frozenset({1, 2, 4, 17, 32, 341, 613})
"""Codes of errors that pass with time: limits of calls, and the service not being well (Graph API, error handling)."""
NOT_LET_IN: Final = frozenset({10, 102, 190, 200})
"""Codes of errors that new credentials mend."""


class ThreatExchange(Adapter):
    """Updates since a moment, page by page; deletions are kept for 90 days, so an older place means: all again."""

    name = "threatexchange"
    title = _("ThreatExchange (GIFCT)")
    address = "https://graph.facebook.com/v21.0"
    fields = (
        Field("privacy_group", _("Privacy group"), _("Its number.")),
        Field("tag", _("Only with this tag"), _("The whole word; empty takes everything."), is_required=False),
        Field("access_token", _("Access token"), _("Of the form number|secret."), is_secret=True),
    )
    stale_after = THREAT_UPDATES_STALE
    hears = True
    adds_up = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        place = checkpoint or {}
        group = quote(source.setting("privacy_group"), safe="")
        url = with_query(
            f"{source.address.rstrip('/')}/{group}/threat_updates/",
            access_token=source.secret("access_token"),
            start_time=place.get("since", 0) or None,
            limit=PAGE_ROWS,
            fields=FIELDS,
            after=place.get("after", ""),
        )
        return Ask(url)

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        place, document = checkpoint or {}, object_of(answer.body)
        rows = list_in(document, "data")
        newest = max([_number(place.get("newest")), *(_number(_of(row, "last_updated")) for row in rows)])
        paging = document.get("paging")
        after, more = _next_of(paging if isinstance(paging, dict) else {})
        wanted = source.setting("tag")
        lines = lines_of(rows, lambda row: self._lines(row, wanted))
        if not more:
            return Page(lines, {"since": newest, "newest": newest}, is_last=True)
        if not after or after == place.get("after"):
            raise Unreadable(_("The source says that there is more, but not from where."))
        return Page(lines, {"since": place.get("since", 0), "after": after, "newest": newest}, is_last=False)

    def without_cursor(self, checkpoint: Json) -> Json | None:
        return {"since": checkpoint.get("since", 0)} if checkpoint.get("after") else None

    def status_of(self, answer: Answer) -> int:
        """The Graph answers 400 to whatever it does not do, and says why by a code."""
        if answer.status != HTTPStatus.BAD_REQUEST:
            return answer.status
        code = _error_code_of(answer)
        means = HTTPStatus.TOO_MANY_REQUESTS if code in TOO_MUCH else HTTPStatus.UNAUTHORIZED
        return means if code in TOO_MUCH | NOT_LET_IN else answer.status

    @staticmethod
    def _lines(row: Json, wanted: str) -> Iterator[Line]:
        kind, indicator = needed(row, "type").upper(), needed(row, "indicator")
        key = f"{kind}|{indicator}"
        descriptors = _descriptors(row)
        tags = list(dict.fromkeys([*_tags(row), *(tag for each in descriptors for tag in _tags(each))]))
        if is_yes(row.get("should_delete")) or not descriptors or (wanted and wanted not in tags):
            yield Gone(key)
            return
        entry = TYPES.get(kind)
        if entry is None:
            yield Bad(_("Signals of the kind %(kind)s are not matched here.") % {"kind": repr(kind[:30])}, raw_of(row))
            return
        yield Row(
            key,
            entry,
            f"md5:{indicator.lower()}" if kind == "HASH_URL_MD5" else indicator,
            label=", ".join(tag for tag in tags if not tag.startswith(GROUP)),
            entity=", ".join(tag.removeprefix(GROUP) for tag in tags if tag.startswith(GROUP)),
            severity=max((SEVERITIES.get(tag, Severity.UNKNOWN) for tag in ["", *tags]), key=RANKS.index),
            opinion=opinion_of([text_in(each, "status").upper() for each in descriptors]),
            source_id=",".join(text_in(each, "id") for each in descriptors)[:200],
        )

    def reply(self, source: Source, verdict: Verdict) -> Ask | None:
        """A reaction to the first descriptor, that it is harmless or was of help; or that reaction removed."""
        descriptor, reaction = verdict.source_id.split(",")[0], REACTIONS.get(verdict.opinion)
        if reaction is None or not (descriptor.isascii() and descriptor.isdigit()):
            return None
        url = with_query(f"{source.address.rstrip('/')}/{descriptor}/", access_token=source.secret("access_token"))
        form = (("content-type", "application/x-www-form-urlencoded"),)
        does = "reactions_to_remove" if verdict.takes_back else "reactions"
        return Ask(url, form, urlencode({does: reaction}).encode())


def opinion_of(statuses: list[str]) -> Opinion:
    """What the descriptors of a signal come to: a no beside anything else is disputed, and a yes outweighs no word."""
    held = {OPINIONS.get(status, Opinion.UNCONFIRMED) for status in statuses}
    if Opinion.NEGATIVE in held:
        return Opinion.NEGATIVE if len(held) == 1 else Opinion.DISPUTED
    return Opinion.POSITIVE if Opinion.POSITIVE in held else Opinion.UNCONFIRMED


def _error_code_of(answer: Answer) -> int:
    with suppress(Unreadable):
        return _number(_of(object_of(answer.body).get("error"), "code"))
    return 0


def _descriptors(row: Json) -> list[Json]:
    """In both spellings of the API: a list, or a list under `data`."""
    found = row.get("descriptors")
    found = found.get("data") if isinstance(found, dict) else found
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _tags(row: Json) -> list[str]:
    """As texts, or as objects with the text under `text` or `name`; compared as whole words only."""
    found = row.get("tags")
    found = found.get("data") if isinstance(found, dict) else found
    if not isinstance(found, list):
        return []
    texts = ((text_in(tag, "text") or text_in(tag, "name")) if isinstance(tag, dict) else tag for tag in found)
    return [text.strip() for text in texts if isinstance(text, str) and text.strip()]


def _next_of(paging: Json) -> tuple[str, bool]:
    cursors = paging.get("cursors")
    return text_in(cursors, "after") if isinstance(cursors, dict) else "", bool(paging.get("next"))


def _of(row: Any, name: str) -> Any:
    return row.get(name) if isinstance(row, dict) else None


def _number(found: Any) -> int:
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 2**40 else 0
