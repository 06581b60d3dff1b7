"""The reasons of a match, and what was matched, in words."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from bonafides.matching.identifiers import IdentifierKind
from bonafides.matching.insides.vocabulary import Reason as UnreadReason
from bonafides.safety.banks.vocabulary import IDENTIFIER_NAMES, REASON_SENTENCES, UNREAD_SENTENCES, Reason

register = template.Library()


@register.filter
def sentences_of(reasons: Iterable[str]) -> list[str]:
    """Each reason, a code or a member, as a sentence in the reader's language."""
    return [gettext(REASON_SENTENCES[Reason(reason)]) for reason in reasons]


@register.filter
def unread_sentence(reason: str) -> str:
    """Why something inside a file was not read, a code or a member, in the reader's language."""
    return gettext(UNREAD_SENTENCES[UnreadReason(reason)])


@register.filter
def clock(seconds: float) -> str:
    """A moment of a video, as players show it: 1:02:03."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def identifier_name(kind: str) -> str:
    """What a kind of identifier is called, in the reader's language."""
    return gettext(IDENTIFIER_NAMES[IdentifierKind(kind)])
