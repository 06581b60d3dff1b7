"""Writing down what a source said: rows, what it took back, and the place reached, in one transaction each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.vocabulary import NAMED_NO_MORE, SOURCE_REMOVED, TAKEN_BACK
from bonafides.safety.feeds import rules
from bonafides.safety.feeds.actions.keeping import locked
from bonafides.safety.feeds.adapters.shape import Line, Page, Row, storable
from bonafides.safety.feeds.events import FeedPageTaken, RecordsTakenBack
from bonafides.safety.feeds.models import Feed, FeedRecord, FeedRun, FeedSetAside
from bonafides.safety.feeds.vocabulary import (
    RAW_KEPT_CHARACTERS,
    SET_ASIDE_KEPT,
    WITHDRAWALS_A_TIME,
    RunState,
)


@audited_action
def take(
    *, run: FeedRun, lines: Sequence[Line], page: str, end: Page | None = None, by: Actor, at: datetime
) -> FeedRun:
    """Write down lines of the page of this digest, in one transaction with the place that they lead to.

    1. Rows go onto the list. 2. Each is noted as a record of this feed. 3. What the source took back is let go. 4. What
    cannot be used is set aside. 5. The place: within the page, or behind it with its last lines, when `end` is given.
    """
    run = still_at(run)
    feed = locked(run.feed)
    said = rules.settled(lines)
    _place_rows(feed, run, said.rows, at=at, by=by)
    gone = FeedRecord.objects.filter(feed=feed, key__in=[key_of(key) for key in said.gone], gone_at=None)
    run.taken_back += _let_go(feed, run, list(gone), TAKEN_BACK, by=by, at=at)
    _set_aside(run, [(bad.reason, bad.raw) for bad in said.bad])
    _move_on(feed, page, len(lines), end, at)
    run.rows += len(lines)
    if end is not None:
        run.pages += 1
        run.state = _state_after(run, end)
    run.save()
    record(
        FeedPageTaken(feed=feed.reference, run=run.reference, rows=len(lines), set_aside=len(said.bad)), by=by, at=at
    )
    return run


@audited_action
def sweep(*, run: FeedRun, by: Actor, at: datetime) -> tuple[FeedRun, bool]:
    """Let go some of what a whole reading did not meet, or all of a source that was removed; whether there is more."""
    run = still_at(run)
    feed = locked(run.feed)
    left = FeedRecord.objects.filter(feed=feed, gone_at=None, generation__lt=feed.generation).order_by("pk")
    some = list(left[:WITHDRAWALS_A_TIME])
    run.state = RunState.SWEEPING
    why = SOURCE_REMOVED if feed.removed_at else NAMED_NO_MORE
    run.orphans += _let_go(feed, run, some, why, by=by, at=at)
    run.save()
    record(FeedPageTaken(feed=feed.reference, run=run.reference, rows=0, set_aside=0), by=by, at=at)
    return run, len(some) == WITHDRAWALS_A_TIME


def shrinks_too_much(run: FeedRun) -> bool:
    """Whether a person should look before a whole reading lets go what it did not meet."""
    if run.feed.may_shrink or run.orphans:
        return False
    standing = FeedRecord.objects.filter(feed=run.feed, gone_at=None)
    orphans = standing.filter(generation__lt=run.feed.generation)
    return rules.shrinks_too_much(orphans=orphans.count(), standing=standing.count())


def still_at(run: FeedRun) -> FeedRun:
    """The run, locked, one step further; refused if another worker has moved it on or ended it."""
    now: FeedRun = FeedRun.objects.select_related("feed").select_for_update(of=("self",)).get(pk=run.pk)
    if now.steps != run.steps or now.finished_at is not None:
        raise Conflict("feed-run-moved-on", _("Another process is reading this feed."))
    now.steps += 1
    return now


def key_of(key: str) -> str:
    """How a record of a source is found again."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()


# -- rows -------------------------------------------------------------------------------------------------------------


def _place_rows(feed: Feed, run: FeedRun, rows: Sequence[Row], *, by: Actor, at: datetime) -> None:
    if not rows:
        return
    taken = _on_the_list(feed, rows, by=by, at=at)
    batch = taken.batch
    run.added += batch.added
    run.changed += batch.changed
    run.withdrawn_kept += batch.withdrawn_kept
    run.unchanged += max(len(taken.placed) - batch.added - batch.changed - batch.withdrawn_kept, 0)
    _set_aside(run, [(reason, rows[number].value) for number, reason in taken.refused.items()])
    left = _note_records(feed, rows, taken)
    run.taken_back += _let_go(feed, run, left, TAKEN_BACK, by=by, at=at)


def _on_the_list(feed: Feed, rows: Sequence[Row], *, by: Actor, at: datetime) -> banks.Taken:
    """Have the list take the rows in; those that a source had taken back, and now names again, in a second look."""
    given = [
        banks.SourceRow(row.type, row.value, row.label, row.entity, row.severity, row.source_id, row.opinion)
        for row in rows
    ]
    taken = banks.take_from_source(bank=feed.bank, source=feed.source_name, rows=given, by=by, at=at)
    closed = {number: place.entry for number, place in taken.placed.items() if place.is_withdrawn}
    returning = set(
        FeedRecord.objects.filter(entry__in=closed.values(), took_back=True).values_list("entry_id", flat=True)
    )
    again = [number for number, entry in closed.items() if entry in returning]
    if again:
        some = [given[number] for number in again]
        more = banks.take_from_source(
            bank=feed.bank, source=feed.source_name, rows=some, may_return=returning, by=by, at=at
        )
        FeedRecord.objects.filter(entry__in=returning).update(took_back=False)  # they came back
        _join(taken, more, again)
    return taken


