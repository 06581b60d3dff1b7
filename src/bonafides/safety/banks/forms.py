"""What people type about lists."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from bonafides.matching.vocabulary import MAX_VALUE_CHARACTERS, EntryType
from bonafides.safety.banks.actions.entries import Words
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.queries import EntryFilter
from bonafides.safety.banks.rules import FloodLimits
from bonafides.safety.banks.vocabulary import (
    HOLD_LASTS_AT_MOST,
    LOOK_BACK_DAYS,
    LOOK_BACK_DAYS_AT_MOST,
    LOOK_BACK_LASTS_DAYS,
    LOOK_BACK_LASTS_DAYS_AT_MOST,
    PROVENANCE_LIMIT_CHARACTERS,
    THRESHOLD_BITS,
    TYPE_WORDS,
    BankKind,
    EntryState,
    OnMatch,
    Opinion,
    Tlp,
)

KIND_LABELS = {
    BankKind.KNOWN: _("Known terrorist content"),
    BankKind.ALLOW: _("Known to be harmless: takes back what other lists say"),
}
TLP_LABELS = {
    Tlp.CLEAR: _("TLP:CLEAR, for anyone"),
    Tlp.GREEN: _("TLP:GREEN, for the community"),
    Tlp.AMBER: _("TLP:AMBER, for us and those we serve"),
    Tlp.AMBER_STRICT: _("TLP:AMBER+STRICT, for us"),
    Tlp.RED: _("TLP:RED, for those named only"),
}
ON_MATCH_LABELS = {
    OnMatch.REVIEW: _("Review: the upload is published, and a person looks"),
    OnMatch.HOLD: _("Hold: a confirmed entry keeps the upload back for hours, until a person looks"),
}
OPINION_LABELS = {
    Opinion.POSITIVE: _("Positive: it is what the list says"),
    Opinion.NEGATIVE: _("Negative: it is not; matches are suppressed"),
    Opinion.DISPUTED: _("Disputed: a person always looks"),
    Opinion.UNCONFIRMED: _("Unconfirmed: a person always looks"),
}
OPINION_WORDS = {
    Opinion.POSITIVE: _("Positive"),
    Opinion.NEGATIVE: _("Negative"),
    Opinion.DISPUTED: _("Disputed"),
    Opinion.UNCONFIRMED: _("Unconfirmed"),
}
TYPE_LABELS = {
    EntryType.PDQ: _("PDQ hash of a picture"),
    EntryType.MD5: "MD5",
    EntryType.SHA1: "SHA-1",
    EntryType.SHA256: "SHA-256",
    EntryType.SHA512: "SHA-512",
    EntryType.TEXT: _("Text or phrase"),
    EntryType.URL: _("Address, path (ending in /*) or host"),
    EntryType.VPDQ: _("Video, by its frames (vPDQ)"),
    EntryType.TMK: _("Video, as a whole (TMK+PDQF, Base64)"),
    EntryType.CHROMAPRINT: _("Sound (Chromaprint)"),
    EntryType.TLSH: _("Text, by its TLSH"),
    EntryType.PATTERN: _("Rule on words: kite AND (nest OR egg) NOT museum"),
    EntryType.IDENTIFIER: _("Identifier: IPFS, onion service, torrent, account, wallet, IBAN"),
}
TYPE_FILTERS = {type_: _(TYPE_WORDS[type_]) for type_ in EntryType}
STATE_LABELS = {
    EntryState.ACTIVE: _("Active"),
    EntryState.DISABLED: _("Disabled"),
    EntryState.WITHDRAWN: _("Withdrawn"),
}
ANY = ("", _("any"))

MAX_VALUE = max(MAX_VALUE_CHARACTERS.values())


def labelled(labels: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(member.value, label) for member, label in labels.items()]


class Between:
    """A field for a number from `min_value` to `max_value`: whatever else is typed is answered by one sentence that
    names both."""

    sentence = _("Give a whole number from %(low)s to %(high)s.")
    min_value: Any
    max_value: Any

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)  # type: ignore[misc]
        except forms.ValidationError as error:
            if value in forms.Field.empty_values:
                raise
            limits = {"low": localize(self.min_value), "high": localize(self.max_value)}
            raise forms.ValidationError(self.sentence, code="not-between", params=limits) from error


class WholeNumberBetween(Between, forms.IntegerField):
    pass


class ShareBetween(Between, forms.DecimalField):
    sentence = _("Give a number from %(low)s to %(high)s, with at most two decimal places.")


class NewBankForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    kind = forms.TypedChoiceField(label=_("What it lists"), choices=labelled(KIND_LABELS), coerce=BankKind)
    provenance = forms.CharField(
        label=_("Provenance"),
        required=False,
        max_length=PROVENANCE_LIMIT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who says so, and how they came to it. Match records and statements repeat it."),
    )
    licence = forms.CharField(label=_("Licence"), max_length=200, required=False)
    tlp = forms.TypedChoiceField(
        label=_("Whom it may be shared with"), choices=labelled(TLP_LABELS), coerce=Tlp, initial=Tlp.AMBER.value
    )


class PolicyForm(forms.Form):
    on_match = forms.TypedChoiceField(
        label=_("What a match does"),
        choices=labelled(ON_MATCH_LABELS),
        coerce=OnMatch,
        widget=forms.RadioSelect,
        help_text=_(
            "A hold is a restriction: it keeps back what somebody wants to say before a person has looked. You switch "
            "it on under your own name. Only confirmed entries cause it, and only equal bytes or nearly identical "
            "pictures; the author is told that it was automatic and can object at once; it ends by itself."
        ),
    )
    threshold_bits = WholeNumberBetween(
        label=_("Threshold, in bits"),
        min_value=0,
        max_value=THRESHOLD_BITS,
        help_text=_("Pictures whose PDQ hashes differ by at most this many of 256 bits count as a match."),
    )
    hold_threshold_bits = WholeNumberBetween(
        label=_("Threshold for a hold, in bits"),
        min_value=0,
        max_value=THRESHOLD_BITS,
        help_text=_("How near a picture must be to be held. Not more than the threshold above."),
    )
    hold_hours = WholeNumberBetween(
        label=_("A hold ends after, in hours"),
        min_value=1,
        max_value=HOLD_LASTS_AT_MOST // timedelta(hours=1),
        help_text=_("Unless a person has decided by then, the upload is released."),
    )

    @classmethod
    def of(cls, bank: Bank) -> "PolicyForm":
        names = ("on_match", "threshold_bits", "hold_threshold_bits", "hold_hours")
        return cls(initial={name: getattr(bank, name) for name in names})

    def policy(self) -> dict[str, Any]:
        """The arguments of `actions.set_policy`."""
        given = dict(self.cleaned_data)
        hours = given.pop("hold_hours")
        return {**given, "hold_lasts": timedelta(hours=hours)}


class EntryForm(forms.Form):
    type = forms.TypedChoiceField(label=_("Type"), choices=labelled(TYPE_LABELS), coerce=EntryType)
    value = forms.CharField(label=_("Value"), max_length=MAX_VALUE, widget=forms.Textarea(attrs={"rows": 2}))
    label = forms.CharField(label=_("Label"), max_length=300, required=False)
    entity = forms.CharField(label=_("Designated entity"), max_length=300, required=False)
    severity = forms.CharField(
        label=_("Severity"), max_length=40, required=False, help_text=_("low, medium, high or critical")
    )
    source_id = forms.CharField(label=_("The source's own number for it"), max_length=200, required=False)

    def entry(self) -> dict[str, Any]:
        """The arguments of `actions.add_entry`."""
        given = dict(self.cleaned_data)
        return {"type_": given.pop("type"), "value": given.pop("value"), "words": Words(**given)}


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


class ReleaseForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)  # one click is enough
    is_real = forms.BooleanField(
        label=_("The wave is real: it is what the list says"),
        required=False,
        help_text=_("It then goes on matching for seven days however often it is met; otherwise for 24 hours."),
    )


class FloodLimitsForm(forms.Form):
    floor_hits = WholeNumberBetween(label=_("Hits, at least"), min_value=10, max_value=1_000_000)
    share_percent = ShareBetween(
        label=_("Share of all items, in per cent"), min_value=Decimal("0.01"), max_value=50, decimal_places=2
    )
    least_items = WholeNumberBetween(
        label=_("Out of items, at least"),
        min_value=20,
        max_value=1_000_000_000,
        help_text=_("With fewer items in an hour a share says nothing, and nothing is stopped."),
    )

    @classmethod
    def of(cls, limits: FloodLimits) -> "FloodLimitsForm":
        share = Decimal(limits.share_bp) / 100
        return cls(initial={**vars(limits), "share_percent": share})

    def limits(self) -> FloodLimits:
        given = self.cleaned_data
        return FloodLimits(given["floor_hits"], int(given["share_percent"] * 100), given["least_items"])


class LookBackForm(forms.Form):
    days = WholeNumberBetween(
        label=_("Keep fingerprints of each upload for, in days"),
        min_value=1,
        max_value=LOOK_BACK_DAYS_AT_MOST,
        initial=LOOK_BACK_DAYS,
        help_text=_("As long as it usually takes until a list has what went round, and no longer."),
    )
    lasts_days = WholeNumberBetween(
        label=_("It ends by itself after, in days"),
        min_value=1,
        max_value=LOOK_BACK_LASTS_DAYS_AT_MOST,
        initial=LOOK_BACK_LASTS_DAYS,
        help_text=_("Then a person decides anew. Everything is erased when it ends."),
    )
    reason = forms.CharField(
        label=_("Why it is necessary and proportionate"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands in the log with your name, and the team reads it here."),
    )


class OpinionForm(forms.Form):
    value = forms.TypedChoiceField(
        label=_("Our opinion of this entry"),
        choices=labelled(OPINION_LABELS),
        coerce=Opinion,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Why"), max_length=300, required=False)


class FilterForm(forms.Form):
    search = forms.CharField(
        label=_("Search"), required=False, help_text=_("a value, a number of the source, part of a label or entity")
    )
    type = forms.ChoiceField(label=_("Type"), required=False, choices=[ANY, *labelled(TYPE_FILTERS)])
    opinion = forms.ChoiceField(label=_("Opinion"), required=False, choices=[ANY, *labelled(OPINION_WORDS)])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *labelled(STATE_LABELS)])

    def wanted(self) -> EntryFilter:
        """What is asked for; a value that is none of the choices asks for nothing."""
        return EntryFilter(**self.cleaned_data) if self.is_valid() else EntryFilter()


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV with the columns type and value, JSON Lines, the CSV of the TCAP, or a denylist of IPFS. A row that "
            "cannot be used is set aside with its reason, and the others go in."
        ),
    )


class TesterForm(forms.Form):
    file = forms.FileField(label=_("A file"), required=False)
    hash = forms.CharField(
        label=_("A hash"), required=False, max_length=128, help_text=_("PDQ, MD5, SHA-1, SHA-256 or SHA-512, in hex")
    )
    url = forms.CharField(
        label=_("An address"),
        required=False,
        max_length=8_192,
        help_text=_("of the web; or an identifier: content in IPFS, an onion service, a torrent, a wallet, an IBAN"),
    )
    text = forms.CharField(
        label=_("A text"), required=False, max_length=100_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        things = sum(bool(given.get(name)) for name in ("file", "hash", "url", "text"))
        if not things and not self.errors:
            raise forms.ValidationError(_("Give a file, a hash, an address or a text."), code="nothing-given")
        if things > 1:
            raise forms.ValidationError(
                _("Give one thing at a time: each is looked up by itself."), code="several-given"
            )
        return given
