"""What matches came to in a range of days: counted from the days that moderation keeps in columns."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from itertools import product
from operator import attrgetter
from typing import Any

import numpy as np
from django.urls import reverse

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import queries as banks
from bonafides.safety.moderation.queries.met import NO_ACCOUNT, NO_NUMBER, Columns, Judgement, Met, met_between, met_on
from bonafides.safety.patterns import permissions, rules, tallies
from bonafides.safety.patterns.measures import Measure
from bonafides.safety.patterns.rules import Judged, Recall, Row, Table
from bonafides.safety.patterns.vocabulary import (
    ACCOUNT_BOUNDS,
    ENTRIES_AT_MOST,
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


@dataclass(frozen=True)
class Patterns:
    """The tables of a range of days, for somebody who may read them."""

    by: Actor
    days: Days

    def __post_init__(self) -> None:
        permissions.check_can_read(self.by)

    @cached_property
    def met(self) -> Met:
        return met_between(self.days.first, self.days.last)

    @cached_property
    def lists(self) -> list[banks.Bank]:
        return banks.known_banks()

    @cached_property
    def items(self) -> Columns:
        """One row for each item."""
        return _one_of_each_item(self.met.columns)

    def tables(self) -> list[Table]:
        return [*self._of_matches(), *self._of_items(), *self._of_time(), *self._of_accounts()]

    def _tally(self, column: str, rows: Columns | None = None) -> dict[str, int]:
        """How many rows say what in a column."""
        said = self.met.said[column]
        counted = tallies.counts((self.met.columns if rows is None else rows)[column], len(said))
        return dict(zip(said, counted, strict=True))

    def _of_matches(self) -> list[Table]:
        named = {bank.reference: bank for bank in self.lists}
        of_lists = [
            Row(named[row.name].name, row.numbers, named[row.name].get_absolute_url()) if row.name in named else row
            for row in rules.ranked(self._tally("bank"))
        ]
        found_by = self._tally("matched_by")
        return [
            Table(TableKey.LISTS, ("list", "matches"), tuple(of_lists)),
            Table(TableKey.ENTITIES, ("entity", "matches"), rules.ranked(self._tally("entity"))),
            Table(TableKey.TYPES, ("type", "matches"), rules.ranked(self._tally("type"))),
            Table(TableKey.FOUND_BY, ("found_by", "matches"), rules.ranked(found_by, len(found_by))),
        ]

    def _of_items(self) -> list[Table]:
        return [
            Table(TableKey.KINDS, ("kind", "items"), rules.ranked(self._tally("kind", self.items))),
            Table(TableKey.FORMATS, ("format", "items"), rules.ranked(self._tally("format", self.items))),
            Table(TableKey.LANGUAGES, ("language", "items"), rules.ranked(self._tally("language", self.items))),
        ]

    def _of_time(self) -> list[Table]:
        weekdays, hours = (tallies.counts(self.met.columns[name], of) for name, of in (("weekday", 7), ("hour", 24)))
        return [
            Table(TableKey.WEEKDAYS, ("weekday", "matches"), rules.weekdays(weekdays)),
            Table(TableKey.HOURS, ("hour", "matches"), rules.hours(hours)),
        ]

    def _of_accounts(self) -> list[Table]:
        accounts = self.items["account"]
        sizes = tallies.sizes(accounts[accounts != NO_ACCOUNT])
        spread = rules.account_rows(tallies.within(sizes, ACCOUNT_BOUNDS))
        return [
            Table(TableKey.AGAIN, ("kind", "items", "same_as_removed", "met_own_list"), self._again()),
            Table(TableKey.ACCOUNTS, ("items_of_an_account", "accounts"), spread),
            Table(TableKey.ENTRIES, ("entry", "items", "accounts"), tuple(self._entries())),
        ]

    def _again(self) -> tuple[Row, ...]:
        own = _one_of_each_item(self.met.where("bank", {bank.reference for bank in self.lists if bank.is_own}))
        again = self.items.at(self.items["again"])
        return rules.again_rows(*(self._tally("kind", rows) for rows in (self.items, again, own)))

    def _entries(self) -> list[Row]:
        rows = self.met.columns
        most = dict(tallies.met_most(rows["entry"], rows["item"], ENTRIES_AT_MOST))
        entries = banks.entries_by_id(most)
        return [
            Row(
                entries[pk].code,
                (number, tallies.how_many(rows["account"][rows["entry"] == pk])),
                entries[pk].get_absolute_url(),
                entries[pk].bank.name,
            )
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
    def met(self) -> Met:
        return met_between(self.days.first, self.days.last).of_bank(self.bank)

    @cached_property
    def right(self) -> Columns:
        return self._judged(Judgement.UPHELD)

    @cached_property
    def wrong(self) -> Columns:
        return self._judged(Judgement.KEPT)

    def _judged(self, judgement: Judgement) -> Columns:
        return self.met.columns.at(self.met.columns["judgement"] == judgement)

    def thresholds(self, measure: Measure) -> tuple[rules.AtThreshold, ...]:
        """What each threshold of a measure would have met of what was decided."""
        return rules.thresholds_of(measure, *(self._nearest(measure, rows) for rows in (self.right, self.wrong)))

    def _nearest(self, measure: Measure, rows: Columns) -> dict[int, int]:
        """How many items stand at each number, by the nearest of the entries that they met."""
        types = self.met.said["type"]
        if measure.type not in types:
            return {}
        is_measured = (rows["type"] == types.index(measure.type)) & (rows[measure.column] != NO_NUMBER)
        found = rows.at(is_measured)
        numbers = found[measure.column]
        far = numbers if measure.is_distance else NO_NUMBER - numbers
        nearest = tallies.nearest_of_each(found["item"], far)
        counted = tallies.counts(nearest if measure.is_distance else NO_NUMBER - nearest, NO_NUMBER)
        return {number: items for number, items in enumerate(counted) if items}

    def by_list(self) -> list[Judged]:
        right, wrong = self._items_by_list(self.right), self._items_by_list(self.wrong)
        names = {bank.reference: bank.name for bank in banks.known_banks()}
        address_of = cache(policy_of)  # of a list, not of each of its kinds of entry
        groups = product(self.met.said["bank"], self.met.said["type"])
        rows = [
            Judged(names[bank], is_right, is_wrong, type_, address_of(bank))
            for (bank, type_), is_right, is_wrong in zip(groups, right, wrong, strict=True)
            if is_right or is_wrong
        ]
        return sorted(rows, key=lambda row: (row.name, row.type))

    def _items_by_list(self, rows: Columns) -> list[int]:
        """How many items met each list by each kind of entry, for each list and then each kind."""
        lists, types = len(self.met.said["bank"]), len(self.met.said["type"])
        return tallies.pairs(rows["bank"] * types + rows["type"], rows["item"], lists * types)

    def recall(self) -> list[Recall]:
        """Of items restricted after a flag, those that had met a list (of all lists, or the one asked for)."""
        flagged, kinds = self.met.flagged, self.met.said["flagged_kind"]
        had_met = np.isin(flagged["item"], self.met.columns["item"])
        had_met[~had_met] = self._meet_a_day_later(flagged["item"][~had_met])
        all_of, found = (tallies.counts(each["flagged_kind"], len(kinds)) for each in (flagged, flagged[had_met]))
        rows = (Recall(*each) for each in zip(kinds, found, all_of, strict=True) if each[-1])
        return sorted(rows, key=attrgetter("kind"))

    def _meet_a_day_later(self, items: Any) -> Any:
        """For each of these items whether it met a list on the next day: what comes before midnight may match after."""
        later = met_on(self.days.last + timedelta(days=1), items.tolist()).of_bank(self.bank)
        return np.isin(items, later.columns["item"])


def _one_of_each_item(rows: Columns) -> Columns:
    return rows.at(tallies.one_of_each(rows["item"]))


def policy_of(bank: str) -> str:
    """Where a list's thresholds are read and changed."""
    return f"{reverse('banks:bank', args=[bank])}#policy"
