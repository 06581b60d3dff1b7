"""The figures: of the team, one's own, what stands behind them, and what is published."""

from collections.abc import Iterable
from operator import attrgetter, itemgetter
from typing import Any

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.quality import permissions
from bonafides.safety.quality.actions import configuring, publishing
from bonafides.safety.quality.forms import FIELD_OF, PeriodForm, SettingsForm
from bonafides.safety.quality.queries import audits, exporting, figures, golden
from bonafides.safety.quality.queries.figures import Sample
from bonafides.safety.quality.queries.settings import settings_now
from bonafides.safety.quality.rules.drawing import commitment_of
from bonafides.safety.quality.rules.figures import Figures, GroupRow
from bonafides.safety.quality.views.shared import period_of
from bonafides.safety.quality.vocabulary import GROUP_WORDS, PUBLISHED_GROUPS, Group

GROUP_COLUMNS = [
    Column("by", lambda row: row[0].value),
    Column("name", lambda row: row[1].name),
    Column("decisions", lambda row: row[1].decisions),
    Column("reversed", lambda row: row[1].reversed.count),
    Column("reversed_low", lambda row: row[1].reversed.low),
    Column("reversed_high", lambda row: row[1].reversed.high),
    Column("judged_again", lambda row: row[1].same_verdict.of),
    Column("same_verdict", lambda row: row[1].same_verdict.count),
    Column("same_verdict_low", lambda row: row[1].same_verdict.low),
    Column("same_verdict_high", lambda row: row[1].same_verdict.high),
]
DAY_FIELDS = ("day", "share_bp", "commitment", "committed_at", "seed", "revealed_at", "decisions", "drawn")
DECISION_FIELDS = (
    *("decision", "day", "verdict", "policy_version", "clauses", "measures", "language", "lists", "reviewer"),
    *("basis", "weighed", "none_applies", "reversal", "drawn", "audit_state", "self_review", "second_verdict"),
    *("second_clauses", "second_measures", "second_exemption"),
)


def columns_of(names: Iterable[str]) -> list[Column]:
    """Columns that take what stands under their own names."""
    return [Column(name, itemgetter(name)) for name in names]


DECISION_COLUMNS = columns_of(DECISION_FIELDS)


@require_GET
def quality(request: ActorRequest) -> HttpResponseBase:
    """The team's figures; by reviewer for those who lead or audit, and for everybody else without."""
    form, period = period_of(request)
    sample, team = Sample(period), permissions.can_see_team(request.actor)
    shown = groups_shown(sample.figures, team=team)
    if wanted := request.GET.get("format"):
        rows = [(group, row) for group, found in shown for row in found]
        return table_response(rows, GROUP_COLUMNS, wanted, "quality")
    context = {
        "form": form,
        "period": period,
        "figures": sample.figures,
        "groups": [(group, GROUP_WORDS[group], rows) for group, rows in shown],
        "settings": settings_now(),
        "team": team,
        "can_lead": permissions.can_lead(request.actor),
        "tasks": audits.disagreements().count(),
    }
    return render(request, "quality/figures.html", context, status=422 if form.errors else 200)


def groups_shown(found: Figures, *, team: bool) -> list[tuple[Group, tuple[GroupRow, ...]]]:
    return [(group, found.groups[group]) for group in (Group if team else PUBLISHED_GROUPS)]


@require_GET
def mine(request: ActorRequest) -> HttpResponseBase:
    """What concerns the person who asks, and nobody else."""
    form, period = period_of(request)
    own = Sample(period).of_reviewer(request.actor.code)
    if wanted := request.GET.get("format"):
        rows = [(group, row) for group, found in groups_shown(own, team=False) for row in found]
        return table_response(rows, GROUP_COLUMNS, wanted, "my-quality")
    context = {
        "form": form,
        "period": period,
        "figures": own,
        "groups": [(group, GROUP_WORDS[group], rows) for group, rows in groups_shown(own, team=False)],
        "page": page_of(golden.answers_of(request.actor.code), request),
    }
    return render(request, "quality/mine.html", context, status=422 if form.errors else 200)


# -- what stands behind them ------------------------------------------------------------------------------------------


