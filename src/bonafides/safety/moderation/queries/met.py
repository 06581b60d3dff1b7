"""Items that met a list, to be counted: what was decided about them, what came again, by how many accounts.

Counting a long time takes long, so each day is kept in columns (`models.CountedDay`), and every action that changes
what would be counted writes down of which items (`actions.counting.touch`). Those are left out of what is kept and
read from their own rows, so an answer is never older than its question. Accounts are numbers that nobody can read
back; they are emptied in the transaction that forgets an item.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Any, TypeVar

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from bonafides.base.keys import envelope
from bonafides.safety.banks import queries as banks
from bonafides.safety.moderation.models import CountedDay, CountTouch, DecisionException, Flag, Item
from bonafides.safety.moderation.rules.counting import (
    NO_ACCOUNT,
    NO_NUMBER,
    Columns,
    Judgement,
    Met,
    alike_of,
    distance_of,
    format_of,
    from_bytes,
    joined,
    met_of,
    percent_of,
)
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, SourceKind, Verdict

__all__ = [
    "NO_ACCOUNT",
    "NO_NUMBER",
    "Columns",
    "Judgement",
    "Met",
    "met_between",
    "met_directly",
    "met_on",
    "one_day",
    "one_day_again",
]

REAL = Q(case__made_up=False)
ITEMS_PER_STATEMENT = 900
KEPT_FIELDS = ("day", "rows", "flagged", "said")
ABOUT = (
    *("reference", "pk", "kind", "language", "media_type", "author_reference"),
    *("case__state", "case__outcome", "left_out", "forgotten"),
)
Name = TypeVar("Name", int, str)


def met_between(first: date, last: date) -> Met:
    """What met lists from the first to the last day, both included: from kept days, and what has changed since."""
    touched = _touched()  # before the days that lack them
    kept = _kept(first, last)
    start, end = moment_of(first), moment_of(last + timedelta(days=1))
    again = [met_directly(start, end, some) for some in _batches(touched)]
    missing = [met_directly(*run).without(touched) for run in _missing(first, last, kept)]
    return joined([joined(kept.values()).without(touched), *again, *missing])


def met_on(day: date, items: Collection[int]) -> Met:
    """What some items met on one day: exact for these, others may lack in it; and of no item whether it was flagged."""
    touched, bounds = _touched(), (moment_of(day), moment_of(day + timedelta(days=1)))
    kept = _kept(day, day)
    if not kept and not banks.records_between(*bounds).exists():  # as on a day that is yet to come
        return joined([])
    changed = _batches(touched.intersection(items)) if kept else [None]
    return joined([joined(kept.values()).without(touched), *(met_of(_rows(*bounds, some), []) for some in changed)])


def _touched() -> set[int]:
    return set(CountTouch.objects.values_list("item", flat=True).distinct())


def _kept(first: date, last: date) -> dict[date, Met]:
    """The kept days, with what has changed since."""
    days = CountedDay.objects.filter(day__range=(first, last), is_whole=True).values_list(*KEPT_FIELDS)
    return {day: from_bytes(*columns) for day, *columns in days}


def moment_of(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def one_day(day: date) -> Met:
    """What met lists on one day, from its own rows."""
    return met_directly(moment_of(day), moment_of(day + timedelta(days=1)))


def one_day_again(day: date, changed: Collection[int]) -> Met:
    """The same: of the items that changed from their own rows, of all others as the day is kept."""
    kept = _kept(day, day)
    if not kept or len(changed) > ITEMS_PER_STATEMENT:  # so many are counted as quickly with all others
        return one_day(day)
    bounds = (moment_of(day), moment_of(day + timedelta(days=1)))
    return joined([kept[day].without(changed), met_directly(*bounds, changed)])


def _batches(named: Collection[Name]) -> Iterator[list[Name]]:
    left = iter(sorted(named))
    while some := list(islice(left, ITEMS_PER_STATEMENT)):
        yield some


def _missing(first: date, last: date, kept: Collection[date]) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of days that are not kept."""
    start: date | None = None
    for number in range((last - first).days + 2):
        day = first + timedelta(days=number)
        is_missing = day <= last and day not in kept
        if is_missing and start is None:
            start = day
        if not is_missing and start is not None:
            yield moment_of(start), moment_of(day)
            start = None


def met_directly(start: datetime, end: datetime, items: Collection[int] | None = None) -> Met:
    """What met lists from `start` to before `end`, read from the rows themselves; of these items, or of all."""
    return met_of(_rows(start, end, items), _flagged(start, end, items))


def _rows(start: datetime, end: datetime, items: Collection[int] | None) -> Iterator[tuple[Any, ...]]:
    """One row for each record of an item, in the order of `rules.counting.ROW`; of made-up cases none."""
    records = banks.records_between(start, end, by_days=items is None)
    if items is None:
        met = Item.objects.filter(reference__in=records.values("item"))
    else:
        met = Item.objects.filter(pk__in=items)
    known = {reference: about for reference, *about in _items(met, are_named=items is not None)}
    if items is not None:
        records = records.filter(item__in=list(known))
    number_of = account_numbers()
    columns = ("item", "entry_id", "bank", "type", "matched_by", "entity", "matched_at", "distance_bits", "detail")
    for reference, entry, bank, type_, matched_by, entity, at, bits, detail in records.values_list(*columns).iterator():
        if reference in known:
            pk, kind, language, media_type, author, judgement, again = known[reference]
            words = (bank, type_, matched_by, entity, kind, language, format_of(media_type))
            near = (distance_of(type_, bits, detail), percent_of(type_, detail), alike_of(type_, detail))
            yield (pk, entry, number_of(author), *words, at.weekday(), at.hour, *near, judgement, again)


