"""The counts page: totals and days, as a table or a file."""

from datetime import date, timedelta

from django.http import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.safety.moderation.forms.counting import RangeForm
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.queries.keeping import overdue

COLUMNS = [
    Column("day", lambda row: row.day),
    Column("name", lambda row: row.name),
    Column("value", lambda row: row.value),
]
SHOWN_BY_DEFAULT = timedelta(days=29)


@require_GET
@never_cache
def counts(request: ActorRequest) -> HttpResponseBase:
    """Numbers between two days, and what is overdue now."""
    form = RangeForm(request.GET if "first" in request.GET else default_range())
    rows = rows_of(range_of(form)) if form.is_valid() else []
    if form.is_valid() and (fmt := request.GET.get("format")):
        return table_response(rows, COLUMNS, fmt, "counts")
    context = {"form": form, "rows": rows, "totals": totals_of(rows), "overdue": overdue(now())}
    return render(request, "moderation/counts.html", context, status=200 if form.is_valid() else 422)


def default_range() -> dict[str, date]:
    today = now().date()
    return {"first": today - SHOWN_BY_DEFAULT, "last": today}


def range_of(form: RangeForm) -> Range:
    return Range(form.cleaned_data["first"], form.cleaned_data["last"])
