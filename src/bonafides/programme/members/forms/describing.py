"""What a member says of itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.programme.members.actions.people import Somebody
from bonafides.programme.members.forms.fields import (
    ROLE_LABELS,
    address,
    day,
    labelled,
    language,
    languages,
    long_text,
    several,
)
from bonafides.programme.members.models import Member
from bonafides.programme.members.vocabulary import (
    CONTACT_WORDS,
    SHOWN_WORDS,
    ContactKind,
    Shown,
)


class ProfileForm(forms.Form):
    prefix = "profile"

    name = forms.CharField(label=_("Name"), max_length=200)
    website = address(_("Website"))
    staff = forms.IntegerField(label=_("People who work for it"), min_value=0, max_value=10_000_000, required=False)
    about = long_text(_("About"), required=False, max_length=2_000)

    @classmethod
    def of(cls, member: Member) -> "ProfileForm":
        return cls(initial={name: getattr(member, name) for name in cls.base_fields})


class ListingForm(forms.Form):
    prefix = "listing"

    is_listed = forms.BooleanField(label=_("Name us in the public directory"), required=False)
    shown = several(Shown, SHOWN_WORDS, _("Beside the name, show"), required=False)

    @classmethod
    def of(cls, member: Member) -> "ListingForm":
        return cls(initial={"is_listed": member.is_listed, "shown": member.shown})

    def chosen(self) -> dict[str, Any]:
        return {"is_listed": self.cleaned_data["is_listed"], "shown": frozenset(self.cleaned_data["shown"])}


class DomainForm(forms.Form):
    prefix = "domain"

    host = forms.CharField(label=_("Domain"), max_length=300, help_text=_("Such as example.org; all below it counts."))


class ContactForm(forms.Form):
    prefix = "contact"

    kind = forms.TypedChoiceField(label=_("For what"), choices=labelled(CONTACT_WORDS), coerce=ContactKind)
    name = forms.CharField(label=_("Name or team"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    phone = forms.CharField(label=_("Telephone"), max_length=50, required=False)
    languages = languages()


class AbsenceForm(forms.Form):
    prefix = "absence"

    begins = day(_("From"))
    ends = day(_("To, the last day"))
    stands_in = forms.CharField(
        label=_("Who stands in"), max_length=200, help_text=_("A name and how to reach them meanwhile.")
    )


class ProposalForm(forms.Form):
    prefix = "proposal"

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"), choices=labelled(ROLE_LABELS), widget=forms.RadioSelect)
    language = language()

    def somebody(self) -> Somebody:
        return Somebody(**self.cleaned_data)


class VetForm(forms.Form):
    """What shows who somebody is, or why they are not let in."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("accept", _("Accept, and send the invitation")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    words = long_text(_("What shows who they are, or the reason"))
