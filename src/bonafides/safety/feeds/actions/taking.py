"""Writing down what a source said: rows, what it took back, and the place reached, in one transaction each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.vocabulary import EXPIRED, NAMED_NO_MORE, SOURCE_REMOVED, TAKEN_BACK, Opinion
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

    1. Rows go onto the list, and each is noted as a record of this feed. 2. What the source took back, or names
    otherwise now, is let go; behind its last page also what has ended. 3. Of what stands, the feed holds what its
    records come to. 4. What cannot be used is set aside. 5. The place: within the page, or behind it with its last
    lines, when `end` is given.
    """
    run = still_at(run)
    feed = locked(run.feed)
    said = rules.settled(lines)
    put = put_on_list(feed, said.rows, by=by, at=at)
    back = let_go(feed, [*_left(run, said, put), *_taken_back(run, said)], TAKEN_BACK, by=by, at=at)
    over = let_go(feed, ending(feed, at) if end and end.is_last else [], EXPIRED, by=by, at=at)
    moved = hold(feed, (put.entries | back.standing | over.standing) - over.withdrawn, by=by, at=at)
    _count(run, put, moved)
    run.taken_back += back.records + over.records
    run.withdrawn += len(back.withdrawn | over.withdrawn)
    _set_aside(run, [(reason, said.rows[number].value) for number, reason in put.taken.refused.items()])
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
    some = list(_unmet(feed).order_by("pk")[:WITHDRAWALS_A_TIME])
    run.state = RunState.SWEEPING
    gone = let_go(feed, some, SOURCE_REMOVED if feed.removed_at else NAMED_NO_MORE, by=by, at=at)
    hold(feed, gone.standing, by=by, at=at)
    run.orphans += gone.records
    run.withdrawn += len(gone.withdrawn)
    run.save()
    record(FeedPageTaken(feed=feed.reference, run=run.reference, rows=0, set_aside=0), by=by, at=at)
    return run, len(some) == WITHDRAWALS_A_TIME


def shrinks_too_much(run: FeedRun) -> bool:
    """Whether a person should look before a whole reading lets go what it did not meet."""
    if run.feed.may_shrink or run.orphans:
        return False
    standing = FeedRecord.objects.filter(feed=run.feed, gone_at=None, hosted=False)
    return rules.shrinks_too_much(orphans=_unmet(run.feed).count(), standing=standing.count())


def _unmet(feed: Feed) -> "QuerySet[FeedRecord]":
    """What the last whole reading did not meet. What a hosted matcher knew no list need name; it goes with its feed."""
    unmet = FeedRecord.objects.filter(feed=feed, gone_at=None, generation__lt=feed.generation)
    return unmet if feed.removed_at else unmet.filter(hosted=False)


def _taken_back(run: FeedRun, said: rules.Settled) -> "QuerySet[FeedRecord]":
    """The records that end by what was said. A whole reading just does not meet those that cannot be used any more."""
    keys = said.gone if run.is_whole else said.gone | said.unread
    return FeedRecord.objects.filter(feed=run.feed, key__in=[key_of(key) for key in keys], gone_at=None)


def _left(run: FeedRun, said: rules.Settled, put: "Put") -> list[FeedRecord]:
    """The records that name something else now. Where a value was refused, a whole reading just does not meet them."""
    refused = {key_of(said.rows[number].key) for number in put.taken.refused} if run.is_whole else set()
    return [each for each in put.left if each.key not in refused]


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


@dataclass(frozen=True)
class Put:
    """What became of rows, which entries stand for them, and the records that stand for others now than before."""

    taken: banks.Taken
    left: Sequence[FeedRecord]

    @property
    def entries(self) -> set[int]:
        return {place.entry for place in self.taken.placed.values() if not place.is_withdrawn}


def put_on_list(feed: Feed, rows: Sequence[Row], *, hosted: bool = False, by: Actor, at: datetime) -> Put:
    """Have the list take rows in, and note which entry stands for which record."""
    if not rows:
        return Put(banks.Taken(), ())
    taken = _on_the_list(feed, rows, by=by, at=at)
    return Put(taken, _note_records(feed, rows, taken, hosted=hosted))


