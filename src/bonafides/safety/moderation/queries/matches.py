"""What moderation reads of the lists: the evidence of a case, what rests on an entry, what a removal may bank."""

from collections.abc import Iterable

from bonafides.matching.vocabulary import PDQ_MIN_QUALITY, EntryType
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.moderation.models import Case, Item


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


def values_to_bank(items: Iterable[Item]) -> list[tuple[EntryType, str]]:
    """The SHA-256 of each item and, where its quality allows, the PDQ hash of its first frame."""
    return list(dict.fromkeys(value for item in items for value in _values_of(item)))


def _values_of(item: Item) -> list[tuple[EntryType, str]]:
    exact = [(EntryType.SHA256, item.sha256)] if item.sha256 else []
    pdq, quality = item.fingerprints.get("pdq"), item.fingerprints.get("pdq_quality") or 0
    return exact + ([(EntryType.PDQ, pdq)] if pdq and quality >= PDQ_MIN_QUALITY else [])
