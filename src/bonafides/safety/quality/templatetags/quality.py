"""Words and pictures of the quality pages."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bonafides.base.pages.templatetags.pages import badge, language_name
from bonafides.kernel.actor import Actor
from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation.vocabulary import Verdict
from bonafides.safety.quality import permissions
from bonafides.safety.quality.models import Audit
from bonafides.safety.quality.rules.agreement import Rate
from bonafides.safety.quality.rules.figures import Figures
from bonafides.safety.quality.vocabulary import (
    KEPT,
    NONE,
    PURPOSE_WORDS,
    SETTLEMENT_WORDS,
    AuditState,
    Group,
    PurposeAnswer,
    Settlement,
)

register = template.Library()

AUDIT_LOOKS = {
    AuditState.WAITING: "pending",
    AuditState.AGREED: "confirmed",
    AuditState.DISAGREED: "disputed",
    AuditState.SETTLED: "decided",
    AuditState.LAPSED: "expired",
}
TABS = (
    ("quality", gettext_noop("Figures"), permissions.can_read),
    ("mine", gettext_noop("My figures"), lambda by: by.has_role(*permissions.OWN)),
    ("again", gettext_noop("Second looks"), lambda by: permissions.can_judge_again(by) or permissions.can_see_team(by)),
    ("disagreements", gettext_noop("Readings that differ"), permissions.can_see_team),
    ("golden", gettext_noop("Made-up cases"), permissions.can_see_team),
    ("seeds", gettext_noop("Seeds"), permissions.can_read),
    ("published", gettext_noop("Published"), permissions.can_read),
)
RATES = (
    ("same_verdict", gettext_noop("Same verdict, judged again blind")),
    ("agreement", gettext_noop("Same measures and clause too")),
    ("reversed", gettext_noop("Stand no longer")),
    ("unseen", gettext_noop("Decided unseen")),
    ("none_applies", gettext_noop("“None applies”, where exemptions were weighed")),
    ("golden", gettext_noop("Made-up cases answered rightly")),
)


@register.simple_tag
def tabs_for(by: Actor) -> list[tuple[str, str, str]]:
    """The pages of this part that are open to whoever asks: name, address, label."""
    return [(name, reverse(f"quality:{name}"), _(label)) for name, label, may in TABS if may(by)]


# -- numbers ----------------------------------------------------------------------------------------------------------


@register.filter
def percent(rate: Rate) -> str:
    return "–" if rate.share is None else _("%(number)s %%") % {"number": floatformat(100 * rate.share, 1)}


@register.filter
def share(basis_points: int) -> str:
    """A share of basis points as people say it."""
    return _("%(number)s %%") % {"number": floatformat(basis_points / 100, -2)}


@register.filter
def kappa(value: float | None) -> str:
    return "–" if value is None else floatformat(value, 2)


@register.filter
def seconds(value: int | None) -> str:
    """`48 s`, `3 min 05 s`."""
    if value is None:
        return "–"
    if value < 60:
        return _("%(seconds)d s") % {"seconds": value}
    return _("%(minutes)d min %(seconds)02d s") % {"minutes": value // 60, "seconds": value % 60}


@register.simple_tag
def interval(rate: Rate) -> SafeString:
    """A share with its interval of 95 %, as a picture and in numbers."""
    if rate.share is None or rate.low is None or rate.high is None:
        return format_html('<span class="muted">{}</span>', _("nothing to say yet"))
    low, high, share_ = 100 * rate.low, 100 * rate.high, 100 * rate.share
    numbers = _("%(count)d of %(of)d") % {"count": rate.count, "of": rate.of}
    spoken = _("between %(low)s and %(high)s per cent") % {"low": floatformat(low, 1), "high": floatformat(high, 1)}
    return format_html(
        '<span class="interval"><svg class="interval-scale" viewBox="0 0 100 12" preserveAspectRatio="none" '
        'aria-hidden="true" focusable="false"><rect class="interval-track" y="4" width="100" height="4"></rect>'
        '<rect class="interval-band" x="{}" y="2" width="{}" height="8"></rect>'
        '<rect class="interval-pin" x="{}" y="0" width="1.6" height="12"></rect></svg>'
        '<bdi class="interval-number" title="{}">{}<span class="visually-hidden">, {}</span>'
        '<span class="muted" aria-hidden="true"> {}–{}&nbsp;%</span></bdi></span>',
        f"{low:.2f}",
        f"{max(high - low, 0.5):.2f}",
        f"{min(share_, 98.4):.2f}",
        spoken,
        numbers,
        spoken,
        f"{low:.0f}",
        f"{high:.0f}",
    )


@register.simple_tag
def steps_of(figures: Figures) -> list[tuple[str, int, int]]:
    """From decisions to second looks: label, number, and of how many."""
    return [
        (_("Decisions published"), figures.decisions, max(figures.decisions, 1)),
        (_("Drawn to be judged again"), figures.drawn, max(figures.decisions, 1)),
        (_("Judged again by another person"), figures.judged, max(figures.drawn, 1)),
        (_("Looked at again by the same person"), figures.self_reviews, max(figures.drawn, 1)),
        (_("Not judged in time"), figures.lapsed, max(figures.drawn, 1)),
        (_("Still wait"), figures.waiting, max(figures.drawn, 1)),
        (_("Reversed on appeal"), figures.reversals["appeal"], max(figures.decisions, 1)),
        (_("Reversed after a second look"), figures.reversals["audit"], max(figures.decisions, 1)),
        (_("Reversed of our own motion"), figures.reversals["own"], max(figures.decisions, 1)),
    ]


# -- what was published -----------------------------------------------------------------------------------------------


@register.simple_tag
def published_rates(document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(_(label), document[name]) for name, label in RATES]


@register.filter
def published_interval(rate: Mapping[str, Any]) -> str:
    return f"{floatformat(100 * rate['low'], 1)}–{floatformat(100 * rate['high'], 1)} %"


# -- words ------------------------------------------------------------------------------------------------------------


@register.simple_tag
def audit_badge(audit: Audit) -> SafeString:
    return badge(AUDIT_LOOKS[AuditState(audit.state)], label=_(audit.state_word))


@register.simple_tag
def verdict(word: str) -> SafeString:
    return badge("kept", label=_("Keep")) if word == Verdict.KEEP else badge("restricted", label=_("Restrict"))


@register.filter
def purpose(word: str) -> str:
    return _(PURPOSE_WORDS[PurposeAnswer(word)])


@register.filter
def settlement(word: str) -> str:
    return _(SETTLEMENT_WORDS[Settlement(word)])


@register.filter
def group_name(name: str, group: Group) -> str:
    """The name of a row, in words where it is a code."""
    if name == NONE:
        return _("no language was given") if group is Group.LANGUAGE else _("it met none")
    if group is not Group.POLICY:
        return language_name(name) if group is Group.LANGUAGE else name
    version, _colon, clause = name.partition(":")
    if clause == KEPT:
        return _("version %(version)s, kept") % {"version": version}
    return _("version %(version)s, clause %(clause)s") % {"version": version, "clause": clause}
