"""Changing a policy: a box for each clause in each language, and what needs two readings."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from bonafides.safety.moderation.forms.choices import MEASURES, clause_choices
from bonafides.safety.moderation.models import PolicyVersion

PARTS = ("title", "introduction", "how_we_decide", "how_to_appeal", "automation")


class ReadingsForm(forms.Form):
    """Which clauses and measures take two readings."""

    clauses = forms.MultipleChoiceField(
        label=_("Clauses that need two readings"), required=False, widget=forms.CheckboxSelectMultiple
    )
    measures = forms.MultipleChoiceField(
        label=_("Measures that need two readings"),
        required=False,
        choices=MEASURES,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        policy = version.policy
        initial = {"clauses": policy.two_person_clauses, "measures": policy.two_person_measures}
        super().__init__(*args, **kwargs | {"initial": initial})
        field = self.fields["clauses"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = clause_choices(version)


class PolicyForm(forms.Form):
    """The whole text in all its languages. Fields are named `language.part` or `language.clause.key.part`."""

    change_note = forms.CharField(
        label=_("What changes, and why?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before: dict[str, dict[str, Any]] = version.texts
        for language, text in self.before.items():
            for name, value in _boxes(language, text):
                self.fields[name] = _box(name, language, value)
            self.fields[f"{language}.reviewed"] = forms.BooleanField(
                label=_("A native speaker has read this text"), required=False, initial=bool(text.get("reviewed"))
            )

    def texts(self) -> dict[str, dict[str, Any]]:
        """The text as changed."""
        given, after = self.cleaned_data, deepcopy(self.before)
        for language, text in after.items():
            text["reviewed"] = given[f"{language}.reviewed"]
            for part in PARTS:
                text[part] = given[f"{language}.{part}"]
            for clause in text["clauses"]:
                for part in ("title", "text"):
                    clause[part] = given[f"{language}.clause.{clause['key']}.{part}"]
        return after

    def languages(self) -> Iterator[tuple[str, list[BoundField]]]:
        """For the page: each language by its own name, with its boxes."""
        names = dict(settings.LANGUAGES)
        for language in self.before:
            fields = [self[name] for name in self.fields if name.startswith(f"{language}.")]
            yield str(names.get(language, language)), fields


def _boxes(language: str, text: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for part in PARTS:
        yield f"{language}.{part}", text[part]
    for clause in text["clauses"]:
        for part in ("title", "text"):
            yield f"{language}.clause.{clause['key']}.{part}", clause[part]


def _box(name: str, language: str, value: str) -> forms.CharField:
    rows = 1 if name.endswith("title") else 5
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto", "lang": language})
    label = name.partition(".")[2].replace("clause.", "").replace(".", " · ").replace("_", " ")
    return forms.CharField(label=label, initial=value, widget=widget)
