"""A lead settles two readings that differ; what does not stand is answered through moderation's own doors."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.safety.moderation.actions.reopening import put_back
from bonafides.safety.moderation.actions.reversing import reverse_decision
from bonafides.safety.quality import permissions
from bonafides.safety.quality.events import DisagreementSettled
from bonafides.safety.quality.models import Audit
from bonafides.safety.quality.queries.audits import settling_facts
from bonafides.safety.quality.rules.judging import check_settlement, moved
from bonafides.safety.quality.vocabulary import AuditState, Settlement


@audited_action
def settle(*, audit: Audit, how: Settlement, note: str, by: Actor, at: datetime) -> None:
    """Say which reading stands. A reversal is a decision like any other: a draft for a minute, then all are told."""
    permissions.check_can_lead(by)
    rows = Audit.objects.select_for_update(of=("self",)).select_related("decision__case")
    audit = rows.get(pk=audit.pk)
    audit.state = moved(AuditState(audit.state), AuditState.SETTLED)
    check_settlement(how, note, settling_facts(audit, by))
    audit.reversal = _carry_out(audit, how, note.strip(), by=by, at=at)
    audit.settlement, audit.settled_by_id, audit.settled_at, audit.settled_note = how, by.person_id, at, note.strip()
    audit.save(update_fields=["state", "reversal", "settlement", "settled_by", "settled_at", "settled_note"])
    settled = DisagreementSettled(
        audit=audit.reference, decision=audit.decision.reference, settlement=how, reversal=audit.reversal
    )
    record(settled, by=by, at=at)


def _carry_out(audit: Audit, how: Settlement, note: str, *, by: Actor, at: datetime) -> str:
    """What the settlement asks of moderation; the reference of the decision that it made."""
    if how is Settlement.REVERSED:
        return reverse_decision(decision=audit.decision, facts=note, by=by, at=at).reference
    if how is Settlement.BACK:
        put_back(case=audit.decision.case, by=by, at=at)
    return ""