def _count(run: FeedRun, put: Put, moved: Collection[int]) -> None:
    batch, placed = put.taken.batch, put.taken.placed.values()
    changed = (put.taken.reworded | set(moved)) & {place.entry for place in placed if not place.is_new}
    run.added += batch.added
    run.changed += len(changed)
    run.withdrawn_kept += batch.withdrawn_kept
    run.unchanged += max(len(placed) - batch.added - len(changed) - batch.withdrawn_kept, 0)


def _on_the_list(feed: Feed, rows: Sequence[Row], *, by: Actor, at: datetime) -> banks.Taken:
    """Have the list take the rows in; those that a source had taken back, and now names again, in a second look."""
    given = [
        banks.SourceRow(row.type, row.value, row.label, row.entity, row.severity, row.source_id, row.opinion)
        for row in rows
    ]
    taken = banks.take_from_source(**_voice_of(feed), rows=given, by=by, at=at)
    closed = {number: place.entry for number, place in taken.placed.items() if place.is_withdrawn}
    returning = set(
        FeedRecord.objects.filter(entry__in=closed.values(), took_back=True).values_list("entry_id", flat=True)
    )
    again = [number for number, entry in closed.items() if entry in returning]
    if again:
        some = [given[number] for number in again]
        more = banks.take_from_source(**_voice_of(feed), rows=some, may_return=returning, by=by, at=at)
        FeedRecord.objects.filter(entry__in=returning).update(took_back=False)  # they came back
        _join(taken, more, again)
    return taken


def _join(taken: banks.Taken, more: banks.Taken, numbers: Sequence[int]) -> None:
    """Put what a second look came to in the place of what the first did."""
    taken.placed |= {numbers[number]: place for number, place in more.placed.items()}
    taken.batch.added += more.batch.added
    taken.batch.withdrawn_kept -= more.batch.added


def _note_records(feed: Feed, rows: Sequence[Row], taken: banks.Taken, *, hosted: bool) -> list[FeedRecord]:
    """Note which entry stands for which record; gives the records that now stand for other entries than before."""
    placed = {(key_of(rows[number].key), place.entry): (rows[number], place) for number, place in taken.placed.items()}
    keys = {key_of(row.key) for row in rows}
    known = {(each.key, each.entry_id): each for each in FeedRecord.objects.filter(feed=feed, key__in=keys)}
    _note_met([(known[pair], placed[pair][0]) for pair in placed if pair in known], feed.generation)
    FeedRecord.objects.bulk_create(
        FeedRecord(
            feed=feed,
            key=key,
            entry_id=entry,
            brought=place.is_new,
            generation=feed.generation,
            hosted=hosted,
            **_kept_of(row),
        )
        for (key, entry), (row, place) in placed.items()
        if (key, entry) not in known
    )
    return [each for pair, each in known.items() if pair not in placed and each.gone_at is None]


def _kept_of(row: Row) -> dict[str, Any]:
    """What a record keeps of what its source says, as it is kept."""
    return {
        "source_id": row.source_id[:200],
        "spelling": row.spelling,
        "opinion": row.opinion or "",
        "expires_at": row.expires_at,
    }


def _note_met(met: Sequence[tuple[FeedRecord, Row]], generation: int) -> None:
    """Note that these stand; those of which nothing else changed in one statement."""
    changed = []
    for each, row in met:
        now = {"gone_at": None, "took_back": False, **_kept_of(row)}
        if now != {name: getattr(each, name) for name in now}:
            changed.append(each)
        vars(each).update(now)
    FeedRecord.objects.filter(pk__in=[each.pk for each, _row in met]).update(generation=generation)
    names = ["gone_at", "took_back", "source_id", "spelling", "opinion", "expires_at"]
    FeedRecord.objects.bulk_update(changed, names, batch_size=200)


