"""Matchers that keep their list to themselves: TCAP's Hash Verification, asked about at most fifty hashes at once.

Source: docs.terrorismanalytics.org (Hash Verification v2), as of 2026-11. The form of a request is documented; of the
answer, only that it says which hashes are known. So an answer is read for what is beside each hash that we asked about.
"""

from collections.abc import Iterator, Sequence, Set
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin

from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.tmk.scores import LEVEL1_THRESHOLD
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.feeds.adapters.shape import (
    JSON_BODY,
    NESTED_AT_MOST,
    Adapter,
    Answer,
    Ask,
    Json,
    Page,
    Source,
    Unreadable,
    as_json,
    bearer,
    is_yes,
    json_of,
    object_of,
    text_in,
)
from bonafides.safety.feeds.adapters.tcap import PASSWORD
from bonafides.safety.feeds.vocabulary import HOSTED_BATCH

TYPES: Final = {
    EntryType.MD5: "MD5",
    EntryType.SHA256: "SHA256",
    EntryType.SHA512: "SHA512",
    EntryType.PDQ: "PDQ",
    EntryType.TMK: "TMK",  # its file in Base64
}
CONFIDENCE: Final = {
    EntryType.PDQ: 0.88,  # of 256 bits, 31 may differ
    EntryType.TMK: LEVEL1_THRESHOLD,  # from which we hold two videos to be one
}
NAMES: Final = ("hash_value", "hash_digest", "hash", "value")
SAID_YES: Final = ("match", "matched", "is_match", "found", "exact_match", "partial_match")
LISTED: Final = ("matches", "exact_matches", "partial_matches", "results")

Value = tuple[str, str]  # an entry type, and the hash


class TcapVerification(Adapter):
    """POST hash-verification/api/v2, with a token that lasts five minutes."""

    name = "tcap_verification"
    title = _("TCAP: hash verification")
    fields = (PASSWORD,)

    def login(self, source: Source) -> Ask | None:
        body = {
            "username": source.setting("username"),
            "password": source.secret("password"),
            "requested_service": "Hash Verification",
        }
        return Ask(urljoin(source.address, "/token-auth/api/login"), JSON_BODY, as_json(body))

    def token_of(self, answer: Answer) -> str:
        found = object_of(answer.body)
        token = text_in(found, "service_token") or text_in(found, "token")
        if not token:
            raise Unreadable(_("The login gave no token."))
        return token

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        return Page((), {}, is_last=True)  # there is no list to read

    @staticmethod
    def question(source: Source, values: Sequence[Value]) -> Ask:
        """Which of these are known. `values` are at most fifty, of the kinds in `TYPES`."""
        if len(values) > HOSTED_BATCH:
            raise ValueError("too many hashes for one question")
        body = [_item(EntryType(kind), value) for kind, value in values]
        url = urljoin(source.address, "/hash-verification/api/v2")
        return Ask(url, (*bearer(source.token), *JSON_BODY), as_json({"body": body}))

    @staticmethod
    def found_in(answer: Answer, values: Sequence[Value]) -> list[Value]:
        """Those that the answer says are known; a hash that it merely repeats is not."""
        known = set(_known(json_of(answer.body), depth=0))
        digits = {value.lower() for value in known}
        return [(kind, value) for kind, value in values if _stands_in(kind, value, known, digits)]


def _stands_in(kind: str, value: str, known: Set[str], digits: Set[str]) -> bool:
    """Hexadecimal digits are the same in either case; letters of Base64 are not."""
    return value in known if kind == EntryType.TMK else value.lower() in digits


def _item(kind: EntryType, value: str) -> Json:
    item: Json = {"hash_value": value, "hash_type": TYPES[kind]}
    return item | ({"confidence": CONFIDENCE[kind]} if kind in CONFIDENCE else {})


def _known(node: Any, depth: int) -> Iterator[str]:
    """Each hash in a document beside which something says that it was found."""
    if depth > NESTED_AT_MOST:
        return
    if isinstance(node, dict):
        named = next((text for name in NAMES if (text := text_in(node, name))), "")
        if named and (any(is_yes(node.get(name)) for name in SAID_YES) or any(_is_listed(node.get(n)) for n in LISTED)):
            yield named
    for each in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _known(each, depth + 1)


def _is_listed(found: Any) -> bool:
    return isinstance(found, list) and bool(found)
