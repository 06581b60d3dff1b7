"""Requirements, tasks and mentorship."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.base.people.queries import Person
from bonafides.programme.members.forms.fields import (
    FINDING_LABELS,
    FINDING_STATE_LABELS,
    PLAN_LABELS,
    SEVERITY_LABELS,
    address,
    day,
    labelled,
    long_text,
)
from bonafides.programme.members.vocabulary import (
    COMMITTABLE,
    DOCUMENT_WORDS,
    STATE_WORDS,
    DocumentKind,
    FindingKind,
    FindingState,
    PlanState,
    Requirement,
    RequirementState,
    Severity,
)


class EvidenceForm(forms.Form):
    prefix = "offer"

    note = long_text(_("What it is"), max_length=2_000)
    url = address(_("Where it can be seen"), required=False)
    dated = day(_("From which day it is"))


class DecideForm(forms.Form):
    prefix = "decide"

    state = forms.TypedChoiceField(label=_("Decision"), coerce=RequirementState, widget=forms.RadioSelect)
    evidence = long_text(_("By what"), max_length=5_000)
    evidence_url = address(_("Where it can be seen"), required=False)
    evidence_at = day(_("From which day it is"), required=False)
    until = day(
        _("Until"),
        required=False,
        help_text=_("A commitment needs it. Left empty, evidence is good for its usual time."),
    )

    def __init__(
        self, *args: Any, requirement: Requirement, states: Iterable[RequirementState], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        may = [each for each in states if each is not RequirementState.COMMITTED or requirement in COMMITTABLE]
        self.fields["state"].choices = [(each.value, _(STATE_WORDS[each])) for each in may]  # type: ignore[attr-defined]


# -- tasks ------------------------------------------------------------------------------------------


def persons_in(field: forms.Field, people: Iterable[Person], none: Any = None) -> None:
    """Offer these people by name; a code names each."""
    first = [("", none)] if none else []
    field.choices = [*first, *((person.code, person.name) for person in people)]  # type: ignore[attr-defined]


class TaskForm(forms.Form):
    prefix = "task"

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due_on = day(_("Until"))
    for_member = forms.BooleanField(label=_("The member does it, and sees it"), required=False)


class AssignForm(forms.Form):
    prefix = "assign"

    assignee = forms.ChoiceField(label=_("Who does it"), required=False)

    def __init__(self, people: Iterable[Person], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        persons_in(self.fields["assignee"], people, _("nobody yet"))


class MentorForm(forms.Form):
    prefix = "mentor"

    mentor = forms.ChoiceField(label=_("Mentor"))

    def __init__(self, people: Iterable[Person], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        persons_in(self.fields["mentor"], people)


class DoneForm(forms.Form):
    prefix = "done"

    note = long_text(_("What came of it"), rows=2, max_length=2_000, required=False)


class SecondForm(forms.Form):
    prefix = "second"

    reached = forms.TypedChoiceField(
        label=_("Did the second contact answer?"),
        choices=[("yes", _("Yes, and the matter is in hand")), ("no", _("No"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    note = long_text(_("How you tried, and when"), rows=2, max_length=2_000)


# -- mentorship -------------------------------------------------------------------------------------


class NoteForm(forms.Form):
    prefix = "note"

    text = long_text(_("Note"), max_length=5_000)


class ReviewForm(forms.Form):
    prefix = "review"

    kind = forms.TypedChoiceField(label=_("Document"), choices=labelled(DOCUMENT_WORDS), coerce=DocumentKind)
    url = address(_("Its address"), required=False, help_text=_("Fetched unless its text stands below."))
    text = long_text(_("Its text"), rows=5, required=False, max_length=200_000)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("url") and not given.get("text"):
            raise forms.ValidationError(_("Give an address or a text."), code="nothing-given")
        return given


class FindingForm(forms.Form):
    prefix = "finding"

    kind = forms.TypedChoiceField(
        label=_("What it is"), choices=labelled(FINDING_LABELS), coerce=FindingKind, widget=forms.RadioSelect
    )
    severity = forms.TypedChoiceField(
        label=_("How much it matters"), choices=labelled(SEVERITY_LABELS), coerce=Severity, required=False,
        empty_value=Severity.NONE,
    )  # fmt: skip
    text = long_text(_("In words that help"), max_length=5_000)


class AnswerForm(forms.Form):
    state = forms.TypedChoiceField(label=_("State"), choices=labelled(FINDING_STATE_LABELS), coerce=FindingState)
    answer = forms.CharField(label=_("Answer"), max_length=2_000, required=False)


class PlanForm(forms.Form):
    prefix = "plan"

    title = forms.CharField(label=_("What gets better"), max_length=200)
    owner = forms.CharField(label=_("Who sees to it"), max_length=200)
    due_on = day(_("Until"))


class PlanStateForm(forms.Form):
    state = forms.TypedChoiceField(label=_("State"), choices=labelled(PLAN_LABELS), coerce=PlanState)
