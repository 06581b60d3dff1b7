"""Switching an incident on, letting it run longer, sharing it, and what was learnt."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bonafides.safety.moderation.actions.incidents import REASON_LIMIT, TITLE_LIMIT, Naming
from bonafides.safety.moderation.rules.incidents import ANSWER_LIMIT, QUESTIONS
from bonafides.safety.moderation.vocabulary import ItemKind, Sharing, SourceKind

KINDS = [
    (ItemKind.PICTURE.value, _("Pictures")),
    (ItemKind.TEXT.value, _("Texts")),
    (ItemKind.URL.value, _("Addresses")),
    (ItemKind.FILE.value, _("Other files")),
]
SOURCES = [
    (SourceKind.USER_NOTICE.value, _("User notice")),
    (SourceKind.TRUSTED_FLAGGER.value, _("Trusted flagger")),
    (SourceKind.OWN_DETECTION.value, _("List match")),
    (SourceKind.PROGRAMME_ALERT.value, _("Programme alert")),
]
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")  # BCP 47, in small letters
NO_LANGUAGE = _("“%(text)s” is not a language code such as en or ar.")
HOURS = [(hours, hours) for hours in (1, 2, 4, 8, 12, 24)]


class IncidentForm(forms.Form):
    """Name and reason; and, if wanted, which cases belong by what they are."""

    title = forms.CharField(label=_("What is it called?"), max_length=TITLE_LIMIT)
    reason = forms.CharField(
        label=_("Why is it switched on?"),
        help_text=_("Name and reason are published; name no victim and no slogan."),
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    languages = forms.CharField(
        label=_("Languages of its cases"),
        help_text=_("Two letters each, such as “en ar”. Leave all three empty to put cases there by hand only."),
        required=False,
        max_length=100,
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of its items"), choices=KINDS, required=False, widget=forms.CheckboxSelectMultiple
    )
    sources = forms.MultipleChoiceField(
        label=_("Sources of its cases"), choices=SOURCES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean_languages(self) -> tuple[str, ...]:
        """Each once. A word that is no code would be that of no case, and the incident would stay empty unnoticed."""
        languages = tuple(dict.fromkeys(re.findall(r"[^\s,;]+", self.cleaned_data["languages"].lower())))
        bad = [each for each in languages if not LANGUAGE.fullmatch(each)]
        if bad:
            raise forms.ValidationError(NO_LANGUAGE, code="bad-language", params={"text": bad[0][:20]})
        return languages

    def naming(self) -> Naming:
        cleaned = self.cleaned_data
        languages = cleaned["languages"]
        kinds, sources = tuple(cleaned["kinds"]), tuple(cleaned["sources"])
        return Naming(cleaned["title"], cleaned["reason"], languages, kinds, sources)


class ExtendForm(forms.Form):
    hours = forms.TypedChoiceField(label=_("How many hours from now"), choices=HOURS, coerce=int)
    extension = forms.CharField(label=_("Why longer"), max_length=500)

    @property
    def lasts(self) -> timedelta:
        return timedelta(hours=self.cleaned_data["hours"])


class ShareForm(forms.Form):
    sharing = forms.ChoiceField(choices=[(each.value, each.value) for each in Sharing])


class CaseForm(forms.Form):
    case = forms.CharField(label=_("Case"), max_length=20)


class DebriefForm(forms.Form):
    """One box for each question."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, question in QUESTIONS.items():
            widget = forms.Textarea(attrs={"rows": 3, "dir": "auto"})
            self.fields[name] = forms.CharField(label=_now(question), max_length=ANSWER_LIMIT, widget=widget)


class SubscribeForm(forms.Form):
    """Where another installation's list lies, and the key that must have signed it."""

    url = forms.CharField(label=_("Address of the list"), max_length=500)
    vkey = forms.CharField(
        label=_("Public key"),
        help_text=_("As the other side publishes it: name+id+base64. No list signed by any other key is taken."),
        max_length=300,
    )
    name = forms.CharField(label=_("Name of our list that it fills"), max_length=100)
