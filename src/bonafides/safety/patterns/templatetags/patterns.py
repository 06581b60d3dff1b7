"""Words and pictures of the pages of patterns."""

from collections.abc import Callable

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bonafides.base.pages.templatetags.pages import language_name
from bonafides.kernel.text import gettext_noop
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.vocabulary import FOUND_BY_WORDS, TYPE_WORDS
from bonafides.safety.moderation.vocabulary import KIND_WORDS
from bonafides.safety.patterns.rules import Share
from bonafides.safety.patterns.vocabulary import (
    COLUMNS,
    FORMAT_WORDS,
    NONE,
    OTHERS,
    TITLES,
    WEEKDAY_WORDS,
    TableKey,
)

register = template.Library()

TABS = (("patterns", gettext_noop("Patterns")), ("quality", gettext_noop("How well matches do")))


NAMES: dict[TableKey, Callable[[str], str]] = {
    TableKey.LISTS: banks.in_words,
    TableKey.KINDS: lambda name: KIND_WORDS.get(name, name),
    TableKey.AGAIN: lambda name: KIND_WORDS.get(name, name),
    TableKey.RECALL: lambda name: KIND_WORDS.get(name, name),
    TableKey.TYPES: lambda name: TYPE_WORDS.get(name, name),
    TableKey.BY_LIST: lambda name: TYPE_WORDS.get(name, name),
    TableKey.FORMATS: lambda name: FORMAT_WORDS.get(name, name),
    TableKey.LANGUAGES: language_name,
    TableKey.FOUND_BY: lambda name: FOUND_BY_WORDS.get(name, name),
    TableKey.WEEKDAYS: lambda name: WEEKDAY_WORDS[int(name)],
}
UNNAMED = {
    TableKey.ENTITIES: gettext_noop("the list names none"),
    TableKey.FORMATS: gettext_noop("no format was given"),
    TableKey.LANGUAGES: gettext_noop("no language was given"),
}


@register.simple_tag
def pattern_tabs() -> list[tuple[str, str, str]]:
    return [(name, reverse(f"patterns:{name}"), _(label)) for name, label in TABS]


@register.filter
def table_title(key: str) -> str:
    return _(TITLES[TableKey(key)])


@register.filter
def column_title(code: str) -> str:
    return _(COLUMNS[code])


@register.filter
def row_name(name: str, key: str) -> str:
    """The name of a row in words, where it is a code."""
    if name == OTHERS:
        return _("all others together")
    if name == NONE:
        return _(UNNAMED.get(TableKey(key), "–"))
    if key == TableKey.FORMATS and name not in FORMAT_WORDS:
        return format_html("<code>{}</code>", name)
    word = NAMES[TableKey(key)](name) if key in NAMES else name
    return word if word == name else _(word)


@register.simple_tag
def bar(number: int, most: int) -> SafeString:
    """A number as a bar, drawn to the largest of its table; the number stands beside it."""
    return format_html(
        '<svg class="pattern-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="pattern-track" width="100" height="10"></rect>'
        '<rect class="pattern-fill" width="{}" height="10"></rect></svg>',
        f"{100 * number / most:.2f}",
    )


@register.simple_tag
def share_bar(share: Share) -> SafeString:
    """A share with its interval of 95 %, as a picture and in numbers."""
    if share.value is None or share.low is None or share.high is None:
        return format_html('<span class="muted">{}</span>', _("nothing was decided"))
    low, high, value = 100 * share.low, 100 * share.high, 100 * share.value
    words = _("%(share)s %%, between %(low)s and %(high)s")
    return format_html(
        '<span class="share"><svg class="share-scale" viewBox="0 0 100 12" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false"><rect class="pattern-track" y="4" width="100" height="4"></rect>'
        '<rect class="share-band" x="{}" y="2" width="{}" height="8"></rect>'
        '<rect class="pattern-fill" x="{}" width="1.6" height="12"></rect></svg>'
        '<bdi class="share-number">{}</bdi></span>',
        f"{low:.2f}",
        f"{max(high - low, 0.5):.2f}",
        f"{min(value, 98.4):.2f}",
        words % {"share": floatformat(value, 1), "low": floatformat(low, 1), "high": floatformat(high, 1)},
    )
