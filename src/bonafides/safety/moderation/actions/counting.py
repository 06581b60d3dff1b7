"""Days of matches are counted once and kept; whoever changes what was counted writes down of which items.

A touch is a row of its own in the transaction of the change, and rows are only added, so nobody waits for anybody. The
worker reads the touches of a day, then counts their items anew, or all of the day where it is not kept, and deletes
those touches alone: one that is committed later stays, and its item is read from its own rows until the day is counted
again (`queries.met`).
"""

import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.db.models import F

from bonafides.safety.banks import queries as banks
from bonafides.safety.moderation.models import Case, CountedDay, CountTouch, Item
from bonafides.safety.moderation.queries import met
from bonafides.safety.moderation.rules.counting import as_bytes

AT_ONCE_SECONDS = 3.0  # in one run of the job
EMPTY = {"rows": b"", "flagged": b"", "said": {}, "is_whole": False}


def touch(items: Iterable[Item], *, at: datetime) -> None:
    """Something that is counted of these items changes in this transaction: a match, a name, a flag."""
    _touch({item.pk: item for item in items}, at)


def touch_all_of(case: Case, *, at: datetime) -> None:
    """What is decided of a case changes: that concerns its items, and what came later with the same bytes."""
    touch_with_copies(case.items.only("pk", "reference", "taken_at", "sha256"), at=at)


def touch_with_copies(items: Iterable[Item], *, at: datetime) -> None:
    touched = {item.pk: item for item in items}
    digests = {item.sha256 for item in touched.values()} - {""}
    copies = Item.objects.filter(sha256__in=digests).only("pk", "reference", "taken_at")
    touched |= {item.pk: item for item in copies}
    _touch(touched, at)


def forget_counted(items: Iterable[Item], *, at: datetime) -> None:
    """Empty the days that hold anything of these items, before they are forgotten; they are counted anew without."""
    forgotten = list(items)
    touch_with_copies(forgotten, at=at)
    days = {day for each in days_of(forgotten, at).values() for day in each}
    CountedDay.objects.filter(day__in=sorted(days)).update(**EMPTY, emptied=F("emptied") + 1)


def _touch(items: dict[int, Item], at: datetime) -> None:
    days = days_of(items.values(), at)
    CountTouch.objects.bulk_create(CountTouch(day=day, item=pk) for pk, some in days.items() for day in sorted(some))


def days_of(items: Iterable[Item], at: datetime) -> dict[int, set[date]]:
    """The days on which each is counted: of its matches, of its coming, and today, when it may get another match."""
    names = {item.reference: item for item in items}
    days = {item.pk: {item.taken_at.astimezone(UTC).date(), at.date()} for item in names.values()}
    for reference, matched_at in banks.moments_met(names):
        days[names[reference].pk].add(matched_at.astimezone(UTC).date())
    return days


# -- the worker -----------------------------------------------------------------------------------------------------


def count_due(at: datetime, *, for_seconds: float = AT_ONCE_SECONDS) -> int:
    """Count days that were never counted or have changed, the latest first; returns how many."""
    end, counted = time.monotonic() + for_seconds, 0
    for day in days_due(at):
        count_day(day)
        counted += 1
        if time.monotonic() > end:
            break
    return counted


def days_due(at: datetime) -> list[date]:
    """Days with a touch, and all days since the first match that are not kept."""
    touched = set(CountTouch.objects.values_list("day", flat=True).distinct())
    first = banks.first_match_at()
    if first is None:
        return sorted(touched, reverse=True)
    kept = set(CountedDay.objects.filter(is_whole=True).values_list("day", flat=True))
    length = (at.date() - first.astimezone(UTC).date()).days + 1
    days = {at.date() - timedelta(days=number) for number in range(length)}
    return sorted(days - kept | touched, reverse=True)


def count_day(day: date) -> None:
    """Count one day. One that is emptied meanwhile stays empty, and is counted in the next run."""
    row, _is_new = CountedDay.objects.defer("rows", "flagged").get_or_create(day=day)
    touches = dict(CountTouch.objects.filter(day=day).values_list("pk", "item"))  # before the day that lacks them
    columns = as_bytes(met.one_day_again(day, set(touches.values())))
    with transaction.atomic():
        if not CountedDay.objects.filter(day=day, emptied=row.emptied).update(**columns, is_whole=True):
            return
        for start in range(0, len(touches), met.ITEMS_PER_STATEMENT):
            counted = list(touches)[start : start + met.ITEMS_PER_STATEMENT]
            CountTouch.objects.filter(pk__in=counted).delete()
