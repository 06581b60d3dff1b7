"""When an entry turns out wrong: every case with an item that it ever matched is marked, and waits less long.

Where we hold it to be wrong no more, the marks go again. What was decided or let go meanwhile stays so.
"""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.moderation.actions import priorities
from bonafides.safety.moderation.events import CaseDoubted, CaseDoubtLifted
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.queries.matches import cases_resting_on, rests_on_a_wrong_entry
from bonafides.safety.moderation.vocabulary import CaseState


@audited_action
def doubt_cases(*, entry: str, at: datetime) -> list[Case]:
    """Mark what rests on an entry (by its reference) that we now hold to be wrong: open, held and decided cases."""
    cases = [case for case in cases_resting_on(entry) if case.doubted_at is None]
    for case in cases:
        case.doubted_at = at
        case.save(update_fields=["doubted_at"])
        record(CaseDoubted(case=case.reference, entry=entry), by=SYSTEM, at=at)
        if case.state == CaseState.OPEN:
            priorities.refresh(case, at=at)
    nothing_changed()  # where nothing rests on it
    return cases


@audited_action
def lift_doubts(*, entry: str, at: datetime) -> list[Case]:
    """Unmark what rests on an entry (by its reference) that we held to be wrong, unless another such one is met."""
    cases = [case for case in cases_resting_on(entry) if case.doubted_at and not rests_on_a_wrong_entry(case)]
    for case in cases:
        case.doubted_at = None
        case.save(update_fields=["doubted_at"])
        record(CaseDoubtLifted(case=case.reference, entry=entry), by=SYSTEM, at=at)
        if case.state == CaseState.OPEN:
            priorities.refresh(case, at=at)
    nothing_changed()  # where nothing was marked
    return cases
