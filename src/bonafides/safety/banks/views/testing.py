"""Trying a lookup by hand."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bonafides.base.http.mending import mended
from bonafides.base.http.requests import ActorRequest
from bonafides.kernel.clock import now
from bonafides.matching.fingerprint import Fingerprints
from bonafides.safety.banks import actions, lookups, queries
from bonafides.safety.banks.forms import (
    TesterForm,
)
from bonafides.safety.banks.views.sent import sent
from bonafides.safety.banks.vocabulary import Lookup


@require_http_methods(["GET", "POST"])
def tester(request: ActorRequest) -> HttpResponse:
    """What would match: nothing of what is looked up is kept, but that there was a lookup."""
    form = TesterForm(*sent(request))
    found: list[tuple[Fingerprints, queries.Matched]] = []
    if request.method == "POST":
        fields = {"bad-fingerprint": asked_by(form)}
        mended(form, lambda: found.append(looked_up(fingerprints_of(form.cleaned_data))), field_of=fields)
    asked, matched = found[0] if found else (Fingerprints(), None)
    outcome = queries.outcome(matched.matches).outcome if matched else ""
    context = {"form": form, "matched": matched, "outcome": outcome, "unreadable": asked.unreadable}
    return render(request, "banks/tester.html", context, status=422 if form.errors else 200)


def looked_up(fingerprints: Fingerprints) -> tuple[Fingerprints, queries.Matched]:
    matched = queries.match(fingerprints)
    actions.count_lookup(name=Lookup.TESTER, matched=bool(matched.matches), at=now())
    return fingerprints, matched


def asked_by(form: TesterForm) -> str:
    """The field that was filled in."""
    return next((name for name in ("hash", "url", "text") if form.data.get(name)), "")


def fingerprints_of(given: Mapping[str, Any]) -> Fingerprints:
    if given["file"]:
        return lookups.of_file(given["file"])
    if given["hash"]:
        return lookups.of_hash(given["hash"])
    return lookups.of_fields({"url": given["url"]}) if given["url"] else lookups.of_text(given["text"])
