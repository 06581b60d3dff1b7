"""What a receiver says of an alert."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.alerts import permissions, rules
from bonafides.programme.alerts.events import AlertAnswered
from bonafides.programme.alerts.models import Alert, AnswerGiven, Delivery
from bonafides.programme.alerts.vocabulary import REASON_LIMIT_CHARACTERS, Answer


@audited_action
def answer_alert(*, delivery: Delivery, answer: Answer, reason: str = "", by: Actor, at: datetime) -> None:
    """Acknowledge, restrict, keep with a reason, or dispute with one; each answer is kept, the latest counts."""
    permissions.check_can_answer(by, delivery)
    delivery = Delivery.objects.select_for_update(of=("self",)).select_related("alert").get(pk=delivery.pk)
    if delivery.alert.withdrawn_at is not None:
        raise RuleBroken("alert-withdrawn", _("This alert was withdrawn: there is nothing to answer any more."))
    rules.check_answer(Answer(delivery.answer) if delivery.answer else None, answer, reason)
    reason = reason.strip()[:REASON_LIMIT_CHARACTERS]
    AnswerGiven.objects.create(delivery=delivery, answer=answer, reason=reason, by=by.code, at=at)
    delivery.answer, delivery.answer_reason = answer, reason
    delivery.answered_at, delivery.answered_by = at, by.code
    delivery.save(update_fields=["answer", "answer_reason", "answered_at", "answered_by"])
    Alert.objects.filter(pk=delivery.alert_id).update(answer=answer, answered_at=at)
    given = AlertAnswered(alert=delivery.alert.reference, delivery=delivery.reference, answer=answer)
    record(given, by=by, at=at)
