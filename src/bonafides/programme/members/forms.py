"""What people type about members. Each form has a prefix of its own, since several stand on one page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bonafides.base.people.queries import Person
from bonafides.base.people.vocabulary import OrganisationKind, Role
from bonafides.kernel.errors import Invalid
from bonafides.programme.members import rules
from bonafides.programme.members.actions.applying import Applied, Described
from bonafides.programme.members.actions.people import BODY_KINDS, Somebody
from bonafides.programme.members.models import Member, Service
from bonafides.programme.members.queries import MemberFilter, TaskFilter
from bonafides.programme.members.vocabulary import (
    CHECK_HELP,
    CHECK_WORDS,
    COMMITTABLE,
    CONTACT_WORDS,
    DOCUMENT_WORDS,
    IMPORT_LIMIT_BYTES,
    MEMBER_WORDS,
    OVERLAY_WORDS,
    SHOWN_WORDS,
    STATE_WORDS,
    TASK_WORDS,
    TYPE_WORDS,
    Check,
    CheckOutcome,
    ContactKind,
    ControlMethod,
    DocumentKind,
    FindingKind,
    FindingState,
    Overlay,
    PlanState,
    Requirement,
    RequirementState,
    ServiceType,
    Severity,
    Shown,
)

ANY = ("", _("any"))
CHECK_LABELS = {CheckOutcome.PASSED: _("It is so"), CheckOutcome.FAILED: _("It is not so")}
CONTROL_LABELS = {
    ControlMethod.DNS: _("A TXT record that I looked up"),
    ControlMethod.MAIL: _("A mailbox on the domain that answered me"),
}
FINDING_LABELS = {FindingKind.STRENGTH: _("Strength"), FindingKind.RECOMMENDATION: _("Recommendation")}
SEVERITY_LABELS = {
    Severity.NONE: _("none: a strength"),
    Severity.LOW: _("Low: would be good"),
    Severity.MEDIUM: _("Medium: should be mended"),
    Severity.HIGH: _("High: must be mended"),
}
FINDING_STATE_LABELS = {
    FindingState.OPEN: _("Open"),
    FindingState.ACCEPTED: _("Accepted"),
    FindingState.DONE: _("Done"),
    FindingState.DECLINED: _("Declined"),
}
PLAN_LABELS = {
    PlanState.PLANNED: _("Planned"),
    PlanState.DOING: _("Under way"),
    PlanState.DONE: _("Done"),
    PlanState.DROPPED: _("Dropped"),
}
ROLE_LABELS = {
    Role.SIGNATORY: _("Signatory: signs, answers for us"),
    Role.CONTACT: _("Contact: is reached, receives alerts"),
    Role.ANSWERER: _("Answerer: fills in assessments"),
    Role.READER: _("Reader: reads what we read"),
}
BODY_LABELS = {
    OrganisationKind.CIVIL_SOCIETY: _("Civil society"),
    OrganisationKind.ACADEMIC: _("Academic body"),
    OrganisationKind.STATE: _("State or UN body"),
}


def labelled(labels: dict[Any, Any]) -> list[tuple[str, Any]]:
    """The choices of a field, in the table's order; plain sentences are translated when they are shown."""
    return [(member.value, _(label) if isinstance(label, str) else label) for member, label in labels.items()]


def several(enum: Any, labels: dict[Any, Any], label: Any, **options: Any) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label, choices=labelled(labels), coerce=enum, widget=forms.CheckboxSelectMultiple, **options
    )


def long_text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    options.setdefault("max_length", 10_000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def day(label: Any, **options: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d"], **options)


def language(**options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Language of the mail"), choices=settings.LANGUAGES, initial="en", **options)


def address(label: Any, **options: Any) -> forms.URLField:
    return forms.URLField(label=label, max_length=300, assume_scheme="https", **options)


class WordsField(forms.CharField):
    """Several words in one line, apart by commas."""

    def to_python(self, value: Any) -> Any:
        return rules.words_in(super().to_python(value) or "")

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else ", ".join(value)


def languages() -> WordsField:
    return WordsField(
        label=_("Languages"), required=False, max_length=200, help_text=_("Codes, apart by commas, such as en, ar, ru.")
    )


# -- applying ---------------------------------------------------------------------------------------


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
            raise forms.ValidationError(_(error.sentence) % error.facts, code=error.code) from error

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


# -- what a member says of itself -------------------------------------------------------------------


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


# -- requirements -----------------------------------------------------------------------------------


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


# -- bodies, imports, filters -----------------------------------------------------------------------


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
