"""Looking for groups of near-duplicates on a list: at once on a short one, by the worker on a long one.

What is found is kept until it is looked for anew. It changes no list and decides nothing, so it is no event.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction

from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.matching import clusters as matching
from bonafides.matching.errors import MatchingError
from bonafides.matching.parts.pictures import words_of
from bonafides.matching.parts.texts import letters_of
from bonafides.matching.parts.videos import VideoPart
from bonafides.matching.tables.rows import Words
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import live, permissions
from bonafides.safety.banks.models import Bank, Cluster, ClusterMember, ClusterRun
from bonafides.safety.banks.vocabulary import (
    CLUSTERED_AT_ONCE,
    CLUSTERS_KEPT,
    MEMBERS_KEPT,
    ClusterKind,
)

LOOK = "banks.clusters"  # the kind of outbox row
VALUES_AT_ONCE = 100  # of videos, which are long


class Found(NamedTuple):
    """A group, and what it is of."""

    kind: ClusterKind
    cluster: matching.Cluster


def look_for_clusters(*, bank: Bank, by: Actor, at: datetime) -> bool:
    """Look for the groups of a list; whether it is done already, else the worker does it."""
    permissions.check_can_judge_matches(by)
    if not is_long(bank):
        keep_clusters(bank=bank, at=at)
        return True
    ClusterRun.objects.update_or_create(bank=bank, defaults={"asked_at": at})
    outbox.enqueue(LOOK, {"bank": bank.reference}, key=f"{LOOK}:{bank.reference}:{at.isoformat()}", due_at=at, at=at)
    return False


def is_long(bank: Bank) -> bool:
    """Whether somebody would wait for long."""
    standing = bank.entries.filter(withdrawn_at=None, disabled_at=None).values_list("pk")
    return any(len(standing.filter(type=kind.of_type)[: most + 1]) > most for kind, most in CLUSTERED_AT_ONCE.items())


def keep_clusters(*, bank: Bank, at: datetime) -> None:
    """Group the pictures, texts and videos of a list as they are now, and keep the groups in the place of those
    before.
    """
    version, _stamp = live.in_step()
    of_kinds = [found_of(bank, kind) for kind in ClusterKind]
    entries = sum(entries for entries, _found in of_kinds)
    by_size = heapq.merge(*(found for _entries, found in of_kinds), key=lambda each: -len(each.cluster))
    kept, is_whole = _kept(by_size)
    done = {"asked_at": None, "done_at": at, "index_version": version, "entries": entries, "is_whole": is_whole}
    _replace(bank, kept, done)


def found_of(bank: Bank, kind: ClusterKind) -> tuple[int, Iterator[Found]]:
    """How many entries of a kind are compared, and their groups, the largest first."""
    if kind is ClusterKind.PICTURES:
        pictures = live.seen()[0].pictures
        ids, words = pictures.of_bank(bank.pk)
        return len(ids), _of_kind(kind, matching.picture_clusters(ids, words, pictures.search_batch))
    rows = list(compared(bank, kind))
    groups_of = matching.text_clusters if kind is ClusterKind.TEXTS else matching.video_clusters
    ids = np.array([pk for pk, _read in rows], np.int64)
    return len(ids), _of_kind(kind, groups_of(ids, [read for _pk, read in rows]))


def compared(bank: Bank, kind: ClusterKind) -> Iterator[tuple[int, Any]]:
    """The texts of a list as letters, or its videos as frames; what is neither is left out, as it is of the index."""
    standing = bank.entries.filter(type=kind.of_type, withdrawn_at=None, disabled_at=None).order_by("id")
    for pk, value in standing.values_list("id", "value").iterator(VALUES_AT_ONCE):
        with suppress(MatchingError):
            yield pk, READ[kind](value)


def frames_of(value: str) -> Words:
    """The frames of a listed video that count. Raises FingerprintError where there are none."""
    return words_of(VideoPart.key_of(EntryType.VPDQ, value).compared)


READ: dict[ClusterKind, Callable[[str], Any]] = {ClusterKind.TEXTS: letters_of, ClusterKind.VIDEOS: frames_of}


def _of_kind(kind: ClusterKind, found: Iterator[matching.Cluster]) -> Iterator[Found]:
    return (Found(kind, each) for each in found)


@transaction.atomic
def _replace(bank: Bank, kept: list[Found], done: dict[str, Any]) -> None:
    run, _made = ClusterRun.objects.update_or_create(bank=bank, defaults={**done, "found": len(kept)})
    ClusterMember.objects.filter(cluster__run=run).delete()
    run.clusters.all().delete()
    rows = Cluster.objects.bulk_create(_row(run, place, each) for place, each in enumerate(kept))
    for row, each in zip(rows, kept, strict=True):
        ClusterMember.objects.bulk_create(
            (
                ClusterMember(cluster=row, entry_id=entry, distance=distance)
                for entry, distance in zip(each.cluster.ids.tolist(), each.cluster.distances.tolist(), strict=True)
            ),
            batch_size=1_000,
        )


def _kept(found: Iterable[Found]) -> tuple[list[Found], bool]:
    """The largest, as many as are kept; and whether these are all."""
    kept: list[Found] = []
    members = 0
    for each in found:
        members += len(each.cluster)
        if kept and (len(kept) == CLUSTERS_KEPT or members > MEMBERS_KEPT):
            return kept, False
        kept.append(each)
    return kept, True


def _row(run: ClusterRun, place: int, found: Found) -> Cluster:
    each = found.cluster
    return Cluster(
        run=run,
        kind=found.kind,
        place=place,
        size=len(each),
        medoid_id=int(each.ids[0]),
        widest=each.widest,
        is_measured_whole=each.is_measured_whole,
    )
