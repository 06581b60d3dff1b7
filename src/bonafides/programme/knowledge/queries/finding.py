"""Finding: by question and by facet, what is new, what is near, for a page of cards."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from bonafides.base.http.paging import Page
from bonafides.kernel.actor import Actor
from bonafides.programme.knowledge import search_index, search_words
from bonafides.programme.knowledge.models import (
    Facet,
    Resource,
    Text,
)
from bonafides.programme.knowledge.queries.reach import readable
from bonafides.programme.knowledge.vocabulary import (
    ROWS_PER_PAGE,
    FacetName,
)


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty means all."""

    question: str = ""
    kind: str = ""
    topic: str = ""
    service: str = ""
    law: str = ""
    language: str = ""
    level: str = ""

    @property
    def is_anything(self) -> bool:
        return any(vars(self).values())


@dataclass(frozen=True)
class Found(Page[Resource]):
    """One page of what was found, in order, and how much of what there is in all of it."""

    total: int
    facets: dict[str, list[tuple[str, int]]]

    @classmethod
    def of(cls, rows: list[Resource], total: int, number: int, facets: dict[str, list[tuple[str, int]]]) -> "Found":
        return cls(rows, number, number * ROWS_PER_PAGE < total, total, facets)


def narrowed(rows: QuerySet[Resource], wanted: Wanted) -> QuerySet[Resource]:
    """The resources with every property that is asked for."""
    rows = rows.filter(**{name: value for name in ("kind", "level") if (value := getattr(wanted, name))})
    if wanted.language:
        rows = rows.filter(Exists(published_texts().filter(resource=OuterRef("pk"), language=wanted.language)))
    for name in (FacetName.TOPIC, FacetName.SERVICE, FacetName.LAW):
        if value := getattr(wanted, name.value):
            rows = rows.filter(Exists(Facet.objects.filter(resource=OuterRef("pk"), name=name, value=value)))
    return rows


def published_texts() -> QuerySet[Text]:
    return Text.objects.filter(published__isnull=False)


def find(by: Actor, wanted: Wanted, *, page: int = 1, language: str = "en") -> Found:
    """A page of what somebody may read and looks for: best answers first, or the newest where no question is asked."""
    rows = narrowed(readable(by), wanted)
    if not wanted.question.strip():
        return browsed(rows, wanted, page, language)
    if not search_words.words_of(wanted.question):
        return Found.of([], 0, 1, {})
    matching = rows.filter(pk__in=search_index.resources(wanted.question))
    best = best_texts(matching, wanted)
    shown = list(best.items())[(page - 1) * ROWS_PER_PAGE : page * ROWS_PER_PAGE]
    resources = Resource.objects.in_bulk([resource for resource, _text in shown])
    texts = published_texts().in_bulk([text for _resource, text in shown])
    ordered = [with_text(resources[resource], texts[text]) for resource, text in shown]
    return Found.of(with_facets(ordered), len(best), page, counts_of(matching, wanted))


def best_texts(matching: QuerySet[Resource], wanted: Wanted) -> dict[int, int]:
    """Resource -> its text that answers best, the best resource first."""
    ranked = search_index.search(wanted.question)
    texts = published_texts().order_by()
    if wanted.language:
        texts = texts.filter(language=wanted.language)
    if len(ranked) <= MANY:
        texts = texts.filter(pk__in=ranked)
    resource_of = dict(texts.values_list("pk", "resource_id"))
    readable_ones = set(matching.order_by().values_list("pk", flat=True))
    best: dict[int, int] = {}
    for text in ranked:
        resource = resource_of.get(text)
        if resource in readable_ones and resource is not None:
            best.setdefault(resource, text)
    return best


MANY = 900  # numbers in one question to the database; beyond it, all are fetched and chosen from here


