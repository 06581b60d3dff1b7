"""What matches came to in a range of days: counted in the database, a fixed number of statements for each page."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, Func, Min, Q, QuerySet
from django.urls import reverse

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.moderation.queries import met
from bonafides.safety.patterns import permissions, rules
from bonafides.safety.patterns.rules import Judged, Recall, Row, Table
from bonafides.safety.patterns.vocabulary import (
    ACCOUNT_BOUNDS,
    ENTRIES_AT_MOST,
    PDQ_THRESHOLDS,
    RANGE_AT_MOST_DAYS,
    TableKey,
)

EARLIEST, LATEST = date(2000, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True)
class Days:
    """From the first to the last day, both included, in UTC."""

    first: date
    last: date

    def __post_init__(self) -> None:
        is_sane = EARLIEST <= self.first <= self.last <= LATEST
        if not is_sane or self.last - self.first > timedelta(days=RANGE_AT_MOST_DAYS):
            raise Invalid("bad-days", _("The days are in the wrong order, or further apart than a year."))

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min, UTC)

    @property
    def end(self) -> datetime:
        return datetime.combine(self.last, time.min, UTC) + timedelta(days=1)


class WeekSlot(Func):
    """The day of the week (Sunday is 0) and the hour of a moment, UTC, as three digits; counted by the database."""

    output_field = CharField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="strftime('%%%%w%%%%H', %(expressions)s)", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        moment = "%(expressions)s AT TIME ZONE 'UTC'"
        day, hour = f"extract(dow from {moment})::int::text", f"to_char({moment}, 'HH24')"
        return self.as_sql(compiler, connection, template=f"({day} || {hour})", **extra)


@dataclass(frozen=True)
class Patterns:
    """The tables of a range of days, for somebody who may read them."""

    by: Actor
    days: Days

    def __post_init__(self) -> None:
        permissions.check_can_read(self.by)

    @cached_property
    def records(self) -> "QuerySet[MatchRecord]":
        return banks.records_between(self.days.start, self.days.end)

    @cached_property
    def lists(self) -> list[banks.Bank]:
        return banks.known_banks()

    def tables(self) -> list[Table]:
        return [*self._of_matches(), *self._of_items(), *self._of_time(), *self._of_accounts()]

    def _of_matches(self) -> list[Table]:
        counted = list(self.records.values_list("bank", "type", "matched_by", "entity").annotate(Count("pk")))
        sums = [rules.summed((row[place], row[-1]) for row in counted) for place in range(4)]
        named = {bank.reference: bank for bank in self.lists}
        rows = [
            Row(named[row.name].name, row.numbers, named[row.name].get_absolute_url()) if row.name in named else row
            for row in rules.ranked(sums[0])
        ]
        return [
            Table(TableKey.LISTS, ("list", "matches"), tuple(rows)),
            Table(TableKey.ENTITIES, ("entity", "matches"), rules.ranked(sums[3])),
            Table(TableKey.TYPES, ("type", "matches"), rules.ranked(sums[1])),
            Table(TableKey.FOUND_BY, ("found_by", "matches"), rules.ranked(sums[2], len(sums[2]))),
        ]

    @cached_property
    def items(self) -> "QuerySet[Any]":
        return met.items_met(self.records)

    def _of_items(self) -> list[Table]:
        counted = list(self.items.values_list("kind", "language").annotate(Count("pk")))
        kinds = rules.summed((kind, number) for kind, _language, number in counted)
        languages = rules.summed((language, number) for _kind, language, number in counted)
        return [
            Table(TableKey.KINDS, ("kind", "items"), rules.ranked(kinds)),
            Table(TableKey.LANGUAGES, ("language", "items"), rules.ranked(languages)),
        ]

    def _of_time(self) -> list[Table]:
        counted = self.records.annotate(slot=WeekSlot("matched_at")).values_list("slot").annotate(Count("pk"))
        slots = {((int(slot[0]) - 1) % 7, int(slot[1:])): number for slot, number in counted}
        return [
            Table(TableKey.WEEKDAYS, ("weekday", "matches"), rules.weekdays(slots)),
            Table(TableKey.HOURS, ("hour", "matches"), rules.hours(slots)),
        ]

    def _of_accounts(self) -> list[Table]:
        own = [bank.reference for bank in self.lists if bank.is_own]
        of_own = met.items_met(self.records.filter(bank__in=own)).values_list("kind").annotate(Count("pk"))
        again = rules.again_rows(met.came_again(self.items), dict(of_own))
        spread = rules.account_rows(met.items_by_account(self.items, ACCOUNT_BOUNDS))
        return [
            Table(TableKey.AGAIN, ("kind", "items", "same_as_removed", "met_own_list"), again),
            Table(TableKey.ACCOUNTS, ("items_of_an_account", "accounts"), spread),
            Table(TableKey.ENTRIES, ("entry", "items", "accounts"), tuple(self._entries())),
        ]

    def _entries(self) -> list[Row]:
        counted = self.records.values_list("entry").annotate(n=Count("item", distinct=True)).order_by("-n", "entry")
        most = dict(counted[:ENTRIES_AT_MOST])
        entries, accounts = banks.entries_by_id(most), met.accounts_of(self.records.filter(entry__in=list(most)))
        return [
            Row(entries[pk].code, (number, accounts.get(pk, 0)), entries[pk].get_absolute_url(), entries[pk].bank.name)
            for pk, number in most.items()
        ]


@dataclass(frozen=True)
class Quality:
    """How well lists and thresholds did in a range of days, by our own decisions; of one list, or of all."""

    by: Actor
    days: Days
    bank: str = ""  # its reference

    def __post_init__(self) -> None:
        permissions.check_can_read(self.by)

    @cached_property
    def records(self) -> "QuerySet[MatchRecord]":
        found = banks.records_between(self.days.start, self.days.end)
        return found.filter(bank=self.bank) if self.bank else found

    @cached_property
    def right(self) -> "QuerySet[MatchRecord]":
        return self.records.filter(item__in=met.upheld().values("reference"))

    @cached_property
    def wrong(self) -> "QuerySet[MatchRecord]":
        return self.records.filter(item__in=met.kept().values("reference"))

    def thresholds(self) -> tuple[rules.AtThreshold, ...]:
        return rules.thresholds_of(nearest(self.right), nearest(self.wrong))

    def by_list(self) -> list[Judged]:
        right, wrong = items_by_list(self.right), items_by_list(self.wrong)
        names = {bank.reference: bank.name for bank in banks.known_banks()}
        return sorted(
            (
                Judged(names[bank], right.get((bank, type_), 0), wrong.get((bank, type_), 0), type_, policy_of(bank))
                for bank, type_ in right.keys() | wrong.keys()
            ),
            key=lambda row: (row.name, row.type),
        )

    def recall(self) -> list[Recall]:
        """Of items restricted after a flag, those that had met a list (of all lists, or the one asked for)."""
        restricted = met.upheld_after_a_flag(self.days.start, self.days.end)
        all_of = dict(restricted.values_list("kind").annotate(Count("pk")))
        records = banks.records_between(self.days.start, self.days.end + timedelta(days=1))
        records = records.filter(bank=self.bank) if self.bank else records
        found = restricted.filter(reference__in=records.values("item"))
        had_met = dict(found.values_list("kind").annotate(Count("pk")))
        return [Recall(kind, had_met.get(kind, 0), number) for kind, number in sorted(all_of.items())]


def nearest(records: "QuerySet[MatchRecord]") -> dict[int, int]:
    """How many items have their nearest PDQ entry at each distance."""
    pictures = records.filter(type=EntryType.PDQ, distance_bits__isnull=False)
    each = pictures.values("item").annotate(nearest=Min("distance_bits"))
    counted = each.aggregate(**{f"at_{bits}": Count("item", filter=Q(nearest=bits)) for bits in PDQ_THRESHOLDS})
    return {bits: counted[f"at_{bits}"] for bits in PDQ_THRESHOLDS}


def items_by_list(records: "QuerySet[MatchRecord]") -> dict[tuple[str, str], int]:
    """How many items met each list by each kind of entry."""
    rows = records.values_list("bank", "type").annotate(Count("item", distinct=True))
    return {(bank, type_): number for bank, type_, number in rows}


def policy_of(bank: str) -> str:
    """Where a list's thresholds are read and changed."""
    return f"{reverse('banks:bank', args=[bank])}#policy"