@require_GET
def export(request: ActorRequest) -> HttpResponseBase:
    """Everything from which a stranger gets the same figures; that it left is recorded first."""
    permissions.check_can_see_team(request.actor)
    _form, period = period_of(request)
    wanted = request.GET.get("format", "json")
    if wanted not in ("json", "csv"):
        raise Invalid("unknown-format", _("A table can be had as csv or json."))
    publishing.record_export(what=wanted, period=period, by=request.actor, at=now())
    if wanted == "csv":
        rows = map(exporting.decision_document, Sample(period).rows)
        return table_response(rows, DECISION_COLUMNS, "csv", "quality-decisions")
    answer = StreamingHttpResponse(exporting.export_lines(period), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="quality-{period.first}-{period.last}.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
def seeds(request: ActorRequest) -> HttpResponseBase:
    """Each day's seed: bound to before, opened after."""
    rows = figures.days_listed(request.actor)
    if wanted := request.GET.get("format"):
        return table_response(
            map(exporting.day_document, rows.iterator(chunk_size=500)), columns_of(DAY_FIELDS), wanted, "seeds"
        )
    page = page_of(rows, request)
    for day in page.rows:
        day.fits = bool(day.seed) and commitment_of(day.day, bytes.fromhex(day.seed)) == day.commitment  # type: ignore[attr-defined]
    context = {"page": page, "team": permissions.can_see_team(request.actor)}
    return render(request, "quality/seeds.html", context)


@require_GET
def seed_proof(request: ActorRequest, day: Any) -> HttpResponse:
    """The entries of one day's seed, to be verified offline."""
    found = figures.seed_day_for(request.actor, day)
    answer = HttpResponse(exporting.seed_package(found, at=now()), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="seed-{found.day}.proof.zip"'
    return answer


@require_http_methods(["GET", "POST"])
def settings(request: ActorRequest) -> HttpResponse:
    permissions.check_can_lead(request.actor)
    current = settings_now()
    initial = {"share": current.share_bp / 100, "golden_per_week": current.golden_per_week}
    form = SettingsForm(request.POST or None, initial=initial)

    def act() -> None:
        chosen = {"share_bp": int(form.cleaned_data["share"] * 100)}
        chosen["golden_per_week"] = form.cleaned_data["golden_per_week"]
        configuring.configure(**chosen, by=request.actor, at=now())

    if form.is_bound and mended(form, act, field_of=FIELD_OF):
        return redirect("quality:quality")
    return render(request, "quality/settings.html", {"form": form}, status=422 if form.is_bound else 200)


# -- what is published ------------------------------------------------------------------------------------------------


@require_POST
def publish(request: ActorRequest) -> HttpResponse:
    form = PeriodForm(request.POST)
    if not form.is_valid():
        raise Invalid("bad-period", _("The days are in the wrong order, or further apart than a year."))
    made = publishing.publish_figures(period=form.period(), by=request.actor, at=now())
    return redirect(made)


@require_GET
def published(request: ActorRequest) -> HttpResponseBase:
    """For anyone: every period whose figures were published."""
    rows = figures.published()
    if wanted := request.GET.get("format"):
        columns = [Column(name, attrgetter(name)) for name in ("first", "last", "digest")]
        return table_response(rows, columns, wanted, "published-figures")
    return render(request, "quality/published.html", {"page": page_of(rows, request)})


CELL_COLUMNS = columns_of(["by", "name", "decisions", "reversed", "judged", "same_verdict"])


@require_GET
def published_period(request: ActorRequest, reference: str) -> HttpResponseBase:
    """For anyone: one period, as it was published."""
    found = figures.published_for(reference)
    if request.GET.get("format") == "json":
        return JsonResponse(found.document)
    groups = [(Group(name), GROUP_WORDS[Group(name)], rows) for name, rows in found.document["groups"].items()]
    if wanted := request.GET.get("format"):
        rows = [{"by": group.value, **row} for group, _words, cells in groups for row in cells]
        return table_response(rows, CELL_COLUMNS, wanted, "quality")
    context = {"published": found, "document": found.document, "groups": groups}
    return render(request, "quality/published_period.html", context)
