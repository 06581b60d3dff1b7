"""The answer to a complaint: let it stand, take it back, or judge anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.safety.moderation.forms.choices import MEASURES, clause_choices
from bonafides.safety.moderation.models import Appeal
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.rules.deciding import LINE_LIMIT, ExceptedItem, Wish, WishedMeasure
from bonafides.safety.moderation.vocabulary import Measure, Verdict

LEFT_OUT = "left out of the answer to a complaint"
CONFIRM, KEEP, RESTRICT = "confirm", "keep", "restrict"


class AnswerForm(forms.Form):
    """What is decided on a complaint. To restrict takes a clause, a measure and the exemptions, as any decision."""

    verdict = forms.ChoiceField(
        label=_("Answer"),
        choices=[
            (CONFIRM, _("The decision stands")),
            (KEEP, _("The item stands again, or stays")),
            (RESTRICT, _("The item is restricted, or restricted otherwise")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the person who complained"),
        help_text=_("What was weighed, and why. It is sent to them."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    facts = forms.CharField(
        label=_("One line"),
        help_text=_("What it is, and why. It stands in what every author is told, so it names nobody who complained."),
        required=False,
        max_length=LINE_LIMIT,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    left_out = forms.MultipleChoiceField(
        label=_("Items to which this does not apply"), required=False, widget=forms.CheckboxSelectMultiple
    )
    clauses = forms.MultipleChoiceField(label=_("Clauses"), required=False, widget=forms.CheckboxSelectMultiple)
    measures = forms.MultipleChoiceField(
        label=_("Measures"),
        required=False,
        choices=[(value, words) for value, words in MEASURES if value != Measure.GEO],
        widget=forms.CheckboxSelectMultiple,
    )
    none_applies = forms.BooleanField(label=_("None of the six exemptions applies"), required=False)

    def __init__(self, *args: Any, appeal: Appeal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(appeal.case.items.order_by("id").values_list("reference", "platform_reference"))
        self._choices("left_out", self.items)
        self._choices("clauses", clause_choices(policy_in_force()))
        if len(self.items) < 2:
            del self.fields["left_out"]

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def wish(self) -> Wish | None:
        """The judgement that replaces the decision; None where it stands."""
        given = self.cleaned_data
        if given["verdict"] == CONFIRM:
            return None
        line = given["facts"]
        excepted = tuple(ExceptedItem(item, line or LEFT_OUT) for item in given.get("left_out", ()))
        if given["verdict"] == KEEP:
            return Wish(verdict=Verdict.KEEP, facts=line, excepted=excepted)
        return Wish(
            verdict=Verdict.RESTRICT,
            clauses=tuple(given["clauses"]),
            measures=tuple(WishedMeasure(Measure(each)) for each in given["measures"]),
            none_applies=given["none_applies"],
            facts=line,
            excepted=excepted,
        )
