"""What matches come to, and how well they do."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import queries as banks
from bonafides.safety.patterns.forms import DaysForm, QualityForm
from bonafides.safety.patterns.measures import MEASURES, PICTURES
from bonafides.safety.patterns.queries import Days, Patterns, Quality
from bonafides.safety.patterns.rules import AtThreshold, Judged, Row, Share, Table
from bonafides.safety.patterns.vocabulary import LISTS_PER_PAGE, RANGE_DAYS, TableKey

Found = TypeVar("Found")


@require_GET
def patterns(request: ActorRequest) -> HttpResponseBase:
    usual = usual_days()
    form = DaysForm(asked_of(request, usual), initial=vars(usual))
    days = form.days() if form.is_valid() else usual
    tables = {table.key: table for table in Patterns(request.actor, days).tables()}
    if (wanted := request.GET.get("format")) and not form.errors:
        table = chosen(tables, request.GET.get("table"))
        return table_response(table.rows, columns_of(table), wanted, f"patterns-{table.key}")
    context = {"form": form, "days": days, "tables": list(tables.values())}
    return render(request, "patterns/patterns.html", context, status=422 if form.errors else 200)


@require_GET
def quality(request: ActorRequest) -> HttpResponseBase:
    usual, lists = usual_days(), banks.known_banks()
    form = QualityForm(asked_of(request, usual), initial=vars(usual), lists=lists)
    days, bank = (form.days(), form.cleaned_data["bank"]) if form.is_valid() else (usual, "")
    found = Quality(request.actor, days, bank)
    thresholds = {measure.key: found.thresholds(measure) for measure in MEASURES}
    tables = {
        **thresholds,
        TableKey.BY_LIST: found.by_list(),
        TableKey.RECALL: found.recall(),
    }
    if (wanted := request.GET.get("format")) and not form.errors:
        key = chosen({key: key for key in tables}, request.GET.get("table"))
        return table_response(tables[key], QUALITY_COLUMNS[key], wanted, f"match-quality-{key}")
    bank_asked = next((each for each in lists if each.reference == bank), None)
    context = {
        "form": form,
        "tables": {key.value: rows for key, rows in tables.items()},
        **measured(thresholds, request.GET.get("measure"), bank_asked),
        "page": Paginator(tables[TableKey.BY_LIST], LISTS_PER_PAGE).get_page(request.GET.get("page")),
        "chosen": bank_asked,
    }
    return render(request, "patterns/quality.html", context, status=422 if form.errors else 200)


def measured(
    thresholds: Mapping[TableKey, tuple[AtThreshold, ...]], wanted: str | None, bank: banks.Bank | None
) -> dict[str, Any]:
    """The measures by which something was decided, with how many items; the one that is asked for, or the first."""
    decided = {measure.key: most_decided(thresholds[measure.key]) for measure in MEASURES}
    having = [measure for measure in MEASURES if decided[measure.key]]
    measure = chosen({each.key: each for each in MEASURES}, wanted) if wanted else (having or MEASURES)[0]
    own = bank.threshold_bits if bank and measure is PICTURES else None
    return {
        "measure": measure,
        "measures": [(each, decided[each.key]) for each in having],
        "rows": thresholds[measure.key] if measure in having else (),
        "in_force": own if measure.in_force is None else measure.in_force,
    }


def most_decided(rows: tuple[AtThreshold, ...]) -> int:
    return max(row.precision.of for row in rows)


def usual_days() -> Days:
    today = now().date()
    return Days(today - timedelta(days=RANGE_DAYS - 1), today)


def asked_of(request: ActorRequest, usual: Days) -> dict[str, Any] | None:
    """What the address asks for, the usual days where it names none; None where it asks for nothing."""
    asked = {name: request.GET[name] for name in ("first", "last", "bank") if request.GET.get(name)}
    return {**vars(usual), **asked} if asked else None


def chosen(tables: Mapping[TableKey, Found], wanted: str | None) -> Found:
    """What stands under the name that is asked for."""
    for key, table in tables.items():
        if key == wanted:
            return table
    raise Invalid("no-such-table", _("There is no such table on this page."))


def columns_of(table: Table) -> list[Column]:
    numbers = [Column(code, number_at(place)) for place, code in enumerate(table.columns[1:])]
    name = Column(table.columns[0], name_of)
    return [name, Column("list", lambda row: row.note), *numbers] if table.key is TableKey.ENTRIES else [name, *numbers]


def number_at(place: int) -> Any:
    return lambda row: row.numbers[place]


def name_of(row: Row | Judged) -> str:
    return row.name


def of_share(name: str, share: Any) -> list[Column]:
    def taking(what: str) -> Any:
        return lambda row: getattr(share(row), what)

    return [Column(name, taking("value")), Column(f"{name}_low", taking("low")), Column(f"{name}_high", taking("high"))]


def precision(row: Any) -> Share:
    found: Share = row.precision
    return found


JUDGED = [Column("right", lambda row: row.right), Column("wrong", lambda row: row.wrong)]
AT_THRESHOLD = [
    *JUDGED,
    *of_share("precision", precision),
    *of_share("recall_among_matched", lambda row: row.still_found),
    Column("right_missed", lambda row: row.missed),
    Column("wrong_spared", lambda row: row.spared),
]
QUALITY_COLUMNS: dict[TableKey, list[Column]] = {
    **{measure.key: [Column(measure.code, lambda row: row.threshold), *AT_THRESHOLD] for measure in MEASURES},
    TableKey.BY_LIST: [
        Column("list", name_of),
        Column("type", lambda row: row.type),
        *JUDGED,
        *of_share("precision", precision),
    ],
    TableKey.RECALL: [
        Column("kind", lambda row: row.kind),
        Column("met_a_list", lambda row: row.met),
        Column("restricted_after_a_flag", lambda row: row.restricted),
        *of_share("recall", lambda row: row.share),
    ],
}
