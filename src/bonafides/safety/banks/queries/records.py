"""What was recorded when items matched, and what it rests on."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce

from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import rules
from bonafides.safety.banks.listed import IDS_PER_STATEMENT
from bonafides.safety.banks.models import Bank, Entry, MatchRecord
from bonafides.safety.banks.queries.matching import Match
from bonafides.safety.banks.vocabulary import BankKind, EntryState, OnMatch, Opinion, Outcome


def match_records_of(items: Iterable[str]) -> list[MatchRecord]:
    """Why each of several items was stopped at, oldest first."""
    return list(MatchRecord.objects.filter(item__in=list(items)).select_related("entry__bank").order_by("id"))


def lists_met(items: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each item, by its reference, with the name of each list that it met."""
    wanted = list(items)
    for start in range(0, len(wanted), IDS_PER_STATEMENT):
        some = MatchRecord.objects.filter(item__in=wanted[start : start + IDS_PER_STATEMENT])
        some = some.filter(entry__bank__kind=BankKind.KNOWN)
        yield from some.values_list("item", "bank_name").distinct()


def moments_met(items: Iterable[str]) -> Iterator[tuple[str, datetime]]:
    """When each of these items met something, once for each record."""
    wanted = list(items)
    for start in range(0, len(wanted), IDS_PER_STATEMENT):
        some = MatchRecord.objects.filter(item__in=wanted[start : start + IDS_PER_STATEMENT])
        yield from some.order_by().values_list("item", "matched_at")


def first_match_at() -> datetime | None:
    """When the earliest match on record was."""
    found: datetime | None = MatchRecord.objects.order_by("matched_at").values_list("matched_at", flat=True).first()
    return found


def match_records(item: str) -> list[MatchRecord]:
    """What was recorded when an item matched, in that order."""
    return list(MatchRecord.objects.filter(item=item).select_related("entry__bank"))


def was_found_later(item: str) -> bool:
    """Whether an item was let through once, and an entry that came later met it."""
    return any("found_later" in record.detail for record in match_records(item))


def still_counts(record: MatchRecord) -> bool:
    """Whether what a match rests on is known content to us now: on a list that is on, and not held to be wrong."""
    entry = record.entry
    is_listed = entry.facts().state is EntryState.ACTIVE and entry.bank.is_active
    return is_listed and entry.bank.kind == BankKind.KNOWN and entry.opinion != Opinion.NEGATIVE


def may_hold(record: MatchRecord) -> bool:
    """Whether what a match rests on could still hold anything back: a positive entry of a list that may hold."""
    entry = record.entry
    positive = entry.opinion == Opinion.POSITIVE and entry.facts().state is EntryState.ACTIVE
    return positive and entry.bank.is_active and entry.bank.on_match == OnMatch.HOLD


def rests_on(entry: str) -> list[str]:
    """The references of all items that an entry (by its reference) ever matched: what its opinion bears on."""
    return list(MatchRecord.objects.filter(entry__reference=entry).values_list("item", flat=True).distinct())


def items_met(entry: str) -> "QuerySet[MatchRecord, Any]":
    """The items that an entry (by its reference) ever matched, by their references: to narrow another query by."""
    return MatchRecord.objects.filter(entry__reference=entry).order_by().values("item")


def entries_met(items: "QuerySet[Any, Any]") -> "QuerySet[MatchRecord, Any]":
    """Each entry that any of these items (their references) matched: `entry` by its id, how many `items`, the nearest.

    The same bytes first, then the nearest.
    """
    rows = MatchRecord.objects.filter(item__in=items).order_by().values("entry")
    met = rows.annotate(items=Count("item", distinct=True), nearest=Min("distance_bits"))
    return met.order_by(F("nearest").asc(nulls_first=True), "entry")


def nearest_records(entries: Iterable[int], items: "QuerySet[Any, Any]") -> dict[int, MatchRecord]:
    """Of each of these entries (by id) the record of the nearest of these items."""
    of_these = MatchRecord.objects.filter(item__in=items, entry__in=list(entries))
    nearest_first = of_these.select_related("entry__bank").order_by(F("distance_bits").asc(nulls_first=True), "id")
    found: dict[int, MatchRecord] = {}
    for record in nearest_first:
        found.setdefault(record.entry_id, record)
    return found


def harmless_lists() -> list[Bank]:
    """Every list of what is harmless that is switched on, by name."""
    return list(Bank.objects.filter(kind=BankKind.ALLOW, disabled_at=None).order_by("name"))


def entries_banked_by(decisions: Iterable[str], values: Iterable[tuple[EntryType, str]]) -> list[Entry]:
    """The entries with one of these values that stand on a list because of one of these decisions."""
    listed = {value for _type, value in values}
    cited = Q(decision__in=list(decisions)) | Q(opinions__decision__in=list(decisions))
    return list(Entry.objects.filter(cited, value__in=listed, withdrawn_at=None).distinct().order_by("id"))


def severity_of(match: Match | MatchRecord) -> str:
    """A list's word for how grave an entry is, read: low, medium, high, critical, or nothing."""
    return rules.severity_of(match.severity)


def known_banks() -> list[Bank]:
    """Every list of known content, also one that is switched off, by name."""
    return list(Bank.objects.filter(kind=BankKind.KNOWN).order_by("name"))


def records_between(start: datetime, end: datetime, *, by_days: bool = True) -> "QuerySet[MatchRecord]":
    """What met a list of known content from `start` to before `end` and asked for something: to be counted.

    Not `by_days` is for records of items that are named: they are found by their items, not among all of these days.
    """
    known = list(Bank.objects.filter(kind=BankKind.KNOWN).values_list("reference", flat=True))
    moment = F("matched_at") if by_days else Coalesce("matched_at", "matched_at")
    rows: QuerySet[MatchRecord] = MatchRecord.objects.alias(at=moment).filter(at__gte=start, at__lt=end)
    return rows.filter(bank__in=known).exclude(outcome=Outcome.ALLOW).order_by()


def entries_by_id(ids: Iterable[int]) -> dict[int, Entry]:
    """Entries with their lists."""
    return Entry.objects.select_related("bank").in_bulk(list(ids))
