"""What a person says of a match, and of content that is harmless."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.safety.banks.queries import Bank, harmless_lists, in_words

RIGHT, WRONG = "right", "wrong"
FIRST = "first"  # a list that is still to be made


class JudgeMatchForm(forms.Form):
    says = forms.ChoiceField(
        label=_("What the list says of this entry is"),
        choices=[(RIGHT, _("Right: it is what the list says")), (WRONG, _("Wrong: it is not, and stops matching"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), max_length=250)

    @property
    def is_right(self) -> bool:
        return bool(self.cleaned_data["says"] == RIGHT)


class HarmlessForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is harmless"), max_length=250, help_text=_("Stands beside the entry on the list.")
    )

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.lists = {bank.reference: bank for bank in harmless_lists()}
        named = [(reference, in_words(bank.name)) for reference, bank in self.lists.items()]
        choices: list[tuple[str, Any]] = [*named] or [(FIRST, _("The first list of what is harmless here, made now"))]
        bank = forms.ChoiceField(label=_("List"), choices=choices, widget=forms.RadioSelect, initial=choices[0][0])
        self.fields = {"bank": bank, **self.fields}

    @property
    def chosen(self) -> Bank | None:
        return self.lists.get(self.cleaned_data["bank"])
