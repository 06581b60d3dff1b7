"""What people type about alerts."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.base.designations import queries as designations
from bonafides.programme.alerts import labels
from bonafides.programme.alerts.actions.submitting import About
from bonafides.programme.alerts.queries import AlertFilter
from bonafides.programme.alerts.vocabulary import (
    ADDRESS_LIMIT_CHARACTERS,
    BASIS_LIMIT_CHARACTERS,
    CRITERION_SENTENCES,
    NOTE_LIMIT_CHARACTERS,
    REASON_LIMIT_CHARACTERS,
    Answer,
    ContentKind,
    Criterion,
)
from bonafides.programme.members.vocabulary import ServiceType

ANY = ("", _("any"))
LINES_LIMIT_CHARACTERS = 200 * ADDRESS_LIMIT_CHARACTERS


def labelled(words: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(member.value, label) for member, label in words.items()]


class FilterForm(forms.Form):
    search = forms.CharField(
        label=_("Search"), required=False, max_length=300, help_text=_("an address, a host, an entity or a reference")
    )
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *labelled(labels.STATES)])
    answer = forms.ChoiceField(label=_("Answer"), required=False, choices=[ANY, *labelled(labels.ANSWERS)])

    def wanted(self) -> AlertFilter:
        return AlertFilter(**self.cleaned_data) if self.is_valid() else AlertFilter()


class InboxForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Answer"), required=False, choices=[ANY, ("open", _("not answered")), *labelled(labels.ANSWERS)]
    )

    def wanted(self) -> str:
        return str(self.cleaned_data["answer"]) if self.is_valid() else ""


class SubmitForm(forms.Form):
    """Addresses about which the same is said, one to a line."""

    addresses = forms.CharField(
        label=_("Addresses"),
        max_length=LINES_LIMIT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "spellcheck": "false"}),
        help_text=_("One to a line; hxxp and [.] are understood. Addresses that are nearly alike are verified as one."),
    )
    entity = forms.CharField(
        label=_("Designated entity"),
        max_length=300,
        help_text=_("Its number on a public list, or its exact name, as the register of designations has it."),
    )
    basis = forms.CharField(
        label=_("Legal basis"),
        max_length=BASIS_LIMIT_CHARACTERS,
        help_text=_("Under which law the content is illegal, such as “Directive (EU) 2017/541, Art. 5”."),
    )
    platform_type = forms.TypedChoiceField(
        label=_("Type of platform"), choices=labelled(labels.TYPES), coerce=ServiceType
    )
    kind = forms.TypedChoiceField(label=_("Kind of content"), choices=labelled(labels.KINDS), coerce=ContentKind)
    language = forms.CharField(
        label=_("Language"), max_length=12, required=False, help_text=_("A code such as en, ar or fr.")
    )
    has_graphic_content = forms.BooleanField(label=_("Warn: the content is graphic"), required=False)
    has_personal_data = forms.BooleanField(label=_("Warn: the content holds personal data"), required=False)
    note = forms.CharField(
        label=_("Note to the platform"),
        max_length=NOTE_LIMIT_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("What it is and where on the page; never a copy of the content."),
    )

    def clean_entity(self) -> Any:
        entry = designations.entry_named(self.cleaned_data["entity"])
        if entry is None:
            raise ValidationError(_("This is no number on a list, and no exact name of an entity that is listed now."))
        return entry

    def about(self) -> About:
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"addresses", "entity"}}
        return About(entry=self.cleaned_data["entity"], **given)


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "Columns: url, entity, legal_basis, platform_type, kind; if known language, personal_data, "
            "graphic_content, note. A row that cannot be used is set aside with its reason."
        ),
    )


class VerifyForm(forms.Form):
    confirmed = forms.MultipleChoiceField(
        label=_("I have opened each address and confirm"),
        choices=labelled({each: _(sentence) for each, sentence in CRITERION_SENTENCES.items()}),
        widget=forms.CheckboxSelectMultiple,
    )

    def criteria(self) -> frozenset[Criterion]:
        return frozenset(map(Criterion, self.cleaned_data["confirmed"]))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"), max_length=REASON_LIMIT_CHARACTERS, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )


class ContactForm(forms.Form):
    address = forms.EmailField(
        label=_("Abuse contact of the platform"),
        help_text=_("Found by you on the platform's own site or in its registration; you answer for it."),
    )


class AnswerForm(forms.Form):
    answer = forms.TypedChoiceField(
        label=_("What you did"),
        choices=[
            (Answer.ACKNOWLEDGED.value, _("Received; we are looking at it")),
            (Answer.RESTRICTED.value, _("We restricted the content")),
            (Answer.KEPT.value, _("It stays, for this reason")),
            (Answer.DISPUTED.value, _("We dispute the alert: it is not what it says")),
        ],
        coerce=Answer,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON_LIMIT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        help_text=_("Needed where content stays and where you dispute."),
    )


class PlatformForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    hosts = forms.CharField(
        label=_("Hosts"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr"}),
        help_text=_("One to a line; what stands below a host belongs to it."),
    )  # fmt: skip
    contact = forms.EmailField(label=_("Mail address for alerts"))

    def wanted(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"name": given["name"], "hosts": given["hosts"].split(), "contact": given["contact"]}


class PolicyForm(forms.Form):
    text = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 20, "dir": "auto"}))


class EndpointForm(forms.Form):
    url = forms.CharField(label=_("Address"), max_length=2_000, help_text=_("https://... on your own servers"))


class KeyForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("What will use it."))


class PeriodForm(forms.Form):
    first = forms.DateField(label=_("From"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label=_("To"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and not date(2000, 1, 1) <= first <= last <= date(9000, 1, 1):
            raise ValidationError(_("The first day comes before the last."))
