"""What a reader answers: the desk of the case page, and the small forms around it."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bonafides.safety.moderation.models import Case, PolicyVersion
from bonafides.safety.moderation.queries.facts import clauses_of
from bonafides.safety.moderation.rules.deciding import LINE_LIMIT, ExceptedItem, Wish, WishedMeasure
from bonafides.safety.moderation.vocabulary import (
    EXEMPTION_WORDS,
    MEASURE_WORDS,
    SKIP_SENTENCES,
    Exemption,
    ExemptionAnswer,
    Measure,
    Verdict,
)

ANSWERS = (
    (ExemptionAnswer.YES.value, _("yes")),
    (ExemptionAnswer.UNCERTAIN.value, _("uncertain")),
    (ExemptionAnswer.NO.value, _("no")),
)
EXCEPT, BECAUSE = "except_", "because_"  # names of the fields of an item that is left out

FIELD_OF = {
    "no-clause": "clauses",
    "unknown-clause": "clauses",
    "no-measure": "measures",
    "measure-twice": "measures",
    "no-territory": "territory",
    "suspension-without-end": "until",
    "suspension-length": "until",
    "account-measure": "measures",
    "exemptions-open": "none_applies",
    "exemptions-contradict": "none_applies",
    "exemption-applies": "none_applies",
    "still-uncertain": "none_applies",
    "no-line": "facts",
    "line-too-long": "facts",
    "match-not-exact": "match_only",
}  # where a person mends what a rule refuses


class JudgeForm(forms.Form):
    """One reading. Nothing is preset; without a verdict, a measure says that the case is to be restricted."""

    verdict = forms.ChoiceField(
        label=_("Verdict"), required=False, choices=[(Verdict.KEEP, _("Keep")), (Verdict.RESTRICT, _("Restrict"))]
    )
    measures = forms.MultipleChoiceField(label=_("Measure"), required=False, choices=list(MEASURE_WORDS.items()))
    territory = forms.CharField(label=_("Countries"), required=False, max_length=200)
    until = forms.DateField(label=_("Until"), required=False)
    none_applies = forms.BooleanField(label=_("None applies"), required=False)
    facts = forms.CharField(label=_("One line"), required=False, max_length=LINE_LIMIT)
    match_only = forms.BooleanField(label=_("On the match alone"), required=False)
    bank_it = forms.BooleanField(label=_("Put its fingerprints on our own list"), required=False)
    leave_out = forms.CharField(label=_("Leave out by reference"), required=False, max_length=100_000)
    leave_out_because = forms.CharField(label=_("Why these are left out"), required=False, max_length=300)

    def __init__(
        self, data: QueryDict | None = None, *, policy: PolicyVersion, case: Case | None, language: str = "en"
    ) -> None:
        super().__init__(data)
        self.case = case
        self.policy_clauses = clauses_of(policy, language)
        titles = [(str(clause["key"]), str(clause["title"])) for clause in self.policy_clauses]
        self.fields["clauses"] = forms.MultipleChoiceField(label=_("Clause"), required=False, choices=titles)
        for exemption, word in EXEMPTION_WORDS.items():
            self.fields[exemption.value] = forms.ChoiceField(label=word, required=False, choices=ANSWERS)

    def given(self, name: str) -> list[str]:
        """What was chosen for a field, as it was sent."""
        return self.data.getlist(name) if isinstance(self.data, QueryDict) else []

    def clean_territory(self) -> tuple[str, ...]:
        places = self.cleaned_data["territory"].upper().replace(",", " ").split()
        if any(len(place) != 2 or not place.isascii() or not place.isalpha() for place in places):
            raise forms.ValidationError(_("Write countries as two letters each, such as FR DE."))
        return tuple(dict.fromkeys(places))

    def clean_leave_out(self) -> list[str]:
        """Our references of the items that are named one a line, by the platform's reference or by ours."""
        named = list(dict.fromkeys(filter(None, map(str.strip, self.cleaned_data["leave_out"].splitlines()))))
        if not named:
            return []
        ours = self._references()
        if unknown := [name for name in named if name not in ours]:
            sentence = _("This case has no item %(name)s, so it cannot be left out.")
            raise forms.ValidationError(sentence, params={"name": unknown[0][:100]})
        return [item for name in named for item in ours[name]]

    def _references(self) -> dict[str, list[str]]:
        """Every name that an item of the case goes by, with our references of the items of that name."""
        ours: dict[str, list[str]] = {}
        if self.case is None:
            return ours
        for reference, platforms in self.case.items.values_list("reference", "platform_reference"):
            ours.setdefault(platforms, []).append(reference)
            ours[reference] = [reference]
        return ours

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("verdict"):
            self._infer_verdict(cleaned)
        elif cleaned["verdict"] == Verdict.KEEP and cleaned.get("measures"):
            self.add_error("verdict", _("You chose to keep it, and a measure. Choose one of the two."))
        return cleaned

    def _infer_verdict(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("measures") or cleaned.get("clauses"):
            cleaned["verdict"] = Verdict.RESTRICT.value
        else:
            self.add_error("verdict", _("Choose: keep it, or a clause and a measure."))

    def wish(self) -> Wish:
        """The reading as the rules know it; `none applies` answers what was not answered by itself."""
        cleaned = self.cleaned_data
        answers = {each: ExemptionAnswer(cleaned[each.value]) for each in Exemption if cleaned.get(each.value)}
        with_doubt = cleaned["none_applies"] and ExemptionAnswer.UNCERTAIN in answers.values()
        rest = dict.fromkeys(Exemption, ExemptionAnswer.NO) if with_doubt else {}
        return Wish(
            verdict=Verdict(cleaned["verdict"]),
            clauses=tuple(cleaned["clauses"]),
            measures=tuple(self._measure(word) for word in cleaned["measures"]),
            exemptions=rest | answers,
            none_applies=cleaned["none_applies"] and not with_doubt,
            facts=cleaned["facts"],
            match_only=cleaned["match_only"],
            excepted=self._excepted(),
            bank_it=cleaned["bank_it"],
        )

    def _measure(self, word: str) -> WishedMeasure:
        territory = self.cleaned_data["territory"] if word == Measure.GEO else ()
        return WishedMeasure(Measure(word), territory, self.cleaned_data["until"])

    def _excepted(self) -> tuple[ExceptedItem, ...]:
        """The items that are ticked, each with its own reason, and those that are named, with one for all."""
        reasons = dict.fromkeys(self.cleaned_data["leave_out"], self.cleaned_data["leave_out_because"])
        ticked = [name.removeprefix(EXCEPT) for name in self.data if name.startswith(EXCEPT)]
        reasons |= {item: self.data.get(f"{BECAUSE}{item}", "") for item in ticked}
        return tuple(ExceptedItem(item, reason) for item, reason in reasons.items())


class SkipForm(forms.Form):
    reason = forms.ChoiceField(choices=list(SKIP_SENTENCES.items()))


class HandOverForm(forms.Form):
    to = forms.CharField(max_length=16)
    note = forms.CharField(max_length=2_000)


class AssignForm(forms.Form):
    to = forms.CharField(max_length=16)


class ReverseForm(forms.Form):
    facts = forms.CharField(label=_("Why"), max_length=LINE_LIMIT)


class InviteReaderForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
