"""Made-up cases: kept in the library, put into moderation's queue, and marked once somebody has answered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.blobs import actions as blobs
from bonafides.base.blobs import queries as blob_queries
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.ids import new_reference
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.actions import made_up
from bonafides.safety.moderation.actions.intake import Submission
from bonafides.safety.moderation.vocabulary import ItemKind, Verdict
from bonafides.safety.quality import permissions
from bonafides.safety.quality.events import (
    GoldenCaseInserted,
    GoldenCaseKept,
    GoldenCaseMarked,
    GoldenCaseRetired,
)
from bonafides.safety.quality.models import GoldenCase, GoldenInsertion
from bonafides.safety.quality.queries import golden as queries
from bonafides.safety.quality.queries.settings import settings_now
from bonafides.safety.quality.rules.golden import is_due, is_right, next_one
from bonafides.safety.quality.vocabulary import GoldenKind

KINDS = {GoldenKind.TEXT: ItemKind.TEXT, GoldenKind.PICTURE: ItemKind.PICTURE}
MEDIA = {GoldenKind.TEXT: "text/plain", GoldenKind.PICTURE: "image/png"}


@dataclass(frozen=True)
class Composed:
    """A made-up case as somebody wrote it."""

    title: str
    kind: GoldenKind
    content: bytes
    language: str
    context: str
    reason: str
    verdict: Verdict
    clauses: tuple[str, ...]
    exemption: str
    why: str
    shipped_as: str = ""


# -- the library ------------------------------------------------------------------------------------------------------


@audited_action
def keep(*, composed: Composed, by: Actor, at: datetime) -> GoldenCase:
    """Add a made-up case to the library; its answer is committed to in the log before anybody meets it."""
    permissions.check_can_lead(by)
    check_composed(composed)
    golden = GoldenCase(
        shipped_as=composed.shipped_as or None,
        title=composed.title,
        kind=composed.kind,
        language=composed.language,
        context=composed.context,
        reason=composed.reason,
        verdict=composed.verdict,
        clauses=list(composed.clauses),
        exemption=composed.exemption,
        why=composed.why,
        kept_by_id=by.person,
        kept_at=at,
    )
    golden.content = blobs.store(composed.content, bound_to=f"golden:{golden.reference}", at=at)
    golden.save()
    kept = GoldenCaseKept(
        golden=golden.reference, verdict=golden.verdict, clauses=composed.clauses, exemption=composed.exemption
    )
    record(kept, by=by, at=at)
    return golden


def check_composed(composed: Composed) -> None:
    if not composed.content or not composed.why.strip():
        raise Invalid("golden-incomplete", _("A made-up case has content, and says why its answer is right."))
    if composed.verdict is Verdict.RESTRICT and not composed.clauses:
        raise Invalid("no-clause", _("Choose the clause that it breaks."))


def keep_shipped(*, rows: list[dict[str, Any]], by: Actor, at: datetime) -> int:
    """Bring those into the library that ship with us and are not there yet; returns how many."""
    permissions.check_can_lead(by)
    there = set(GoldenCase.objects.exclude(shipped_as=None).values_list("shipped_as", flat=True))
    fresh = [row for row in rows if row["name"] not in there]
    for row in fresh:
        keep(composed=composed_of(row), by=by, at=at)
    return len(fresh)


def composed_of(row: dict[str, Any]) -> Composed:
    return Composed(
        title=row["title"],
        kind=GoldenKind.TEXT,
        content=row["text"].encode(),
        language=row["language"],
        context=row["context"],
        reason=row["reason"],
        verdict=Verdict(row["verdict"]),
        clauses=tuple(row["clauses"]),
        exemption=row["exemption"],
        why=row["why"],
        shipped_as=row["name"],
    )


@audited_action
def retire(*, golden: GoldenCase, by: Actor, at: datetime) -> None:
    """It is not put into the queue any more; what was answered stays."""
    permissions.check_can_lead(by)
    if golden.retired_at is not None:
        raise Conflict("retired", _("This made-up case is retired already."))
    golden.retired_at = at
    golden.save(update_fields=["retired_at"])
    record(GoldenCaseRetired(golden=golden.reference), by=by, at=at)


# -- in the queue -----------------------------------------------------------------------------------------------------


@audited_action
def insert(*, golden: GoldenCase, by: Actor, at: datetime) -> GoldenInsertion:
    """Put it into the queue, where nobody can tell it from any other case."""
    permissions.check_can_lead(by)
    golden = GoldenCase.objects.select_for_update().get(pk=golden.pk)
    if golden.retired_at is not None or queries.waits(golden):
        raise Conflict("golden-not-free", _("It is retired, or waits in the queue already."))
    case = made_up.insert(made_up=made_up_of(golden), by=by, at=at)
    inserted = GoldenInsertion(golden=golden, case=case, inserted_by=by.code, inserted_at=at)
    inserted.save()
    record(GoldenCaseInserted(golden=golden.reference, case=case), by=by, at=at)
    return inserted


def made_up_of(golden: GoldenCase) -> made_up.MadeUp:
    """What the queue is given: a name of its own each time, and nothing that says what it is."""
    kind = GoldenKind(golden.kind)
    submission = Submission(
        platform_reference=new_reference().lower(),
        kind=KINDS[kind],
        data=blob_queries.read(golden.content),
        media_type=MEDIA[kind],
        language=golden.language,
        context={"around": golden.context} if golden.context else None,
    )
    return made_up.MadeUp(submission, golden.reason)


@audited_action
def insert_if_due(*, at: datetime) -> None:
    """So many a week, at moments that nobody chose; none where the library is empty or everything waits already."""
    last = GoldenInsertion.objects.first()
    due = is_due(last.inserted_at if last else None, last.case if last else "", settings_now().golden_per_week, at)
    name = next_one(queries.candidates()) if due else None
    if name is None:
        nothing_changed()
        return
    insert(golden=GoldenCase.objects.get(reference=name), by=SYSTEM, at=at)


@audited_action
def withdraw(*, inserted: GoldenInsertion, by: Actor, at: datetime) -> None:
    """Take it out of the queue again before anybody has answered it."""
    made_up.withdraw(case=inserted.case, by=by, at=at)
    inserted.withdrawn_at = at
    inserted.save(update_fields=["withdrawn_at"])


@audited_action
def mark(*, answered: dict[str, Any], at: datetime) -> None:
    """Hold an answer against the known one; the same news a second time changes nothing."""
    inserted = GoldenInsertion.objects.select_for_update(of=("self",)).select_related("golden")
    found = inserted.filter(case=answered["case"], answered_at=None).first()
    if found is None:
        nothing_changed()
        return
    reader = answered["reader"]
    found.met_before = found.golden.insertions.filter(answered_by=reader).exists()
    found.answered_by, found.answered_at = reader, at
    found.verdict, found.clauses, found.basis = answered["verdict"], answered["clauses"], answered["basis"]
    found.active_seconds = answered["active_seconds"]
    found.right = is_right(found.golden.known(), answered["verdict"], answered["clauses"])
    found.save()
    record(GoldenCaseMarked(golden=found.golden.reference, case=found.case, right=found.right), by=SYSTEM, at=at)
