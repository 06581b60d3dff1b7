"""The second person: verifies a batch against the inclusion policy, or refuses it."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import permissions, queries, rules
from bonafides.programme.alerts.actions import delivering
from bonafides.programme.alerts.events import AlertsRefused, AlertsVerified
from bonafides.programme.alerts.models import AlertBatch
from bonafides.programme.alerts.vocabulary import AlertState, Criterion


@audited_action
def verify_batch(*, batch: AlertBatch, confirmed: frozenset[Criterion], by: Actor, at: datetime) -> None:
    """Answer for every address of the batch; each goes at once to whoever registered its domain."""
    permissions.check_can_verify(by)
    batch = locked(batch)
    rules.check_verification(batch.facts(), by.person_id, confirmed)
    batch.policy_number = queries.policy_in_force().number
    decide(batch, AlertState.VERIFIED, by=by, at=at)
    alerts = list(batch.alerts.select_for_update(of=("self",)))
    record(AlertsVerified(batch=batch.reference, alerts=len(alerts), policy=batch.policy_number), by=by, at=at)
    delivering.deliver_batch(batch, alerts, by=by, at=at)


@audited_action
def refuse_batch(*, batch: AlertBatch, reason: str, by: Actor, at: datetime) -> None:
    """Send nothing, and say why; the addresses may be submitted again."""
    permissions.check_can_verify(by)
    if not reason.strip():
        raise Invalid("reason-missing", _("Say why."))
    batch = locked(batch)
    rules.check_open(AlertState(batch.state))
    rules.check_second_person(batch.facts(), by.person_id)
    batch.reason = reason
    decide(batch, AlertState.REFUSED, by=by, at=at)
    refused = batch.alerts.update(state=AlertState.REFUSED)
    record(AlertsRefused(batch=batch.reference, alerts=refused), by=by, at=at)


def locked(batch: AlertBatch) -> AlertBatch:
    """The batch as it is now; whoever decides on it at the same time waits, and finds it decided."""
    rows = AlertBatch.objects.select_for_update(of=("self",)).select_related("entry__entity", "entry__public_list")
    found: AlertBatch = rows.get(pk=batch.pk)
    return found


def decide(batch: AlertBatch, state: AlertState, *, by: Actor, at: datetime) -> None:
    batch.state, batch.decided_by_id, batch.decided_at = state, by.person_id, at
    batch.save(update_fields=["state", "decided_by", "decided_at", "reason", "policy_number"])
