"""What moderation reads of the lists: the evidence of a case, what rests on an entry, what a decision may bank."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import PDQ_MIN_QUALITY, EntryType
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds import queries as feeds
from bonafides.safety.moderation.models import Case, Hold, Item
from bonafides.safety.moderation.vocabulary import CaseState


def evidence_of(items: Iterable[Item]) -> list[MatchRecord]:
    """One record for each entry that any of the items matched, the nearest, byte-exact ones first."""
    records = banks.match_records_of(item.reference for item in items)
    nearest: dict[int, MatchRecord] = {}
    for record in sorted(records, key=_nearness):
        nearest.setdefault(record.entry_id, record)
    return list(nearest.values())


def _nearness(record: MatchRecord) -> tuple[int, int]:
    return (record.distance_bits is not None, record.distance_bits or 0)


def items_resting_on(entry: str) -> list[Item]:
    """Every open, held or decided item that an entry (by its reference) ever matched, the held ones first."""
    items = Item.objects.filter(reference__in=banks.rests_on(entry)).select_related("case")
    return sorted(items, key=lambda item: (item.state != "held", item.case.state != "open", -item.pk))


def cases_resting_on(entry: str) -> list[Case]:
    return list({item.case_id: item.case for item in items_resting_on(entry)}.values())


def cases_met_by(entry: str) -> "QuerySet[Case]":
    """The cases with an item that an entry (by its reference) ever matched."""
    met = Item.objects.filter(case=OuterRef("pk"), reference__in=banks.items_met(entry))
    return Case.objects.filter(Exists(met))


def rests_on_a_wrong_entry(case: Case) -> bool:
    records = banks.match_records_of(case.items.values_list("reference", flat=True))
    return any(record.entry.opinion == Opinion.NEGATIVE for record in records)


def entries_met_in(case: Case) -> "QuerySet[MatchRecord, Any]":
    """Each entry that any item of a case matched."""
    return banks.entries_met(case.items.values("reference"))


@dataclass(frozen=True)
class Met:
    """An entry that items of a case matched, with the record of the nearest."""

    match: MatchRecord
    items: int


def met_in(case: Case, rows: Iterable[Any]) -> list[Met]:
    """Rows of `entries_met_in` with what was recorded."""
    listed = list(rows)
    nearest = banks.nearest_records((row["entry"] for row in listed), case.items.values("reference"))
    return [Met(nearest[row["entry"]], row["items"]) for row in listed]


def match_in(case: Case, entry: str) -> MatchRecord:
    """The nearest match of an item of this case with an entry, by its reference."""
    records = banks.match_records_of(case.items.values_list("reference", flat=True))
    of_entry = [record for record in records if record.entry.reference == entry]
    if not of_entry:
        raise NotFound("no-such-match", _("No item of this case matched that entry."))
    return min(of_entry, key=_nearness)


@dataclass(frozen=True)
class Reach:
    """What our opinion of an entry bears on, beyond one case."""

    items: int
    open_cases: int
    closed_cases: int
    holds: int
    sources: list[str]  # that are told


def reach_of(match: MatchRecord) -> Reach:
    entry = match.entry
    states = dict(cases_met_by(entry.reference).values_list("state").annotate(Count("pk")).order_by())
    closed = states.pop(CaseState.CLOSED, 0)
    held = Hold.objects.filter(match_record__entry=entry, ended_at=None).count()
    sources = feeds.sources_hearing_of(entry.reference)
    return Reach(banks.items_matched(entry), sum(states.values()), closed, held, sources)


def open_cases_with_the_same_bytes(case: Case) -> int:
    """Other cases that wait and hold an item of the same bytes as one of this."""
    ours = case.items.exclude(sha256="").values("sha256")
    same = Item.objects.filter(case=OuterRef("pk"), sha256__in=ours)
    return Case.objects.filter(Exists(same), state=CaseState.OPEN).exclude(pk=case.pk).count()


def values_to_bank(items: Iterable[Item]) -> list[tuple[EntryType, str]]:
    """The SHA-256 of each item and, where its quality allows, the PDQ hash of its first frame."""
    return list(dict.fromkeys(value for item in items for value in _values_of(item)))


def _values_of(item: Item) -> list[tuple[EntryType, str]]:
    exact = [(EntryType.SHA256, item.sha256)] if item.sha256 else []
    pdq, quality = item.fingerprints.get("pdq"), item.fingerprints.get("pdq_quality") or 0
    return exact + ([(EntryType.PDQ, pdq)] if pdq and quality >= PDQ_MIN_QUALITY else [])