def hold(feed: Feed, entries: Collection[int], *, by: Actor, at: datetime) -> set[int]:
    """Have the feed hold of entries what its records of each come to; gives those of which it held something else."""
    said: dict[int, list[Opinion]] = {entry: [] for entry in entries}
    standing = FeedRecord.objects.filter(feed=feed, entry__in=entries, gone_at=None).exclude(opinion="")
    for entry, opinion in standing.values_list("entry_id", "opinion"):
        said[entry].append(Opinion(opinion))
    return banks.hold_for_source(**_voice_of(feed), held=said, by=by, at=at)


def _voice_of(feed: Feed) -> Any:
    """On which list a feed says what it says, and under which name."""
    return {"bank": feed.bank, "source": feed.source_name, "feed": feed.reference}


# -- what is let go ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LetGo:
    """How many records ended, which entries went with the last of theirs, and which stand without them."""

    records: int = 0
    withdrawn: frozenset[int] = frozenset()
    standing: frozenset[int] = frozenset()


def let_go(feed: Feed, ended: Sequence[FeedRecord], why: str, *, by: Actor, at: datetime) -> LetGo:
    """End records. An entry goes off its list with the last record that holds it there."""
    if not ended:
        return LetGo()
    banks.lock(feed.bank)  # what other sources hold there stays so
    records = [*ended, *_known_of(feed, ended)]
    entries = {each.entry_id for each in records}
    FeedRecord.objects.filter(pk__in=[each.pk for each in records]).update(gone_at=at)
    held = set(FeedRecord.objects.filter(entry__in=entries, gone_at=None).values_list("entry_id", flat=True))
    brought = set(FeedRecord.objects.filter(entry__in=entries, brought=True).values_list("entry_id", flat=True))
    reason, alone = why % {"feed": feed.name}, (entries - held) & brought
    gone = banks.withdraw_for_source(**_voice_of(feed), entries=alone, reason=reason, by=by, at=at)
    FeedRecord.objects.filter(pk__in=[each.pk for each in records if each.entry_id in gone]).update(took_back=True)
    record(RecordsTakenBack(feed=feed.reference, records=len(records), withdrawn=len(gone)), by=by, at=at)
    return LetGo(len(records), frozenset(gone), frozenset(entries - gone))


def _known_of(feed: Feed, ended: Sequence[FeedRecord]) -> list[FeedRecord]:
    """What the feed's hosted matcher knew of the values that its list names no more when these end."""
    if not feed.kind.answers:
        return []
    ids = [each.pk for each in ended]
    others = FeedRecord.objects.filter(feed=feed, entry__in={each.entry_id for each in ended}, gone_at=None)
    others = others.exclude(pk__in=ids)
    named = others.filter(hosted=False).values_list("entry_id", flat=True)
    return list(others.filter(hosted=True).exclude(entry__in=set(named)))


def ending(feed: Feed, at: datetime) -> list[FeedRecord]:
    """Records for which the time is over that their source gave, as many as go in one transaction."""
    over = FeedRecord.objects.filter(feed=feed, gone_at=None, expires_at__lte=at)
    return list(over.order_by("expires_at", "pk")[:WITHDRAWALS_A_TIME])


def end_all_that_is_over(*, at: datetime) -> None:
    """Of every feed, also of one that is off or cannot be read now."""
    over = FeedRecord.objects.filter(gone_at=None, expires_at__lte=at).values("feed")
    for feed in Feed.objects.filter(pk__in=over, removed_at=None):
        while end_what_is_over(feed=feed, at=at) >= WITHDRAWALS_A_TIME:
            continue


@audited_action
def end_what_is_over(*, feed: Feed, at: datetime) -> int:
    """Let go what a source named until a moment that has passed; gives how many records."""
    nothing_changed()  # where nothing has
    feed = locked(feed)
    over = let_go(feed, ending(feed, at), EXPIRED, by=SYSTEM, at=at)
    hold(feed, over.standing, by=SYSTEM, at=at)
    return over.records


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
