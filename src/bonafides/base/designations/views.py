"""Pages of the register: entities, one entity, lists, bringing a file in, what an import did."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from bonafides.base.designations import actions, permissions, queries
from bonafides.base.designations.forms import ImportForm, SearchForm
from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.problems import sentence_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.kernel.errors import DomainError

ENTITY_COLUMNS = [
    Column("reference", lambda entity: entity.reference),
    Column("name", lambda entity: entity.name),
    Column("listed", lambda entity: entity.is_listed),
    Column("lists", lambda entity: sorted({entry.public_list.key for entry in entity.entries.all()})),
    Column("numbers", lambda entity: [entry.number for entry in entity.entries.all()]),
]
LIST_COLUMNS = [
    Column("key", lambda row: row.key),
    Column("name", lambda row: row.name),
    Column("body", lambda row: row.body),
    Column("effect", lambda row: row.effect),
    Column("url", lambda row: row.url),
    Column("as_of", lambda row: row.as_of),
    Column("listed_now", lambda row: row.standing),
    Column("listed_before", lambda row: row.gone),
]
RUN_COLUMNS = [
    Column("reference", lambda run: run.reference),
    Column("list", lambda run: run.public_list.key),
    Column("file", lambda run: run.file_name),
    Column("sha256", lambda run: run.file_sha256),
    Column("state", lambda run: run.state),
    Column("started_at", lambda run: run.started_at),
    Column("counts", lambda run: [f"{name}={count}" for name, count in run.counts.items()]),
]


@require_GET
def designations(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    form = SearchForm(request.GET)
    rows = queries.entities(request.actor, **form.wanted())
    if fmt := request.GET.get("format"):
        return table_response(rows.iterator(500), ENTITY_COLUMNS, fmt, "designations")
    context = {
        "form": form,
        "page": page_of(rows, request),
        "lists": queries.lists(request.actor),
        "may_import": permissions.can_import(request.actor),
    }
    return render(request, "designations/designations.html", context)


@require_GET
def entity(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.entity_for(request.actor, reference)
    context = {
        "entity": shown,
        "aliases": shown.aliases.all(),
        "entries": queries.entries_of(shown),
        "history": queries.history_of(shown),
    }
    return render(request, "designations/entity.html", context)


@require_GET
def lists(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.lists(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(rows, LIST_COLUMNS, fmt, "designation-lists")
    context = {"page": page_of(rows, request), "may_import": permissions.can_import(request.actor)}
    return render(request, "designations/lists.html", context)


@require_GET
def runs(request: ActorRequest) -> HttpResponse | StreamingHttpResponse:
    rows = queries.runs(request.actor)
    if fmt := request.GET.get("format"):
        return table_response(rows, RUN_COLUMNS, fmt, "designation-imports")
    context = {"page": page_of(rows, request), "may_import": permissions.can_import(request.actor)}
    return render(request, "designations/runs.html", context)


@require_GET
def run(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.run_for(request.actor, reference)
    page = page_of(shown.rows_set_aside.all(), request)
    return render(request, "designations/run.html", {"run": shown, "page": page})


@require_http_methods(["GET", "POST"])
def import_file(request: ActorRequest) -> HttpResponse:
    """Bring a file in; what is wrong with it stands on the form, and the register stays as it was."""
    permissions.check_can_import(request.actor)
    if request.method == "GET":
        return render(request, "designations/import.html", {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return redirect(imported(request, form))
        except DomainError as error:
            form.add_error("file", sentence_of(error))
    return render(request, "designations/import.html", {"form": form}, status=422)


def imported(request: ActorRequest, form: ImportForm) -> str:
    """The address of the run."""
    given = form.cleaned_data
    run = actions.import_list(
        file=given["file"].file,
        file_name=given["file"].name or "",
        key=given["list"],
        may_shrink=given["may_shrink"],
        by=request.actor,
        at=now(),
    )
    return run.get_absolute_url()
