"""Bodies, imports and filters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.programme.members.actions.people import BODY_KINDS, Somebody
from bonafides.programme.members.forms.fields import ANY, BODY_LABELS, address, labelled, language, long_text
from bonafides.programme.members.queries import MemberFilter, TaskFilter
from bonafides.programme.members.vocabulary import (
    IMPORT_LIMIT_BYTES,
    MEMBER_WORDS,
    STATE_WORDS,
    TASK_WORDS,
    TYPE_WORDS,
)


class BodyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.TypedChoiceField(
        label=_("What it is"),
        choices=[(kind.value, BODY_LABELS[kind]) for kind in BODY_KINDS],
        coerce=OrganisationKind,
        widget=forms.RadioSelect,
    )
    country = forms.CharField(label=_("Country"), required=False, min_length=2, max_length=2)
    website = address(_("Website"), required=False)
    vetting_note = long_text(_("What shows who they are"), max_length=5_000)

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()


class ParticipantForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    language = language()
    evidence = long_text(_("What shows who they are"), max_length=5_000)

    def somebody(self) -> Somebody:
        given = {name: self.cleaned_data[name] for name in ("name", "email", "language")}
        return Somebody(**given, role=Role.PARTICIPANT.value)


class ImportForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8, at most 5 MB."))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > IMPORT_LIMIT_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB."), code="too-large")
        return file


class MemberFilterForm(forms.Form):
    search = forms.CharField(label=_("Search"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *labelled(MEMBER_WORDS)])
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[ANY, *labelled(TYPE_WORDS)])
    standing = forms.ChoiceField(label=_("A requirement is"), required=False, choices=[ANY, *labelled(STATE_WORDS)])

    def wanted(self) -> MemberFilter:
        """What is asked for; a value that is none of the choices asks for nothing."""
        return MemberFilter(**self.cleaned_data) if self.is_valid() else MemberFilter()


class TaskFilterForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("open", _("to do")), ("overdue", _("overdue")), ("done", _("done")), ("all", _("all"))],
    )
    kind = forms.ChoiceField(label=_("What"), required=False, choices=[ANY, *labelled(TASK_WORDS)])
    whose = forms.ChoiceField(
        label=_("Whose"), required=False, choices=[ANY, ("mine", _("mine")), ("nobody", _("nobody's yet"))]
    )

    def wanted(self) -> TaskFilter:
        if not self.is_valid():
            return TaskFilter()
        return TaskFilter(**self.cleaned_data | {"state": self.cleaned_data["state"] or "open"})
