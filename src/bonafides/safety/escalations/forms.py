"""What people type when they escalate; most of it is filled in already."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.kernel.ids import read_reference
from bonafides.safety.escalations.vocabulary import BY_HAND, CHOICE_WORDS, LINE_WORDS, Choice, LineKind


class ThreatForm(forms.Form):
    countries = forms.MultipleChoiceField(
        label=_("Where is the danger?"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}),
        help_text=_("Each state that is concerned. If you do not know, leave it: your own state and Europol are told."),
    )
    note = forms.CharField(
        label=_("What you know"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who, where, when. It may stay empty; you can add to it after it is sent."),
    )
    case = forms.CharField(label=_("Case"), required=False, max_length=20)
    aware_at = forms.DateTimeField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countries"].choices = choices  # type: ignore[attr-defined]

    def clean_case(self) -> str:
        return read_reference(self.cleaned_data["case"])

    def aware(self, at: datetime) -> datetime:
        given: datetime | None = self.cleaned_data["aware_at"]
        return given or at


class FollowForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("What happened"), coerce=LineKind, choices=[(each.value, _(LINE_WORDS[each])) for each in BY_HAND]
    )
    text = forms.CharField(
        label=_("In words"),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who at the authority, their reference. An addition is sent to whoever was mailed."),
    )


class AuthorityForm(forms.Form):
    name = forms.CharField(label=_("Authority"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=60, required=False)
    age_key = forms.CharField(
        label=_("Their age key"), max_length=200, required=False, help_text=_("Mail is then encrypted to it.")
    )
    hotline = forms.CharField(label=_("Hotline for child sexual abuse material"), max_length=200, required=False)
    duty = forms.CharField(
        label=_("Duty to report there"), max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    source = forms.CharField(label=_("Where this is published"), max_length=500, required=False)
    checked = forms.BooleanField(label=_("Somebody of us checked this row"), required=False)


class ReportForm(forms.Form):
    country = forms.ChoiceField(label=_("Country"))
    to = forms.CharField(label=_("Reported to"), max_length=200)
    reference = forms.CharField(label=_("Their reference"), max_length=200, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = choices  # type: ignore[attr-defined]


class ChoiceForm(forms.Form):
    choice = forms.TypedChoiceField(
        label=_("What counsel wrote"),
        coerce=Choice,
        choices=[(each.value, _(CHOICE_WORDS[each])) for each in Choice],
        widget=forms.RadioSelect,
    )
    counsel = forms.CharField(label=_("Who wrote it, when, and where the letter lies"), max_length=300)
