"""What an owner types to set up a webhook."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.base.fetch.addresses import Target
from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Invalid


class EndpointForm(forms.Form):
    url = forms.CharField(label=_("Address"), max_length=2000, help_text=_("Where messages are posted to, https://..."))
    description = forms.CharField(label=_("What it is for"), max_length=200, required=False)

    def clean_url(self) -> str:
        try:
            return Target.parse(self.cleaned_data["url"]).url
        except Invalid as error:
            raise ValidationError(sentence_of(error)) from error