def _join(taken: banks.Taken, more: banks.Taken, numbers: Sequence[int]) -> None:
    """Put what a second look came to in the place of what the first did."""
    taken.placed |= {numbers[number]: place for number, place in more.placed.items()}
    taken.batch.added += more.batch.added
    taken.batch.withdrawn_kept -= more.batch.added


def _note_records(feed: Feed, rows: Sequence[Row], taken: banks.Taken) -> list[FeedRecord]:
    """Note which entry stands for which record; gives the records that now stand for other entries than before."""
    placed = {(key_of(rows[number].key), place.entry): (rows[number], place) for number, place in taken.placed.items()}
    keys = {key_of(row.key) for row in rows}
    known = {(each.key, each.entry_id): each for each in FeedRecord.objects.filter(feed=feed, key__in=keys)}
    _note_met({known[pair].pk: (known[pair], placed[pair][0]) for pair in placed if pair in known}, feed.generation)
    FeedRecord.objects.bulk_create(
        FeedRecord(
            feed=feed,
            key=key,
            entry_id=entry,
            source_id=row.source_id[:200],
            brought=place.is_new,
            generation=feed.generation,
        )
        for (key, entry), (row, place) in placed.items()
        if (key, entry) not in known
    )
    return [each for pair, each in known.items() if pair not in placed and each.gone_at is None]


def _note_met(met: dict[int, tuple[FeedRecord, Row]], generation: int) -> None:
    """Note that these stand; those of which nothing else changed in one statement."""
    changed = [
        each
        for each, row in met.values()
        if each.gone_at is not None or each.took_back or each.source_id != row.source_id[:200]
    ]
    for each in changed:
        each.gone_at, each.took_back, each.source_id = None, False, met[each.pk][1].source_id[:200]
    FeedRecord.objects.filter(pk__in=list(met)).update(generation=generation)
    FeedRecord.objects.bulk_update(changed, ["gone_at", "took_back", "source_id"], batch_size=200)


# -- what is let go ---------------------------------------------------------------------------------------------------


def _let_go(feed: Feed, run: FeedRun, records: list[FeedRecord], why: str, *, by: Actor, at: datetime) -> int:
    """End records. An entry goes off its list with the last record that holds it there; returns how many records."""
    if not records:
        return 0
    entries = {each.entry_id for each in records}
    FeedRecord.objects.filter(pk__in=[each.pk for each in records]).update(gone_at=at)
    held = set(FeedRecord.objects.filter(entry__in=entries, gone_at=None).values_list("entry_id", flat=True))
    brought = set(FeedRecord.objects.filter(entry__in=entries, brought=True).values_list("entry_id", flat=True))
    reason = why % {"feed": feed.name}
    gone = banks.withdraw_for_source(
        entries=(entries - held) & brought, source=feed.source_name, reason=reason, by=by, at=at
    )
    FeedRecord.objects.filter(pk__in=[each.pk for each in records if each.entry_id in gone]).update(took_back=True)
    _say_nothing_more(feed, entries - gone, by=by, at=at)
    run.withdrawn += len(gone)
    record(RecordsTakenBack(feed=feed.reference, records=len(records), withdrawn=len(gone)), by=by, at=at)
    return len(records)


def _say_nothing_more(feed: Feed, entries: Collection[int], *, by: Actor, at: datetime) -> None:
    """Of entries that stand for another reason, the opinion of this source ends, unless another record has one."""
    still = FeedRecord.objects.filter(feed=feed, entry__in=entries, gone_at=None).values_list("entry_id", flat=True)
    silent = set(entries) - set(still)
    if silent:
        banks.forget_what_source_held(entries=silent, source=feed.source_name, by=by, at=at)


# -- the place --------------------------------------------------------------------------------------------------------


def _set_aside(run: FeedRun, rows: Sequence[tuple[str, str]]) -> None:
    """Keep what cannot be used to be looked at, as much as a person could; count all of it."""
    room = max(0, SET_ASIDE_KEPT - run.set_aside)
    run.set_aside += len(rows)
    FeedSetAside.objects.bulk_create(
        FeedSetAside(run=run, page=run.pages + 1, reason=_storable(reason), raw=_storable(raw))
        for reason, raw in rows[:room]
    )


def _storable(text: str) -> str:
    return storable(text[:RAW_KEPT_CHARACTERS])


def _state_after(run: FeedRun, end: Page) -> RunState:
    """Behind the last page of a whole reading, what was not met is let go; a list that is the same has met all."""
    if not end.is_last:
        return RunState.FETCHING
    return RunState.SWEEPING if run.is_whole and not end.is_same else RunState.DONE


def _move_on(feed: Feed, page: str, lines: int, end: Page | None, at: datetime) -> None:
    """Within the page that was begun, or behind it. A file that is read in part is not the one that was read last."""
    if end is None:
        feed.page_lines = lines + (feed.page_lines if feed.page_sha256 == page else 0)
        feed.page_sha256 = page
        feed.checkpoint = None if "sha256" in (feed.checkpoint or {}) else feed.checkpoint
    else:
        feed.checkpoint, feed.checkpoint_at = end.checkpoint, at
        feed.page_sha256, feed.page_lines = "", 0
    feed.save(update_fields=["checkpoint", "checkpoint_at", "page_sha256", "page_lines"])
