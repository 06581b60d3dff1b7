"""This process's index, kept in step with the tables: one small statement per lookup says whether anything changed."""

import threading
from collections.abc import Sequence

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.index import Hit, Index
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import Entry, IndexState

Step = tuple[int, str]
START: Step = (0, "")
ROWS_PER_FETCH = 10_000


class LiveIndex:
    """Every entry that may match, under its id, as of the last version that was seen.

    Readers never wait for each other. The first that sees a new version brings the index up to it, while others that
    saw the same wait for it: an answer is never older than the version that its reader saw.
    """

    def __init__(self) -> None:
        self._catching_up = threading.Lock()
        self._index: Index[int] = Index()
        self._seen: Step = START

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
        if latest_step() == self._seen:
            return self._seen
        with self._catching_up:
            latest = latest_step()
            if latest != self._seen:
                self._catch_up(latest)
            return latest

    def _catch_up(self, latest: Step) -> None:
        if self._seen != START and is_part_of_history(self._seen):
            apply_changes(self._index, self._seen[0], latest[0])
        else:
            self._index = whole_index()
        self._seen = latest


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
    active = changed.filter(disabled_at=None, withdrawn_at=None).values_list("id", "type", "value")
    index.add((pk, EntryType(type_), value) for pk, type_, value in active.iterator(ROWS_PER_FETCH))


def whole_index() -> Index[int]:
    index: Index[int] = Index()
    active = Entry.objects.filter(disabled_at=None, withdrawn_at=None).values_list("id", "type", "value")
    index.add((pk, EntryType(type_), value) for pk, type_, value in active.iterator(ROWS_PER_FETCH))
    return index


_here = LiveIndex()
search = _here.search
search_all = _here.search_all
seen = _here.seen
in_step = _here.in_step
