"""Labels, and fields that several forms share."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.programme.members import rules
from bonafides.programme.members.vocabulary import (
    CheckOutcome,
    ControlMethod,
    FindingKind,
    FindingState,
    PlanState,
    Severity,
)

ANY = ("", _("any"))
CHECK_LABELS = {CheckOutcome.PASSED: _("It is so"), CheckOutcome.FAILED: _("It is not so")}
CONTROL_LABELS = {
    ControlMethod.DNS: _("A TXT record that I looked up"),
    ControlMethod.MAIL: _("A mailbox on the domain that answered me"),
}
FINDING_LABELS = {FindingKind.STRENGTH: _("Strength"), FindingKind.RECOMMENDATION: _("Recommendation")}
SEVERITY_LABELS = {
    Severity.NONE: _("none: a strength"),
    Severity.LOW: _("Low: would be good"),
    Severity.MEDIUM: _("Medium: should be mended"),
    Severity.HIGH: _("High: must be mended"),
}
FINDING_STATE_LABELS = {
    FindingState.OPEN: _("Open"),
    FindingState.ACCEPTED: _("Accepted"),
    FindingState.DONE: _("Done"),
    FindingState.DECLINED: _("Declined"),
}
PLAN_LABELS = {
    PlanState.PLANNED: _("Planned"),
    PlanState.DOING: _("Under way"),
    PlanState.DONE: _("Done"),
    PlanState.DROPPED: _("Dropped"),
}
ROLE_LABELS = {
    Role.SIGNATORY: _("Signatory: signs, answers for us"),
    Role.CONTACT: _("Contact: is reached, receives alerts"),
    Role.ANSWERER: _("Answerer: fills in assessments"),
    Role.READER: _("Reader: reads what we read"),
}
BODY_LABELS = {
    OrganisationKind.CIVIL_SOCIETY: _("Civil society"),
    OrganisationKind.ACADEMIC: _("Academic body"),
    OrganisationKind.STATE: _("State or UN body"),
}


def labelled(labels: dict[Any, Any]) -> list[tuple[str, Any]]:
    """The choices of a field, in the table's order; plain sentences are translated when they are shown."""
    return [(member.value, _(label) if isinstance(label, str) else label) for member, label in labels.items()]


def several(enum: Any, labels: dict[Any, Any], label: Any, **options: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, choices=labelled(labels), coerce=enum, widget=forms.CheckboxSelectMultiple, **options
    )


def long_text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    options.setdefault("max_length", 10_000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], **options)


def language(**options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES, initial="en", **options)


def address(label: Any, **options: Any) -> forms.URLField:
    return forms.URLField(label=label, max_length=300, assume_scheme="https", **options)


class WordsField(forms.CharField):
    """Several words in one line, apart by commas."""

    def to_python(self, value: Any) -> Any:
        return rules.words_in(super().to_python(value) or "")

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(value)


def languages() -> WordsField:
    return WordsField(
        label=_("Languages"), required=False, max_length=200, help_text=_("Codes, apart by commas, such as en, ar, ru.")
    )
