"""What people type to report something: anyone on the public page, the team on behalf of somebody."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import DomainError
from bonafides.safety.moderation.actions.flags import Notifier, Report
from bonafides.safety.moderation.rules.addresses_in import Addresses, addresses_in, addresses_of
from bonafides.safety.moderation.rules.notices import CATEGORIES
from bonafides.safety.moderation.vocabulary import SourceKind
from bonafides.safety.moderation.vocabulary.limits import BATCH_LIMIT, PUBLIC_BATCH_LIMIT

PASTE_LIMIT = 2_000_000  # characters: a thousand long addresses and the e-mail around them
FILE_LIMIT_BYTES = 4_000_000
SOURCES = {
    SourceKind.USER_NOTICE: _("Somebody's notice"),
    SourceKind.TRUSTED_FLAGGER: _("A trusted flagger"),
    SourceKind.INFORMAL_REFERRAL: _("An authority that asks, without an order"),
    SourceKind.PROGRAMME_ALERT: _("An alert of a programme"),
}
NOT_FOUND = _("There is no address in it that we can read. Put one on each line, such as https://example.org/page.")
TOO_MANY = _("A notice takes at most %(limit)s addresses; this one has %(count)s.")


class NoticeFields(forms.Form):
    """What every notice asks: DSA Art. 16(2)."""

    category = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(name, _(words)) for name, words in CATEGORIES.items()],
        widget=forms.RadioSelect,
        initial="terrorist_content",
    )
    reason = forms.CharField(
        label=_("Why do you think so?"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What it shows or says, and what makes it illegal. A sentence or two is enough."),
    )
    threat_to_life = forms.BooleanField(label=_("Somebody's life is in danger now"), required=False)
    good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I say here is accurate and complete."),
        required=False,
        help_text=_("The law asks for this. Without it we look all the same, but the notice counts for less."),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    address = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For the receipt and the outcome. Never shown to whoever posted it; erased when no longer needed."),
    )

    def addresses(self) -> Addresses:
        raise NotImplementedError

    def reports(self, source: SourceKind, language: str) -> list[Report]:
        """One report for each address, once the form is valid."""
        given = self.cleaned_data
        return [
            Report(
                source=source,
                location=address,
                reason=given["reason"],
                category=given["category"],
                good_faith=given["good_faith"],
                threat_to_life=given["threat_to_life"],
                notifier=Notifier(given["name"], given["address"], language),
            )
            for address in self.addresses().addresses
        ]


class NoticeForm(NoticeFields):
    """The public form. `item` is the platform's own name of something, from a link on its page."""

    item = forms.CharField(
        label=_("The item"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"readonly": True}),
        help_text=_("The page that you came from named it."),
    )
    addresses_text = forms.CharField(
        label=_("Where is it?"),
        max_length=PASTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "spellcheck": "false"}),
        help_text=_("The exact web address. Several are welcome: one on each line, at most 50."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self["item"].value():
            self.fields["addresses_text"].required = True
            self.fields["addresses_text"].error_messages["required"] = NOT_FOUND

    def addresses(self) -> Addresses:
        named = (self.cleaned_data["item"],) if self.cleaned_data.get("item") else ()
        found: Addresses = self.cleaned_data["addresses_text"]
        return Addresses((*named, *found.addresses)[:BATCH_LIMIT], found.set_aside)

    def clean_addresses_text(self) -> Addresses:
        return addresses_of(enumerate(self.cleaned_data["addresses_text"].splitlines(), start=1))

    def clean(self) -> None:
        found = self.cleaned_data.get("addresses_text")
        if found is None:
            return
        count = len(self.addresses().addresses)
        if not count:
            self.add_error("addresses_text", ValidationError(NOT_FOUND))
        if count > PUBLIC_BATCH_LIMIT:
            numbers = {"limit": PUBLIC_BATCH_LIMIT, "count": count}
            self.add_error("addresses_text", ValidationError(TOO_MANY, params=numbers))


class TeamNoticeForm(NoticeFields):
    """What the team takes in for somebody: an e-mail, a CSV, a list."""

    source = forms.ChoiceField(
        label=_("From whom is it?"), choices=[(kind.value, words) for kind, words in SOURCES.items()]
    )
    pasted = forms.CharField(
        label=_("E-mail, CSV or list"),
        max_length=PASTE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "spellcheck": "false"}),
        help_text=_("Paste it as it came. Defanged addresses (hxxps, [.]) are read too; at most 1,000 addresses."),
    )
    file = forms.FileField(label=_("Or a file"), required=False, help_text=_("An e-mail (.eml), a CSV or a text file."))
    language = forms.ChoiceField(label=_("Language of our answers"), choices=settings.LANGUAGES)

    field_order = ("source", "pasted", "file", "category", "reason", "threat_to_life", "name", "address", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("The notifier's name")
        self.fields["address"].label = _("The notifier's e-mail address")
        self.fields["good_faith"].label = _("They say that they believe in good faith that it is accurate.")

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > FILE_LIMIT_BYTES:
            raise ValidationError(_("The file is larger than 4 MB."))
        return bytes(file.read()).decode("utf-8", "replace")

    def clean(self) -> None:
        texts = [self.cleaned_data.get("pasted", ""), self.cleaned_data.get("file", "")]
        self.found = found_in([text for text in texts if text])
        if not self.found.addresses:
            self.add_error("pasted", ValidationError(NOT_FOUND))

    def addresses(self) -> Addresses:
        return self.found


def found_in(texts: list[str]) -> Addresses:
    """The addresses of several pastes, as one."""
    together = Addresses((), ())
    for text in texts:
        together = together.and_then(addresses_in(text))
    return together


def say(form: forms.Form, error: DomainError) -> None:
    """Show what a rule refused above the form."""
    form.add_error(None, ValidationError(sentence_of(error)))
