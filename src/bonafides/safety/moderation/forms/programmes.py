"""What an owner types to set up the programme's alerts."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.base.fetch.addresses import Target
from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Invalid
from bonafides.safety.moderation.rules.alerts import public_key_of


class ProgrammeForm(forms.Form):
    url = forms.CharField(
        label=_("Address of the programme"), max_length=500, help_text=_("https://..., without a path")
    )
    key = forms.CharField(
        label=_("Our key to its API"),
        max_length=200,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Made by who signs for us, on the programme's page “How we receive alerts”. It is kept sealed."),
    )
    public_key = forms.CharField(
        label=_("The programme's public key"),
        max_length=100,
        required=False,
        help_text=_("Begins with whpk_; with it, webhooks of the programme are taken at our door."),
    )

    def clean_url(self) -> str:
        try:
            return Target.parse(self.cleaned_data["url"]).url
        except Invalid as error:
            raise ValidationError(sentence_of(error)) from error

    def clean_public_key(self) -> str:
        written = str(self.cleaned_data["public_key"]).strip()
        if written:
            try:
                public_key_of(written)
            except Invalid as error:
                raise ValidationError(sentence_of(error)) from error
        return written

    def clean(self) -> None:
        if not self.errors and not (self.cleaned_data.get("key") or self.cleaned_data.get("public_key")):
            self.add_error("key", ValidationError(_("Give a key, or the programme's public key, or both.")))
