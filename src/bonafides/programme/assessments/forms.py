"""Forms of assessments. An answer's form follows from its question."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.base.people.queries import Person
from bonafides.programme.assessments.library import Answer, Question
from bonafides.programme.assessments.queries import assessors
from bonafides.programme.assessments.sheets import Filled
from bonafides.programme.assessments.vocabulary import Grade, Kind
from bonafides.programme.assessments.workflow import COMMENT_AT_MOST, LETTER_AT_MOST

UNKNOWN, NONE_OF_THESE = "we-do-not-know", "none-of-these"
GRADE_LABELS = {
    Grade.ASSERTED: _("We say so"),
    Grade.DOCUMENT: _("A document shows it"),
    Grade.TESTED: _("It was tested or watched at work"),
}
GRADES = [(each.value, GRADE_LABELS[each]) for each in Grade]
WE_DO_NOT_KNOW = (UNKNOWN, _("We do not know"))


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def value_field(question: Question) -> forms.Field:
    """The control that a question's kind asks for. “We do not know” is offered everywhere, for it is an answer."""
    if question.kind is Kind.ONE:
        options = [(each.id, each.text) for each in question.options]
        return forms.ChoiceField(choices=[*options, WE_DO_NOT_KNOW], widget=forms.RadioSelect, required=False)
    if question.kind is Kind.MATURITY:
        anchors = [(str(level), text) for level, text in enumerate(question.anchors, start=1)]
        return forms.ChoiceField(choices=[*anchors, WE_DO_NOT_KNOW], widget=forms.RadioSelect, required=False)
    if question.kind is Kind.MULTI:
        options = [(each.id, each.text) for each in question.options]
        choices = [*options, (NONE_OF_THESE, _("None of these")), WE_DO_NOT_KNOW]
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, required=False)
    if question.kind is Kind.NUMBER:
        most = 100 if question.unit == "percent" else 10**12
        return forms.IntegerField(min_value=0, max_value=most, required=False)
    return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=5_000, required=False)