def browsed(rows: QuerySet[Resource], wanted: Wanted, page: int, language: str) -> Found:
    start = (page - 1) * ROWS_PER_PAGE
    newest = list(rows.order_by("-changed_at", "-pk")[start : start + ROWS_PER_PAGE])
    shown = with_facets(with_texts(newest, wanted.language or language))
    return Found.of(shown, rows.count(), page, counts_of(rows, wanted))


def counts_of(rows: QuerySet[Resource], wanted: Wanted) -> dict[str, list[tuple[str, int]]]:
    """How many of these there are of each kind, topic, service, law, level and language: three statements."""
    found: dict[str, list[tuple[str, int]]] = {"kind": [], "level": [], "topic": [], "service": [], "law": []}
    by_kind, by_level = Counter[str](), Counter[str]()
    for kind, level, n in rows.order_by().values_list("kind", "level").annotate(n=Count("pk")):
        by_kind[kind] += n
        by_level[level] += n
    found["kind"], found["level"] = by_kind.most_common(), by_level.most_common()
    facets = Facet.objects.filter(resource__in=rows.order_by().values("pk"), name__in=("topic", "service", "law"))
    for name, value, n in (
        facets.order_by().values_list("name", "value").annotate(n=Count("pk")).order_by("-n", "value")
    ):
        found[name].append((value, n))
    texts = published_texts().filter(resource__in=rows.order_by().values("pk")).order_by()
    found["language"] = list(texts.values_list("language").annotate(n=Count("pk")).order_by("-n"))
    return found


def with_text(resource: Resource, text: Text) -> Resource:
    resource.shown = text
    text.resource = resource
    return resource


def with_texts(resources: Sequence[Resource], language: str) -> list[Resource]:
    """Each with its published text in this language, else in its own."""
    texts: dict[int, dict[str, Text]] = {}
    for text in published_texts().filter(resource__in=[each.pk for each in resources]):
        texts.setdefault(text.resource_id, {})[text.language] = text
    return [
        with_text(each, of.get(language) or of[each.language])
        for each in resources
        if (of := texts.get(each.pk)) and (language in of or each.language in of)
    ]


def with_facets(resources: list[Resource]) -> list[Resource]:
    """Each with its topics in `topics`, for a card."""
    rows = Facet.objects.filter(resource__in=[each.pk for each in resources], name=FacetName.TOPIC)
    topics: dict[int, list[str]] = {}
    for resource, value in rows.values_list("resource", "value"):
        topics.setdefault(resource, []).append(value)
    for each in resources:
        each.topics = topics.get(each.pk, [])  # type: ignore[attr-defined]
    return resources


def resources_by_slug(slugs: Iterable[str], by: Actor, *, language: str = "en") -> list[Resource]:
    """Of these, what an actor may read, in that order, with texts in `shown`: for the programme's other parts."""
    wanted = list(dict.fromkeys(slugs))
    found = {each.slug: each for each in with_texts(list(readable(by).filter(slug__in=wanted)), language)}
    return [found[slug] for slug in wanted if slug in found]


def featured(by: Actor, language: str) -> list[Resource]:
    return with_facets(with_texts(list(readable(by).filter(is_featured=True).order_by("-changed_at")[:4]), language))


def related(by: Actor, resource: Resource, language: str) -> list[Resource]:
    """Up to four others that share most topics and laws."""
    about = (FacetName.TOPIC, FacetName.LAW)
    own = list(resource.facets.filter(name__in=about).values_list("value", flat=True))
    shared = Facet.objects.filter(name__in=about, value__in=own).exclude(resource=resource).order_by()
    nearest = shared.values("resource").annotate(n=Count("pk")).order_by("-n", "-resource")[:RELATED_LOOKED_AT]
    order = [row["resource"] for row in nearest]
    found = {each.pk: each for each in readable(by).filter(pk__in=order)}
    return with_texts([found[pk] for pk in order if pk in found][:4], language)


RELATED_LOOKED_AT = 60  # the nearest of all, of which a reader is shown those that they may read
