"""This process's index, kept in step with the tables: one small statement per lookup says whether anything changed.

Pictures and digests are mapped from the snapshot that all processes of a host share, if there is one, and what changed
since it was written is added; all other types are read from the tables when a process starts.
"""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from itertools import islice

from django.db.models import QuerySet

from bonafides.matching.errors import MatchingError, SnapshotError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.index import Hit, Index
from bonafides.matching.parts import PART_OF
from bonafides.matching.vocabulary import LONG_TYPES, EntryType
from bonafides.safety.banks import snapshots
from bonafides.safety.banks.models import Entry, IndexState
from bonafides.safety.banks.snapshots import Kept, Step

START: Step = (0, "")
ROWS_PER_FETCH = 10_000
LONG_ROWS_PER_FETCH = 100  # of values that are a hundred thousand characters long
LOOK_EVERY_SECONDS = 10.0  # whether the worker has written another snapshot

log = logging.getLogger("bonafides.banks")

Row = tuple[int, EntryType, str]


class LiveIndex:
    """Every entry that may match, under its id, as of the last version that was seen.

    Readers never wait for each other. The first that sees a new version brings the index up to it, while others that
    saw the same wait for it: an answer is never older than the version that its reader saw.
    """

    def __init__(self) -> None:
        self._catching_up = threading.Lock()
        self._index: Index[int] = Index()
        self._seen: Step = START
        self._kept: Kept | None = None
        self._look_at = 0.0
        self._damaged = threading.Event()

    def search(self, fingerprints: Fingerprints) -> tuple[list[Hit[int]], int]:
        """All hits within 31 bits, and the index version in force."""
        version, _stamp = self.in_step()
        return self._index.lookup(fingerprints), version

    def search_all(self, asked: Sequence[Fingerprints]) -> tuple[list[list[Hit[int]]], int]:
        """The same of several items, each for itself, in one version."""
        version, _stamp = self.in_step()
        return self._index.lookup_all(asked), version

    def seen(self) -> tuple[Index[int], int]:
        """The index as it is, without asking the tables: as new as the last `in_step`."""
        return self._index, self._seen[0]

    def in_step(self) -> Step:
        """Bring the index up to the latest version, if it is not there, and say which that is."""
        if latest_step() == self._seen and time.monotonic() < self._look_at and not self._damaged.is_set():
            return self._seen
        with self._catching_up:
            latest = latest_step()
            if latest != self._seen or self._damaged.is_set():
                self._catch_up(latest)
            if time.monotonic() >= self._look_at:
                self._look_for_a_newer_snapshot()
            return latest

    def keep_snapshot(self) -> None:
        """Write what the index holds, where starting from what was written before takes long."""
        step = self.in_step()
        if self._index.kept() < snapshots.KEPT_FROM:
            snapshots.drop()
        elif snapshots.is_due(self._index, step):
            with self._catching_up:
                step, arrays = self._seen, self._index.set_aside()
            snapshots.write(arrays, step)

    def _catch_up(self, latest: Step) -> None:
        if self._seen != START and not self._damaged.is_set() and is_part_of_history(self._seen):
            apply_changes(self._index, self._seen[0], latest[0])
        else:
            self._damaged.clear()
            self._index, self._kept = start(latest)
            self._verify_in_the_background()
        self._seen = latest

    def _look_for_a_newer_snapshot(self) -> None:
        """Map what the worker has written since; what was changed later is added before anybody finds it."""
        self._look_at = time.monotonic() + LOOK_EVERY_SECONDS
        there = snapshots.place()
        if there == (self._kept.place if self._kept else None):
            return
        if there is None:  # it was taken away, so that what it held is forgotten: hold what still stands ourselves
            self._kept = None
            threading.Thread(target=self._index.compact, name="matching-compaction", daemon=True).start()
            return
        kept = snapshots.usable()
        fresh = mapped(kept) if kept else None
        if kept and fresh:
            apply_changes(fresh, kept.step[0], self._seen[0])
            self._index.take_over(fresh)
            self._kept = kept
            self._verify_in_the_background()

    def _verify_in_the_background(self) -> None:
        if self._kept and self._kept.file.size_bytes > snapshots.VERIFIED_AT_ONCE_BYTES:
            threading.Thread(target=self._verify, args=(self._kept,), name="matching-verify", daemon=True).start()

    def _verify(self, kept: Kept) -> None:
        """Read a snapshot through; a damaged one is used no more from the next lookup on."""
        try:
            kept.file.verify()
        except SnapshotError as error:
            if snapshots.place() == kept.place:
                snapshots.drop(error)
            self._damaged.set()


