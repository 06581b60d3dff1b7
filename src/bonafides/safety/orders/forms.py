"""What people type at the desk."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bonafides.safety.orders.annexes import ANNEX_I, ANNEX_II, ANNEX_III, Field, Shape
from bonafides.safety.orders.countries import NAMES
from bonafides.safety.orders.queries import desk
from bonafides.safety.orders.reading import moment_of
from bonafides.safety.orders.vocabulary import (
    ANSWER_WORDS,
    CHECK_SENTENCES,
    COMPETENCE_WORDS,
    DEFECT_WORDS,
    MAIL_LIMIT_BYTES,
    REINSTATE_WORDS,
    REQUEST_WORDS,
    Answer,
    RequestKind,
)

WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)
ANSWERS = ((Answer.YES.value, _("yes")), (Answer.NO.value, _("no")), (Answer.UNSURE.value, _("unsure")))
MEMBER_STATES = tuple((code, format_lazy("{} ({})", _(name), code)) for code, name in NAMES.items())


def words_of(table: Mapping[Any, str]) -> list[tuple[str, Any]]:
    """Choices of a vocabulary, translated when shown."""
    return [(key.value, _(words)) for key, words in table.items()]


class MomentField(forms.CharField):
    """A moment with its zone: `2026-03-29 01:30 +01:00`; without one, the desk's own."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("Date and time with the offset, such as 2026-03-29 01:30 +01:00."))
        super().__init__(max_length=60, **options)

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        moment = moment_of(text, desk.zone())
        if moment is None:
            raise ValidationError(_("This is no date with a time."))
        return moment


def offset_of(moment: datetime) -> str:
    text = f"{moment:%z}"
    return f"{text[:3]}:{text[3:5]}"


# -- orders -----------------------------------------------------------------------------------------------------------


def widget_of(field: Field) -> forms.Field:
    """The control of a field of an annex. None is mandatory here: what is missing is a defect, not a reason to wait."""
    common: dict[str, Any] = {"label": _(field.label), "required": False}
    match field.shape:
        case Shape.TEXT | Shape.LINES:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=20_000, **common)
        case Shape.YES:
            return forms.BooleanField(**common)
        case Shape.CHOICE:
            choices = [("", "–"), *((code, _(words)) for code, words in field.choices)]
            return forms.ChoiceField(choices=choices, **common)
        case Shape.CHOICES:
            choices = [(code, _(words)) for code, words in field.choices]
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    return forms.CharField(max_length=1000, **common)


class AnnexForm(forms.Form):
    """Annex I, all of it, section by section."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in ANNEX_I:
            self.fields[field.key] = widget_of(field)

    @property
    def sections(self) -> list[tuple[str, list[Any]]]:
        letters = dict.fromkeys(field.section for field in ANNEX_I)
        return [(letter, [self[each.key] for each in ANNEX_I if each.section == letter]) for letter in letters]

    def annex(self) -> dict[str, str]:
        return {field.key: self._text(self.cleaned_data.get(field.key)) for field in ANNEX_I}

    def _text(self, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else ""
        return "\n".join(value) if isinstance(value, list) else str(value or "")


def initial_of(annex: Mapping[str, str]) -> dict[str, Any]:
    """What the form begins with."""
    shapes = {field.key: field.shape for field in ANNEX_I}
    return {key: _initial(shapes.get(key), value) for key, value in annex.items()}


def _initial(shape: Shape | None, value: str) -> Any:
    if shape is Shape.YES:
        return value == "yes"
    return value.split("\n") if shape is Shape.CHOICES else value


class NewOrderForm(AnnexForm):
    """An order that came by hand: when, how, and what came, beside the fields."""

    received = MomentField(label=_("Received"))
    received_how = forms.CharField(
        label=_("By what the time is known"), max_length=300, help_text=_("The fax's header, the courier's slip.")
    )
    raw = forms.CharField(
        label=_("The message as it came"), required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": 6})
    )
    scan = forms.FileField(label=_("Or a scan of it"), required=False)

    def clean_received(self) -> datetime:
        moment: datetime = self.cleaned_data["received"]
        return moment


class ImportForm(forms.Form):
    file = forms.FileField(label=_("E-mail or PDF"), help_text=_("An .eml as your mail program saves it, or a PDF."))
    received = MomentField(
        label=_("When it came, where the file cannot say it"),
        required=False,
        help_text=_(
            "An e-mail says it itself, by the header of our own mail server. For a PDF, say it with the offset."
        ),
    )
    as_order = forms.BooleanField(label=_("Take it as an order whatever it looks like"), required=False)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAIL_LIMIT_BYTES:
            raise ValidationError(_("The file is larger than %(limit)s MB."), params={"limit": MAIL_LIMIT_BYTES >> 20})
        return file


class ChecksForm(forms.Form):
    """The checklist in one go; a line without an answer stays as it is."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for check, sentence in CHECK_SENTENCES.items():
            self.fields[check.value] = forms.ChoiceField(
                label=_(sentence), choices=[("", "–"), *ANSWERS], required=False
            )
            note = forms.CharField(label=_("How do you know?"), max_length=300, required=False)
            self.fields[f"{check.value}_note"] = note


