"""The comparison across members: what was told, what it cost, and giving to the next one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bonafides.base.http.export import Column, table_response
from bonafides.base.http.paging import page_of
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.programme.assessments import actions, permissions, queries
from bonafides.programme.assessments.noise import standard_deviation
from bonafides.programme.assessments.views.confidential import confidential
from bonafides.programme.assessments.workflow import BAND_POINTS, CONTRIBUTORS_AT_LEAST, EPSILON_PER_AXIS

LEDGER = [
    Column("released_at", lambda row: row.released_at),
    Column("contributors_at_least", lambda row: row.contributors),
    Column("epsilon_per_axis", lambda row: row.epsilon_per_axis),
    Column("exploitation_from", lambda row: row.exploitation),
    Column("exploitation_to", lambda row: row.exploitation + BAND_POINTS),
    Column("rights_from", lambda row: row.rights),
    Column("rights_to", lambda row: row.rights + BAND_POINTS),
]


@require_GET
@confidential
def benchmarks(request: ActorRequest) -> HttpResponse:
    if format_ := request.GET.get("format"):
        return table_response(queries.ledger(), LEDGER, format_, "benchmarks")  # type: ignore[return-value]
    may_sign = request.actor.has_role(*permissions.SIGNATORY)
    submitted = queries.assessments_for(request.actor).filter(submitted_at__isnull=False).first()
    context = {
        "page": page_of(queries.ledger(), request),
        "latest": queries.latest_release(),
        "band": BAND_POINTS,
        "least": CONTRIBUTORS_AT_LEAST,
        "epsilon": EPSILON_PER_AXIS,
        "both": 2 * EPSILON_PER_AXIS,
        "deviation": round(standard_deviation(CONTRIBUTORS_AT_LEAST, EPSILON_PER_AXIS), 1),
        "waiting": queries.waiting_contribution(request.actor.organisation or 0) if may_sign else None,
        "assessment": submitted if may_sign else None,
    }
    return render(request, "assessments/benchmarks.html", context)


@require_POST
@confidential
def contribute(request: ActorRequest, reference: str) -> HttpResponse:
    shown = queries.assessment_for(request.actor, reference)
    actions.give_contribution(assessment=shown, by=request.actor, at=now())
    messages.success(request, _("Thank you. You can withdraw it until a comparison has used it."))
    return redirect("assessments:benchmarks")


@require_POST
@confidential
def withdraw(request: ActorRequest) -> HttpResponse:
    actions.withdraw_contribution(by=request.actor, at=now())
    messages.success(request, _("Withdrawn: the numbers that you gave are erased."))
    return redirect("assessments:benchmarks")
