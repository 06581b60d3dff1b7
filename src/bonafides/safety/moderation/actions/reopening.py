"""Putting a closed case back into the queue by a person's word: what is decided there answers the decision before."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions import priorities
from bonafides.safety.moderation.actions.intake import reopen_case
from bonafides.safety.moderation.actions.judging import locked
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.vocabulary import CaseState, SourceKind


@audited_action
def put_back(*, case: Case, by: Actor, at: datetime) -> None:
    """A lead has the case judged again from the start; the decision in force stands until then."""
    permissions.check_can_lead(by)
    case = locked(case)
    if case.state != CaseState.CLOSED:
        raise Conflict("case-not-closed", _("This case is not closed, so it is judged anyway."))
    reopen_case(case, SourceKind(case.source), by=by, at=at)
    priorities.refresh(case, at=at)
