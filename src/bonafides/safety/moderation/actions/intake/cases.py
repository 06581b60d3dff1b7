"""The cases that what comes in goes into, and the flags that bring it."""

from datetime import datetime

from bonafides.base.audit.actions import record
from bonafides.kernel.actor import Actor
from bonafides.safety.moderation.actions import counting
from bonafides.safety.moderation.events import CaseOpened, FlagReceived
from bonafides.safety.moderation.models import Case, Flag
from bonafides.safety.moderation.queries.likeness import Known
from bonafides.safety.moderation.rules.joining import Joining, Place
from bonafides.safety.moderation.vocabulary import CaseState, SourceKind


def case_for(known: Known | None, place: Place, source: SourceKind, *, by: Actor, at: datetime) -> Case:
    """The case that an item goes into: a new one, one that waits, or a closed one (opened again where due)."""
    if known is None or place.joining is Joining.NEW:
        return open_case(source, by=by, at=at)
    case = known.item.case
    if place.joining is Joining.REOPEN:
        reopen_case(case, source, by=by, at=at)
    return case


def open_case(source: SourceKind, *, by: Actor, at: datetime) -> Case:
    case = Case(opened_at=at, source=source)
    case.save()
    record(CaseOpened(case=case.reference, source=source, severity="", reopened=False), by=by, at=at)
    return case


def reopen_case(case: Case, source: SourceKind, *, by: Actor, at: datetime) -> None:
    """Put a closed case back into the queue, on new facts."""
    case.state, case.closed_at, case.reopened = CaseState.OPEN, None, case.reopened + 1
    case.content_due_at = None
    case.save(update_fields=["state", "closed_at", "reopened", "content_due_at"])
    counting.touch_all_of(case, at=at)
    record(CaseOpened(case=case.reference, source=source, severity="", reopened=True), by=by, at=at)


def save_flag(flag: Flag, *, by: Actor, at: datetime) -> Flag:
    """Store a flag and its entry in the log."""
    event = FlagReceived(
        flag=flag.reference,
        case=flag.case.reference,
        source=flag.source,
        item=flag.item.reference,
        complete=flag.complete,
        batch=flag.batch.reference if flag.batch else "",
        category=flag.category,
    )
    flag.event_id = record(event, by=by, at=at)
    flag.save()
    counting.touch([flag.item], at=at)
    return flag
