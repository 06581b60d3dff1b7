"""The reasons of a match, and what was matched, in words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bonafides.matching.identifiers import IdentifierKind
from bonafides.matching.insides.vocabulary import Reason as UnreadReason
from bonafides.matching.parts.texts import MOST_OF_A_POST
from bonafides.matching.vocabulary import MatchedBy
from bonafides.safety.banks import codes
from bonafides.safety.banks.names import in_words
from bonafides.safety.banks.refusals import retold
from bonafides.safety.banks.vocabulary import (
    CLUSTER_KINDS,
    FOUND_BY_WORDS,
    IDENTIFIER_NAMES,
    REASON_SENTENCES,
    TYPE_WORDS,
    UNREAD_SENTENCES,
    ClusterKind,
    Reason,
)

register = template.Library()

AROUND_CHARACTERS = 120
"""Of a text, on each side of a passage that is shown by itself."""


class Found(Protocol):
    """A match, or its record."""

    detail: Mapping[str, Any]


@register.filter
def sentences_of(reasons: Iterable[str]) -> list[str]:
    """Each reason, a code or a member, as a sentence in the reader's language."""
    return [gettext(REASON_SENTENCES[Reason(reason)]) for reason in reasons]


@register.filter
def unread_sentence(reason: str) -> str:
    """Why something inside a file was not read, a code or a member, in the reader's language."""
    return gettext(UNREAD_SENTENCES[UnreadReason(reason)])


@register.filter(name="retold")
def retold_(said: str) -> str:
    """Why something was refused, as it was stored, in the reader's language."""
    return retold(said)


@register.filter(name="in_words")
def in_words_(said: str) -> str:
    """The name of a list, or where it comes from: in the reader's language where we wrote it."""
    return in_words(said)


@register.filter
def of_source(said: str) -> SafeString:
    """A label or severity as its source writes it, its codes as words where we have them."""
    return codes.shown(said)


@register.filter
def type_words(kind: str) -> str:
    """What an entry of this type is, in the reader's language."""
    return gettext(TYPE_WORDS[kind])


@register.filter
def found_by(matched_by: str) -> str:
    """How an entry was found, in the reader's language."""
    return gettext(FOUND_BY_WORDS[matched_by])


@register.filter
def cluster_kind(kind: str) -> str:
    """What a group of near-duplicates is of, in the reader's language."""
    return gettext(CLUSTER_KINDS[ClusterKind(kind)])


@register.filter
def distance(value: int, kind: str) -> str:
    """How far two entries of a group are apart, in the unit of its kind."""
    return f"{value}/256" if ClusterKind(kind) is ClusterKind.PICTURES else f"{value}\u00a0%"


@register.filter
def clock(seconds: float) -> str:
    """A moment of a video, as players show it: 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def moment(written: str) -> datetime:
    """A moment that stands in JSON."""
    return datetime.fromisoformat(written)


@register.filter
def identifier_name(kind: str) -> str:
    """What a kind of identifier is called, in the reader's language."""
    return gettext(IDENTIFIER_NAMES[IdentifierKind(kind)])


@register.simple_tag
def marked(text: str, matches: Iterable[Found], item: str = "") -> SafeString:
    """A text with the passages that matched marked; of records, those of one item."""
    of_item = [match for match in matches if not item or getattr(match, "item", item) == item]
    offset = int(text.startswith("\ufeff"))  # a mark at the start of a file, which is no part of its text
    return format_html_join("", "{}", ((piece,) for piece in pieces_of(text, spans_of(of_item, offset, len(text)))))


@register.simple_tag
def passage(text: str, match: Found) -> SafeString:
    """The passage that matched, marked, with a little of what is around it; nothing if it is not known."""
    for start, end in spans_of([match], 0, len(text)):
        first, last = max(0, start - AROUND_CHARACTERS), min(len(text), end + AROUND_CHARACTERS)
        before, after = ("…" if first else "") + text[first:start], text[end:last] + ("…" if last < len(text) else "")
        return format_html("{}<mark>{}</mark>{}", before, text[start:end], after)
    return SafeString("")


@register.filter
def percent(share: float) -> int:
    """A share from 0 to 1 in whole percent; at least 1 of what is there."""
    return max(1, round(100 * share))


@register.filter
def is_quoted(match: Any) -> bool:
    """Whether a listed text stands in a longer post, or is cited in one."""
    return match.matched_by == MatchedBy.QUOTED or (
        match.matched_by == MatchedBy.PHRASE
        and (match.detail.get("cited") is True or match.detail.get("of_post", 1) < MOST_OF_A_POST)
    )


def spans_of(matches: Iterable[Found], offset: int, length: int) -> list[tuple[int, int]]:
    """The passages of a text that matched, in order, those that overlap as one, as far as the text reaches."""
    spans = [match.detail["span"] for match in matches if "span" in match.detail and "span_in" not in match.detail]
    joined: list[tuple[int, int]] = []
    for start, end in sorted((span["start"] + offset, min(span["end"] + offset, length)) for span in spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return joined


def pieces_of(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[str]:
    """A text in pieces, those of the spans marked; escaped where they are put together."""
    at = 0
    for start, end in spans:
        yield text[at:start]
        yield format_html("<mark>{}</mark>", text[start:end])
        at = end
    yield text[at:]