def _flagged(start: datetime, end: datetime, items: Collection[int] | None) -> "QuerySet[Item, tuple[int, str]]":
    """Items that were restricted after a flag, with their kinds."""
    flagged = upheld_after_a_flag(start, end, by_days=items is None)
    return (flagged if items is None else flagged.filter(pk__in=items)).values_list("pk", "kind")


def account_numbers() -> Callable[[str], int]:
    """Gives the same number for the same account, which nobody without the keys can compute or test."""
    key = bytes.fromhex(envelope.pseudonym("counted-accounts", ""))

    def number(author: str) -> int:
        if not author:
            return NO_ACCOUNT
        return int.from_bytes(blake2b(author.encode(), key=key, digest_size=8).digest())

    return number


def _items(items: "QuerySet[Item]", *, are_named: bool) -> Iterator[tuple[Any, ...]]:
    """What is counted of each of these items."""
    left_out = ExpressionWrapper(Q(pk__in=_left_out()), output_field=BooleanField())
    asked = items.filter(REAL).order_by().annotate(left_out=left_out, forgotten=Exists(_forgotten_flags()))
    found = _again_by_digest(asked) if are_named else _again_by_item(asked)
    for *about, state, outcome, is_left_out, is_forgotten, again in found:
        judgement = judgement_of(state, outcome, is_left_out=is_left_out)
        yield (*about, Judgement.NONE if is_forgotten else judgement, again)


def _again_by_item(items: "QuerySet[Item]") -> Iterator[tuple[Any, ...]]:
    """Each with whether its bytes had been restricted before it came: among the items of whole days few are copies."""
    before = _closed(Verdict.RESTRICT).exclude(sha256="").exclude(pk__in=_left_out())
    same = before.filter(sha256=OuterRef("sha256"), case__closed_at__lt=OuterRef("taken_at"))
    yield from items.annotate(again=Exists(same)).values_list(*ABOUT, "again").iterator()


def _again_by_digest(items: "QuerySet[Item]") -> Iterator[tuple[Any, ...]]:
    """The same of items that are named, for whoever names one names its copies: each digest is asked for once.

    To look for each copy through all others would take the square of their number.
    """
    found = list(items.values_list(*ABOUT, "sha256", "taken_at"))
    removed: dict[str, datetime] = {}
    for digests in _batches({sha256 for *_, sha256, _taken_at in found} - {""}):
        same = _closed(Verdict.RESTRICT).filter(sha256__in=digests, case__closed_at__isnull=False)
        same = same.exclude(pk__in=_left_out())
        removed |= dict(same.values_list("sha256").annotate(Min("case__closed_at")))
    for *about, sha256, taken_at in found:
        yield (*about, sha256 in removed and removed[sha256] < taken_at)


def judgement_of(state: str, outcome: str, *, is_left_out: bool) -> Judgement:
    if state != CaseState.CLOSED or not outcome:
        return Judgement.NONE
    stands = outcome == Verdict.RESTRICT and not is_left_out
    return Judgement.UPHELD if stands else Judgement.KEPT


def upheld_after_a_flag(start: datetime, end: datetime, *, by_days: bool = True) -> "QuerySet[Item]":
    """Those restricted in a case that somebody's flag opened, not a match: taken from `start` to before `end`.

    Not `by_days` is for items that are named: they are found by their names, not among all of these days.
    """
    taken = F("taken_at") if by_days else Coalesce("taken_at", "taken_at")
    raised = _closed(Verdict.RESTRICT).alias(taken=taken).filter(taken__gte=start, taken__lt=end)
    raised = raised.exclude(case__source__in=[SourceKind.OWN_DETECTION, SourceKind.RECORD])
    return raised.filter(Exists(_flags_of_others())).exclude(Exists(_forgotten_flags())).exclude(pk__in=_left_out())


def _closed(outcome: Verdict) -> "QuerySet[Item]":
    """Found by their days or their bytes: a bare state would have SQLite, which keeps no statistics, walk all cases."""
    states = Item.objects.alias(case_state=Coalesce("case__state", Value("")))
    return states.filter(REAL, case_state=CaseState.CLOSED, case__outcome=outcome).order_by()


def _left_out() -> "QuerySet[DecisionException, Any]":
    """The items that decisions in force leave out, by their numbers."""
    stands = DecisionException.objects.filter(decision__state=DecisionState.PUBLISHED)
    return stands.exclude(decision__reversed_by__state=DecisionState.PUBLISHED).values("item")


def _flags_of_others() -> "QuerySet[Flag]":
    return Flag.objects.filter(item=OuterRef("pk")).exclude(source=SourceKind.OWN_DETECTION)


def _forgotten_flags() -> "QuerySet[Flag]":
    """Of an item that was forgotten: restricted, it lost its matches, so beside it no kept one may count as wrong."""
    return Flag.objects.filter(item=OuterRef("pk"), notifier_forgotten_at__isnull=False)
