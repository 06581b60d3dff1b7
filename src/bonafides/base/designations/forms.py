"""What people type about the register."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.base.designations.vocabulary import FILE_LIMIT_BYTES, LISTS

LIST_CHOICES = [(each.key, each.name) for each in LISTS]


class SearchForm(forms.Form):
    search = forms.CharField(
        label=_("Search"), required=False, max_length=200, help_text=_("part of a name, or a reference number")
    )
    list = forms.ChoiceField(label=_("List"), required=False, choices=[("", _("any")), *LIST_CHOICES])
    listed = forms.ChoiceField(
        label=_("Listed"),
        required=False,
        choices=[("", _("now or before")), ("now", _("now")), ("before", _("not any more"))],
    )

    def wanted(self) -> dict[str, str]:
        """The arguments of `queries.entities`; a value that is none of the choices asks for nothing."""
        if not self.is_valid():
            return {}
        given = self.cleaned_data
        return {"search": given["search"], "list_key": given["list"], "listed": given["listed"]}


class ImportForm(forms.Form):
    list = forms.ChoiceField(
        label=_("List"),
        required=False,
        choices=[("", _("the one that the file's format belongs to")), *LIST_CHOICES],
    )
    file = forms.FileField(label=_("File"), help_text=_("As the public body publishes it, XML or CSV."))
    may_shrink = forms.BooleanField(
        label=_("This file may take away more than half of what stands listed"), required=False
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > FILE_LIMIT_BYTES:
            raise ValidationError(_("The file is larger than %(limit)s MB."), params={"limit": FILE_LIMIT_BYTES >> 20})
        return file
