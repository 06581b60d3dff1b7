"""The library of made-up cases, and how they were answered."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.ids import read_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.quality import permissions
from bonafides.safety.quality.models import GoldenCase, GoldenInsertion
from bonafides.safety.quality.rules.golden import Candidate

SHIPPED = Path(__file__).parents[1] / "data" / "golden_cases.json"
WAITING = Q(answered_at=None, withdrawn_at=None)


@cache
def shipped() -> list[dict[str, Any]]:
    """The made-up cases that come with us."""
    rows: list[dict[str, Any]] = json.loads(SHIPPED.read_text(encoding="utf-8"))
    return rows


def library(by: Actor) -> "QuerySet[GoldenCase]":
    """Every made-up case with how often it was put in and answered rightly; its answer is for leads and auditors."""
    permissions.check_can_see_team(by)
    answered = Q(insertions__answered_at__isnull=False, insertions__met_before=False)
    return GoldenCase.objects.annotate(
        inserted=Count("insertions"),
        answered=Count("insertions", filter=answered),
        right=Count("insertions", filter=answered & Q(insertions__right=True)),
        waits_now=Exists(GoldenInsertion.objects.filter(WAITING, golden=OuterRef("pk"))),
    ).order_by("retired_at", "pk")


def golden_for(by: Actor, reference: str) -> GoldenCase:
    permissions.check_can_see_team(by)
    found: GoldenCase | None = GoldenCase.objects.filter(reference=read_reference(reference)).first()
    if found is None:
        raise NotFound("no-such-golden", _("There is no such made-up case."))
    return found


def insertion_for(by: Actor, case: str) -> GoldenInsertion:
    permissions.check_can_see_team(by)
    found: GoldenInsertion | None = GoldenInsertion.objects.filter(case=read_reference(case)).first()
    if found is None:
        raise NotFound("no-such-golden", _("There is no such made-up case."))
    return found


def waits(golden: GoldenCase) -> bool:
    return golden.insertions.filter(WAITING).exists()


def candidates() -> Iterable[Candidate]:
    """What could be put into the queue."""
    rows = GoldenCase.objects.filter(retired_at=None).annotate(
        inserted=Count("insertions"), waits_now=Exists(GoldenInsertion.objects.filter(WAITING, golden=OuterRef("pk")))
    )
    for reference, inserted, waits_now in rows.values_list("reference", "inserted", "waits_now"):
        yield Candidate(reference, inserted, waits_now)


def answers_of(code: str) -> "QuerySet[GoldenInsertion]":
    """How one person answered, the latest first: for that person's own page."""
    answered = GoldenInsertion.objects.filter(answered_by=code).exclude(answered_at=None)
    return answered.select_related("golden").order_by("-answered_at", "-pk")
