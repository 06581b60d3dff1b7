"""What people type to open a door."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.base.fetch.addresses import Target
from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Invalid


class ReceiverForm(forms.Form):
    """Where decisions on targets go."""

    url = forms.CharField(label=_("Address"), max_length=500, help_text=_("Where messages are posted to, https://..."))

    def clean_url(self) -> str:
        try:
            return Target.parse(self.cleaned_data["url"]).url
        except Invalid as error:
            raise ValidationError(sentence_of(error)) from error
