"""Knowledge resources that mend a weak answer: up to three to read, and a tool, of those that this person may open."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from bonafides.kernel.actor import Actor
from bonafides.programme.assessments.library import Question
from bonafides.programme.knowledge import queries as knowledge
from bonafides.programme.knowledge.vocabulary import Kind

TO_READ = 3
TOOLS = frozenset({Kind.TOOL, Kind.TEMPLATE, Kind.TRAINING})  # what is used, not only read


@dataclass(frozen=True)
class ResourceLink:
    title: str
    url: str
    is_tool: bool


@dataclass(frozen=True)
class Shelf:
    """What helps with the questions of one page, looked up once."""

    links: dict[str, ResourceLink] = field(default_factory=dict)

    def for_question(self, question: Question) -> list[ResourceLink]:
        found = [self.links[slug] for slug in question.resources if slug in self.links]
        tools = [link for link in found if link.is_tool][:1]
        return [link for link in found if link not in tools][:TO_READ] + tools


def shelf_for(questions: Iterable[Question], by: Actor) -> Shelf:
    """Every resource that these questions name and this person may read, in their language where there is a text."""
    slugs = [slug for question in questions for slug in question.resources]
    language = (get_language() or "en").split("-")[0]
    rows = knowledge.resources_by_slug(slugs, by, language=language)
    return Shelf({row.slug: ResourceLink(row.shown.title, address_of(row.slug), row.kind in TOOLS) for row in rows})


def address_of(slug: str) -> str:
    try:
        return reverse("knowledge:resource", args=[slug])
    except NoReverseMatch:  # an edition whose portal has no pages
        return ""
