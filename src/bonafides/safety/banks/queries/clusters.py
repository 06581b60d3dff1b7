"""What looks like an entry, and the groups of a list that look alike."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Count, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.parts.pictures import words_of
from bonafides.matching.pdq import PdqHash
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import live, permissions
from bonafides.safety.banks.models import Bank, Cluster, ClusterMember, ClusterRun, Entry, MatchRecord
from bonafides.safety.banks.queries.lists import as_reference
from bonafides.safety.banks.vocabulary import CLUSTER_MATCHES_DAYS, EntryState, Opinion

EXPORTED_AT_ONCE = 200

T = TypeVar("T")


# -- what looks like one entry ----------------------------------------------------------------------


@dataclass(frozen=True)
class Near:
    """An entry that may match, and by how many bits its picture differs."""

    entry: Entry
    distance_bits: int


def near_to(entry: Entry) -> list[tuple[int, int]]:
    """The ids and distances of all entries that may match within 31 bits of a picture's, nearest first."""
    if entry.type != EntryType.PDQ or entry.state is EntryState.WITHDRAWN:
        return []
    live.in_step()
    found = live.seen()[0].pictures.search_batch(words_of([PdqHash.parse(entry.value)]))
    others = ((bits, pk) for pk, bits in found.pairs() if pk != entry.pk)
    return [(pk, bits) for bits, pk in sorted(others)]


def entries_near(pairs: Iterable[tuple[int, int]]) -> Iterator[Near]:
    """The entries themselves, with their lists, in that order."""
    for some in in_batches(pairs):
        entries = Entry.objects.select_related("bank").in_bulk([pk for pk, _bits in some])
        yield from (Near(entries[pk], bits) for pk, bits in some)


# -- groups -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClusterRow:
    """A group as it stands now: what its entries that may match count as, and what they matched lately."""

    cluster: Cluster
    opinions: dict[str, int]
    matches: int


def cluster_run(bank: Bank) -> ClusterRun | None:
    return ClusterRun.objects.filter(bank=bank).first()


def clustered_before(version: int, bank: Bank | None = None) -> list[Bank]:
    """The lists, or whether this one, whose groups are older than their latest change; as of this index version."""
    behind = ClusterRun.objects.filter(asked_at=None, index_version__lt=version).select_related("bank")
    behind = behind.filter(bank=bank) if bank else behind
    return [run.bank for run in behind if run.bank.entries.filter(changed_in__gt=run.index_version).exists()]


def clusters_kept(bank: Bank) -> "QuerySet[Cluster]":
    """The groups of a list, the largest first."""
    return Cluster.objects.filter(run__bank=bank).select_related("medoid__bank").order_by("place")


def cluster_for(by: Actor, reference: str) -> Cluster:
    permissions.check_can_read(by)
    rows = Cluster.objects.select_related("run__bank", "medoid")
    found = rows.filter(reference=as_reference(reference)).first()
    if found is None:
        raise NotFound("no-such-cluster", _("There is no such group. Groups are made anew when they are looked for."))
    return found


def members_of(cluster: Cluster) -> "QuerySet[ClusterMember]":
    rows = ClusterMember.objects.select_related("cluster", "entry__bank")
    return rows.filter(cluster=cluster).order_by("distance", "entry")


def cluster_rows(clusters: Sequence[Cluster], at: datetime) -> list[ClusterRow]:
    """What is known of each now; two statements for all."""
    ids = [cluster.pk for cluster in clusters]
    opinions, matches = _opinions_in(ids), _matches_in(ids, at - timedelta(days=CLUSTER_MATCHES_DAYS))
    return [ClusterRow(each, dict(opinions[each.pk]), matches[each.pk]) for each in clusters]


def all_cluster_rows(bank: Bank, at: datetime) -> Iterator[ClusterRow]:
    """Of every group of a list, for an export."""
    for some in in_batches(clusters_kept(bank).iterator(EXPORTED_AT_ONCE)):
        yield from cluster_rows(some, at)


def _opinions_in(clusters: list[int]) -> defaultdict[int, Counter[str]]:
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    standing = ClusterMember.objects.filter(cluster__in=clusters, entry__withdrawn_at=None, entry__disabled_at=None)
    counted = standing.order_by().values_list("cluster", "entry__opinion").annotate(Count("pk"))
    for cluster, opinion, number in counted:
        found[cluster][Opinion(opinion).value] = number
    return found


def _matches_in(clusters: list[int], since: datetime) -> Counter[int]:
    recorded = MatchRecord.objects.filter(matched_at__gte=since, entry__cluster_members__cluster__in=clusters)
    counted = recorded.order_by().values_list("entry__cluster_members__cluster").annotate(Count("pk"))
    return Counter(dict(counted))


def items_met_by_cluster(reference: str) -> "QuerySet[MatchRecord, Any]":
    """The items that any entry of a group ever matched, by their references: to narrow another query by."""
    members = ClusterMember.objects.filter(cluster__reference=as_reference(reference)).order_by().values("entry")
    return MatchRecord.objects.filter(entry__in=members).order_by().values("item")


def in_batches(rows: Iterable[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while some := list(islice(left, EXPORTED_AT_ONCE)):
        yield some
