"""Asking the platform to act, and what it answers. Nothing is ever destroyed: a measure can be taken back."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, NotAllowed, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.events import EnforcementReported
from bonafides.safety.moderation.models import Decision, DecisionMeasure, Enforcement, Hold, Item
from bonafides.safety.moderation.vocabulary import EnforcementState

REQUESTED, REVERSED = "measure.requested", "measure.reversed"  # message types
RESTORE = "restore"
CONTENT_PATH = "/api/v1/items/{reference}/content"


def ask_to_restrict(
    item: Item, decision: Decision, measures: list[DecisionMeasure], *, anew: bool, at: datetime
) -> None:
    """Ask for each measure that is not in force already; `anew`: for all of them, as the item may have come back."""
    in_force = set() if anew else measures_in_force(item, decision)
    for measure in measures:
        if measure.measure not in in_force:
            _ask(item, decision, measure.measure, at=at)


def ask_to_restore(item: Item, decision: Decision, *, keep: set[str], at: datetime) -> None:
    """Ask to take back what an earlier decision asked for and this one does not; our copy stands ready."""
    if measures_in_force(item, decision) - keep:
        _ask(item, decision, RESTORE, at=at)


def measures_in_force(item: Item, decision: Decision) -> set[str]:
    """The measures that stand on this item until this decision: those of the one before that did not leave it out."""
    before = decision.reverses
    if before is None:
        return set()
    if before.exceptions.filter(item=item).exists():
        return measures_in_force(item, before)
    asked = item.enforcements.exclude(action=RESTORE).values_list("action", flat=True)
    return set(before.measures.values_list("measure", flat=True)) & set(asked)


def _ask(item: Item, decision: Decision, action: str, *, at: datetime) -> None:
    asked = Enforcement(item=item, decision=decision, action=action, asked_at=at)
    asked.message = _send(asked, decision, key=key_of(asked), at=at)
    asked.save()


def ask_for_live(item: Item, hold: Hold | None, action: str, *, at: datetime) -> Enforcement:
    """Ask the platform to do this with a stream at once, before anybody has judged it."""
    asked = Enforcement(item=item, hold=hold, action=action, asked_at=at)
    until = hold.ends_at.isoformat() if hold else None
    data: dict[str, object] = {
        "item": item.platform_reference,
        "reference": item.reference,
        "author": item.author_reference,
        "case": item.case.reference,
        "hold": hold.reference if hold else "",
        "action": action,
        "measure": action,
        "territory": [],
        "until": until,
        "destroy": False,
        "urgent": True,
    }
    key = f"live:{item.reference}:{action}:{at.isoformat()}"
    asked.message = outbox.publish(REQUESTED, data, key=key, due_at=at, at=at).reference
    asked.save()
    return asked


def key_of(asked: Enforcement) -> str:
    """What the keys of all messages begin with that ask for this."""
    decision = asked.decision.reference if asked.decision else ""
    return f"enforce:{decision}:{asked.item.reference}:{asked.action}"


def _send(asked: Enforcement, decision: Decision, *, key: str, at: datetime) -> str:
    """The message that asks; its reference."""
    item = asked.item
    data = {
        "item": item.platform_reference,
        "reference": item.reference,
        "author": item.author_reference,
        "case": decision.case.reference,
        "decision": decision.reference,
        "action": asked.action,
    }
    if asked.action == RESTORE:
        return outbox.publish(REVERSED, data | _restoring(item, decision), key=key, due_at=at, at=at).reference
    return outbox.publish(REQUESTED, data | _restricting(decision, asked.action), key=key, due_at=at, at=at).reference


def _restricting(decision: Decision, action: str) -> dict[str, object]:
    measure = decision.measures.get(measure=action)
    until = measure.until.isoformat() if measure.until else None
    return {"measure": action, "territory": measure.territory, "until": until, "destroy": False}


def _restoring(item: Item, decision: Decision) -> dict[str, object]:
    """What is taken back; and where our copy of the content lies, for a platform that has none."""
    kept = set(decision.measures.values_list("measure", flat=True))
    path = CONTENT_PATH.format(reference=item.reference) if item.content else None
    gone = sorted(measures_in_force(item, decision) - kept)
    return {"measures": gone, "restorable": path is not None, "content": path}


@audited_action
def report_enforcement(
    *, item: str, action: str, state: EnforcementState, detail: str = "", by: Actor, at: datetime
) -> Enforcement:
    """The platform says what became of what it was asked for; the latest request for that action is meant."""
    if not by.has_scope(Scope.ITEMS_WRITE):
        raise NotAllowed("scope-missing", _("This API key lacks the scope “%(scope)s”."), scope=Scope.ITEMS_WRITE.value)
    asked = Enforcement.objects.select_related("item__case").filter(item__reference=item, action=action)
    enforcement = asked.order_by("-asked_at", "-pk").first()
    if enforcement is None:
        raise NotFound("nothing-asked", _("Nothing of that kind was asked for this item."))
    if (enforcement.state, enforcement.detail) == (state, detail[:300]):
        nothing_changed()
        return enforcement
    enforcement.state, enforcement.detail, enforcement.answered_at = state, detail[:300], at
    enforcement.save(update_fields=["state", "detail", "answered_at"])
    case = enforcement.item.case.reference
    record(EnforcementReported(item=item, case=case, measure=action, state=state), by=by, at=at)
    return enforcement


@audited_action
def resend(*, enforcement: Enforcement, by: Actor, at: datetime) -> None:
    """Ask again for what the platform could not do."""
    permissions.check_can_decide(by)
    if enforcement.state != EnforcementState.FAILED or enforcement.decision is None:
        raise Conflict("not-failed", _("The platform has not said that this failed."))
    key = f"{key_of(enforcement)}:{at.isoformat()}"
    enforcement.message = _send(enforcement, enforcement.decision, key=key, at=at)
    enforcement.state, enforcement.asked_at = EnforcementState.PENDING, at
    enforcement.save(update_fields=["state", "message", "asked_at"])
    asked = {"item": enforcement.item.reference, "case": enforcement.item.case.reference}
    record(EnforcementReported(**asked, measure=enforcement.action, state=EnforcementState.PENDING), by=by, at=at)
