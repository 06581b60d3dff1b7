"""The reasons of a match, and what was matched, in words."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from bonafides.matching.identifiers import IdentifierKind
from bonafides.safety.banks.vocabulary import IDENTIFIER_NAMES, REASON_SENTENCES, Reason

register = template.Library()


@register.filter
def sentences_of(reasons: Iterable[str]) -> list[str]:
    """Each reason, a code or a member, as a sentence in the reader's language."""
    return [gettext(REASON_SENTENCES[Reason(reason)]) for reason in reasons]


@register.filter
def identifier_name(kind: str) -> str:
    """What a kind of identifier is called, in the reader's language."""
    return gettext(IDENTIFIER_NAMES[IdentifierKind(kind)])
