"""One resource: its texts, its files, its terms."""

from django.db.models import Q

from bonafides.base.blobs import queries as blobs
from bonafides.kernel.actor import ANYONE, Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge import rules, terms
from bonafides.programme.knowledge.markdown import Term
from bonafides.programme.knowledge.models import (
    Attachment,
    Resource,
    Text,
)
from bonafides.programme.knowledge.queries.finding import published_texts
from bonafides.programme.knowledge.queries.reach import kept, readable
from bonafides.programme.knowledge.vocabulary import (
    FacetName,
    Kind,
)


def text_of(resource: Resource, language: str = "") -> Text:
    """Its published text in a language (the original's, if none is named), with the revision."""
    wanted = language or resource.language
    texts = published_texts().select_related("published").filter(resource=resource, language=wanted)
    found: Text | None = texts.first()
    if found is None:
        raise NotFound("no-such-translation", _("This resource is not there in that language."))
    found.resource = resource
    return found


def languages_of(resource: Resource) -> list[Text]:
    """Its published texts, the original first."""
    texts = list(published_texts().select_related("published").filter(resource=resource))
    for text in texts:
        text.resource = resource
    return sorted(texts, key=lambda text: (not text.is_original, text.language))


def original_number(resource: Resource) -> int | None:
    """The number of the original's published revision."""
    original = published_texts().filter(resource=resource, language=resource.language)
    number: int | None = original.values_list("published__number", flat=True).first()
    return number


def is_behind(text: Text) -> bool:
    """Whether the original changed since this translation was made."""
    if text.is_original or text.published is None:
        return False
    return rules.is_behind(text.published.translated_from, original_number(text.resource))


def facets_of(resource: Resource) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {name.value: [] for name in FacetName}
    for name, value in resource.facets.values_list("name", "value"):
        found[name].append(value)
    return found


def attachments_of(resource: Resource) -> list[Attachment]:
    return list(resource.attachments.filter(removed_at=None).order_by("name"))


def attachment_for(by: Actor, reference: str) -> Attachment:
    """A file, if its resource may be read, or kept."""
    files = Attachment.objects.filter(reference=reference, removed_at=None).select_related("resource")
    may = Q(resource__in=readable(by).values("pk")) | Q(resource__in=kept(by).values("pk"))
    found: Attachment | None = files.filter(may).first()
    if found is None:
        raise NotFound("no-such-file", _("There is no such file, or you may not read it."))
    return found


def content_of(attachment: Attachment) -> bytes:
    return blobs.read(attachment.blob)


def glossary(by: Actor = ANYONE, *, language: str = "en") -> list[Term]:
    """Every term that an actor may read the meaning of, with the address of its entry."""
    glossaries = readable(by).filter(kind=Kind.GLOSSARY).values("pk")
    texts = published_texts().select_related("published", "resource").filter(resource__in=glossaries, language=language)
    return [
        Term(entry.term, entry.meaning, f"{text.get_absolute_url()}#{entry.anchor}")
        for text in texts
        if text.published is not None
        for entry in terms.entries_of(text.published.body)
    ]
