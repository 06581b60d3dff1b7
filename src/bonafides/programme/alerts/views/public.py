"""Pages for anyone: the inclusion policy, the schema of alerts, the yearly report; and the team's own counts."""

from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop
from bonafides.programme.alerts import actions, documents, labels, permissions, queries
from bonafides.programme.alerts.forms import PeriodForm, PolicyForm
from bonafides.programme.alerts.queries import Report
from bonafides.programme.alerts.rules import Figures

REPORT_KEPT_SECONDS = 3_600
COUNTS_KEPT_SECONDS = 600
LAST_DAYS = timedelta(days=30)


def hours(time: timedelta | None) -> float | None:
    return round(time / timedelta(hours=1), 2) if time is not None else None


COLUMNS = [
    Column("platform_type", lambda row: row.platform_type),
    Column("recipients", lambda row: row.recipients),
    Column("alerts", lambda row: row.alerts),
    Column("answered", lambda row: row.answered),
    Column("restricted", lambda row: row.restricted),
    Column("kept", lambda row: row.kept),
    Column("disputed", lambda row: row.disputed),
    Column("withdrawn", lambda row: row.withdrawn),
    Column("dispute_rate", lambda row: round(row.dispute_rate, 4) if row.dispute_rate is not None else None),
    Column("median_hours", lambda row: hours(row.median)),
    Column("ninth_decile_hours", lambda row: hours(row.ninth_decile)),
]


def row_of(figures: Figures) -> dict[str, Any]:
    return {column.name: column.value(figures) for column in COLUMNS}


def shown(rows: list[Figures] | tuple[Figures, ...]) -> list[dict[str, Any]]:
    """Rows for a page: labels, and lengths of bars as shares of the longest."""
    most = max((row.alerts for row in rows), default=0)
    return [{"label": labels.ROWS[row.platform_type], "figures": row, "most": most} for row in rows]


# -- policy and schema ------------------------------------------------------------------------------------------------


@require_GET
def policy(request: ActorRequest) -> HttpResponse:
    in_force = queries.policy_in_force()
    context = {"policy": in_force, "may_change": permissions.can_make_policy(request.actor)}
    return render(request, "alerts/policy.html", context)


@require_GET
def policy_version(request: ActorRequest, number: int) -> HttpResponse:
    return render(request, "alerts/policy.html", {"policy": queries.policy_numbered(number)})


@require_http_methods(["GET", "POST"])
def edit_policy(request: ActorRequest) -> HttpResponse:
    """Publish a new version; earlier ones stay readable, for alerts name the one they were held against."""
    permissions.check_can_make_policy(request.actor)
    form = PolicyForm(request.POST or None, initial={"text": queries.policy_in_force().text})
    if form.is_bound and mended(form, lambda: actions.publish_policy(**form.cleaned_data, by=request.actor, at=now())):
        return redirect("alerts:policy")
    return render(request, "alerts/edit_policy.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
def schema(request: ActorRequest, version: int) -> JsonResponse:
    if version != 1:
        raise NotFound("no-such-schema", gettext_noop("There is no such version of the schema."))
    answer = JsonResponse(documents.schema(), content_type="application/schema+json")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


# -- figures ----------------------------------------------------------------------------------------------------------


@require_GET
def counts(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    """For the programme's own people: nothing is joined or left out."""
    today = now().date()
    by_default = {"first": today - LAST_DAYS, "last": today}
    form = PeriodForm(request.GET if request.GET.get("first") else None, initial=by_default)
    asked = form.cleaned_data if form.is_valid() else by_default
    first, last = asked["first"], asked["last"]
    total, rows = kept_figures(first, last)
    if fmt := request.GET.get("format"):
        return table_response([*rows, total], COLUMNS, fmt, "alert-counts")
    context = {"form": form, "total": total, "rows": shown(rows), "first": first, "last": last}
    return render(request, "alerts/counts.html", context, status=422 if form.errors else 200)


@require_GET
def report(request: ActorRequest, year: int) -> HttpResponse | StreamingHttpResponse:
    """The programme's report about itself; computed anew at most once an hour."""
    years = queries.years_reported(now().date())
    if year not in years:
        raise NotFound("no-such-report", gettext_noop("There is no report of that year."))
    found = kept_report(year)
    rows = [*found.rows, *([found.total] if found.total else [])]
    if request.GET.get("format") == "csv":
        return table_response(rows, COLUMNS, "csv", f"alerts-{year}")
    if request.GET.get("format") == "json":
        return JsonResponse(report_document(found))
    return render(request, "alerts/report.html", {"report": found, "rows": shown(found.rows), "years": years})


def kept_figures(first: date, last: date) -> tuple[Figures, list[Figures]]:
    """Computed anew at most every ten minutes: a month is a hundred thousand entries."""
    name = f"alert-figures:{first}:{last}"
    kept: tuple[Figures, list[Figures]] | None = cache.get(name)
    found = kept or queries.figures_between(first, last)
    if kept is None:
        cache.set(name, found, COUNTS_KEPT_SECONDS)
    return found


def kept_report(year: int) -> Report:
    kept: Report | None = cache.get(f"alert-report:{year}")
    found = kept or queries.report_of(year)
    if kept is None:
        cache.set(f"alert-report:{year}", found, REPORT_KEPT_SECONDS)
    return found


def report_document(found: Report) -> dict[str, Any]:
    return {
        "year": found.year,
        "addresses_submitted": found.submitted,
        "addresses_refused": found.refused,
        "alerts_sent": found.sent,
        "alerts_withdrawn": found.withdrawn,
        "too_few_platforms_for_more": found.is_too_small,
        "total": row_of(found.total) if found.total else None,
        "rows": [row_of(row) for row in found.rows],
    }


@require_GET
def reports(request: ActorRequest) -> HttpResponse:
    """The latest report, or that there is none yet."""
    years = queries.years_reported(now().date())
    return redirect("alerts:report", years[0]) if years else render(request, "alerts/no_report.html")
