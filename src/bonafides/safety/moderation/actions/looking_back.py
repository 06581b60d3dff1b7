"""An upload that was let through, and that an entry of a later list meets: a case is opened, and nothing is done."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import FoundUpload
from bonafides.safety.moderation.actions import flags, priorities
from bonafides.safety.moderation.actions.counters import count
from bonafides.safety.moderation.actions.flags import Report
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.models import Case, Item
from bonafides.safety.moderation.vocabulary import CaseState, SourceKind


@audited_action
def open_what_was_found(*, upload: str, at: datetime) -> None:
    """Put a kept upload (by its reference) before a person, if what it met still asks for that; once.

    It is only named: the worker asks the platform for the content, if it can be asked. Copies of one file that were
    found wait in one case. No hold begins, now or when the content comes.
    """
    nothing_changed()  # where it was settled before, erased, or what it met asks for nothing any more
    take_turn()
    found = banks.found_later(upload)
    if found is None:
        return
    if not found.matches:
        banks_actions.settle_found(found=found, at=at)
        return
    report = Report(SourceKind.OWN_DETECTION, found.item)
    prepared = flags.prepare_referenced(found.item)
    flag = flags.take_prepared(report, prepared, by=SYSTEM, at=at, into=_case_of_copies(found))
    banks_actions.settle_found(found=found, item=flag.item.reference, at=at)
    if flag.case.state != CaseState.CLOSED:
        priorities.refresh(flag.case, at=at)
    count("uploads.found_later", at=at)


def _case_of_copies(found: FoundUpload) -> Case | None:
    """The case in which the same file waits already, found under another of the platform's names."""
    waiting = Item.objects.filter(reference__in=found.alike, case__merged_into=None)
    waiting = waiting.exclude(case__state=CaseState.CLOSED)
    item = waiting.select_related("case").order_by("-id").first()
    return item.case if item else None
