"""What people type into the portal."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bonafides.base.people.queries import Person
from bonafides.programme.knowledge import queries
from bonafides.programme.knowledge.formats import SLUG, About, Words, slug_of
from bonafides.programme.knowledge.models import Group, Resource, Revision
from bonafides.programme.knowledge.queries import Wanted
from bonafides.programme.knowledge.vocabulary import (
    KIND_WORDS,
    LANGUAGES,
    LEVEL_WORDS,
    OVERLAY_WORDS,
    POST_LIMIT_CHARACTERS,
    RIGHT_TO_LEFT,
    SEARCH_LIMIT_CHARACTERS,
    SERVICE_WORDS,
    SUMMARY_LIMIT_CHARACTERS,
    TEXT_LIMIT_CHARACTERS,
    TOPIC_WORDS,
    FacetName,
    Kind,
    Level,
    Tlp,
    WatchLevel,
)


def labelled(words: dict[Any, str]) -> list[tuple[str, Any]]:
    return [(str(each), _(word)) for each, word in words.items()]


TLP_LABELS = {
    Tlp.CLEAR: _("TLP:CLEAR, may be passed on to anybody"),
    Tlp.GREEN: _("TLP:GREEN, for the community around the programme"),
    Tlp.AMBER: _("TLP:AMBER, for the programme and its members"),
    Tlp.RED: _("TLP:RED, for the people of the named groups alone"),
}
WATCH_LABELS = {
    WatchLevel.NOTHING: _("Nothing"),
    WatchLevel.VERSIONS: _("New versions"),
    WatchLevel.EVERYTHING: _("New versions and what is said"),
}


class SearchForm(forms.Form):
    """What is looked for; a value that means nothing asks for nothing."""

    q = forms.CharField(required=False, max_length=SEARCH_LIMIT_CHARACTERS)
    kind = forms.CharField(required=False, max_length=60)
    topic = forms.CharField(required=False, max_length=60)
    service = forms.CharField(required=False, max_length=60)
    law = forms.CharField(required=False, max_length=60)
    lang = forms.CharField(required=False, max_length=10)
    level = forms.CharField(required=False, max_length=10)

    def wanted(self) -> Wanted:
        if not self.is_valid():
            return Wanted()
        given = dict(self.cleaned_data)
        return Wanted(question=given.pop("q"), language=given.pop("lang"), **given)


class WordsForm(forms.Form):
    """A text in one language."""

    title = forms.CharField(label=_("Title"), max_length=200)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=SUMMARY_LIMIT_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One sentence: who does what with it."),
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=TEXT_LIMIT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 24, "class": "knowledge-editor"}),
        help_text=_("Markdown: ## heading, - list, **strong**, [words](https://example.org), | table |."),
    )
    quiz = forms.CharField(
        label=_("Quiz"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 8, "class": "knowledge-quiz"}),
        help_text=_("Of a training. A question, then + right and - wrong options, = why; a blank line ends it."),
    )
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)
    is_reviewed = forms.BooleanField(
        label=_("A person who speaks the language well has read it"), required=False, initial=True
    )

    def written_in(self, language: str) -> "WordsForm":
        """The fields of the text run as its language does; what stands around them as the page does."""
        direction = "rtl" if language in RIGHT_TO_LEFT else "ltr"
        for name in ("title", "summary", "body", "quiz"):
            self.fields[name].widget.attrs |= {"lang": language, "dir": direction}
        return self

    def words(self) -> Words:
        given = dict(self.cleaned_data)
        given.pop("note")
        return Words(**given)

    @classmethod
    def of(cls, revision: Revision) -> "WordsForm":
        names = ("title", "summary", "body", "quiz", "is_reviewed")
        return cls(initial={name: getattr(revision, name) for name in names})


class AboutForm(forms.Form):
    """What a resource is about and who may read it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=labelled(KIND_WORDS))
    level = forms.ChoiceField(label=_("For whom"), choices=labelled(LEVEL_WORDS), initial=Level.MEMBERS.value)
    tlp = forms.ChoiceField(
        label=_("How far it may travel"),
        choices=[(each.value, label) for each, label in TLP_LABELS.items()],
        initial=Tlp.GREEN.value,
        help_text=_("What is public is TLP:CLEAR. Literacy, security and exit support are public by default."),
    )
    groups = forms.ModelMultipleChoiceField(
        label=_("Named groups"),
        queryset=Group.objects.all(),
        to_field_name="reference",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"), choices=labelled(TOPIC_WORDS), required=False, widget=forms.CheckboxSelectMultiple
    )
    services = forms.MultipleChoiceField(
        label=_("Kinds of service"),
        choices=labelled(SERVICE_WORDS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means all."),
    )
    overlays = forms.MultipleChoiceField(
        label=_("Overlays"), choices=labelled(OVERLAY_WORDS), required=False, widget=forms.CheckboxSelectMultiple
    )
    laws = forms.CharField(
        label=_("Articles of law"), max_length=400, required=False, help_text=_("With commas: TCO 3, DSA 16")
    )
    owner = forms.CharField(label=_("Who answers for it"), max_length=200, required=False)
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("You are reminded 30 days before; after it, readers see that it is out of date."),
    )
    sources = forms.CharField(
        label=_("Sources"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One on each line: title | address"),
    )
    legal_note = forms.BooleanField(label=_("Say that it is no legal advice"), required=False)
    is_featured = forms.BooleanField(label=_("Show it on the first page"), required=False)

    def about(self) -> About:
        given = self.cleaned_data
        return About(
            kind=Kind(given["kind"]),
            level=Level(given["level"]),
            tlp=Tlp(given["tlp"]),
            topics=tuple(given["topics"]),
            services=tuple(given["services"]),
            overlays=tuple(given["overlays"]),
            laws=tuple(each.strip()[:60] for each in given["laws"].split(",") if each.strip()),
            owner=given["owner"],
            as_of=given["as_of"],
            valid_until=given["valid_until"],
            sources=sources_in(given["sources"]),
            legal_note=given["legal_note"],
        )

    @classmethod
    def of(cls, resource: Resource) -> "AboutForm":
        facets = queries.facets_of(resource)
        initial: dict[str, Any] = {
            name: getattr(resource, name)
            for name in ("kind", "level", "tlp", "owner", "as_of", "valid_until", "legal_note", "is_featured")
        }
        initial |= {
            "topics": facets[FacetName.TOPIC],
            "services": facets[FacetName.SERVICE],
            "overlays": facets[FacetName.OVERLAY],
            "laws": ", ".join(facets[FacetName.LAW]),
            "groups": list(Group.objects.filter(grants__resource=resource).values_list("reference", flat=True)),
            "sources": "\n".join(f"{each['title']} | {each['url']}" for each in resource.sources),
        }
        return cls(initial=initial)


def sources_in(text: str) -> tuple[dict[str, str], ...]:
    rows = (line.rpartition("|") for line in text.splitlines() if line.strip())
    pairs = ((title.strip() or url.strip(), url.strip() if "://" in url else "") for title, _bar, url in rows)
    return tuple({"title": title[:300], "url": url[:500]} for title, url in pairs)


class NewForm(AboutForm, WordsForm):  # type: ignore[misc]
    """A new resource with its first text."""

    slug = forms.CharField(
        label=_("Address"),
        max_length=100,
        required=False,
        help_text=_("a-z, 0-9 and hyphens; made from the title if left empty."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()), initial="en")
    field_order = ("title", "summary", "body", "kind", "level", "tlp", "groups", "topics")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        given["slug"] = given.get("slug") or slug_of(given.get("title", ""))
        if SLUG.fullmatch(given["slug"]) is None:
            self.add_error("slug", _("Use a-z, 0-9 and hyphens."))
        return given

    def words(self) -> Words:
        return Words(**{name: self.cleaned_data[name] for name in ("title", "summary", "body", "quiz", "is_reviewed")})


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


class ApproveForm(forms.Form):
    publish_at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("UTC. Left empty, it is published at once."),
    )


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"))


class GroupForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    about = forms.CharField(label=_("What it is for"), max_length=300, required=False)


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.organisation})"


class PersonForm(forms.Form):
    person = PersonChoice(label=_("Person"), queryset=Person.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.people_who_may_join()  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    starts_at = forms.DateTimeField(
        label=_("Begins"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text=_("UTC"),
    )
    ends_at = forms.DateTimeField(
        label=_("Ends"), widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    join_url = forms.URLField(label=_("Address to join at"), max_length=300, required=False, assume_scheme="https")
    recording_url = forms.URLField(label=_("Recording"), max_length=300, required=False, assume_scheme="https")


class ThreadForm(forms.Form):
    title = forms.CharField(label=_("Heading"), max_length=200)
    body = forms.CharField(
        label=_("What you want to say"), max_length=POST_LIMIT_CHARACTERS, widget=forms.Textarea(attrs={"rows": 4})
    )
    is_chatham = forms.BooleanField(label=_("Chatham House rule: others do not see who said what"), required=False)


class PostForm(forms.Form):
    body = forms.CharField(
        label=_("Your answer"), max_length=POST_LIMIT_CHARACTERS, widget=forms.Textarea(attrs={"rows": 3})
    )


class WatchForm(forms.Form):
    level = forms.ChoiceField(
        label=_("Tell me in the digest about"), choices=[(each.value, label) for each, label in WATCH_LABELS.items()]
    )


class MailForm(forms.Form):
    digest = forms.BooleanField(label=_("Send me what is new, once a week"), required=False)
    topics = forms.MultipleChoiceField(
        label=_("Only these topics"),
        choices=labelled(TOPIC_WORDS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means all. What you watch is told in any case."),
    )
