"""Template tags of this part: states as badges, codes as names, types as words."""

from collections.abc import Iterable, Mapping

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bonafides.base.pages.templatetags.pages import badge
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import (
    MEMBER_WORDS,
    OVERLAY_WORDS,
    STATE_WORDS,
    TYPE_WORDS,
    MemberState,
    RequirementState,
)

register = template.Library()

MEMBER_LOOKS = {
    MemberState.INVITED: ("send", "neutral"),
    MemberState.APPLIED: ("inbox", "accent"),
    MemberState.VETTING: ("eye", "accent"),
    MemberState.ADMITTED: ("check", "good"),
    MemberState.REFUSED: ("stop", "danger"),
    MemberState.LEFT: ("sign-out", "neutral"),
}
REQUIREMENT_LOOKS = {
    RequirementState.OPEN: ("circle", "neutral"),
    RequirementState.MET: ("check", "good"),
    RequirementState.COMMITTED: ("clock", "accent"),
    RequirementState.LAPSED: ("alert", "danger"),
}
WORDS = {
    "signatory": _("Signatory"),
    "contact": _("Contact"),
    "answerer": _("Answerer"),
    "reader": _("Reader"),
    "participant": _("Participant"),
    "civil_society": _("Civil society"),
    "academic": _("Academic body"),
    "state": _("State or UN body"),
    "planned": _("Planned"),
    "doing": _("Under way"),
    "done": _("Done"),
    "dropped": _("Dropped"),
    "open": _("Open"),
    "accepted": _("Accepted"),
    "declined": _("Declined"),
    "refused": _("Refused"),
    "withdrawn": _("Taken back"),
    "proposed": _("Proposed"),
}  # roles of others, kinds of bodies, states of plans, findings and proposals
TYPES = {each.value: word for each, word in TYPE_WORDS.items()}
OVERLAYS = {each.value: word for each, word in OVERLAY_WORDS.items()}


@register.simple_tag
def member_state(state: str) -> SafeString:
    icon, tone = MEMBER_LOOKS[MemberState(state)]
    return badge(state, label=gettext(MEMBER_WORDS[MemberState(state)]), tone=tone, icon=icon)


@register.simple_tag
def requirement_state(state: str) -> SafeString:
    icon, tone = REQUIREMENT_LOOKS[RequirementState(state)]
    return badge(state, label=gettext(STATE_WORDS[RequirementState(state)]), tone=tone, icon=icon)


@register.filter
def type_words(types: Iterable[str]) -> str:
    """Types and overlays in words, apart by commas."""
    return ", ".join(gettext((TYPES | OVERLAYS).get(each, each)) for each in types)


@register.filter
def word(value: str) -> str:
    """A role, a kind of body or a state, in a word."""
    return gettext(WORDS[value]) if value in WORDS else value


@register.filter
def named(code: str, names: Mapping[str, str]) -> str:
    """Who is behind a code, where the page may say so; else the code."""
    return names.get(code, code)
