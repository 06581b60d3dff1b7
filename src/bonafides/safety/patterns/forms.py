"""Which days, and which list."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.kernel.errors import Invalid
from bonafides.safety.banks.queries import Bank, in_words
from bonafides.safety.patterns.queries import Days


class DaysForm(forms.Form):
    first = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label=_("To"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def clean(self) -> None:
        if not self.errors:
            try:
                self.days()
            except Invalid as error:
                raise ValidationError(_("The days are in the wrong order, or further apart than a year.")) from error

    def days(self) -> Days:
        return Days(self.cleaned_data["first"], self.cleaned_data["last"])


class QualityForm(DaysForm):
    bank = forms.ChoiceField(label=_("List"), required=False)

    def __init__(self, *args: Any, lists: list[Bank], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("All lists")), *((bank.reference, in_words(bank.name)) for bank in lists)]
        self.fields["bank"].choices = choices  # type: ignore[attr-defined]
