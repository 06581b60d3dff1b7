"""What people fill in about feeds and shared lists. A credential goes in and is never shown again."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bonafides.safety.banks.queries import word_of
from bonafides.safety.feeds.actions import Setup
from bonafides.safety.feeds.adapters.shape import Adapter, Field
from bonafides.safety.feeds.models import Feed
from bonafides.safety.feeds.rules import server_of
from bonafides.safety.feeds.vocabulary import EVERY

INTERVALS = (
    (timedelta(minutes=5), _("every 5 minutes")),
    (timedelta(minutes=15), _("every 15 minutes")),
    (timedelta(hours=1), _("every hour")),
    (timedelta(hours=6), _("every 6 hours")),
    (timedelta(days=1), _("every day")),
    (timedelta(days=7), _("every week")),
)
SETTING, SECRET, ANEW = "setting_", "secret_", "anew_"
LIST_CHARACTERS = 500


class KindForm(forms.Form):
    """Which kind of source, and into which list."""

    adapter = forms.ChoiceField(label=_("Kind of source"))
    bank = forms.ChoiceField(label=_("List that it fills"))

    def __init__(self, *args: Any, kinds: list[tuple[str, str]], banks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adapter"].choices = kinds  # type: ignore[attr-defined]
        self.fields["bank"].choices = banks  # type: ignore[attr-defined]


class SetupForm(forms.Form):
    """What is said of a feed; its fields are those of its kind."""

    name = forms.CharField(label=_("Name"), max_length=100)
    address = forms.CharField(
        label=_("Address"),
        max_length=LIST_CHARACTERS,
    )
    every = forms.ChoiceField(label=_("Read it"))
    sends_opinions = forms.BooleanField(
        label=_("Send our opinions back to the source"),
        required=False,
        help_text=_("When a decision here finds that an entry is wrong, or right, the source hears it."),
    )
    asks_hosted = forms.BooleanField(
        label=_("Ask it about uploads that match nothing here"),
        required=False,
        help_text=_(
            "Hashes of every such upload are sent to the source within minutes, and erased here then. "
            "For whoever may not hold the whole list."
        ),
    )

    def __init__(self, data: Any = None, *, kind: Adapter, feed: Feed | None = None) -> None:
        super().__init__(data, initial=initial_of(kind, feed))
        self.kind = kind
        self.fields["every"].choices = [(str(int(each.total_seconds())), label) for each, label in INTERVALS]  # type: ignore[attr-defined]
        for each in kind.fields:
            if not each.is_secret:
                self.fields[SETTING + each.name] = setting_field(each)
            elif feed is None:
                self.fields[SECRET + each.name] = secret_field(each, is_required=each.is_required)
            else:
                self.fields[ANEW + each.name] = secret_field(each, is_required=False)
                self.fields[ANEW + each.name].help_text = _("For an address on another server; empty otherwise.")
        if kind.name == "file":
            self.fields["address"].help_text = _("It may also lie in this home's folder “feeds”: file:NAME.")
        if not kind.hears:
            del self.fields["sends_opinions"]
        if not kind.answers:
            del self.fields["asks_hosted"]
        if feed is not None:
            del self.fields["name"]

    def setup(self, feed: Feed | None = None) -> Setup:
        """What was filled in, as the domain takes it."""
        given = self.cleaned_data
        settings = {name.removeprefix(SETTING): value for name, value in given.items() if name.startswith(SETTING)}
        return Setup(
            name=feed.name if feed else given["name"],
            adapter=self.kind.name,
            address=given["address"],
            settings=settings,
            every=timedelta(seconds=int(given["every"])),
            sends_opinions=given.get("sends_opinions", False),
            asks_hosted=given.get("asks_hosted", False),
        )

    def secrets(self) -> dict[str, str]:
        return secrets_in(self)

    def secrets_anew(self) -> dict[str, str]:
        """Those for the server of the address that a feed is changed to."""
        return secrets_in(self, ANEW)

    @property
    def asks_for_secrets_anew(self) -> bool:
        return any(name.startswith(ANEW) for name in self.fields)


class SecretsForm(forms.Form):
    """New credentials in the place of those that are kept; an empty field leaves its own as it is.

    It goes with the server that its page named: whoever filled it in meant them for that one.
    """

    server = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, feed: Feed) -> None:
        super().__init__(data, initial={"server": server_of(feed.address)})
        for each in feed.kind.fields:
            if each.is_secret:
                self.fields[SECRET + each.name] = secret_field(each, is_required=False)

    def secrets(self) -> dict[str, str]:
        return secrets_in(self)


class RemoveForm(forms.Form):
    """A second thought before a feed is removed."""

    is_sure = forms.BooleanField(
        label=_("What only this source brought stops matching, its credentials are erased, and it cannot be undone."),
    )


class ShareForm(forms.Form):
    """Whom a list is shared with."""

    openly = forms.BooleanField(
        label=_("Open to everybody, without a key"),
        required=False,
        help_text=_("Only for a list that is TLP:CLEAR."),
    )


class SubscriberForm(forms.Form):
    """A new subscriber, who gets a key of their own."""

    name = forms.CharField(label=_("Name of the subscriber"), max_length=100)


def initial_of(kind: Adapter, feed: Feed | None) -> dict[str, Any]:
    if feed is None:
        return {"address": kind.address, "every": str(int(EVERY.total_seconds())), "sends_opinions": kind.hears}
    settings = {SETTING + name: value for name, value in feed.settings.items()}
    every = str(int(feed.every.total_seconds()))
    said = {"address": feed.address, "every": every}
    return {**said, "sends_opinions": feed.sends_opinions, "asks_hosted": feed.asks_hosted, **settings}


def setting_field(each: Field) -> forms.Field:
    """A field of a kind of source, in the reader's language."""
    words: dict[str, Any] = {"label": gettext(each.label), "required": each.is_required}
    if each.choices:
        return forms.ChoiceField(choices=[(choice, word_of(choice)) for choice in each.choices], **words)
    return forms.CharField(max_length=LIST_CHARACTERS, help_text=gettext(each.help) if each.help else "", **words)


def secret_field(each: Field, *, is_required: bool) -> forms.Field:
    """Never filled in by us: a password input without a value."""
    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"})
    help_text = gettext(each.help) if each.help else ""
    return forms.CharField(
        label=gettext(each.label),
        required=is_required,
        widget=widget,
        strip=True,
        max_length=2_000,
        help_text=help_text,
    )


def secrets_in(form: forms.Form, before: str = SECRET) -> dict[str, str]:
    given = form.cleaned_data
    return {name.removeprefix(before): value for name, value in given.items() if name.startswith(before) and value}
