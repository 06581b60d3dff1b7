"""The portal's codes in words, in the reader's language."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from bonafides.base.pages.templatetags.pages import badge, icon
from bonafides.programme.knowledge.vocabulary import (
    KIND_WORDS,
    LANGUAGES,
    LEVEL_WORDS,
    OVERLAY_WORDS,
    RIGHT_TO_LEFT,
    SERVICE_WORDS,
    STATE_WORDS,
    TLP_WORDS,
    TOPIC_WORDS,
)

register = template.Library()

WORDS: dict[str, dict[str, str]] = {
    "kind": {str(key): word for key, word in KIND_WORDS.items()},
    "topic": {str(key): word for key, word in TOPIC_WORDS.items()},
    "level": {str(key): word for key, word in LEVEL_WORDS.items()},
    "state": {str(key): word for key, word in STATE_WORDS.items()},
    "tlp": {str(key): word for key, word in TLP_WORDS.items()},
    "service": SERVICE_WORDS,
    "overlay": OVERLAY_WORDS,
}
ICONS = {
    "guidance": "book",
    "template": "copy",
    "tool": "cog",
    "dataset": "bank",
    "training": "check-double",
    "event": "clock",
    "glossary": "text",
    "country": "globe",
    "case_study": "eye",
}
TONES = {"CLEAR": "neutral", "GREEN": "good", "AMBER": "warn", "RED": "danger"}


@register.filter
def word(code: str, sort: str) -> str:
    """`{{ resource.kind|word:"kind" }}`; a code of no list stands for itself."""
    if sort == "language":
        return LANGUAGES.get(code, code)
    known = WORDS.get(sort, {}).get(str(code))
    return gettext(known) if known else str(code)


@register.filter
def direction(language: str) -> str:
    """The direction that a language is written in."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


@register.simple_tag
def kind_mark(kind: str) -> SafeString:
    """A kind as picture and word."""
    return format_html('<span class="kind">{}{}</span>', icon(ICONS.get(kind, "file")), word(kind, "kind"))


@register.simple_tag
def tlp_mark(tlp: str) -> SafeString:
    """TLP as FIRST writes it, with what it means."""
    mark = badge("tlp", label=f"TLP:{tlp}", tone=TONES.get(tlp, "neutral"), icon="flag")
    return format_html('<span title="{}">{}</span>', word(tlp, "tlp"), mark)


@register.filter
def safe_html(html: str) -> SafeString:
    """What `markdown.rendered` made: it has passed the allow-list."""
    return mark_safe(html)  # noqa: S308


@register.filter
def get(rows: dict[str, object], key: str) -> object:
    """`{{ found.facets|get:"kind" }}`"""
    return rows.get(key, ())
