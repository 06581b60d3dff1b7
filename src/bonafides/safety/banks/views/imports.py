"""Files brought in, and how far the worker has come with one."""

import hashlib
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import Conflict
from bonafides.safety.banks import actions, formats, queries
from bonafides.safety.banks.forms import (
    ImportForm,
)
from bonafides.safety.banks.models import Bank, ImportRun
from bonafides.safety.banks.views.sent import sent
from bonafides.safety.banks.vocabulary import IMPORT_AT_ONCE_ROWS, SET_ASIDE_KEPT

SNIFFED_BYTES = 65_536
UNNAMED = "list"  # a file that came without a name
RUN_COLUMNS = [
    Column("run", lambda run: run.reference),
    Column("file", lambda run: run.file_name),
    Column("sha256", lambda run: run.file_sha256),
    Column("started_at", lambda run: run.started_at),
    Column("finished_at", lambda run: run.finished_at),
    Column("state", lambda run: run.state),
    Column("rows", lambda run: run.rows_done),
    Column("added", lambda run: run.added),
    Column("changed", lambda run: run.changed),
    Column("unchanged", lambda run: run.unchanged),
    Column("set_aside", lambda run: run.set_aside),
    Column("left_withdrawn", lambda run: run.withdrawn_kept),
    Column("trouble", lambda run: run.trouble),
]
SET_ASIDE_COLUMNS = [
    Column("line", lambda row: row.line),
    Column("reason", lambda row: row.reason),
    Column("row", lambda row: row.raw),
]


@require_http_methods(["GET", "POST"])
def import_list(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.bank_for(request.actor, reference)
    form = ImportForm(*sent(request))
    runs: list[ImportRun] = []
    if request.method == "POST" and mended(
        form, lambda: runs.append(take_in(request, shown, form.cleaned_data["file"]))
    ):
        return redirect(runs[0])
    context = {"bank": shown, "form": form, "at_once": IMPORT_AT_ONCE_ROWS}
    return render(request, "banks/import.html", context, status=422 if request.method == "POST" else 200)


def take_in(request: ActorRequest, bank: Bank, file: "UploadedFile[Any]") -> ImportRun:
    """A short list at once; a long one by the worker."""
    format_ = formats.format_of(file.read(SNIFFED_BYTES))
    digest, lines = hashlib.sha256(), 0
    file.seek(0)
    for chunk in file.chunks():
        digest.update(chunk)
        lines += max(chunk.count(b"\n"), chunk.count(b"\r"))
    file.seek(0)
    about = {
        "bank": bank,
        "file_name": (file.name or "").strip() or UNNAMED,
        "file_sha256": digest.hexdigest(),
        "format_": format_,
    }
    if lines > IMPORT_AT_ONCE_ROWS:
        return actions.leave_for_worker(file=file.file, **about, by=request.actor, at=now())  # type: ignore[arg-type]
    run = actions.start_import(**about, by=request.actor, at=now())  # type: ignore[arg-type]
    try:
        return actions.import_file(run=run, file=file.file, by=request.actor, at=now())  # type: ignore[arg-type]
    except Conflict as conflict:  # the form was sent twice: both are shown how far the one run is
        if conflict.code != "import-moved-on":
            raise
        return run


@require_GET
def runs(request: ActorRequest, reference: str) -> HttpResponseBase:
    shown = queries.bank_for(request.actor, reference)
    rows = queries.runs_of(shown)
    if wanted := request.GET.get("format"):
        return table_response(rows.iterator(500), RUN_COLUMNS, wanted, f"imports-{shown.reference}")
    return render(request, "banks/runs.html", {"bank": shown, "page": page_of(rows, request)})


@require_GET
def run(request: ActorRequest, reference: str) -> HttpResponseBase:
    """How far a run is; as a file, the rows that it set aside."""
    shown = queries.run_for(request.actor, reference)
    if wanted := request.GET.get("format"):
        rows = shown.rows_set_aside.iterator(500)
        return table_response(rows, SET_ASIDE_COLUMNS, wanted, f"set-aside-{shown.reference}")
    context = {
        "run": shown,
        "is_over": shown.finished_at is not None,
        "kept": SET_ASIDE_KEPT,
        "page": page_of(shown.rows_set_aside.all(), request),
    }
    template = "banks/run.html#progress" if request.headers.get("HX-Request") else "banks/run.html"
    answer = render(request, template, context)
    answer["Vary"] = "HX-Request"
    return answer
