"""What is typed to ask for a mark, to review, to suspend, to appeal, to complain and to verify."""

from typing import Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from bonafides.base.people.queries import Person
from bonafides.credentials.baking import MAX_PICTURE_BYTES
from bonafides.programme.members.vocabulary import FOR_THE_MARK
from bonafides.programme.trustmark.actions.reviewing import Reading
from bonafides.programme.trustmark.vocabulary import (
    COMMITMENTS,
    FINDING_WORDS,
    REASONS_AT_LEAST,
    STANDING_WORDS,
    VERDICT_WORDS,
    Finding,
    Verdict,
)
from bonafides.programme.trustmark.words import requirement_word


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AskForm(forms.Form):
    statement = forms.CharField(
        label=_("Anything the reviewers should know"), required=False, max_length=3_000, widget=area(3)
    )
    agreed = forms.BooleanField(
        label=_("We will show the mark only while it stands, and take it off our pages when it does not")
    )


class DeclareForm(forms.Form):
    """Interests: none, or what they are."""

    has_interest = forms.ChoiceField(
        label=_("Have you worked for this member, been paid by it, competed with it, or are you close to its people?"),
        choices=[("no", _("No, I have no interest")), ("yes", _("Yes, or it could look like it"))],
        widget=forms.RadioSelect,
    )
    interest = forms.CharField(
        label=_("What it is"),
        required=False,
        max_length=2_000,
        widget=area(3),
        help_text=_("Who has an interest stands aside, and somebody else reads."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("has_interest") == "yes" and not cleaned.get("interest", "").strip():
            self.add_error("interest", _("Describe the interest in a sentence."))
        return cleaned

    def wanted(self) -> str:
        """The interest described; empty if there is none."""
        data = self.cleaned_data
        return str(data["interest"]).strip() if data["has_interest"] == "yes" else ""


class ReadingForm(forms.Form):
    """Six findings, each with what was looked at, then the verdict and its reasons."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for requirement in FOR_THE_MARK:
            allowed = [each for each in Finding if each is not Finding.COMMITTED or requirement in COMMITMENTS]
            self.fields[f"{requirement}-finding"] = forms.ChoiceField(
                label=_("What you found"),
                choices=[(each.value, _(FINDING_WORDS[each])) for each in allowed],
                widget=forms.RadioSelect,
            )
            self.fields[f"{requirement}-looked_at"] = forms.CharField(
                label=_("What you looked at"), max_length=1_000, widget=area(2)
            )
        self.fields["verdict"] = forms.ChoiceField(
            label=_("Your decision"),
            choices=[(each.value, _(VERDICT_WORDS[each])) for each in Verdict],
            widget=forms.RadioSelect,
        )
        self.fields["reasons"] = forms.CharField(
            label=_("Your reasons"),
            min_length=REASONS_AT_LEAST,
            max_length=4_000,
            widget=area(4),
            help_text=_("The member reads them once the review has ended, without your name."),
        )

    def sections(self) -> list[dict[str, Any]]:
        """The fields of each requirement together, for the page."""
        return [
            {
                "requirement": requirement,
                "name": now_in(requirement_word(requirement)),
                "finding": self[f"{requirement}-finding"],
                "looked_at": self[f"{requirement}-looked_at"],
            }
            for requirement in FOR_THE_MARK
        ]

    def reading(self) -> Reading:
        data = self.cleaned_data
        return Reading(
            verdict=Verdict(data["verdict"]),
            findings={each: Finding(data[f"{each}-finding"]) for each in FOR_THE_MARK},
            looked_at={each: data[f"{each}-looked_at"] for each in FOR_THE_MARK},
            reasons=data["reasons"],
        )


class SeatForm(forms.Form):
    """Whom the programme gives a place to."""

    person = forms.ModelChoiceField(label=_("Give a place to"), queryset=Person.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = people  # type: ignore[attr-defined]
        field.label_from_instance = lambda person: person.name  # type: ignore[attr-defined]


class ReasonsForm(forms.Form):
    reasons = forms.CharField(
        label=_("Reasons"),
        min_length=REASONS_AT_LEAST,
        max_length=4_000,
        widget=area(4),
        help_text=_("The member reads them, and may appeal."),
    )


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("What we should look at again"), min_length=REASONS_AT_LEAST, max_length=4_000, widget=area(4)
    )


class HearForm(ReasonsForm):
    allowed = forms.ChoiceField(
        label=_("Your decision"),
        choices=[("yes", _("Allow the appeal")), ("no", _("Dismiss the appeal"))],
        widget=forms.RadioSelect,
    )
    field_order = ("allowed", "reasons")


class ComplaintForm(forms.Form):
    text = forms.CharField(
        label=_("What is wrong"),
        min_length=REASONS_AT_LEAST,
        max_length=4_000,
        widget=area(6),
        help_text=_("Which requirement does the member not keep, and where can we see it? Name no other people."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if you want to be told that there is an answer. It is not shown to the member."),
    )


class AnswerForm(forms.Form):
    is_upheld = forms.ChoiceField(
        label=_("Is the complaint right?"),
        choices=[("yes", _("Yes, in whole or in part")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Answer"), min_length=REASONS_AT_LEAST, max_length=4_000, widget=area(5))


class RegisterFilter(forms.Form):
    """What the register is searched by."""

    q = forms.CharField(label=_("Name, website or number"), required=False, max_length=100)
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[("", _("All")), *((each.value, _(word)) for each, word in STANDING_WORDS.items())],
    )

    def wanted(self) -> dict[str, str]:
        """What can be read of it; the rest filters nothing."""
        self.is_valid()
        return {"words": self.cleaned_data.get("q", ""), "standing": self.cleaned_data.get("standing", "")}


class VerifyForm(forms.Form):
    """A mark to look at: its number, its text, or its file."""

    mark = forms.CharField(label=_("Number of a mark"), required=False, max_length=300)
    text = forms.CharField(label=_("Or the credential, pasted"), required=False, max_length=300_000, widget=area(6))
    file = forms.FileField(
        label=_("Or its file"), required=False, help_text=_("JSON, SVG or PNG, up to 4 MB. It is not kept.")
    )

    def clean_file(self) -> bytes:
        upload = self.cleaned_data.get("file")
        if upload is None:
            return b""
        if upload.size > MAX_PICTURE_BYTES:
            raise forms.ValidationError(_("The file is larger than 4 MB."))
        data: bytes = upload.read()
        return data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = [name for name in ("mark", "text", "file") if cleaned.get(name)]
        if not given and not self.errors:
            raise forms.ValidationError(_("Give a number, a text or a file."))
        return cleaned