class DefectForm(forms.Form):
    defect = forms.ChoiceField(label=_("What is wrong"), choices=words_of(DEFECT_WORDS))
    field = forms.ChoiceField(
        label=_("In which field"), required=False, choices=[("", "–"), *((each.key, _(each.label)) for each in ANNEX_I)]
    )
    explanation = forms.CharField(label=_("Explanation"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class ReplyForm(forms.Form):
    """Annex II or III, filled in already."""

    def __init__(self, *args: Any, fields: tuple[Field, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        for field in fields:
            control = widget_of(field)
            control.required = field.needed
            self.fields[field.key] = control
        self.fields["to"] = forms.EmailField(label=_("Send to"))

    def body(self) -> dict[str, str]:
        return {key: str(value) for key, value in self.cleaned_data.items() if key != "to"}


REPLY_FIELDS = {"annex_ii": ANNEX_II, "annex_iii": ANNEX_III}


class ClarifiedForm(forms.Form):
    from_ = MomentField(label=_("Since when the hour runs"))


class EmbargoForm(forms.Form):
    reference = forms.CharField(label=_("Reference of the authority's decision"), max_length=200)
    decided = MomentField(label=_("Decided"))
    ends = MomentField(label=_("Ends"))


class ScrutinyForm(forms.Form):
    reasons = forms.CharField(label=_("Reasons"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}))
    to = forms.EmailField(label=_("Home authority's address"))


class AuthorAskedForm(forms.Form):
    asked = MomentField(label=_("When the author asked"))


class FindingForm(forms.Form):
    finding = forms.ChoiceField(
        label=_("Finding"),
        choices=[("infringement", _("an infringement: reinstate now")), ("none", _("no infringement"))],
    )
    reference = forms.CharField(label=_("Reference of its decision"), max_length=200)


class ReinstateForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why"), choices=words_of(REINSTATE_WORDS))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


# -- the desk's own ---------------------------------------------------------------------------------------------------


class ContactForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    phone = forms.CharField(label=_("Telephone"), max_length=60, required=False)
    languages_text = forms.CharField(
        label=_("Languages"), max_length=100, help_text=_("Codes with commas between, such as en, de."), initial="en"
    )
    hours = forms.CharField(label=_("Hours"), max_length=300, initial="24/7")
    zone = forms.CharField(label=_("Time zone"), max_length=60, initial="UTC", help_text=_("Such as Europe/Dublin."))
    country = forms.ChoiceField(
        label=_("Member State of the main establishment, or of the legal representative"),
        choices=[("", "–"), *MEMBER_STATES],
        required=False,
    )
    address = forms.CharField(label=_("Postal address"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    legal_representative = forms.CharField(label=_("Legal representative"), max_length=300, required=False)

    def clean_zone(self) -> str:
        name: str = self.cleaned_data["zone"]
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as error:
            raise ValidationError(_("This is no time zone.")) from error
        return name

    def wanted(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        text = given.pop("languages_text")
        return given | {"languages": [part.strip() for part in text.split(",") if part.strip()]}


class ShiftForm(forms.Form):
    person = forms.ChoiceField(label=_("Person"))
    position = forms.IntegerField(label=_("Called as number"), min_value=1, max_value=20, initial=1)
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple, initial=list(range(7))
    )
    begins = forms.TimeField(label=_("From"), initial="00:00")
    ends = forms.TimeField(label=_("Until"), initial="00:00", help_text=_("The same time is the whole day."))
    zone = forms.CharField(label=_("Time zone"), max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        people = forms.ChoiceField(label=_("Person"), choices=[(each.code, each.name) for each in desk.executors()])
        self.fields["person"] = people
        self.fields["zone"].initial = str(desk.zone())


class GatewayForm(forms.Form):
    url = forms.URLField(label=_("Address of a phone gateway"), max_length=500, assume_scheme="https")


class AuthorityForm(forms.Form):
    country = forms.ChoiceField(label=_("Member State"), choices=MEMBER_STATES)
    name = forms.CharField(label=_("Name"), max_length=300)
    competences = forms.MultipleChoiceField(
        label=_("What it may do"), choices=words_of(COMPETENCE_WORDS), widget=forms.CheckboxSelectMultiple
    )
    domains_text = forms.CharField(
        label=_("Domains it writes from"), max_length=500, required=False, help_text=_("With commas between.")
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    phone = forms.CharField(
        label=_("Telephone"), max_length=60, required=False, help_text=_("Found elsewhere than in an order.")
    )
    url = forms.URLField(label=_("Its page"), max_length=500, required=False, assume_scheme="https")
    source = forms.CharField(label=_("Source"), max_length=500)
    as_of = forms.DateField(label=_("As of"))
    first_contact_at = MomentField(
        label=_("When its information before a first order came"), required=False, help_text=_("Art. 3(2)")
    )
    checked = forms.BooleanField(label=_("I compared this with the source"), required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def wanted(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        text = given.pop("domains_text")
        domains = [part.strip().casefold().lstrip("@") for part in text.split(",") if part.strip()]
        return given | {"domains": domains}


# -- requests and exposure --------------------------------------------------------------------------------------------


class RequestForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=words_of(REQUEST_WORDS))
    country = forms.ChoiceField(label=_("Member State"), choices=MEMBER_STATES)
    authority_name = forms.CharField(label=_("Authority"), max_length=300)
    contact = forms.CharField(label=_("Contact"), max_length=300)
    authority_reference = forms.CharField(label=_("Its reference"), max_length=200, required=False)
    legal_basis = forms.CharField(label=_("Legal basis it names"), max_length=300, required=False)
    asked_for = forms.CharField(
        label=_("What is asked for"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    location = forms.CharField(label=_("Address of the content, of a referral"), max_length=2000, required=False)
    danger = forms.CharField(
        label=_("Whose life is in danger, and how"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    received = MomentField(label=_("Received"))
    due = MomentField(label=_("Asked to be answered by"), required=False)

    def kind_word(self) -> RequestKind:
        return RequestKind(self.cleaned_data["kind"])

    def wanted(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"kind", "received", "due"}}
        received = self.cleaned_data["received"]
        return given | {
            "received_at": received.astimezone(UTC),
            "received_zone": offset_of(received),
            "due_at": self.cleaned_data["due"],
        }


class VerifyForm(forms.Form):
    how = forms.CharField(label=_("How the sender was verified"), max_length=300)


class NarrowForm(forms.Form):
    legal_basis = forms.CharField(label=_("Legal basis"), max_length=300, required=False)
    to = forms.CharField(label=_("Exactly what the answer covers"), widget=forms.Textarea(attrs={"rows": 2}))


class ChallengeForm(forms.Form):
    where = forms.CharField(label=_("Before whom it is contested"), max_length=300)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("Answer"), choices=words_of(ANSWER_WORDS))
    reason = forms.CharField(label=_("Reasons"), widget=forms.Textarea(attrs={"rows": 2}))


class ExposureForm(forms.Form):
    authority_name = forms.CharField(label=_("Authority"), max_length=300)
    authority_email = forms.EmailField(label=_("Its e-mail address"), required=False)
    authority_reference = forms.CharField(label=_("Reference of its decision"), max_length=200)
    decided_at = MomentField(label=_("Decided"))
    note = forms.CharField(label=_("What it found"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


class MeasureForm(forms.Form):
    description = forms.CharField(label=_("Measure"), widget=forms.Textarea(attrs={"rows": 2}))
    human_oversight = forms.CharField(
        label=_("Who verifies what is found, and how"), widget=forms.Textarea(attrs={"rows": 2})
    )
    rights = forms.CharField(
        label=_("How rights are kept in mind"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReportForm(forms.Form):
    text = forms.CharField(label=_("Report"), max_length=50_000, widget=forms.Textarea(attrs={"rows": 8}))
    to = forms.EmailField(label=_("Send to"))
