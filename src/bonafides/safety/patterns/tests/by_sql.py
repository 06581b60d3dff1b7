"""The same tables counted by the database from the rows themselves: what kept days must come to, at any time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, Exists, Func, OuterRef, Q, QuerySet, Subquery

from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.models import MatchRecord
from bonafides.safety.moderation.models import DecisionException, Flag, Item
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, SourceKind, Verdict
from bonafides.safety.patterns import measures, rules
from bonafides.safety.patterns.measures import Measure
from bonafides.safety.patterns.queries import Days, policy_of
from bonafides.safety.patterns.rules import Judged, Recall, Row, Table
from bonafides.safety.patterns.vocabulary import ACCOUNT_BOUNDS, ENTRIES_AT_MOST, TableKey

REAL = Q(case__made_up=False)


def items_met(records: "QuerySet[MatchRecord]") -> "QuerySet[Item]":
    """The items that these match records are about; of the house's made-up cases none."""
    return Item.objects.filter(REAL, reference__in=records.values("item")).order_by()


def upheld() -> "QuerySet[Item]":
    """Items whose case is closed with a restriction that stands, and that it does not leave out."""
    return _closed(Verdict.RESTRICT).exclude(pk__in=_left_out()).exclude(pk__in=_forgotten())


def kept() -> "QuerySet[Item]":
    """Items whose case is closed with a decision to keep, at once or in the end, or that a restriction leaves out."""
    left_out = Q(case__outcome=Verdict.RESTRICT, pk__in=_left_out())
    closed = Item.objects.filter(REAL, case__state=CaseState.CLOSED).exclude(pk__in=_forgotten()).order_by()
    return closed.filter(Q(case__outcome=Verdict.KEEP) | left_out)


def upheld_after_a_flag(start: datetime, end: datetime) -> "QuerySet[Item]":
    """Those restricted in a case that somebody's flag opened, not a match: taken from `start` to before `end`."""
    flagged = Exists(_flags_of_others())
    raised = upheld().filter(flagged, taken_at__gte=start, taken_at__lt=end)
    return raised.exclude(case__source__in=[SourceKind.OWN_DETECTION, SourceKind.RECORD])


def came_again(items: "QuerySet[Item]") -> list[tuple[str, bool, int]]:
    """How many items of each kind are, byte for byte, what had been restricted before they came, and how many not."""
    before = _closed(Verdict.RESTRICT).exclude(sha256="").exclude(pk__in=_left_out())
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


def _forgotten() -> "QuerySet[Flag, Any]":
    return Flag.objects.exclude(notifier_forgotten_at=None).values("item")


def _flags_of_others() -> "QuerySet[Flag]":
    return Flag.objects.filter(item=OuterRef("pk")).exclude(source=SourceKind.OWN_DETECTION)


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

    days: Days

    @cached_property
    def records(self) -> "QuerySet[MatchRecord]":
        return banks.records_between(moment_of(self.days.first), moment_of(self.days.last + timedelta(days=1)))

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
        return items_met(self.records)

    def _of_items(self) -> list[Table]:
        counted = list(self.items.values_list("kind", "language", "media_type").annotate(Count("pk")))
        kinds, languages, formats = (rules.summed((row[place], row[-1]) for row in counted) for place in range(3))
        return [
            Table(TableKey.KINDS, ("kind", "items"), rules.ranked(kinds)),
            Table(TableKey.FORMATS, ("format", "items"), rules.ranked(formats)),
            Table(TableKey.LANGUAGES, ("language", "items"), rules.ranked(languages)),
        ]

    def _of_time(self) -> list[Table]:
        counted = self.records.annotate(slot=WeekSlot("matched_at")).values_list("slot").annotate(Count("pk"))
        slots = [((int(slot[0]) - 1) % 7, int(slot[1:]), number) for slot, number in counted]
        weekdays = [sum(number for at, _hour, number in slots if at == day) for day in range(7)]
        hours = [sum(number for _day, at, number in slots if at == hour) for hour in range(24)]
        return [
            Table(TableKey.WEEKDAYS, ("weekday", "matches"), rules.weekdays(weekdays)),
            Table(TableKey.HOURS, ("hour", "matches"), rules.hours(hours)),
        ]

    def _of_accounts(self) -> list[Table]:
        own = [bank.reference for bank in self.lists if bank.is_own]
        of_own = items_met(self.records.filter(bank__in=own)).values_list("kind").annotate(Count("pk"))
        came = came_again(self.items)
        items = rules.summed((kind, number) for kind, _again, number in came)
        again = rules.again_rows(items, rules.summed((k, n) for k, is_again, n in came if is_again), dict(of_own))
        spread = rules.account_rows(items_by_account(self.items, ACCOUNT_BOUNDS))
        return [
            Table(TableKey.AGAIN, ("kind", "items", "same_as_removed", "met_own_list"), again),
            Table(TableKey.ACCOUNTS, ("items_of_an_account", "accounts"), spread),
            Table(TableKey.ENTRIES, ("entry", "items", "accounts"), tuple(self._entries())),
        ]

    def _entries(self) -> list[Row]:
        counted = self.records.values_list("entry").annotate(n=Count("item", distinct=True)).order_by("-n", "entry")
        most = dict(counted[:ENTRIES_AT_MOST])
        entries, accounts = banks.entries_by_id(most), accounts_of(self.records.filter(entry__in=list(most)))
        return [
            Row(entries[pk].code, (number, accounts.get(pk, 0)), entries[pk].get_absolute_url(), entries[pk].bank.name)
            for pk, number in most.items()
        ]


