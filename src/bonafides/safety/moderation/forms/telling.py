"""What authors, notifiers and those who answer them fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.safety.moderation.rules.appeals import TEXT_LIMIT
from bonafides.safety.moderation.vocabulary import AppellantKind

LONG = forms.Textarea(attrs={"rows": 6, "dir": "auto"})


class ObjectionForm(forms.Form):
    """An author's objection to a hold. It needs no reason."""

    text = forms.CharField(
        label=_("What should we know?"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class TokenForm(forms.Form):
    """The token that came with an upload."""

    token = forms.RegexField(r"\A[A-Za-z0-9_-]{20,100}\Z", label=_("The upload's token"))


class AppealForm(forms.Form):
    """A complaint by one who was told of a decision, or by their representative."""

    text = forms.CharField(
        label=_("Why is the decision wrong?"),
        help_text=_("In any language. Say what the item is for, what was misunderstood, or which fact is wrong."),
        max_length=TEXT_LIMIT,
        widget=LONG,
    )
    is_representative = forms.BooleanField(label=_("I speak for somebody else"), required=False)
    mandate = forms.CharField(
        label=_("For whom, and by what mandate?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    address = forms.EmailField(
        label=_("E-mail address for the answer"),
        help_text=_("Optional. Without it, keep the address of the page that follows."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("is_representative") and not cleaned.get("mandate", "").strip():
            self.add_error("mandate", _("Say whom you speak for and by what mandate."))
        return cleaned

    def appellant(self, own: AppellantKind) -> AppellantKind:
        return AppellantKind.REPRESENTATIVE if self.cleaned_data["is_representative"] else own


class ContestForm(forms.Form):
    """Why a note about an account is wrong."""

    contest = forms.CharField(
        label=_("Why is it not so?"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    )
