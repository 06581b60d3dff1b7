"""Template tags of the design system; `README.md` beside this package shows each in use."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info, gettext, ngettext

from bonafides.base.pages.vocabulary import LOOKS, PUBLIC_LANGUAGES, Look
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now as this_moment
from bonafides.kernel.text import gettext_noop

register = template.Library()

PDQ_BITS = 256  # the length of a PDQ hash: facebook/ThreatExchange, pdq/README.md
PDQ_LIMIT_BITS = 31  # the recommended match threshold, same source
MIRRORED = frozenset({"arrow-start", "arrow-end", "sign-out", "restore", "send"})
HIDDEN = SafeString('aria-hidden="true"')
WARN_BEFORE = timedelta(minutes=30)


class Clock(TypedDict):
    deadline: datetime
    left: str
    tone: str
    warn_seconds: int


class Language(TypedDict):
    code: str
    name: str
    bidi: bool


# Small marks


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One picture of the sprite. Without a label it is decoration, and a screen reader passes over it."""
    classes = "icon icon--mirrored" if name in MIRRORED else "icon"
    spoken = format_html('role="img" aria-label="{}"', label) if label else HIDDEN
    return format_html(
        '<svg class="{}" {} focusable="false" width="20" height="20"><use href="{}#{}"></use></svg>',
        classes,
        spoken,
        static("pages/icons.svg"),
        name,
    )


KEYS = {"space": gettext_noop("space")}  # keys that have a name of their own in each language


@register.simple_tag
def key(letter: str) -> SafeString:
    """The key that presses a button, printed on the button."""
    return format_html(
        '<kbd class="key" aria-hidden="true">{}</kbd>', gettext(KEYS[letter]) if letter in KEYS else letter
    )


@register.simple_tag
def badge(state: object, label: str = "", tone: str = "", icon: str = "") -> SafeString:
    """A state as icon, word and colour; a state outside the vocabulary is neutral and says its own label."""
    look = LOOKS.get(str(getattr(state, "value", state)), Look(str(getattr(state, "label", state)), "dot", "neutral"))
    word = label or gettext(look.word)
    return format_html('<span class="badge badge--{}">{}{}</span>', tone or look.tone, _icon(icon or look.icon), word)


_icon = icon  # `badge` takes an argument of that name


@register.filter
def actor(code: str) -> SafeString | str:
    """Who did something: the code of a person or a key, or a word for the worker and the terminal."""
    if code == SYSTEM.code:
        return gettext("the system")
    return format_html('<span class="reference nowrap">{}</span>', code)


# Moments


@register.filter
def isotime(moment: datetime | None) -> SafeString | str:
    """A moment to read, in the reader's zone, with the exact one in UTC beside it; a dash where there is none."""
    if moment is None:
        return "–"
    exact = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    local = timezone.localtime(moment)
    shown = date_format(local, "j M Y, H:i")
    return format_html('<time datetime="{0}" title="{0}">{1} {2}</time>', exact, shown, local.tzname())


@register.inclusion_tag("pages/clock.html")
def clock(deadline: datetime, now: datetime | None = None, warn_before: timedelta = WARN_BEFORE) -> Clock:
    """How long until a deadline: a chip that counts down where scripts run, and is right when sent."""
    left = deadline - (now or this_moment())
    tone = "danger" if left <= timedelta() else "warn" if left <= warn_before else "neutral"
    return {
        "deadline": deadline,
        "left": duration(left),
        "tone": tone,
        "warn_seconds": int(warn_before.total_seconds()),
    }


@register.filter
def duration(left: timedelta) -> str:
    """`2 d 03 h`, `03:12:09`; past the end it says since when."""
    seconds = abs(int(left.total_seconds()))
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    text = f"{hours:02}:{rest // 60:02}:{rest % 60:02}"
    if days:
        text = gettext("%(days)d d %(hours)02d h") % {"days": days, "hours": hours}
    return text if left >= timedelta() else gettext("%(time)s over") % {"time": text}


