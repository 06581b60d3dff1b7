"""Applying, inviting, vetting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Invalid
from bonafides.programme.members import rules
from bonafides.programme.members.actions.applying import Applied, Described
from bonafides.programme.members.forms.fields import (
    CHECK_LABELS,
    CONTROL_LABELS,
    WordsField,
    address,
    labelled,
    language,
    languages,
    long_text,
    several,
)
from bonafides.programme.members.models import Service
from bonafides.programme.members.vocabulary import (
    CHECK_HELP,
    CHECK_WORDS,
    OVERLAY_WORDS,
    TYPE_WORDS,
    Check,
    CheckOutcome,
    ControlMethod,
    Overlay,
    ServiceType,
)


class ServiceForm(forms.Form):
    prefix = "service"

    name = forms.CharField(label=_("Name of the service"), max_length=200)
    url = address(_("Its address"), required=False)
    types = several(ServiceType, TYPE_WORDS, _("What it is"), help_text=_("All that fit: questions follow from it."))
    overlays = several(Overlay, OVERLAY_WORDS, _("What lies over it"), required=False)
    languages = languages()
    monthly_users = forms.IntegerField(label=_("People who use it in a month"), min_value=0, required=False)
    report_form_url = address(
        _("Where people report content"), required=False, help_text=_("We look four times a year whether it works.")
    )

    @classmethod
    def of(cls, service: Service) -> "ServiceForm":
        return cls(initial={name: getattr(service, name) for name in cls.base_fields})

    def described(self) -> dict[str, Any]:
        """The arguments of `actions.describe_service`."""
        given = dict(self.cleaned_data)
        return given | {"types": frozenset(given["types"]), "overlays": frozenset(given["overlays"])}


class ApplyForm(forms.Form):
    """The whole application, in five short parts."""

    name = forms.CharField(label=_("Name of the platform"), max_length=200)
    website = address(_("Website"))
    country = forms.CharField(
        label=_("Country where you are established"),
        required=False,
        min_length=2,
        max_length=2,
        help_text=_("Two letters, such as IE."),
    )
    staff = forms.IntegerField(label=_("People who work for it"), min_value=0, max_value=10_000_000, required=False)
    about = long_text(_("What it is for, in two sentences"), required=False, max_length=2_000)
    types = ServiceForm.base_fields["types"]
    overlays = ServiceForm.base_fields["overlays"]
    languages = languages()
    monthly_users = ServiceForm.base_fields["monthly_users"]
    report_form_url = ServiceForm.base_fields["report_form_url"]
    domains = WordsField(
        label=_("Domains that you answer for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        help_text=_("One a line. You will be asked to put a file there, so that we see that they are yours."),
    )
    contact_name = forms.CharField(label=_("Contact point: name or team"), max_length=200)
    contact_email = forms.EmailField(label=_("Contact point: e-mail"))
    backup_name = forms.CharField(label=_("Second contact: name or team"), max_length=200, required=False)
    backup_email = forms.EmailField(label=_("Second contact: e-mail"), required=False)
    applicant_name = forms.CharField(label=_("Your name"), max_length=200)
    applicant_email = forms.EmailField(label=_("Your e-mail"))
    applicant_position = forms.CharField(label=_("What you do there"), max_length=200, required=False)
    message = long_text(_("Anything else that we should know"), required=False, max_length=5_000)

    def clean_domains(self) -> tuple[str, ...]:
        hosts = self.cleaned_data["domains"]
        try:
            return tuple(dict.fromkeys(rules.host_of(each) for each in hosts))
        except Invalid as error:
            raise forms.ValidationError(sentence_of(error), code=error.code) from error

    def applied(self, language: str) -> Applied:
        """The argument of `actions.apply`."""
        given = self.cleaned_data
        described = ("languages", "monthly_users", "report_form_url")
        service = Described(
            name=given["name"],
            url=given["website"],
            types=frozenset(given["types"]),
            overlays=frozenset(given["overlays"]),
            **{name: given[name] for name in described},
        )
        plain = ("name", "website", "about", "staff", "message", "applicant_name", "applicant_email")
        return Applied(
            **{name: given[name] for name in plain},
            service=service,
            domains=given["domains"],
            applicant_position=given["applicant_position"],
            country=given["country"].upper(),
            contact=(given["contact_name"], given["contact_email"]),
            backup=(given["backup_name"], given["backup_email"]),
            language=language,
        )

    @property
    def parts(self) -> list[tuple[Any, Any, list[Any]]]:
        """Heading, a sentence, and the fields of each part."""
        return [(title, text, [self[name] for name in names]) for title, text, names in APPLY_PARTS]


APPLY_PARTS = (
    (_("Your platform"), "", ("name", "website", "country", "staff", "about")),
    (
        _("What it offers"),
        _("The assessments ask only what fits your technology."),
        ("types", "overlays", "languages", "monthly_users", "report_form_url"),
    ),
    (_("Your domains"), "", ("domains",)),
    (
        _("Whom we reach about terrorist content"),
        _("Both get a test mail now and then, so that they work when they have to."),
        ("contact_name", "contact_email", "backup_name", "backup_email"),
    ),
    (_("You"), "", ("applicant_name", "applicant_email", "applicant_position", "message")),
)


class InviteForm(forms.Form):
    name = forms.CharField(label=_("Name of the platform"), max_length=200)
    website = address(_("Website"))
    email = forms.EmailField(label=_("To whom the invitation goes"))
    language = language()


class CheckForm(forms.Form):
    """What an officer found out about one thing."""

    outcome = forms.TypedChoiceField(
        label=_("What you found"), choices=labelled(CHECK_LABELS), coerce=CheckOutcome, widget=forms.RadioSelect
    )
    note = long_text(_("What shows it"), rows=2)

    def __init__(self, check: Check, data: Any = None) -> None:
        super().__init__(data, prefix=f"check-{check.value}")
        self.check = check
        self.fields["note"].help_text = _(CHECK_HELP[check])

    @property
    def title(self) -> str:
        return CHECK_WORDS[self.check]


class ControlForm(forms.Form):
    method = forms.TypedChoiceField(label=_("What shows it"), choices=labelled(CONTROL_LABELS), coerce=ControlMethod)


class ReasonForm(forms.Form):
    reason = long_text(_("Reason"), rows=3, max_length=2_000)
