"""Words of moderation for its pages."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bonafides.base.pages.templatetags.pages import badge
from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.queries.case_page import Moment
from bonafides.safety.moderation.vocabulary import (
    ASKED_WORDS,
    KIND_WORDS,
    PROPOSAL_SENTENCES,
    CaseState,
    DecisionState,
    EnforcementState,
    ProposalReason,
    SourceKind,
    Verdict,
)

register = template.Library()

HISTORY_WORDS: dict[str, str] = {
    **ASKED_WORDS,
    Verdict.KEEP: gettext_noop("Kept"),
    Verdict.RESTRICT: gettext_noop("Restricted"),
    DecisionState.DRAFT: gettext_noop("Draft"),
    DecisionState.PUBLISHED: gettext_noop("Published"),
    DecisionState.UNDONE: gettext_noop("Undone"),
    EnforcementState.CONFIRMED: gettext_noop("Confirmed"),
    EnforcementState.FAILED: gettext_noop("Failed"),
    SourceKind.USER_NOTICE: gettext_noop("User notice"),
    SourceKind.TRUSTED_FLAGGER: gettext_noop("Trusted flagger"),
    SourceKind.OWN_DETECTION: gettext_noop("List match"),
    SourceKind.PROGRAMME_ALERT: gettext_noop("Programme alert"),
    SourceKind.INFORMAL_REFERRAL: gettext_noop("Referral of an authority, without an order"),
    SourceKind.REMOVAL_ORDER: gettext_noop("Removal order"),
    SourceKind.RECORD: gettext_noop("Record of an account"),
}


@register.filter
def why(factor: dict[str, Any]) -> str:
    """A factor of the priority as a sentence in the reader's language."""
    sentence, values = _(factor["fact"]), factor["values"]
    if "severity" in values:  # a word of ours, where the list uses one
        values = {**values, "severity": _(values["severity"])}
    return str(sentence % values) if values else str(sentence)


@register.filter
def told(moment: Moment) -> str:
    """A line of the history as a sentence."""
    sentence = _(moment.what)
    values = {name: _(HISTORY_WORDS.get(str(value), str(value))) for name, value in moment.values.items()}
    return str(sentence % values) if values else sentence


@register.filter
def why_two(reason: str) -> str:
    """Why one reading did not decide, as a sentence."""
    return _(PROPOSAL_SENTENCES[ProposalReason(reason)])


@register.filter
def measure(word: str) -> str:
    """A measure, or what else the platform is asked to do, in words."""
    return _(ASKED_WORDS.get(word, word))


@register.filter
def kind_words(kind: object) -> str:
    """What an item is, in the reader's language; nothing of no item."""
    return _(KIND_WORDS[str(kind)]) if kind in KIND_WORDS else ""


@register.simple_tag
def case_badge(case: Case) -> SafeString:
    """The state of a case and, once decided, what it came to."""
    if case.state == CaseState.SECOND_READING:
        return badge("in_review", label=_("Second reading"))
    if case.state != CaseState.CLOSED:
        return badge(case.state)
    if case.made_up:
        return badge("closed", label=_("Made up"))
    word, tone = ("kept", _("Kept")) if case.outcome == Verdict.KEEP else ("restricted", _("Restricted"))
    return format_html("{} {}", badge("closed"), badge(word, label=tone))