def latest_step() -> Step:
    found = IndexState.objects.order_by("-version").values_list("version", "stamp").first()
    return found or START


def is_part_of_history(step: Step) -> bool:
    """False for a version that was rolled back after we saw it: its number may stand for something else now."""
    return IndexState.objects.filter(version=step[0], stamp=step[1]).exists()


def apply_changes(index: Index[int], after: int, until: int) -> None:
    """Add what became active between two versions, take out what did not stay so."""
    changed = Entry.objects.filter(changed_in__gt=after, changed_in__lte=until)
    gone = changed.exclude(disabled_at=None, withdrawn_at=None)
    for entry_id in gone.values_list("id", flat=True).iterator(ROWS_PER_FETCH):
        index.remove(entry_id)
    add_active(index, changed)


def start(latest: Step) -> tuple[Index[int], Kept | None]:
    """A new index: from the snapshot and what changed since, or from the tables alone."""
    kept = snapshots.usable()
    index = mapped(kept) if kept else None
    if kept and index:
        others = kept.others().tolist()
        for first in range(0, len(others), ROWS_PER_FETCH):
            add_active(index, Entry.objects.filter(id__in=others[first : first + ROWS_PER_FETCH]))
        apply_changes(index, kept.step[0], latest[0])
        return index, kept
    return whole_index(), None


def mapped(kept: Kept) -> Index[int] | None:
    """An index that holds what a snapshot does, and no more; None if that is not what it should be."""
    index: Index[int] = Index()
    try:
        index.start_from(kept.file)
    except SnapshotError as error:
        snapshots.drop(error)
        return None
    return index


def whole_index() -> Index[int]:
    index: Index[int] = Index()
    add_active(index, Entry.objects.all())
    return index


def add_active(index: Index[int], entries: "QuerySet[Entry]") -> None:
    """Add those of the entries that may match, the banks of each apart."""
    active = entries.filter(disabled_at=None, withdrawn_at=None)
    for types, at_once in ((PART_OF.keys() - LONG_TYPES, ROWS_PER_FETCH), (LONG_TYPES, LONG_ROWS_PER_FETCH)):
        add_some(index, active.filter(type__in=types), at_once)


def add_some(index: Index[int], entries: "QuerySet[Entry]", at_once: int) -> None:
    rows = entries.order_by("id").values_list("bank_id", "id", "type", "value").iterator(at_once)  # new ids are cheap
    while some := list(islice(rows, at_once)):
        of_bank: dict[int, list[Row]] = defaultdict(list)
        for bank, pk, type_, value in some:
            of_bank[bank].append((pk, EntryType(type_), value))
        for bank, listed in of_bank.items():
            add(index, listed, bank)


def add(index: Index[int], listed: list[Row], bank: int) -> None:
    """Add entries of one bank; one whose value is not what its type says is left out, and said, not all with it."""
    try:
        index.add(listed, bank=bank)
    except MatchingError as error:
        if len(listed) == 1:
            log.error("Entry %s is not matched: %s", listed[0][0], error)
            return
        for one in listed:
            add(index, [one], bank)


_changed_here_at = 0.0


def note_change() -> None:
    """This process has changed what can match, and it is committed: whoever read before that read too early."""
    global _changed_here_at
    _changed_here_at = time.monotonic()


def changed_here_at() -> float:
    """When this process last did, by the clock that only goes forward."""
    return _changed_here_at


_here = LiveIndex()
search = _here.search
search_all = _here.search_all
seen = _here.seen
in_step = _here.in_step
keep_snapshot = _here.keep_snapshot
