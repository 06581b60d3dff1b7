"""Words of the desk's vocabularies in the reader's language, and badges of its states."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bonafides.base.pages.templatetags.pages import badge
from bonafides.safety.orders import vocabulary as words
from bonafides.safety.orders.annexes import ANNEX_I, SECTION_WORDS, Field
from bonafides.safety.orders.countries import NAMES
from bonafides.safety.orders.names import about_in_words, reason_in_words

register = template.Library()

TABLES = {
    str(key): sentence
    for table in (
        words.CHANNEL_WORDS,
        words.STATE_WORDS,
        words.CLOCK_WORDS,
        words.REQUEST_WORDS,
        words.ANSWER_WORDS,
        words.OTHER_OUTCOMES,
        words.CHECK_SENTENCES,
        words.COMPETENCE_WORDS,
        words.DEFECT_WORDS,
        words.REINSTATE_WORDS,
    )
    for key, sentence in table.items()
}
FIELDS = {field.key: field.label for field in ANNEX_I}
TONES = {
    words.OrderState.RECEIVED: ("warn", "inbox"),
    words.OrderState.DISABLING: ("warn", "clock"),
    words.OrderState.DISABLED: ("good", "check"),
    words.OrderState.QUERIED: ("accent", "question"),
    words.OrderState.OBSTRUCTED: ("warn", "alert"),
    words.OrderState.REINSTATED: ("good", "restore"),
    words.OrderState.CLOSED: ("neutral", "lock"),
}


@register.filter
def word(key: object) -> str:
    """What a code of the desk is called; the code itself where it is none of ours."""
    text = str(getattr(key, "value", key))
    return gettext(TABLES[text]) if text in TABLES else text.replace("_", " ")


@register.filter
def member_state(code: str) -> str:
    """The name of a Member State; the code itself where it is of none."""
    return gettext(NAMES[code]) if code in NAMES else code


@register.filter
def translated(text: object) -> str:
    return gettext(str(text)) if text else ""


@register.filter
def annex_value(value: str, field: Field) -> str:
    """A value of an annex as it is read: codes by their words."""
    words_by_code = dict(field.choices)
    return "\n".join(gettext(words_by_code[code]) if code in words_by_code else code for code in value.split("\n"))


@register.filter
def annex_field(key: str) -> str:
    """What a field of Annex I is called."""
    return gettext(FIELDS[key])


@register.filter
def asker(side: str) -> str:
    """Who had the home authority look at an order, as a sentence."""
    return gettext(words.ASKER_WORDS[words.Asker(side)])


@register.filter
def clock_outcome(outcome: str) -> str:
    """How a clock stopped, in words; as it was written down where it is none of ours."""
    return gettext(words.CLOCK_OUTCOME_WORDS.get(outcome, outcome))


register.filter("clock_about", about_in_words)
register.filter("close_reason", reason_in_words)


@register.filter
def section(letter: str) -> str:
    return gettext(SECTION_WORDS[letter])


@register.filter
def law(kind: str) -> str:
    return words.CLOCK_LAW[words.ClockKind(kind)]


@register.simple_tag
def order_badge(state: str) -> SafeString:
    tone, icon = TONES[words.OrderState(state)]
    return badge(state, label=gettext(words.STATE_WORDS[words.OrderState(state)]), tone=tone, icon=icon)
