"""What is still held though it has to go. The page shows it; with the job running it is nought."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from bonafides.safety.moderation.models import Appeal, Case, Flag, Item
from bonafides.safety.moderation.rules.forgetting import forgotten_before
from bonafides.safety.moderation.vocabulary import AppealState, CaseState, ItemState
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW

HOLDS_CONTENT = ~Q(content="") | ~Q(context="")
HOLDS_AUTHOR = ~Q(author_reference="") | ~Q(author_address="")
IS_REMEMBERED = Q(notifier_forgotten_at=None)  # every flag is marked when its case is forgotten, whoever raised it


@dataclass(frozen=True)
class Overdue:
    """How many cases hold what must be gone by now."""

    content: int
    people: int
    appeals: int  # complaints past their two weeks

    @property
    def total(self) -> int:
        return self.content + self.people + self.appeals


def content_due(at: datetime) -> "QuerySet[Case]":
    """Closed cases whose bytes and context must go."""
    held = Item.objects.filter(HOLDS_CONTENT)
    live = Q(items__in=held.exclude(state=ItemState.RESTRICTED))
    restricted = Q(items__in=held.filter(state=ItemState.RESTRICTED), closed_at__lte=at - APPEAL_WINDOW)
    return _settled().filter(live | restricted, content_due_at__lte=at).distinct().order_by("content_due_at", "pk")


def people_due(at: datetime) -> "QuerySet[Case]":
    """Closed cases in which nobody can complain any more: not forgotten yet, or with an author's name anew."""
    before = forgotten_before(at)
    items = Item.objects.filter(HOLDS_AUTHOR, taken_at__lte=before)
    flags = Flag.objects.filter(IS_REMEMBERED, received_at__lte=before)
    holding = Q(items__in=items) | Q(flags__in=flags)
    return _settled().filter(holding, closed_at__lte=before).distinct().order_by("closed_at", "pk")


def _settled() -> "QuerySet[Case]":
    open_appeals = Count("appeals", filter=Q(appeals__state=AppealState.OPEN), distinct=True)
    return Case.objects.filter(state=CaseState.CLOSED).annotate(waiting=open_appeals).filter(waiting=0)


def overdue(at: datetime) -> Overdue:
    late = Appeal.objects.filter(state=AppealState.OPEN, due_at__lt=at).count()
    return Overdue(content_due(at).count(), people_due(at).count(), late)
