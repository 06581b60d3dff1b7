"""What people type to audit themselves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.kernel.errors import Invalid
from bonafides.safety.moderation.vocabulary import MEASURE_WORDS, Exemption, Measure, Verdict
from bonafides.safety.quality.actions.golden import Composed
from bonafides.safety.quality.queries.figures import Period
from bonafides.safety.quality.rules.judging import Judgement
from bonafides.safety.quality.vocabulary import (
    GOLDEN_PER_WEEK_AT_MOST,
    GOLDEN_TEXT_LIMIT,
    LINE_LIMIT,
    PURPOSE_WORDS,
    SETTLEMENT_WORDS,
    AuditState,
    GoldenKind,
    PurposeAnswer,
    Settlement,
)

PICTURE_LIMIT_BYTES = 10 * 1024 * 1024
VERDICTS = [(Verdict.KEEP.value, _("Keep")), (Verdict.RESTRICT.value, _("Restrict"))]
MEASURES = [(each.value, _(words)) for each, words in MEASURE_WORDS.items()]
FIELD_OF = {
    "no-clause": "clauses",
    "no-measure": "measures",
    "exemption-applies": "exemption",
    "line-too-long": "line",
    "no-line": "note",
    "keep-cannot-be-reversed": "how",
    "answered": "how",
}  # where a person mends what a rule refuses


def clause_choices(clauses: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(str(clause["key"]), f"{clause['key']} · {clause['title']}") for clause in clauses]


class SecondForm(forms.Form):
    """A second judgement; nothing is preset."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=VERDICTS, widget=forms.RadioSelect)
    clauses = forms.MultipleChoiceField(
        label=_("Clause, to restrict it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    measures = forms.MultipleChoiceField(
        label=_("Measure, to restrict it: the mildest that is enough"),
        required=False,
        choices=MEASURES,
        widget=forms.CheckboxSelectMultiple,
    )
    exemption = forms.ChoiceField(
        label=_("Is it for one of these purposes? (Reg. (EU) 2021/784, Art. 1(3))"),
        choices=[(each.value, _(words)) for each, words in PURPOSE_WORDS.items()],
        widget=forms.RadioSelect,
    )
    line = forms.CharField(label=_("One line: why"), required=False, max_length=LINE_LIMIT)

    def __init__(self, data: Any = None, *, clauses: list[dict[str, Any]]) -> None:
        super().__init__(data)
        self.fields["clauses"].choices = clause_choices(clauses)  # type: ignore[attr-defined]

    def judgement(self) -> Judgement:
        given = self.cleaned_data
        restricts = given["verdict"] == Verdict.RESTRICT
        return Judgement(
            verdict=Verdict(given["verdict"]),
            clauses=tuple(given["clauses"]) if restricts else (),
            measures=tuple(sorted(map(Measure, given["measures"]))) if restricts else (),
            exemption=PurposeAnswer(given["exemption"]),
            line=given["line"].strip(),
        )


class SettleForm(forms.Form):
    how = forms.TypedChoiceField(
        label=_("What follows"),
        coerce=Settlement,
        choices=[(each.value, _(words)) for each, words in SETTLEMENT_WORDS.items()],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("One line: why"),
        max_length=LINE_LIMIT,
        help_text=_("In a reversal, authors and notifiers do not read it; the record of the case does."),
    )


class SettingsForm(forms.Form):
    share = forms.DecimalField(
        label=_("Per cent of decisions that are looked at again"),
        min_value=1,
        max_value=100,
        decimal_places=2,
        help_text=_("Never none. It counts from the next seed on: tomorrow's stands in the log already."),
    )
    golden_per_week = forms.IntegerField(
        label=_("Made-up cases that go into the queue each week"),
        min_value=0,
        max_value=GOLDEN_PER_WEEK_AT_MOST,
        help_text=_("At moments that nobody chooses. They have no effect on anybody."),
    )


class PeriodForm(forms.Form):
    first = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label=_("To"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def clean(self) -> None:
        if not self.errors:
            try:
                self.period()
            except Invalid as error:
                raise ValidationError(_("The days are in the wrong order, or further apart than a year.")) from error

    def period(self) -> Period:
        return Period(self.cleaned_data["first"], self.cleaned_data["last"])


class StateForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("any")),
            (AuditState.WAITING.value, _("Waits")),
            (AuditState.AGREED.value, _("Agreed")),
            (AuditState.DISAGREED.value, _("Disagreed")),
            (AuditState.SETTLED.value, _("Settled")),
            (AuditState.LAPSED.value, _("Not judged in time")),
        ],
    )


class GoldenForm(forms.Form):
    """A made-up case with its answer."""

    title = forms.CharField(label=_("Title, for this list only"), max_length=120)
    text = forms.CharField(
        label=_("Text that people will meet"),
        required=False,
        max_length=GOLDEN_TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )
    picture = forms.FileField(label=_("Or a picture"), required=False)
    language = forms.CharField(label=_("Language"), max_length=12, initial="en", help_text=_("As in en or ar."))
    context = forms.CharField(
        label=_("What stood around it"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    reason = forms.CharField(label=_("What somebody is said to have reported"), max_length=500)
    verdict = forms.ChoiceField(label=_("Right verdict"), choices=VERDICTS, widget=forms.RadioSelect)
    clauses = forms.MultipleChoiceField(
        label=_("Clauses of which one is right"), required=False, widget=forms.CheckboxSelectMultiple
    )
    exemption = forms.ChoiceField(
        label=_("Purpose for which it is kept"),
        required=False,
        choices=[("", _("none")), *((each.value, _(PURPOSE_WORDS[PurposeAnswer(each.value)])) for each in Exemption)],
    )
    why = forms.CharField(
        label=_("Why this is right"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Whoever answered reads it afterwards, on their own page."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, clauses: list[dict[str, Any]]) -> None:
        super().__init__(data, files)
        self.fields["clauses"].choices = clause_choices(clauses)  # type: ignore[attr-defined]

    def clean(self) -> None:
        given = self.cleaned_data
        if bool(given.get("text")) == bool(given.get("picture")):
            self.add_error("text", _("Give a text or a picture, and not both."))
        if given.get("picture") and given["picture"].size > PICTURE_LIMIT_BYTES:
            self.add_error("picture", _("The picture is larger than 10 MB."))
        if given.get("verdict") == Verdict.RESTRICT and not given.get("clauses"):
            self.add_error("clauses", _("Choose the clause that it breaks."))

    def composed(self) -> Composed:
        given = self.cleaned_data
        picture = given["picture"]
        restricts = given["verdict"] == Verdict.RESTRICT
        return Composed(
            title=given["title"],
            kind=GoldenKind.PICTURE if picture else GoldenKind.TEXT,
            content=picture.read() if picture else given["text"].encode(),
            language=given["language"],
            context=given["context"],
            reason=given["reason"],
            verdict=Verdict(given["verdict"]),
            clauses=tuple(given["clauses"]) if restricts else (),
            exemption="" if restricts else given["exemption"],
            why=given["why"],
        )