@dataclass(frozen=True)
class Quality:
    """How well lists and thresholds did in a range of days, by our own decisions; of one list, or of all."""

    days: Days
    bank: str = ""  # its reference

    @cached_property
    def records(self) -> "QuerySet[MatchRecord]":
        found = banks.records_between(moment_of(self.days.first), moment_of(self.days.last + timedelta(days=1)))
        return found.filter(bank=self.bank) if self.bank else found

    @cached_property
    def right(self) -> "QuerySet[MatchRecord]":
        return self.records.filter(item__in=upheld().values("reference"))

    @cached_property
    def wrong(self) -> "QuerySet[MatchRecord]":
        return self.records.filter(item__in=kept().values("reference"))

    def thresholds(self, measure: Measure) -> tuple[rules.AtThreshold, ...]:
        return rules.thresholds_of(measure, nearest(self.right, measure), nearest(self.wrong, measure))

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
        restricted = upheld_after_a_flag(moment_of(self.days.first), moment_of(self.days.last + timedelta(days=1)))
        all_of = dict(restricted.values_list("kind").annotate(Count("pk")))
        records = banks.records_between(
            moment_of(self.days.first), moment_of(self.days.last + timedelta(days=1)) + timedelta(days=1)
        )
        records = records.filter(bank=self.bank) if self.bank else records
        found = restricted.filter(reference__in=records.values("item"))
        had_met = dict(found.values_list("kind").annotate(Count("pk")))
        return [Recall(kind, had_met.get(kind, 0), number) for kind, number in sorted(all_of.items())]


def nearest(records: "QuerySet[MatchRecord]", measure: Measure) -> dict[int, int]:
    """How many items stand at each number, by the nearest of their entries."""
    best: dict[str, int] = {}
    for item, bits, detail in records.filter(type=measure.type).values_list("item", "distance_bits", "detail"):
        number = NUMBERS[measure](bits, detail)
        if number is not None:
            nearer = min if measure.is_distance else max
            best[item] = nearer(number, best.get(item, number))
    return rules.summed((number, 1) for number in best.values())


def floor_of(*percents: Any) -> int | None:
    return None if None in percents else min(int(Decimal(str(percent))) for percent in percents)


NUMBERS: dict[Measure, Callable[[Any, Any], int | None]] = {
    measures.PICTURES: lambda bits, detail: bits,
    measures.VIDEOS: lambda bits, detail: floor_of(detail.get("listed_percent")),
    measures.WHOLE_VIDEOS: lambda bits, detail: floor_of(detail.get("level1_percent"), detail.get("level2_percent")),
    measures.TEXTS: lambda bits, detail: int(Decimal(str(detail["score"])) * 100) if "score" in detail else None,
    measures.TEXTS_BY_TLSH: lambda bits, detail: detail.get("distance"),
    measures.SOUNDS: lambda bits, detail: floor_of(detail.get("listed_percent")),
    measures.SOUNDS_BY_BITS: lambda bits, detail: int(100 - Decimal(str(detail["differing_percent"]))),
}


def items_by_list(records: "QuerySet[MatchRecord]") -> dict[tuple[str, str], int]:
    """How many items met each list by each kind of entry."""
    rows = records.values_list("bank", "type").annotate(Count("item", distinct=True))
    return {(bank, type_): number for bank, type_, number in rows}


def moment_of(day: Any) -> datetime:
    return datetime.combine(day, time.min, UTC)
