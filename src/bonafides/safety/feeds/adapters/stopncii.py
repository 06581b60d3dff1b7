"""StopNCII's hash-sharing format v1, as a format that other lists use too.

Source: StopNCII API v1 (FetchHashes, SubmitFeedback), as of 2026-11.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

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
    Json,
    Line,
    Page,
    Row,
    Source,
    Unreadable,
    Verdict,
    as_json,
    is_yes,
    lines_of,
    list_in,
    needed,
    object_of,
    raw_of,
    text_in,
    with_query,
)
from bonafides.safety.feeds.vocabulary import STOPNCII_STALE

PAGE_ROWS: Final = 800
FIRST_SECOND: Final = 10  # where published clients begin
TYPES: Final = {
    "ImagePDQ": EntryType.PDQ,
    "VideoMD5": EntryType.MD5,
    "VideoTMK": EntryType.TMK,
    "Text": EntryType.TEXT,
    "URL": EntryType.URL,
}
SPELLED: Final = frozenset({"Text", "URL"})  # kinds whose values we write otherwise than the source
NAMES: Final = {kind: name for name, kind in TYPES.items()}
TAKEN_BACK: Final = {"Withdrawn", "Deleted"}
FEEDBACK: Final = {"Blocked": Opinion.POSITIVE, "NotBlocked": Opinion.NEGATIVE}
NO_FEEDBACK: Final = "None"
OWN_FEEDBACK: Final = {Opinion.POSITIVE: "Blocked", Opinion.NEGATIVE: "NotBlocked"}


class StopNcii(Adapter):
    """GET FetchHashes since a moment, by token from page to page."""

    name = "stopncii"
    title = _("A list in StopNCII's format")
    address = "https://api.stopncii.org/v1"
    fields = (
        Field("source_name", _("Our name in their feedback"), is_required=False),
        Field("fetch_key", _("Function key"), is_secret=True),
        Field("subscription_key", _("Subscription key"), is_secret=True),
        Field("feedback_key", _("Function key for feedback"), _("Where it is another."), True, False),
    )
    stale_after = STOPNCII_STALE
    hears = True

    def ask(self, source: Source, checkpoint: Json | None) -> Ask:
        place = checkpoint or {}
        url = with_query(
            f"{source.address.rstrip('/')}/FetchHashes",
            startTimestamp=place.get("since") or FIRST_SECOND,
            pageSize=PAGE_ROWS,
            nextPageToken=place.get("token", ""),
        )
        return Ask(url, _headers(source))

    def read(self, source: Source, checkpoint: Json | None, answer: Answer, at: datetime) -> Page:
        place, document = checkpoint or {}, object_of(answer.body)
        lines = lines_of(list_in(document, "hashRecords"), self._lines)
        if not is_yes(document.get("hasMoreRecords")):
            following = document.get("nextSetTimestamp")
            since = following if isinstance(following, int) else place.get("since", 0)
            return Page(lines, {"since": since}, is_last=True)
        token = text_in(document, "nextPageToken")
        if not token or token == place.get("token"):
            raise Unreadable(_("The source says that there is more, but not from where."))
        return Page(lines, {"since": place.get("since", 0), "token": token}, is_last=False)

    def without_cursor(self, checkpoint: Json) -> Json | None:
        return {"since": checkpoint.get("since", 0)} if checkpoint.get("token") else None

    @staticmethod
    def _lines(row: Json) -> Iterator[Line]:
        kind, value = needed(row, "signalType"), needed(row, "hashValue")
        key = f"{kind}|{value}"
        if text_in(row, "hashStatus") in TAKEN_BACK:
            yield Gone(key)
            return
        if kind not in TYPES:
            yield Bad(_("Signals of the kind %(kind)s are not matched here.") % {"kind": repr(kind[:30])}, raw_of(row))
            return
        spelling = value if kind in SPELLED else ""
        yield Row(key, TYPES[kind], value, opinion=_opinion_of(row), source_id=key[:200], spelling=spelling)

    def reply(self, source: Source, verdict: Verdict) -> Ask | None:
        kind, said = NAMES.get(EntryType(verdict.type)), OWN_FEEDBACK.get(verdict.opinion)
        if kind is None or said is None:
            return None
        value = NO_FEEDBACK if verdict.takes_back else said
        feedback = {"signalType": kind, "hashValue": verdict.spelled, "feedbackValue": value, "tags": []}
        url, body = f"{source.address.rstrip('/')}/SubmitFeedback", {"count": 1, "hashFeedbacks": [feedback]}
        return Ask(url, (*_headers(source, "feedback_key"), *JSON_BODY), as_json(body))


def _opinion_of(row: Json) -> Opinion:
    """The list itself says yes; a service that looked and let it stay makes that disputed."""
    found = row.get("CSPFeedbacks")
    values = [text_in(each, "feedbackValue") for each in found if isinstance(each, dict)] if found else []
    return Opinion.DISPUTED if Opinion.NEGATIVE in {FEEDBACK.get(value) for value in values} else Opinion.POSITIVE


def _headers(source: Source, own_key: str = "") -> tuple[tuple[str, str], ...]:
    """Each function of the service may have a key of its own."""
    keys = source.secret(own_key) or source.secret("fetch_key"), source.secret("subscription_key")
    return (("x-functions-key", keys[0]), ("ocp-apim-subscription-key", keys[1]))
