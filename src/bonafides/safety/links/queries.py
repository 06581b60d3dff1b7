"""Whether links are followed, and where those of an item lead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from bonafides.safety.links.models import Following
from bonafides.safety.links.models import Link as Link  # other domains type with it
from bonafides.safety.links.vocabulary import LinkState

COUNTED = timedelta(days=30)


def following() -> Following | None:
    """Who switched it on, and when; None while it is off."""
    return Following.objects.filter(switched_off_at=None).select_related("switched_on_by").first()


def leads_to(items: Iterable[str]) -> list[Link]:
    """The links of items, by their references, in the order in which they were found."""
    return list(Link.objects.filter(item__in=list(items)))


@dataclass(frozen=True)
class Chain:
    """An address of an item, and what it led through and to."""

    item: str
    url: str
    hops: tuple[str, ...]


def chain(reference: str) -> Chain | None:
    """Where one link leads, once that is known; None before, and for one that was forgotten."""
    link = Link.objects.filter(reference=reference).exclude(state=LinkState.WAITING).first()
    return Chain(link.item, link.url, tuple(link.hops)) if link else None


def counts_since(at: datetime) -> dict[str, int]:
    """How many links of the last 30 days are in each state; what was forgotten is not counted."""
    rows = Link.objects.filter(asked_at__gte=at - COUNTED).order_by().values_list("state").annotate(n=Count("pk"))
    return {state.value: dict(rows).get(state.value, 0) for state in LinkState}
