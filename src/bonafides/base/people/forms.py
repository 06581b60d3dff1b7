"""What people type about people and keys."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from bonafides.base.people.models import Person
from bonafides.base.people.vocabulary import (
    API_KEY_CALLS_PER_MINUTE,
    API_KEY_LASTS,
    ROLES_OF,
    OrganisationKind,
    Role,
    Scope,
    Standing,
)
from bonafides.kernel.clock import now

ROLE_LABELS = {
    Role.OWNER: _("Owner: people, keys, policies and settings"),
    Role.LEAD: _("Lead: assigns, decides, answers for the queue"),
    Role.REVIEWER: _("Reviewer: decides"),
    Role.TRAINEE: _("Trainee: proposes, another decides"),
    Role.SECOND_READER: _("Second reader: from outside, for one case"),
    Role.EVIDENCE_CUSTODIAN: _("Evidence custodian: keeps what must be preserved"),
    Role.AUTHORITY_DESK: _("Authority desk: orders and requests of authorities"),
    Role.AUDITOR: _("Auditor: reads, changes nothing"),
    Role.OFFICER: _("Programme officer: vets and follows members"),
    Role.ASSESSOR: _("Assessor: carries out assessments that a member opens to them"),
    Role.MARK_REVIEWER: _("Mark reviewer: one of two who decide on a trustmark"),
    Role.ANALYST: _("Analyst: submits and verifies alerts"),
    Role.FLAGGER: _("Trusted flagger: submits alerts"),
    Role.EDITOR: _("Editor: keeps the knowledge sharing platform"),
    Role.SIGNATORY: _("Signatory: signs, answers for the member"),
    Role.CONTACT: _("Contact: is reached, receives alerts"),
    Role.ANSWERER: _("Answerer: fills in assessments"),
    Role.READER: _("Reader: reads what the member reads"),
    Role.PARTICIPANT: _("Participant: reads and discusses knowledge"),
}
STANDING_LABELS = {
    Standing.PLATFORM: _("The platform itself"),
    Standing.TRUSTED_FLAGGER: _("A trusted flagger"),
    Standing.AUTHORITY: _("A public authority"),
    Standing.PROGRAMME: _("A programme that sends alerts"),
}
SCOPE_LABELS = {
    Scope.ITEMS_WRITE: _("Submit uploads"),
    Scope.FLAGS_WRITE: _("Send flags"),
    Scope.MATCH_READ: _("Look up matches"),
    Scope.DECISIONS_READ: _("Read decisions"),
    Scope.MESSAGES_READ: _("Fetch messages"),
    Scope.APPEALS_WRITE: _("File appeals"),
    Scope.BANKS_READ: _("Read banks"),
    Scope.BANKS_WRITE: _("Change banks"),
    Scope.FEEDS_READ: _("Read the lists that are shared with it"),
    Scope.FEEDS_WRITE: _("Set up and remove feeds, with their credentials"),
    Scope.ALERTS_READ: _("Fetch alerts"),
    Scope.ALERTS_WRITE: _("Answer alerts"),
}


def labelled(labels: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(member.value, label) for member, label in labels.items()]


def roles_of(kind: str) -> list[tuple[str, Any]]:
    """The roles that an organisation of this kind gives, in words."""
    return [(role.value, ROLE_LABELS[role]) for role in ROLES_OF[kind]]


class RoleForm(forms.Form):
    """A role of the organisation's kind."""

    role = forms.ChoiceField(label=_("Role"))
    case = forms.CharField(
        label=_("Case"), max_length=32, required=False, help_text=_("For a second reader: the reference of the case.")
    )

    def __init__(self, *args: Any, kind: str = OrganisationKind.PLATFORM, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_of(kind)  # type: ignore[attr-defined]
        if kind != OrganisationKind.PLATFORM:
            del self.fields["case"]  # only a platform has cases


class InviteForm(RoleForm):
    email = forms.EmailField(label=_("E-mail address"), help_text=_("The link is sent there; it lasts 7 days."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    field_order = ("email", "language", "role", "case")


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class AcceptForm(AccountForm):
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 12 characters; four words at random are easy to remember and hard to guess."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    password_again = forms.CharField(
        label=_("Password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password")
        if password and password != cleaned.get("password_again"):
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            self.check_password(password, cleaned.get("name", ""))
        return cleaned

    def check_password(self, password: str, name: str) -> None:
        try:
            validate_password(password, Person(email=self.email, name=name))
        except forms.ValidationError as error:
            self.add_error("password", error)


def default_end() -> str:
    return (now() + API_KEY_LASTS).date().isoformat()


class KeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("What will use it, such as “upload server”."))
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=labelled(SCOPE_LABELS), widget=forms.CheckboxSelectMultiple
    )
    standing = forms.ChoiceField(label=_("Who speaks with it"), choices=labelled(STANDING_LABELS))
    last_day = forms.DateField(
        label=_("Last day"), initial=default_end, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    calls_per_minute = forms.IntegerField(
        label=_("Calls per minute, at most"), min_value=1, max_value=60_000, initial=API_KEY_CALLS_PER_MINUTE
    )

    def wanted(self) -> dict[str, Any]:
        """The arguments of `create_api_key`; a key ends when its last day does, in UTC."""
        data = self.cleaned_data
        end_of_day = datetime.combine(data["last_day"] + timedelta(days=1), time.min, tzinfo=UTC)
        return {
            "name": data["name"],
            "scopes": frozenset(data["scopes"]),
            "standing": Standing(data["standing"]),
            "expires_at": end_of_day,
            "calls_per_minute": data["calls_per_minute"],
        }