# Evidence


@register.filter
def distance_meter(distance_bits: int, limit_bits: int = PDQ_LIMIT_BITS) -> SafeString:
    """How far two PDQ hashes are apart, from 0 (the same) to the limit, past which nothing counts as a match."""
    spoken = ngettext(
        "%(bits)d bit of %(all)d differs; up to %(limit)d count as a match",
        "%(bits)d bits of %(all)d differ; up to %(limit)d count as a match",
        distance_bits,
    ) % {"bits": distance_bits, "all": PDQ_BITS, "limit": limit_bits}
    return format_html(
        '<span class="distance"><svg class="distance-scale" viewBox="0 0 100 12" aria-hidden="true" focusable="false">'
        '<rect class="distance-track" y="4" width="100" height="4" rx="2"></rect>'
        '<rect class="distance-fill" y="4" width="{0}" height="4" rx="2"></rect>'
        '<circle class="distance-pin" cx="{0}" cy="6" r="5"></circle></svg>'
        '<bdi class="distance-number" aria-hidden="true">{1}/{2}</bdi>'
        '<span class="visually-hidden">{3}</span></span>',
        5 + round(90 * min(distance_bits, limit_bits) / max(limit_bits, 1)),
        distance_bits,
        PDQ_BITS,
        spoken,
    )


# Forms


@register.inclusion_tag("pages/field.html")
def field(bound: BoundField, keys: str = "", hint: str = "") -> dict[str, Any]:
    """A form field whole: label, help, error, control. `keys="lgr"` gives each choice its key, in their order."""
    widget = bound.field.widget
    is_choices = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    choices = zip(bound.subwidgets, keys.ljust(len(bound.subwidgets)), strict=False) if is_choices else ()
    return {
        "field": bound,
        "hint": hint,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_choices": is_choices,
        "choices": [(choice, letter.strip()) for choice, letter in choices],
    }


@register.inclusion_tag("pages/error_summary.html")
def error_summary(*bound_forms: forms.BaseForm, focus: bool = True) -> dict[str, Any]:
    """Every error of the forms, each linked to its field, in focus when the page opens; nothing where there is none."""
    fields = [bound for form in bound_forms for bound in form if bound.errors]
    general = [error for form in bound_forms for error in form.non_field_errors()]
    count = len(general) + sum(len(bound.errors) for bound in fields)
    return {"fields": fields, "general": general, "count": count, "focus": focus}


# Addresses


@register.simple_tag(takes_context=True)
def query_with(context: Mapping[str, Any], **changes: object) -> str:
    """The page's query string with some values changed, or without those that are None; no question mark."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return query.urlencode()


@register.inclusion_tag("pages/pager.html", takes_context=True)
def pager(context: Mapping[str, Any], page: Any) -> dict[str, Any]:
    """Links to the pages around one page of a Django paginator."""
    return {"page": page, **around(context)}


@register.inclusion_tag("pages/export_links.html", takes_context=True)
def export_links(context: Mapping[str, Any], formats: str = "csv json") -> dict[str, Any]:
    """The same list as a file: each link keeps the filters of the page and adds `format=`."""
    return {"formats": formats.split(), **around(context)}


def around(context: Mapping[str, Any]) -> dict[str, Any]:
    """What links to the same page need. A form that is refused comes back under its own address, which opens no page:
    `own_address` is that of the page it stands on, where the view names one."""
    return {"request": context.get("request"), "own_address": context.get("own_address", "")}


@register.filter
def language_name(code: str) -> str:
    """A language by its name and its code, where the name is known."""
    try:
        return f"{get_language_info(code.lower())['name_translated']} ({code})"
    except KeyError:
        return code


@register.simple_tag
def public_languages() -> list[Language]:
    """The languages of public pages, each by its own name."""
    return [
        {"code": code, "name": name, "bidi": get_language_info(code)["bidi"]} for code, name in PUBLIC_LANGUAGES.items()
    ]
