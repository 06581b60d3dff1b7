"""Looking for groups of near-duplicates on a list: at once on a short one, by the worker on a long one.

What is found is kept until it is looked for anew. It changes no list and decides nothing, so it is no event.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction

from bonafides.base.outbox import actions as outbox
from bonafides.kernel.actor import Actor
from bonafides.matching import clusters as matching
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import live, permissions
from bonafides.safety.banks.models import Bank, Cluster, ClusterMember, ClusterRun
from bonafides.safety.banks.vocabulary import CLUSTERED_AT_ONCE, CLUSTERS_KEPT, MEMBERS_KEPT

LOOK = "banks.clusters"  # the kind of outbox row


def look_for_clusters(*, bank: Bank, by: Actor, at: datetime) -> bool:
    """Look for the groups of a list; whether it is done already, else the worker does it."""
    permissions.check_can_judge_matches(by)
    pictures = bank.entries.filter(type=EntryType.PDQ, withdrawn_at=None, disabled_at=None)
    if len(pictures.values_list("pk")[: CLUSTERED_AT_ONCE + 1]) <= CLUSTERED_AT_ONCE:
        keep_clusters(bank=bank, at=at)
        return True
    ClusterRun.objects.update_or_create(bank=bank, defaults={"asked_at": at})
    outbox.enqueue(LOOK, {"bank": bank.reference}, key=f"{LOOK}:{bank.reference}:{at.isoformat()}", due_at=at, at=at)
    return False


def keep_clusters(*, bank: Bank, at: datetime) -> None:
    """Group the pictures of a list as they are now, and keep the groups in the place of those before."""
    version, _stamp = live.in_step()
    pictures = live.seen()[0].pictures
    ids, words = pictures.of_bank(bank.pk)
    kept, is_whole = _kept(matching.clusters_of(ids, words, pictures.search_batch))
    done = {"asked_at": None, "done_at": at, "index_version": version, "pictures": len(ids), "is_whole": is_whole}
    _replace(bank, kept, done)


@transaction.atomic
def _replace(bank: Bank, kept: list[matching.Cluster], done: dict[str, Any]) -> None:
    run, _made = ClusterRun.objects.update_or_create(bank=bank, defaults={**done, "found": len(kept)})
    ClusterMember.objects.filter(cluster__run=run).delete()
    run.clusters.all().delete()
    rows = Cluster.objects.bulk_create(_row(run, place, each) for place, each in enumerate(kept))
    for row, each in zip(rows, kept, strict=True):
        ClusterMember.objects.bulk_create(
            (
                ClusterMember(cluster=row, entry_id=entry, distance_bits=bits)
                for entry, bits in zip(each.ids.tolist(), each.distances_bits.tolist(), strict=True)
            ),
            batch_size=1_000,
        )


def _kept(found: Iterator[matching.Cluster]) -> tuple[list[matching.Cluster], bool]:
    """The largest, as many as are kept; and whether these are all."""
    kept: list[matching.Cluster] = []
    members = 0
    for each in found:
        members += len(each)
        if kept and (len(kept) == CLUSTERS_KEPT or members > MEMBERS_KEPT):
            return kept, False
        kept.append(each)
    return kept, True


def _row(run: ClusterRun, place: int, each: matching.Cluster) -> Cluster:
    return Cluster(
        run=run,
        place=place,
        size=len(each),
        medoid_id=int(each.ids[0]),
        widest_bits=each.widest_bits,
        is_measured_whole=each.is_measured_whole,
    )
