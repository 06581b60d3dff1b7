"""Searching what is kept for entries that came later, once each, through any number of kills.

1. `begin` decides, under the switch's lock, for which index versions is searched and up to which upload. Whoever
   keeps an upload meanwhile comes before, and is searched, or after, and was looked up later or is marked as behind.
2. `take_found` writes down what a part of the uploads met, stops what meets too much, and moves the run's place, in
   one transaction; of two workers at one place the second writes nothing.
3. `tell` gives news of what is left, a part at a time; whoever listens opens a case. Then the run is over.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from django.db.models import Min, QuerySet

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.matching.compiled import use_kernels
from bonafides.matching.lookback import Kept
from bonafides.safety.banks import floods, live, rules
from bonafides.safety.banks.actions.floods import quarantine
from bonafides.safety.banks.actions.lists import lock_lists
from bonafides.safety.banks.actions.looking_back import locked_switch, locked_uploads
from bonafides.safety.banks.actions.records import record_matches
from bonafides.safety.banks.events import LookedBack, UploadFoundLater
from bonafides.safety.banks.models import (
    Entry,
    FoundLater,
    KeptUpload,
    LookBack,
    LookBackRun,
    MatchRecord,
    SearchedUntil,
)
from bonafides.safety.banks.queries.looking_back import (
    FoundUpload,
    Search,
    entries_since,
    portion_of,
    run_under_way,
    secret_of,
)
from bonafides.safety.banks.queries.matching import Match
from bonafides.safety.banks.vocabulary import LOOK_BACK_ENTRIES, LOOK_BACK_SEARCHED, LOOK_BACK_TOLD, LookingBack

KERNELS_FROM_UPLOADS = 50_000  # loading them takes a second or two

KEPT_COLUMNS = ("frames", "digests", "names", "videos", "paths", "tlshes", "sounds")  # as `Kept` has them

GoOn = Callable[[], bool]


@audited_action
def begin_search(*, switch: LookBack, at: datetime) -> LookBackRun | None:
    """Start a search if entries came since the last one, or uploads were kept behind it; None where there is none."""
    nothing_changed()
    switch = locked_switch(switch)
    if not switch.is_on or run_under_way(switch):
        return None
    searched = SearchedUntil.objects.get(look_back=switch).version
    behind = KeptUpload.objects.filter(look_back=switch, is_behind=True).aggregate(version=Min("version"))["version"]
    after, until = (searched, live.latest_step()[0]) if behind is None else (behind, searched)
    run = LookBackRun(look_back=switch, only_behind=behind is not None, after=after, until=until, started_at=at)
    run.entries, run.entries_upto = entries_since(after, until).count(), _end_of_portion(run)
    uploads = uploads_of(run, upto=None)
    run.uploads = uploads.count() if run.entries else 0
    if behind is None and after != until:
        SearchedUntil.objects.filter(look_back=switch).update(version=until)
    if not run.uploads:
        if behind is not None:
            uploads.update(is_behind=False)
        return None
    run.kept_upto = uploads.order_by("-id").values_list("id", flat=True)[0]
    run.save()
    return run


def uploads_of(run: LookBackRun, *, upto: int | None) -> "QuerySet[KeptUpload]":
    """The uploads that a run goes through, those that are left of them."""
    rows = KeptUpload.objects.filter(look_back=run.look_back, version__lt=run.until, id__gt=run.kept_done)
    rows = rows.filter(is_behind=True) if run.only_behind else rows
    return rows if upto is None else rows.filter(id__lte=upto)


def _end_of_portion(run: LookBackRun) -> int:
    """The last of the entries that are looked for together; 0 where there are none left."""
    ids = entries_since(run.after, run.until).filter(id__gt=run.entries_done).values_list("id", flat=True)
    return max(ids[:LOOK_BACK_ENTRIES], default=0)


# -- a turn -----------------------------------------------------------------------------------------


def search_on(*, run: LookBackRun, go_on: GoOn, at: datetime) -> bool:
    """Search as long as `go_on` says; whether the run is over."""
    if run.uploads >= KERNELS_FROM_UPLOADS:
        use_kernels()
    while run.finished_at is None:
        run = next_step(run, at)
        if run.finished_at is None and not go_on():
            return False
    return True


def next_step(run: LookBackRun, at: datetime) -> LookBackRun:
    """Do the next part; the run as it is then."""
    if run.state == LookingBack.TELLING:
        return tell(run=run, at=at)
    rows = uploads_of(run, upto=run.kept_upto).order_by("id").values_list("id", *KEPT_COLUMNS)
    some = list(rows[:LOOK_BACK_SEARCHED]) if run.entries_upto else []
    found = search_of(run).found_in([Kept._make(row[1:]) for row in some]) if some else {}
    met = {some[number][0]: matches for number, matches in found.items()}
    return take_found(run=run, met=met, upto=some[-1][0] if some else None, at=at)


def search_of(run: LookBackRun) -> Search:
    """What a run looks for now, made once for all the parts of a portion."""
    return _search(run.reference, run.entries_done, run.entries_upto)


@lru_cache(maxsize=1)
def _search(run: str, entries_done: int, entries_upto: int) -> Search:
    row = LookBackRun.objects.select_related("look_back").get(reference=run)
    return Search(portion_of(row), secret_of(row.look_back))


@audited_action
def take_found(*, run: LookBackRun, met: Mapping[int, Sequence[Match]], upto: int | None, at: datetime) -> LookBackRun:
    """Write down what uploads (by id) met, and the place; where no upload is left, go on to the next entries."""
    nothing_changed()
    before, run = run, _locked_run(run)
    if run.step != before.step or run.finished_at is not None:  # another worker was there, or it was switched off
        return run
    run.step += 1
    if upto is None:
        run.entries_done, run.kept_done = run.entries_upto, 0
        run.entries_upto = _end_of_portion(run) if run.entries_done else 0
        run.state = LookingBack.SCANNING if run.entries_upto else LookingBack.TELLING
    else:
        run.kept_done = upto
        _write(run, met, at)
        _stop_floods(run, at)
    run.save()
    return run


def _locked_run(run: LookBackRun) -> LookBackRun:
    """The run as it is now; whoever switches off waits, and ends it after."""
    found: LookBackRun = LookBackRun.objects.select_related("look_back").select_for_update(of=("self",)).get(pk=run.pk)
    return found


def _write(run: LookBackRun, met: Mapping[int, Sequence[Match]], at: datetime) -> None:
    there = locked_uploads(met)  # not erased meanwhile
    known = set(FoundLater.objects.filter(upload__in=there).values_list("upload", "entry"))
    pairs = [(upload, match.entry_id) for upload in there for match in met[upload]]
    new = [pair for pair in dict.fromkeys(pairs) if pair not in known]
    FoundLater.objects.bulk_create(
        FoundLater(upload_id=upload, entry_id=entry, run=run, found_at=at) for upload, entry in new
    )
    hits = Counter({int(entry): count for entry, count in run.hits.items()})
    hits.update(entry for _upload, entry in new)
    run.hits = {str(entry): count for entry, count in hits.items()}


def _stop_floods(run: LookBackRun, at: datetime) -> None:
    """Let rest what meets too large a share of all that is kept; of what it met no case is made."""
    held = floods.limits()
    bursts = {int(entry): rules.flood_among(hits, run.uploads, held) for entry, hits in run.hits.items()}
    entries = Entry.objects.filter(pk__in=[entry for entry, burst in bursts.items() if burst], disabled_at=None)
    lock_lists(entries)
    for entry in entries:
        burst = bursts[entry.pk]
        stopped = quarantine(entry=entry, burst=burst, by=SYSTEM, at=at) if burst else None
        if stopped and not stopped.spared_for:
            FoundLater.objects.filter(run=run, entry=entry, told_at=None).delete()
            run.stopped += 1


# -- telling ----------------------------------------------------------------------------------------


@audited_action
def tell(*, run: LookBackRun, at: datetime) -> LookBackRun:
    """Give news of some of what was found, each upload once; where none is left, the run is over."""
    nothing_changed()
    before, run = run, _locked_run(run)
    if run.step != before.step or run.finished_at is not None:
        return run
    waiting = FoundLater.objects.filter(run=run, told_at=None)
    uploads = list(waiting.order_by("upload").values_list("upload", flat=True).distinct()[:LOOK_BACK_TOLD])
    locked_uploads(uploads)
    for found in _news_of(run, uploads):
        record(found, by=SYSTEM, at=at)
    waiting.filter(upload__in=uploads).update(told_at=at)
    run.step, run.found = run.step + 1, run.found + len(uploads)
    if not uploads:
        _finish(run, at)
    run.save()
    return run


def _news_of(run: LookBackRun, uploads: Sequence[int]) -> list[UploadFoundLater]:
    rows = FoundLater.objects.filter(run=run, upload__in=uploads, told_at=None).order_by("upload", "entry")
    entries: dict[str, list[str]] = {}
    for upload, entry in rows.values_list("upload__reference", "entry__reference"):
        entries.setdefault(upload, []).append(entry)
    return [UploadFoundLater(upload, met) for upload, met in entries.items()]


def _finish(run: LookBackRun, at: datetime) -> None:
    run.state, run.finished_at, run.hits = LookingBack.DONE, at, {}
    if run.only_behind:
        behind = KeptUpload.objects.filter(look_back=run.look_back, is_behind=True)
        behind.filter(id__lte=run.kept_upto).update(is_behind=False)
    reference = run.look_back.reference
    record(LookedBack(reference, run.entries, run.uploads, run.found, run.stopped), by=SYSTEM, at=at)


@audited_action
def settle_found(*, found: FoundUpload, item: str = "", by: Actor = SYSTEM, at: datetime) -> list[MatchRecord]:
    """A case was opened for what was found, with this item (its reference); or none was needed, which is forgotten."""
    nothing_changed()
    upload = KeptUpload.objects.get(reference=found.upload)
    known = set(MatchRecord.objects.filter(item=item).values_list("entry", flat=True)) if item else set()
    new = [match for match in found.matches if item and match.entry_id not in known]
    records = record_matches(item=item, matches=new, index_version=found.index_version, by=by, at=at)
    waiting = FoundLater.objects.filter(upload=upload, settled_at=None)
    if item:
        waiting.update(settled_at=at, item=item)
    else:
        waiting.delete()
    return records
