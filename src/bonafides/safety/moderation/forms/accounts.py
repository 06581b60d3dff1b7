"""Weighing a measure against an account, and writing the ladder down."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bonafides.safety.moderation.forms.bulk import BulkForm
from bonafides.safety.moderation.forms.choices import clause_choices
from bonafides.safety.moderation.models import PolicyVersion
from bonafides.safety.moderation.rules.accounts import Ladder, Rung
from bonafides.safety.moderation.vocabulary import Measure
from bonafides.safety.moderation.vocabulary.limits import STRIKE_LASTS_AT_MOST

NO_RUNG = _("Line %(line)s is not a rung: write “3: suspend 30” or “5: close”.")


class AccountForm(BulkForm):
    """One judgement of an account."""


class LadderForm(forms.Form):
    """The ladder as lines that people can read."""

    rungs = forms.CharField(
        label=_("Rungs, one a line"),
        help_text=_("From the lowest up, such as “2: suspend 7” for days, or “5: close”."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "ltr"}),
    )
    lasts_days = forms.IntegerField(
        label=_("How many days a strike counts"), min_value=1, max_value=STRIKE_LASTS_AT_MOST.days
    )
    clauses = forms.MultipleChoiceField(
        label=_("Clauses that bring a strike"),
        help_text=_("Choose none for all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None = None, *, version: PolicyVersion, ladder: Ladder | None = None) -> None:
        super().__init__(data, initial=_initial(ladder))
        field = self.fields["clauses"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = clause_choices(version)

    def clean_rungs(self) -> tuple[Rung, ...]:
        lines = [line.strip() for line in self.cleaned_data["rungs"].splitlines()]
        return tuple(_rung(number, line) for number, line in enumerate(lines, start=1) if line)

    def ladder(self) -> Ladder:
        cleaned = self.cleaned_data
        return Ladder(cleaned["rungs"], timedelta(days=cleaned["lasts_days"]), frozenset(cleaned["clauses"]))


def _rung(number: int, line: str) -> Rung:
    strikes, _colon, measure = line.lower().partition(":")
    words = measure.split()
    if not strikes.strip().isdecimal() or not words:
        raise forms.ValidationError(NO_RUNG, params={"line": number})
    if words == ["close"]:
        return Rung(int(strikes), Measure.TERMINATE)
    if len(words) == 2 and words[0] == "suspend" and words[1].isdecimal():
        return Rung(int(strikes), Measure.SUSPEND, int(words[1]))
    raise forms.ValidationError(NO_RUNG, params={"line": number})


def _initial(ladder: Ladder | None) -> dict[str, Any]:
    if ladder is None:
        return {}
    lines = [f"{rung.strikes}: suspend {rung.days}" if rung.days else f"{rung.strikes}: close" for rung in ladder.rungs]
    return {"rungs": "\n".join(lines), "lasts_days": ladder.lasts.days, "clauses": sorted(ladder.clauses)}
