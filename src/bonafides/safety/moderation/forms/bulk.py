"""Deciding over many: how a set is drawn, and one judgement that leaves out what can be said of one case only."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from bonafides.safety.moderation.forms.judging import JudgeForm
from bonafides.safety.moderation.models import PolicyVersion
from bonafides.safety.moderation.queries.bulk import Drawing
from bonafides.safety.moderation.queries.queue import QueueFilter
from bonafides.safety.moderation.rules.deciding import ExceptedItem
from bonafides.safety.moderation.vocabulary.limits import BULK_CASES_AT_MOST


class DrawForm(forms.Form):
    """A filter of the queue, also by what an entry or a group of entries matched; or an account; how many at most."""

    language = forms.CharField(label=_("Language"), required=False, max_length=12)
    source = forms.CharField(label=_("Source"), required=False, max_length=24)
    severity = forms.CharField(label=_("Severity"), required=False, max_length=12)
    special = forms.CharField(label=_("Only"), required=False, max_length=12)
    account = forms.CharField(
        label=_("Account, as the platform names it"),
        help_text=_("Leave it empty for the open cases of the filter."),
        required=False,
        max_length=300,
    )
    incident = forms.CharField(label=_("Incident"), required=False, max_length=16)
    entry = forms.CharField(label=_("Entry of a list"), required=False, max_length=16)
    cluster = forms.CharField(label=_("Group of entries"), required=False, max_length=16)
    at_most = forms.IntegerField(
        label=_("The first so many cases"),
        help_text=_("Leave it empty for all of them."),
        required=False,
        min_value=1,
        max_value=BULK_CASES_AT_MOST,
    )

    def drawing(self) -> Drawing:
        cleaned = self.cleaned_data
        if cleaned["account"]:
            return Drawing.of_account(cleaned["account"])
        if cleaned["incident"]:
            return Drawing.of_incident(cleaned["incident"])
        named = {name: cleaned[name] for name in ("language", "source", "severity", "special")}
        return Drawing.of_filter(QueueFilter(**named), entry=cleaned["entry"], cluster=cleaned["cluster"])


class BulkForm(JudgeForm):
    """One judgement over a set."""

    def __init__(self, data: QueryDict | None = None, *, policy: PolicyVersion, language: str = "en") -> None:
        super().__init__(data, policy=policy, case=None, language=language)

    def _excepted(self) -> tuple[ExceptedItem, ...]:
        return ()