class AnswerForm(forms.Form):
    """One question's answer; its names start with the question's id, so that a page can hold many."""

    stamp = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, question: Question, filled: Filled, stamp: str, data: Any = None) -> None:
        super().__init__(data, prefix=question.id, initial={**initial_of(question, filled.answer), "stamp": stamp})
        self.question, self.filled, self.fresh_stamp = question, filled, stamp
        self.fields["value"] = value_field(question)
        self.fields["value"].label = question.stem
        if question.kind is Kind.NUMBER:
            self.fields["unknown"] = forms.BooleanField(label=WE_DO_NOT_KNOW[1], required=False)
        if question.kind is Kind.MATURITY:
            self._ask_for_evidence()

    def _ask_for_evidence(self) -> None:
        self.fields["grade"] = forms.TypedChoiceField(
            label=_("How it is shown"), choices=GRADES, coerce=Grade, required=False, empty_value=Grade.ASSERTED
        )
        self.fields["coverage"] = forms.IntegerField(
            label=_("It reaches, per cent"), min_value=0, max_value=100, required=False
        )
        self.fields["dated"] = forms.DateField(label=_("Evidence of"), widget=DayInput(), required=False)
        self.fields["expires"] = forms.DateField(label=_("Good until"), widget=DayInput(), required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        value = given.get("value")
        if isinstance(value, list) and len(value) > 1 and {UNKNOWN, NONE_OF_THESE} & set(value):
            self.add_error("value", _("Choose some of these, or one of the last two."))
        return given

    def answer(self) -> Answer | None:
        """The answer; None where nothing was answered."""
        given = self.cleaned_data
        value = given.get("value")
        if given.get("unknown") or value == UNKNOWN or value == [UNKNOWN]:
            return Answer(value=None)
        if value in ("", None, []):
            return None
        return Answer(
            value=typed(self.question, value),
            grade=given.get("grade") or Grade.ASSERTED,
            coverage_percent=100 if given.get("coverage") is None else given["coverage"],
            evidenced_on=given.get("dated"),
            expires_on=given.get("expires"),
        )

    @property
    def changes(self) -> bool:
        """Whether it says something else than the sheet does."""
        answer = self.answer()
        return answer is not None and answer != self.filled.answer


def typed(question: Question, value: Any) -> Any:
    """What a form gives, as an answer holds it."""
    if question.kind is Kind.MULTI:
        return tuple(each for each in value if each != NONE_OF_THESE)
    return int(value) if question.kind in {Kind.MATURITY, Kind.NUMBER} else value


def initial_of(question: Question, answer: Answer | None) -> dict[str, Any]:
    """How a kept answer stands in the form."""
    if answer is None:
        return {"coverage": 100}
    evidence = {
        "grade": answer.grade.value,
        "coverage": answer.coverage_percent,
        "dated": answer.evidenced_on,
        "expires": answer.expires_on,
    }
    if answer.value is None:
        return {"value": [UNKNOWN] if question.kind is Kind.MULTI else UNKNOWN, "unknown": True, **evidence} | (
            {"value": None} if question.kind is Kind.NUMBER else {}
        )
    if question.kind is Kind.MULTI:
        return {"value": list(answer.value) or [NONE_OF_THESE], **evidence}  # type: ignore[arg-type]
    return {"value": str(answer.value) if question.kind is Kind.MATURITY else answer.value, **evidence}


class StartForm(forms.Form):
    core = forms.TypedChoiceField(
        label=_("How many questions"),
        choices=[
            ("core", _("The core set: at most 30 questions, for a platform of one or two people")),
            ("full", _("All questions that fit our services")),
        ],
        coerce=lambda value: value == "core",
        widget=forms.RadioSelect,
    )


class CommentForm(forms.Form):
    text = forms.CharField(label=_("Comment"), max_length=COMMENT_AT_MOST, widget=forms.Textarea(attrs={"rows": 3}))


class TalkForm(forms.Form):
    talk = forms.CharField(label=_("Your words"), max_length=COMMENT_AT_MOST, widget=forms.Textarea(attrs={"rows": 3}))


class EvidenceForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("At most 10 MB. It is only ever offered as a download."))
    grade = forms.TypedChoiceField(label=_("What it is"), choices=GRADES[1:], coerce=Grade)
    dated = forms.DateField(label=_("Evidence of"), widget=DayInput())
    expires = forms.DateField(label=_("Good until"), widget=DayInput(), required=False)
    note = forms.CharField(label=_("What it shows"), max_length=300, required=False)


class SubmitForm(forms.Form):
    agreed = forms.BooleanField(label=_("I have read the answers, and hand them in for our organisation."))


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("The answers file"), help_text=_("The file that the offline form saved: its name ends in .json.")
    )


