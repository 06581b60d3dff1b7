"""What the component book is filled with: a form with every kind of field, and the list of its sections."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEASURES = [
    ("label", gettext_lazy("Label")),
    ("limit", gettext_lazy("Limit reach")),
    ("disable", gettext_lazy("Disable in a region")),
    ("remove", gettext_lazy("Remove")),
    ("suspend", gettext_lazy("Suspend the account")),
]
EXEMPTIONS = [
    ("education", gettext_lazy("Education")),
    ("journalism", gettext_lazy("Journalism")),
    ("art", gettext_lazy("Art")),
    ("research", gettext_lazy("Research")),
    ("counter", gettext_lazy("Counter-speech")),
    ("polemic", gettext_lazy("Polemic")),
]


class SampleForm(forms.Form):
    address = forms.URLField(
        label=gettext_lazy("Address of the item"),
        help_text=gettext_lazy("One address. It is never opened by your browser."),
        assume_scheme="https",
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=[("en", "English"), ("ar", "العربية"), ("ru", "Русский")]
    )
    measure = forms.ChoiceField(label=gettext_lazy("Measure"), choices=MEASURES, widget=forms.RadioSelect)
    exemptions = forms.MultipleChoiceField(
        label=gettext_lazy("Purposes that may apply"),
        choices=EXEMPTIONS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    attachment = forms.FileField(label=gettext_lazy("File"), required=False)
    agreed = forms.BooleanField(label=gettext_lazy("I believe that what I wrote is accurate and complete"))


def sections() -> list[tuple[str, str]]:
    """Anchor and name of each section of the page, in its order."""
    return [
        ("foundations", _("Foundations")),
        ("buttons", _("Buttons")),
        ("forms", _("Forms")),
        ("badges", _("Badges")),
        ("tables", _("Tables")),
        ("figures", _("Figures")),
        ("callouts", _("Callouts")),
        ("case", _("The case")),
        ("harm", _("Harmful content")),
        ("history", _("History")),
        ("other", _("Other pages")),
    ]
