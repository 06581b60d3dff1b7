"""What is typed to sign the pledge, to withdraw, and to write its next version."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.programme.pledge.rules import PARTS_OF_A_PRINCIPLE
from bonafides.programme.pledge.vocabulary import STATEMENT_AT_LEAST, Principle

ROWS = {"preamble": 5, "closing": 3, "text": 4, "practice": 3, "basis": 3}
WORDS = {
    "title": _("Title"),
    "preamble": _("Preamble"),
    "closing": _("Closing words"),
    "text": _("Text"),
    "practice": _("What it means in practice"),
    "basis": _("Legal basis, one to a line"),
}


class SignForm(forms.Form):
    position = forms.CharField(label=_("Your position"), max_length=200, help_text=_("Such as “managing director”."))
    authority = forms.CharField(
        label=_("Why you may sign for your organisation"),
        min_length=STATEMENT_AT_LEAST,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In a sentence. It stands in the record, with your name."),
    )
    is_listed = forms.BooleanField(
        label=_("Show our signature in the public register"),
        required=False,
        help_text=_("The record with your name and position can then be read by anyone. You can change this later."),
    )
    agreed = forms.BooleanField(label=_("We have read the pledge, and promise to work as it says"))

    def wanted(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "agreed"}


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Why you withdraw"), max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}))


class TextForm(forms.Form):
    """One language of the next version: title, preamble, six principles, closing words."""

    title = forms.CharField(label=WORDS["title"], max_length=200)
    preamble = forms.CharField(label=WORDS["preamble"], widget=forms.Textarea(attrs={"rows": ROWS["preamble"]}))
    closing = forms.CharField(label=WORDS["closing"], widget=forms.Textarea(attrs={"rows": ROWS["closing"]}))
    reviewed = forms.BooleanField(label=_("Somebody who speaks the language has read this"), required=False)
    change_note = forms.CharField(label=_("What this version changes"), max_length=2_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for principle in Principle:
            self.fields[f"{principle}-title"] = forms.CharField(label=WORDS["title"], max_length=200)
            for part in ("text", "practice", "basis"):
                area = forms.Textarea(attrs={"rows": ROWS[part]})
                self.fields[f"{principle}-{part}"] = forms.CharField(label=WORDS[part], widget=area)

    @staticmethod
    def initial_of(text: dict[str, Any], change_note: str) -> dict[str, Any]:
        """What the form shows of a text."""
        initial = {name: text.get(name) for name in ("title", "preamble", "closing", "reviewed")}
        for one in text["principles"]:
            initial |= {f"{one['key']}-{part}": one[part] for part in PARTS_OF_A_PRINCIPLE}
            initial[f"{one['key']}-basis"] = "\n".join(one["basis"])
        return initial | {"change_note": change_note}

    def text(self) -> dict[str, Any]:
        """The structure of data/pledge/<language>.json."""
        data = self.cleaned_data
        principles = [
            {
                "key": principle.value,
                **{part: data[f"{principle}-{part}"] for part in PARTS_OF_A_PRINCIPLE},
                "basis": [line.strip() for line in data[f"{principle}-basis"].splitlines() if line.strip()],
            }
            for principle in Principle
        ]
        return {name: data[name] for name in ("title", "preamble", "closing", "reviewed")} | {"principles": principles}

    def sections(self) -> list[dict[str, Any]]:
        """The fields of each principle together, for the page."""
        parts = ("title", "text", "practice", "basis")
        return [
            {"principle": principle.value, "fields": [self[f"{principle}-{part}"] for part in parts]}
            for principle in Principle
        ]
