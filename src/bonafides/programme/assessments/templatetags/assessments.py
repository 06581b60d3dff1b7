"""Words and small marks of assessments."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bonafides.base.pages.templatetags.pages import badge
from bonafides.programme.assessments.rules.results import AxisScore, Result
from bonafides.programme.assessments.vocabulary import Axis

register = template.Library()

STATES = {
    "draft": (_("Draft"), "circle", "accent"),
    "in_progress": (_("One half handed in"), "clock", "accent"),
    "submitted": (_("Handed in"), "lock", "good"),
    "under_review": (_("Under review"), "eye", "accent"),
    "questions_asked": (_("Questions asked"), "question", "warn"),
    "closed": (_("Closed"), "check-double", "good"),
}
HALVES = {"risk": _("Risk assessment"), "mitigation": _("Mitigation assessment")}
LEVELS = {
    "low": (_("low"), "good", "check"),
    "medium": (_("medium"), "warn", "minus"),
    "high": (_("high"), "danger", "alert"),
}
AXES = {"exploitation": _("Exploitation risk"), "rights": _("Rights risk")}
TYPES = {
    "social": _("Social media and forums"),
    "communication": _("Communication"),
    "storage": _("Storage and file sharing"),
    "pasting": _("Pasting"),
    "video": _("Video, audio and live"),
    "hosting": _("Hosting and infrastructure"),
    "marketplace": _("Marketplace and e-commerce"),
    "fintech": _("Fintech"),
    "security": _("Security and privacy services"),
    "encrypted": _("End-to-end encrypted"),
    "decentralised": _("Decentralised"),
    "live": _("Live"),
    "generative": _("Generative"),
}
READS = {
    "overview": _("The overview"),
    "answers": _("Answers"),
    "question": _("One question"),
    "evidence": _("An evidence file"),
    "result": _("The result"),
    "what_if": _("What if"),
    "history": _("The history"),
    "difference": _("What changed"),
    "pdf": _("The PDF"),
    "export": _("The export"),
    "offline_form": _("The offline form"),
    "letter": _("The findings letter"),
    "contribution": _("A contribution to the comparison"),
    "renewal": _("Starting a new round"),
    "submission": _("What was handed in"),
}
CAUSES = {
    "profile": _("Your services are others"),
    "time": _("Evidence grew older"),
    "answer": _("Another answer"),
    "question_removed": _("A question that is no longer asked"),
    "question_replaced": _("A question that replaces another"),
    "question_changed": _("A question that was changed"),
    "weight_changed": _("Another weight"),
    "question_added": _("A new question"),
    "method": _("Another method"),
}
STEPS = {"improve": _("Improve"), "show": _("Show it"), "change": _("Change the service")}


@register.simple_tag
def round_state(state: str) -> SafeString:
    word, picture, tone = STATES[str(state)]
    return badge(str(state), label=str(word), tone=tone, icon=picture)


@register.simple_tag
def half_word(kind: str) -> str:
    return str(HALVES.get(str(kind), kind))


@register.simple_tag
def level(word: str) -> SafeString:
    label, tone, picture = LEVELS[str(word)]
    return badge(str(word), label=str(label), tone=tone, icon=picture)


@register.simple_tag
def level_word(word: str) -> str:
    return str(LEVELS[str(word)][0])


@register.simple_tag
def axis_word(axis: str) -> str:
    return str(AXES[str(axis)])


@register.simple_tag
def type_word(name: str) -> str:
    return str(TYPES.get(str(name), name))


@register.simple_tag
def read_word(what: str) -> str:
    return str(READS.get(str(what), what))


@register.simple_tag
def cause_word(kind: str) -> str:
    return str(CAUSES.get(str(kind), kind))


@register.simple_tag
def step_word(step: str) -> str:
    return str(STEPS.get(str(step), step))


@register.simple_tag
def translate_this(sentence: str) -> str:
    """A sentence that was marked where it may not be translated."""
    return gettext(sentence)


@register.filter
def is_choice(form: forms.Form) -> bool:
    return isinstance(form.fields["value"].widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def split_words(text: str) -> list[str]:
    return text.split()


@register.filter
def field_named(form: forms.Form, name: str) -> BoundField:
    return form[name]


GRADES = {
    "asserted": (_("We say so"), "neutral", "person"),
    "document": (_("A document shows it"), "accent", "file"),
    "tested": (_("It was tested or watched at work"), "good", "check-double"),
}


@register.simple_tag
def grade_word(grade: str) -> str:
    return str(GRADES[str(grade)][0])


@register.simple_tag
def grade_badge(grade: str) -> SafeString:
    label, tone, picture = GRADES[str(grade)]
    return badge(str(grade), label=str(label), tone=tone, icon=picture)


@register.filter
def unlocalised(number: object) -> str:
    """A number as SVG reads it, in every language."""
    return str(number)


@register.filter
def minus_points(points: object) -> str:
    """What a number falls by, with its sign."""
    return f"{-round(float(str(points)), 1):+.1f}".replace("-", "−")


@register.filter
def one_decimal_abs(points: object) -> str:
    return f"{abs(round(float(str(points)), 1)):.1f}"


@register.filter
def signed(points: object) -> str:
    return f"{round(float(str(points)), 2):+.2f}".replace("-", "−")


@register.filter
def axis_of(result: Result, axis: str) -> AxisScore:
    return result.axis(Axis(axis))