class ProposeForm(forms.Form):
    assessor: Any = forms.ModelChoiceField(label=_("Assessor"), queryset=Person.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assessor"]
        field.queryset, field.label_from_instance = assessors(), lambda person: person.name


class FindingForm(forms.Form):
    """What an assessor sets beside a claim."""

    confirmed_grade = forms.TypedChoiceField(
        label=_("How it is shown, as you found it"),
        choices=[("", _("As claimed")), *GRADES],
        coerce=Grade,
        required=False,
        empty_value=None,
    )
    not_applicable = forms.BooleanField(label=_("Does not apply to this service"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=COMMENT_AT_MOST, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, question: Question, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["confirmed"] = value_field(question)
        self.fields["confirmed"].label = _("What you found instead (leave empty where the claim stands)")
        self.order_fields(["confirmed", "confirmed_grade", "not_applicable", "reason"])

    def confirmed(self) -> Any:
        """The value found; None where the claim stands."""
        value = self.cleaned_data["confirmed"]
        if value in ("", None, [], UNKNOWN, [UNKNOWN]):
            return None
        return typed(self.question, value)


class LetterForm(forms.Form):
    letter = forms.CharField(
        label=_("Findings letter"), max_length=LETTER_AT_MOST, widget=forms.Textarea(attrs={"rows": 16})
    )


class RecoverForm(forms.Form):
    first = forms.CharField(
        label=_("First share"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    second = forms.CharField(
        label=_("Second share"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class QuestionTextForm(forms.Form):
    """The parts of a question that an editor changes in place."""

    stem = forms.CharField(label=_("Question"), max_length=300)
    why = forms.CharField(label=_("Why we ask"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))
    check = forms.CharField(label=_("How to check"), max_length=1_000, widget=forms.Textarea(attrs={"rows": 2}))
    exploitation_weight = forms.IntegerField(
        label=_("Weight for exploitation risk, 1 to 5"), min_value=1, max_value=5, required=False
    )
    rights_weight = forms.IntegerField(
        label=_("Weight for rights risk, 1 to 5"), min_value=1, max_value=5, required=False
    )

    def __init__(self, row: dict[str, Any], data: Any = None) -> None:
        super().__init__(data, initial=initial_texts(row))
        for axis in ("exploitation", "rights"):
            if axis not in row:
                del self.fields[f"{axis}_weight"]
        for place, anchor in enumerate(row.get("anchors", ())):
            self.fields[f"anchor_{place}"] = forms.CharField(
                label=_("Anchor %(level)s") % {"level": place + 1}, max_length=400, initial=anchor
            )
        for place, option in enumerate(row.get("options", ())):
            self._ask_for_option(place, option)

    def _ask_for_option(self, place: int, option: dict[str, Any]) -> None:
        name = {"number": place + 1}
        self.fields[f"option_{place}"] = forms.CharField(
            label=_("Option %(number)s") % name, max_length=300, initial=option["text"]
        )
        for axis, label in (("severity", _("severity, per cent")), ("rights", _("rights, per cent"))):
            if axis in option:
                self.fields[f"option_{place}_{axis}"] = forms.IntegerField(
                    label=f"{_('Option %(number)s') % name}: {label}", min_value=0, max_value=100, initial=option[axis]
                )

    def changed(self, row: dict[str, Any]) -> dict[str, Any]:
        """The question's row with what was filled in."""
        given = self.cleaned_data
        new = {**row, **{name: given[name] for name in ("stem", "why", "check")}}
        for axis in ("exploitation", "rights"):
            if axis in row and given.get(f"{axis}_weight"):
                new[axis] = {**row[axis], "weight": given[f"{axis}_weight"]}
        if row.get("anchors"):
            new["anchors"] = [given[f"anchor_{place}"] for place in range(len(row["anchors"]))]
        if row.get("options"):
            new["options"] = [self._option(place, option) for place, option in enumerate(row["options"])]
        return new

    def _option(self, place: int, option: dict[str, Any]) -> dict[str, Any]:
        given = self.cleaned_data
        shares: dict[str, Any] = {
            axis: given[f"option_{place}_{axis}"] for axis in ("severity", "rights") if axis in option
        }
        return {**option, "text": given[f"option_{place}"], **shares}


def initial_texts(row: dict[str, Any]) -> dict[str, Any]:
    weights = {f"{axis}_weight": row[axis]["weight"] for axis in ("exploitation", "rights") if axis in row}
    return {name: row[name] for name in ("stem", "why", "check")} | weights


class DraftTextForm(forms.Form):
    text = forms.CharField(
        label=_("The whole draft, as YAML or JSON"), widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"})
    )


class PublishForm(forms.Form):
    version = forms.CharField(label=_("Version"), max_length=20, help_text=_("Such as 1.1.0; later than the last one."))
    changes = forms.CharField(label=_("What changes, and why"), max_length=2_000, widget=forms.Textarea)


def forms_for(
    questions: Iterable[Question], filled: dict[str, Filled], stamps: dict[str, str], data: Any = None
) -> list[AnswerForm]:
    """A form for each question of a page."""
    return [AnswerForm(each, filled.get(each.id, Filled()), stamps.get(each.id, ""), data) for each in questions]
