"""Items that met a list, to be counted: what was decided about them, what came again, by how many accounts."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.moderation.models import DecisionException, Flag, Item
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, SourceKind, Verdict

REAL = Q(case__made_up=False)


def items_met(records: "QuerySet[MatchRecord]") -> "QuerySet[Item]":
    """The items that these match records are about; of the house's made-up cases none."""
    return Item.objects.filter(REAL, reference__in=records.values("item")).order_by()


def upheld() -> "QuerySet[Item]":
    """Items whose case is closed with a restriction that stands, and that it does not leave out."""
    return _closed(Verdict.RESTRICT).exclude(pk__in=_left_out())


def kept() -> "QuerySet[Item]":
    """Items whose case is closed with a decision to keep, at once or in the end, or that a restriction leaves out."""
    left_out = Q(case__outcome=Verdict.RESTRICT, pk__in=_left_out())
    closed = Item.objects.filter(REAL, case__state=CaseState.CLOSED).order_by()
    return closed.filter(Q(case__outcome=Verdict.KEEP) | left_out)


def upheld_after_a_flag(start: datetime, end: datetime) -> "QuerySet[Item]":
    """Those restricted in a case that somebody's flag opened, not a match: taken from `start` to before `end`."""
    flagged = Exists(_flags_of_others())
    raised = upheld().filter(flagged, taken_at__gte=start, taken_at__lt=end)
    return raised.exclude(case__source__in=[SourceKind.OWN_DETECTION, SourceKind.RECORD])


def came_again(items: "QuerySet[Item]") -> list[tuple[str, bool, int]]:
    """How many items of each kind are, byte for byte, what had been restricted before they came, and how many not."""
    before = _closed(Verdict.RESTRICT).exclude(sha256="")
    same = before.filter(sha256=OuterRef("sha256"), case__closed_at__lt=OuterRef("taken_at"))
    return list(items.annotate(again=Exists(same)).values_list("kind", "again").annotate(Count("pk")))


def items_by_account(items: "QuerySet[Item]", bounds: list[tuple[int, int]]) -> list[int]:
    """How many accounts have so many of these items, for each (least, most); nobody is named."""
    each = items.exclude(author_reference="").values("author_reference").annotate(n=Count("pk"))
    wanted = {f"from_{least}": Count("author_reference", filter=Q(n__gte=least, n__lte=most)) for least, most in bounds}
    return list(each.aggregate(**wanted).values())


def accounts_of(records: "QuerySet[MatchRecord]") -> dict[int, int]:
    """How many accounts met each entry of these records, by the entry's number; nobody is named."""
    author = Item.objects.filter(REAL, reference=OuterRef("item")).exclude(author_reference="")
    named = records.annotate(author=Subquery(author.values("author_reference")[:1]))
    return dict(named.values_list("entry").annotate(Count("author", distinct=True)))


def _closed(outcome: Verdict) -> "QuerySet[Item]":
    return Item.objects.filter(REAL, case__state=CaseState.CLOSED, case__outcome=outcome).order_by()


def _left_out() -> "QuerySet[DecisionException, Any]":
    stands = DecisionException.objects.filter(decision__state=DecisionState.PUBLISHED)
    return stands.exclude(decision__reversed_by__state=DecisionState.PUBLISHED).values("item")


def _flags_of_others() -> "QuerySet[Flag]":
    return Flag.objects.filter(item=OuterRef("pk")).exclude(source=SourceKind.OWN_DETECTION)
