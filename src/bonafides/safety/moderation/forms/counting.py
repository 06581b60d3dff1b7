"""The days of the counts page."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_DAYS = 3 * 366


class RangeForm(forms.Form):
    first = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label=_("To, included"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and (last == date.max or not 0 <= (last - first).days <= LONGEST_DAYS):
            self.add_error("last", _("The last day is not before the first, and at most three years after it."))
        return cleaned
