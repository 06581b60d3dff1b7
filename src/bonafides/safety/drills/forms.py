"""What people say of a drill."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.safety.drills.scenarios import SCENARIOS, Scenario, scenario_of
from bonafides.safety.drills.vocabulary import FINDINGS_LIMIT


class DrillForm(forms.Form):
    """Which story, and when."""

    scenario = forms.ChoiceField(label=_("Scenario"), widget=forms.RadioSelect)
    planned_for = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("Empty: now. At a later time it begins by itself, and only leads and owners know of it."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["scenario"].choices = [(each.key, _(each.title)) for each in SCENARIOS]  # type: ignore[attr-defined]

    def story(self) -> Scenario:
        return scenario_of(self.cleaned_data["scenario"])


class EndForm(forms.Form):
    findings = forms.CharField(
        label=_("What was learnt"),
        required=False,
        max_length=FINDINGS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("For the team. It is no part of the evidence."),
    )
