"""What people type about the vault."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.kernel.ids import read_reference
from bonafides.safety.evidence.actions.releasing import Asked
from bonafides.safety.evidence.queries import Wanted
from bonafides.safety.evidence.rules import WishedHold
from bonafides.safety.evidence.vocabulary import (
    BASIS_WORDS,
    CAUSE_WORDS,
    CLOCK_WORDS,
    ITEMS_AT_MOST,
    SET_BY_HAND,
    ClockKind,
    ClockState,
    LegalBasis,
)

ANY = ("", _("any"))
STATE_LABELS = {
    ClockState.RUNNING: _("A clock runs"),
    ClockState.DUE: _("Due to be erased"),
    ClockState.OVERDUE: _("Overdue"),
    ClockState.ERASED: _("Erased"),
}
KIND_LABELS = {"picture": _("Picture"), "text": _("Text"), "url": _("Address"), "file": _("File")}


def labelled(words: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(str(word), _(label) if isinstance(label, str) else label) for word, label in words.items()]


class FilterForm(forms.Form):
    text = forms.CharField(label=_("Reference of an item, a case or an authority"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *labelled(STATE_LABELS)])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *labelled(KIND_LABELS)])
    cause = forms.ChoiceField(label=_("Why it came"), required=False, choices=[ANY, *labelled(CAUSE_WORDS)])
    clock = forms.ChoiceField(label=_("Running clock"), required=False, choices=[ANY, *labelled(CLOCK_WORDS)])

    def wanted(self) -> Wanted:
        """What was asked for; a field that cannot be read asks for nothing."""
        self.is_valid()
        given = {name: self.cleaned_data.get(name, "") for name in ("text", "kind", "cause", "clock")}
        state = self.cleaned_data.get("state")
        return Wanted(**given, state=ClockState(state) if state else None)


class HoldForm(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("What it is"), coerce=ClockKind, choices=[(each.value, _(CLOCK_WORDS[each])) for each in SET_BY_HAND]
    )
    authority = forms.CharField(label=_("Who asks for it"), max_length=200)
    reference = forms.CharField(
        label=_("Their reference"), max_length=200, help_text=_("Of the review, the proceedings or the order.")
    )
    law = forms.CharField(label=_("The law that it rests on"), max_length=200)
    scope = forms.CharField(
        label=_("What it covers"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Which of the content, and for which proceedings. No names."),
    )
    until = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("It ends with the last hour of this day, in UTC. A hold without an end cannot be set."),
    )
    whole_case = forms.BooleanField(label=_("For every kept item of this case"), required=False)

    def wish(self) -> WishedHold:
        return WishedHold(**{name: self.cleaned_data[name] for name in WishedHold.__dataclass_fields__})


class ReleaseForm(forms.Form):
    items = forms.CharField(
        label=_("Items"),
        max_length=20 * ITEMS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("References of kept items, one a line. The list is frozen with the request."),
    )
    basis = forms.TypedChoiceField(label=_("Legal basis"), coerce=LegalBasis, choices=labelled(BASIS_WORDS))
    purpose = forms.CharField(
        label=_("What it is needed for"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    authority_reference = forms.CharField(label=_("Their reference"), max_length=200, required=False)
    recipient = forms.CharField(label=_("Who gets it"), max_length=200)
    recipient_key = forms.CharField(
        label=_("Their age key"),
        max_length=200,
        help_text=_("It begins with age1. Make sure by another channel that it is theirs: only it opens the package."),
    )
    emergency = forms.BooleanField(
        label=_("A life is in danger: hand it out before anybody has voted"),
        required=False,
        help_text=_("Auditors and owners are told at once. A second person has to look within 24 hours."),
    )

    def references(self) -> list[str]:
        return [read_reference(word) for word in self.cleaned_data["items"].replace(",", " ").split()]

    def asked(self) -> Asked:
        return Asked(**{name: self.cleaned_data[name] for name in Asked.__dataclass_fields__})


class VoteForm(forms.Form):
    approves = forms.TypedChoiceField(
        label=_("Your vote"),
        widget=forms.RadioSelect,
        coerce=lambda text: text == "yes",
        choices=[("yes", _("I approve this release")), ("no", _("I do not approve it"))],
    )
    reason = forms.CharField(label=_("Why"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))
