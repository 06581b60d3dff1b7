"""What the team types where the platform gave no content, and where the platform is to be asked for it."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bonafides.base.fetch.addresses import Target
from bonafides.base.http.problems import sentence_of
from bonafides.kernel.errors import Invalid
from bonafides.safety.moderation.actions.intake import Author, Submission
from bonafides.safety.moderation.models import Item
from bonafides.safety.moderation.vocabulary import ItemKind
from bonafides.safety.moderation.vocabulary.limits import TEXT_LIMIT_BYTES


class ContentForm(forms.Form):
    """One content of an item, as a file or a text, with what is known of its author."""

    file = forms.FileField(label=_("File"), required=False)
    text = forms.CharField(
        label=_("Or its text"),
        max_length=TEXT_LIMIT_BYTES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )
    author = forms.CharField(label=_("The platform's name for the author"), max_length=300, required=False)
    language = forms.CharField(
        label=_("Language"), max_length=12, required=False, help_text=_("A code such as en, ar or fr.")
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES >> 20
            raise ValidationError(_("The file is larger than %(limit)s MB."), params={"limit": limit})
        return file

    def clean(self) -> None:
        if bool(self.cleaned_data.get("file")) == bool(self.cleaned_data.get("text")) and not self.errors:
            self.add_error("file", ValidationError(_("Give a file or a text: one of them.")))

    def submission(self, item: Item) -> Submission:
        """The content under the item's own name."""
        file, given = self.cleaned_data["file"], self.cleaned_data
        return Submission(
            platform_reference=item.platform_reference,
            kind=ItemKind.FILE if file else ItemKind.TEXT,
            data=file.read() if file else given["text"].encode(),
            media_type=(file.content_type or "")[:120] if file else "text/plain",
            language=given["language"],
            author=Author(reference=given["author"]),
        )


class ContentEndpointForm(forms.Form):
    url = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("Where your platform answers what an item holds, https://...")
    )

    def clean_url(self) -> str:
        try:
            return Target.parse(self.cleaned_data["url"]).url
        except Invalid as error:
            raise ValidationError(sentence_of(error)) from error
