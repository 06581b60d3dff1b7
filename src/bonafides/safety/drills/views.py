"""Pages of drills: what was drilled, one drill with its steps, and the evidence to show."""

from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.mending import mended
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.base.keys import signing
from bonafides.kernel.clock import now
from bonafides.safety.drills import actions, permissions, queries
from bonafides.safety.drills.forms import DrillForm, EndForm
from bonafides.safety.drills.models import Drill
from bonafides.safety.drills.scenarios import scenario_of
from bonafides.safety.drills.vocabulary import FORMAT, STEP_WORDS
from bonafides.safety.moderation.queries import incidents

FIELDS = {"drill-time": "planned_for", "drill-runs": "scenario"}
COLUMNS = [
    Column("drill", lambda row: row.reference),
    Column("kind", lambda row: row.kind),
    Column("scenario", lambda row: row.scenario),
    Column("state", lambda row: row.state),
    Column("planned_for", lambda row: row.planned_for),
    Column("started_at", lambda row: row.started_at),
    Column("ended_at", lambda row: row.ended_at),
    Column("passed", lambda row: row.passed),
]


@require_GET
def drills(request: ActorRequest) -> HttpResponseBase:
    """Every drill there was, latest first."""
    rows = queries.drills_for(request.actor)
    if wanted := request.GET.get("format"):
        return table_response(rows.iterator(500), COLUMNS, wanted, "drills")
    context = {"page": page_of(rows, request), "may_lead": permissions.can_lead(request.actor)}
    return render(request, "drills/drills.html", context)


@require_http_methods(["GET", "POST"])
def new_drill(request: ActorRequest) -> HttpResponse:
    """Choose a story; it begins now, or by itself at a time to come."""
    form = DrillForm(request.POST or None)
    made: list[Drill] = []
    if request.method == "POST" and mended(form, lambda: made.append(begun(form, request)), field_of=FIELDS):
        return redirect(made[0])
    status = 422 if request.method == "POST" else 200
    return render(request, "drills/new_drill.html", {"form": form}, status=status)


def begun(form: DrillForm, request: ActorRequest) -> Drill:
    story, planned_for = form.story(), form.cleaned_data["planned_for"]
    if planned_for is None:
        return actions.start_now(scenario=story, by=request.actor, at=now())
    return actions.plan(scenario=story, planned_for=planned_for, by=request.actor, at=now())


@require_GET
def drill(request: ActorRequest, reference: str) -> HttpResponse:
    return show(request, queries.drill_for(request.actor, reference), EndForm())


def show(request: ActorRequest, found: Drill, form: EndForm, status: int = 200) -> HttpResponse:
    steps = queries.steps_of(found)
    context = {
        "drill": found,
        "story": scenario_of(found.scenario),
        "steps": [(STEP_WORDS[step.step], step) for step in steps],
        "order": queries.order_of(found),
        "incident": incidents.drilled(found.reference),
        "begun": any(step.at for step in steps),
        "form": form,
        "may_lead": permissions.can_lead(request.actor),
        "may_take_part": permissions.can_take_part(request.actor),
    }
    return render(request, "drills/drill.html", context, status=status)


@require_POST
def cancel(request: ActorRequest, reference: str) -> HttpResponse:
    actions.cancel(drill=queries.drill_for(request.actor, reference), by=request.actor, at=now())
    return redirect("drills:drill", reference)


@require_POST
def pass_on(request: ActorRequest, reference: str) -> HttpResponse:
    actions.pass_on(drill=queries.drill_for(request.actor, reference), by=request.actor, at=now())
    return redirect("drills:drill", reference)


@require_POST
def switch_on(request: ActorRequest, reference: str) -> HttpResponse:
    actions.switch_on(drill=queries.drill_for(request.actor, reference), by=request.actor, at=now())
    return redirect("drills:drill", reference)


@require_POST
def end(request: ActorRequest, reference: str) -> HttpResponse:
    found, form = queries.drill_for(request.actor, reference), EndForm(request.POST)
    if not mended(form, lambda: actions.end(drill=found, **form.cleaned_data, by=request.actor, at=now())):
        return show(request, queries.drill_for(request.actor, reference), form, status=422)
    return redirect("drills:drill", reference)


@require_GET
def evidence(request: ActorRequest, reference: str) -> HttpResponse:
    """The signed document, to be shown to a programme or to anybody."""
    found = queries.drill_for(request.actor, reference)
    if not found.evidence:
        return redirect(found)
    name = {"Content-Disposition": f'attachment; filename="readiness-{found.reference}.json"'}
    return HttpResponse(found.evidence, content_type="application/json", headers=name)


@require_GET
def key(request: ActorRequest) -> JsonResponse:
    """The keys that sign evidence, the present one first."""
    keys = [public.vkey for public in signing.public_keys("receipts")]
    return JsonResponse({"format": FORMAT, "keys": keys})
