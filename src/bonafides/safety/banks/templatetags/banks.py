"""The reasons of a match in words."""

from collections.abc import Iterable

from django import template
from django.utils.translation import gettext

from bonafides.safety.banks.vocabulary import REASON_SENTENCES, Reason

register = template.Library()


@register.filter
def sentences_of(reasons: Iterable[str]) -> list[str]:
    """Each reason, a code or a member, as a sentence in the reader's language."""
    return [gettext(REASON_SENTENCES[Reason(reason)]) for reason in reasons]
