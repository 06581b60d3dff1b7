"""Tech Against Terrorism's TCAP: the content hash list v2, the URL hash list, the URL feed made for Altitude.

Source: docs.terrorismanalytics.org (Content Hash List, URL Hash List, Hash Verification), as of 2026-11.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urljoin, urlsplit

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.adapters.shape import (
    JSON_BODY,
    Adapter,
    Answer,
    Ask,
    Bad,
    Field,
    Gone,
    HalfCharacter,
    Json,
    Line,
    Page,
    Row,
    Source,
    Unreadable,
    Verdict,
    as_json,
    bearer,
    is_yes,
    lines_of,
    list_in,
    needed,
    object_of,
    raw_of,
    same_server,
    text_in,
    with_query,
)

BASE = "https://app.terrorismanalytics.org"
PAGE_ROWS = 1_000
IDEOLOGIES = ("all", "islamist", "far-right")
ALGORITHMS = {
    "PDQ": EntryType.PDQ,
    "MD5": EntryType.MD5,
    "SHA1": EntryType.SHA1,
    "SHA256": EntryType.SHA256,
    "SHA512": EntryType.SHA512,
}
USER = Field("username", _("User name"))
PASSWORD = Field("password", _("Password"), is_secret=True)
IDEOLOGY = Field("ideology", _("Ideology"), is_required=False, choices=IDEOLOGIES)


class OfTcap(Adapter):
    """What its services share: a login that gives a token."""

    login_path: ClassVar[str] = "/token-auth/tcap/"

    def login(self, source: Source) -> Ask | None:
        body = {"username": source.setting("username"), "password": source.secret("password")}
        return Ask(urljoin(source.address, self.login_path), JSON_BODY, as_json(body))

    def token_of(self, answer: Answer) -> str:
        found = object_of(answer.body)
        token = text_in(found, "token") or text_in(found, "service_token")
        if not token:
            raise Unreadable(_("The login gave no token."))
        return token


class HashList(OfTcap):
    """GET api/hash-list/v2/all: digests of files and PDQ hashes of pictures, by a cursor of time and id."""

    name = "tcap"
    title = _("TCAP: hashes of content")
    address = f"{BASE}/api/hash-list/v2/all"
    fields = (USER, PASSWORD, IDEOLOGY)
    answers = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        after = (checkpoint or {}).get("after", "")
        ideology = source.setting("ideology") or "all"
        url = with_query(source.address, ideology=ideology, limit=PAGE_ROWS, order="asc", after=after)
        return Ask(url, bearer(source.token))

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        document = object_of(answer.body)
        rows = list_in(document, "results")
        before = (checkpoint or {}).get("after", "")
        after = text_in(document, "checkpoint") or _cursor_of(rows) or before
        is_last = not document.get("next")
        if not is_last and after == before:
            raise Unreadable(_("The source says that there is more, but not from where."))
        return Page(lines_of(rows, self._lines), {"after": after}, is_last)

    @staticmethod
    def _lines(row: Json) -> Iterator[Line]:
        key = needed(row, "id")
        if is_yes(row.get("deleted")):
            yield Gone(key)
            return
        algorithm = needed(row, "algorithm").upper().replace("-", "")
        kind = ALGORITHMS.get(algorithm)
        if kind is None:
            why = _("Hashes of the kind %(kind)s are not matched here.") % {"kind": repr(algorithm[:20])}
            yield Bad(why, raw_of(row), key)
            return
        digest, label = needed(row, "hash_digest"), text_in(row, "ideology")
        yield Row(key, kind, digest, label=label, opinion=Opinion.POSITIVE, source_id=key)


def _cursor_of(rows: list[Any]) -> str:
    """The cursor behind a page that names none: time and id of its last row, or of the last that can be read."""
    for row in reversed(rows):
        with contextlib.suppress(HalfCharacter):
            moment, key = (text_in(row, name) if isinstance(row, dict) else "" for name in ("updated_on", "id"))
            return f"{moment},{key}" if moment and key else ""
    return ""


class UrlFeed(OfTcap):
    """GET integrations/api/jigsaw/urls/: addresses with the group they speak for; the whole list each time."""

    name = "tcap_urls"
    title = _("TCAP: addresses (the feed that Altitude reads)")
    address = f"{BASE}/integrations/api/jigsaw/urls/"
    fields = (USER, PASSWORD)
    is_whole = True
    hears = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        following = (checkpoint or {}).get("next") or source.address
        return Ask(same_server(source.address, following), bearer(source.token))

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        document = object_of(answer.body)
        following = text_in(document, "next")
        asked = (checkpoint or {}).get("next") or source.address
        if following:
            following = same_server(source.address, urljoin(asked, following))
        if following == asked:
            raise Unreadable(_("The source says that there is more, but not from where."))
        return Page(lines_of(list_in(document, "results"), self._lines), {"next": following}, not following)

    def without_cursor(self, checkpoint: Json) -> Json | None:
        """The first page: the number of a later one is answered 404 once the list is shorter."""
        return {"next": ""} if checkpoint.get("next") else None

    @staticmethod
    def _lines(row: Json) -> Iterator[Line]:
        url = needed(row, "url")
        key = text_in(row, "id") or url
        group = row.get("terrorist_group")
        entity = text_in(group, "name") if isinstance(group, dict) else ""
        severity = "extreme" if is_yes(row.get("extreme_content_flag")) else ""
        platform = row.get("tech_platform")
        label = text_in(platform, "name") if isinstance(platform, dict) else ""
        yield Row(key, EntryType.URL, with_scheme(url), label, entity, severity, Opinion.POSITIVE, key, url)

    def reply(self, source: Source, verdict: Verdict) -> Ask | None:
        """POST integrations/api/jigsaw/decisions/: the address was approved, or removed. It cannot be taken back.

        It is named as TCAP writes it, without the scheme where it is listed without one.
        """
        if (
            verdict.takes_back
            or verdict.type != EntryType.URL
            or verdict.opinion not in (Opinion.POSITIVE, Opinion.NEGATIVE)
        ):
            return None
        said = "APPROVE" if verdict.opinion is Opinion.NEGATIVE else "REMOVE"
        url = urljoin(source.address, "/integrations/api/jigsaw/decisions/")
        return Ask(url, (*bearer(source.token), *JSON_BODY), as_json([{"url": verdict.spelled, "decision": said}]))


def with_scheme(url: str) -> str:
    """An address as one page: TCAP leaves the scheme out, which would make a bare host a whole site."""
    return url if urlsplit(url).scheme in {"http", "https"} else f"https://{url}"


class UrlHashes(OfTcap):
    """GET core/url-hash-list: MD5 of the spellings of an address, by page."""

    name = "tcap_url_hashes"
    title = _("TCAP: hashes of addresses")
    address = f"{BASE}/core/url-hash-list"
    fields = (USER, PASSWORD, IDEOLOGY)
    is_whole = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        offset = (checkpoint or {}).get("offset", 0)
        url = with_query(source.address, ideology=source.setting("ideology") or "all", limit=PAGE_ROWS, offset=offset)
        return Ask(url, bearer(source.token))

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        document = object_of(answer.body)
        rows, offset = list_in(document, "results"), int((checkpoint or {}).get("offset", 0))
        is_last = not rows or not document.get("next")
        lines = lines_of(({"md5": row} if isinstance(row, str) else row for row in rows), self._lines)
        return Page(lines, {"offset": 0 if is_last else offset + len(rows)}, is_last)

    def without_cursor(self, checkpoint: Json) -> Json | None:
        return {"offset": 0} if checkpoint.get("offset") else None

    @staticmethod
    def _lines(row: Json) -> Iterator[Line]:
        digests = [found for name in ("md5", "hash", "hash_digest", "url_hash") if (found := text_in(row, name))]
        several = row.get("hashes")
        digests += [str(each) for each in several if isinstance(each, str)] if isinstance(several, list) else []
        if not digests:
            yield Bad(_("The row has no hash."), raw_of(row))
        label = text_in(row, "ideology")
        for digest in digests:
            key = f"{text_in(row, 'id')}|{digest}"
            value = f"md5:{digest.lower()}"
            yield Row(key, EntryType.URL, value, label=label, opinion=Opinion.POSITIVE, source_id=key[:200])
