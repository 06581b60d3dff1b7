"""Words of the vault for its pages."""

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bonafides.base.pages.templatetags.pages import badge
from bonafides.kernel.text import gettext_noop
from bonafides.safety.evidence.forms import KIND_LABELS, STATE_LABELS
from bonafides.safety.evidence.vocabulary import (
    BASIS_WORDS,
    CAUSE_WORDS,
    CLOCK_WORDS,
    NOTICE_WORDS,
    RELEASE_WORDS,
    Act,
    ClockState,
    PieceKind,
    Purpose,
    ReleaseState,
)

register = template.Library()

ACT_WORDS = {
    Act.COLLECT: gettext_noop("Taken in"),
    Act.HASH: gettext_noop("Digest computed"),
    Act.VIEW: gettext_noop("Looked at"),
    Act.COPY: gettext_noop("Copied"),
    Act.HOLD: gettext_noop("Hold set or ended"),
    Act.RELEASE: gettext_noop("Handed out"),
    Act.ERASE: gettext_noop("Erased"),
}
PURPOSE_WORDS = {
    Purpose.JUDGEMENT: gettext_noop("to judge the case"),
    Purpose.RESTORING: gettext_noop("to restore it on the platform"),
    Purpose.SUBJECT_ACCESS: gettext_noop("to tell a person what is held about them"),
    Purpose.INTEGRITY: gettext_noop("to check that nothing changed"),
    Purpose.CUSTODY: gettext_noop("to make sure of what is kept"),
    Purpose.RELEASE: gettext_noop("for a release"),
}
PIECE_WORDS = {
    PieceKind.CONTENT: gettext_noop("Content, as it came"),
    PieceKind.CONTEXT: gettext_noop("Surroundings, and the page as it was served"),
    PieceKind.RECORD: gettext_noop("What was known of it, decided and told"),
}
WORDS: dict[str, dict[str, str]] = {
    "act": {str(word): text for word, text in ACT_WORDS.items()},
    "basis": {str(word): text for word, text in BASIS_WORDS.items()},
    "cause": {str(word): text for word, text in CAUSE_WORDS.items()},
    "clock": {str(word): text for word, text in CLOCK_WORDS.items()},
    "kind": {word: str(text) for word, text in KIND_LABELS.items()},
    "notice": {str(word): text for word, text in NOTICE_WORDS.items()},
    "piece": {str(word): text for word, text in PIECE_WORDS.items()},
    "purpose": {str(word): text for word, text in PURPOSE_WORDS.items()},
    "release": {str(word): text for word, text in RELEASE_WORDS.items()},
}
STATE_LOOKS = {
    ClockState.RUNNING: ("clock", "neutral"),
    ClockState.DUE: ("clock", "warn"),
    ClockState.OVERDUE: ("alert", "danger"),
    ClockState.ERASED: ("minus", "neutral"),
}
RELEASE_LOOKS = {
    ReleaseState.REQUESTED: ("people", "accent"),
    ReleaseState.APPROVED: ("check-double", "good"),
    ReleaseState.REFUSED: ("stop", "neutral"),
    ReleaseState.WITHDRAWN: ("minus", "neutral"),
    ReleaseState.EMERGENCY: ("alert", "danger"),
    ReleaseState.RELEASED: ("send", "good"),
    ReleaseState.OBJECTED: ("alert", "danger"),
    ReleaseState.EXPIRED: ("clock", "neutral"),
}


@register.filter
def word_of(value: str, kind: str) -> str:
    """A word of a vocabulary as people read it: `{{ clock.kind|word_of:"clock" }}`."""
    text = WORDS[kind].get(str(value), "")
    return _(text) if text else str(value)


@register.simple_tag
def clock_state(state: str) -> SafeString:
    icon, tone = STATE_LOOKS[ClockState(state)]
    return badge(str(state), label=str(STATE_LABELS[ClockState(state)]), icon=icon, tone=tone)


@register.simple_tag
def release_state(state: str) -> SafeString:
    icon, tone = RELEASE_LOOKS[ReleaseState(state)]
    return badge(str(state), label=_(RELEASE_WORDS[ReleaseState(state)]), icon=icon, tone=tone)
