"""Groups of entries of a list that are alike: found, read, and where one goes on from them."""

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.banks import actions, permissions, queries
from bonafides.safety.banks.vocabulary import CLUSTER_MATCHES_DAYS, ClusterKind, Opinion

CLUSTERS_SHOWN = 25
COLUMNS = [
    Column("cluster", lambda row: row.cluster.reference),
    Column("kind", lambda row: row.cluster.kind),
    Column("size", lambda row: row.cluster.size),
    Column("medoid", lambda row: row.cluster.medoid.reference),
    Column("label", lambda row: row.cluster.medoid.label),
    Column("widest", lambda row: row.cluster.widest),
    Column("unit", lambda row: ClusterKind(row.cluster.kind).unit),
    Column("is_measured_whole", lambda row: row.cluster.is_measured_whole),
    *(Column(each.value, lambda row, each=each: row.opinions.get(each.value, 0)) for each in Opinion),  # type: ignore[misc]
    Column("matches_in_30_days", lambda row: row.matches),
]
MEMBER_COLUMNS = [
    Column("entry", lambda member: member.entry.reference),
    Column("distance", lambda member: member.distance),
    Column("unit", lambda member: ClusterKind(member.cluster.kind).unit),
    Column("label", lambda member: member.entry.label),
    Column("opinion", lambda member: member.entry.opinion),
    Column("state", lambda member: member.entry.state),
    Column("added_at", lambda member: member.entry.added_at),
]


@require_GET
def clusters(request: ActorRequest, reference: str) -> HttpResponseBase:
    """The groups of a list as they were found last, and how long ago that was."""
    bank = queries.bank_for(request.actor, reference)
    if wanted := request.GET.get("format"):
        return table_response(queries.all_cluster_rows(bank, now()), COLUMNS, wanted, f"groups-{bank.reference}")
    run = queries.cluster_run(bank)
    page = page_of(queries.clusters_kept(bank), request, per_page=CLUSTERS_SHOWN)
    context = {
        "bank": bank,
        "run": run,
        "is_behind": run is not None and bool(queries.clustered_before(queries.index_version(), bank)),
        "page": page,
        "rows": queries.cluster_rows(page.rows, now()),
        "days": CLUSTER_MATCHES_DAYS,
        "bits": ClusterKind.PICTURES.near,
        "letters": ClusterKind.TEXTS.near,
        "frames": ClusterKind.VIDEOS.near,
        "may_look": permissions.can_judge_matches(request.actor),
    }
    return render(request, "banks/clusters.html", context)


@require_POST
def look_for_clusters(request: ActorRequest, reference: str) -> HttpResponse:
    bank = queries.bank_for(request.actor, reference)
    if actions.look_for_clusters(bank=bank, by=request.actor, at=now()):
        messages.success(request, _("The groups are as the list is now."))
    else:
        messages.info(request, _("The list is long: the worker looks for its groups, which takes some minutes."))
    return redirect("banks:clusters", reference=bank.reference)


@require_GET
def cluster(request: ActorRequest, reference: str) -> HttpResponseBase:
    """One group, its entries from the medoid outward."""
    found = queries.cluster_for(request.actor, reference)
    members = queries.members_of(found)
    if wanted := request.GET.get("format"):
        return table_response(members.iterator(500), MEMBER_COLUMNS, wanted, f"group-{found.reference}")
    context = {
        "cluster": found,
        "row": queries.cluster_rows([found], now())[0],
        "page": page_of(members, request),
        "days": CLUSTER_MATCHES_DAYS,
        "may_decide": permissions.can_judge_matches(request.actor),
    }
    return render(request, "banks/cluster.html", context)
