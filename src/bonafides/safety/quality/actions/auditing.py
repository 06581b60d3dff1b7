"""Judging a decision again: taken by one person, blind until they have judged, passed on, or over its time."""

from datetime import datetime

from django.db.models import Q

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.quality import permissions
from bonafides.safety.quality.events import AuditClaimed, AuditLapsed, AuditPassedOn, DecisionJudgedAgain
from bonafides.safety.quality.models import Audit, PassedOn
from bonafides.safety.quality.queries import audits
from bonafides.safety.quality.rules.judging import Judgement, agrees, check_judgement, is_self_review, moved
from bonafides.safety.quality.vocabulary import CLAIM_LASTS, AuditState

NOT_YOURS = Conflict("not-claimed", _("You do not have this open any more. Take the next one."))


@audited_action
def claim_next(*, by: Actor, at: datetime) -> Audit | None:
    """The next decision for this person to judge again: the one that they have open, else the soonest due."""
    permissions.check_can_judge_again(by)
    if (mine := audits.claimed_by(by, at)) is not None:
        nothing_changed()
        return mine
    for audit in audits.waiting_for(by, at):
        if may_judge(audit, by, at) and _take(audit, by, at):
            record(AuditClaimed(audit=audit.reference), by=by, at=at)
            return audit
    nothing_changed()
    return None


def may_judge(audit: Audit, by: Actor, at: datetime) -> bool:
    """Whether the rules let this person judge it now."""
    try:
        is_self_review(audits.judge_facts(audit, by, at))
    except RuleBroken:
        return False
    return True


def _take(audit: Audit, by: Actor, at: datetime) -> bool:
    """One statement decides, whoever else tries."""
    free = Q(claimed_by=None) | Q(claimed_at__lte=at - CLAIM_LASTS) | Q(claimed_by=by.person)
    waiting = Audit.objects.filter(free, pk=audit.pk, state=AuditState.WAITING)
    return bool(waiting.update(claimed_by=by.person, claimed_at=at))


@audited_action
def pass_on(*, audit: Audit, by: Actor, at: datetime) -> None:
    """Leave it to somebody else, for whatever reason; it is never offered to this person again."""
    audit = _open_of(audit, by, at)
    audit.claimed_by = audit.claimed_at = None
    audit.save(update_fields=["claimed_by", "claimed_at"])
    PassedOn.objects.get_or_create(audit=audit, person_id=by.person_id, defaults={"at": at})
    record(AuditPassedOn(audit=audit.reference), by=by, at=at)


@audited_action
def judge(*, audit: Audit, judgement: Judgement, by: Actor, at: datetime) -> Audit:
    """Give the second reading. Where it comes to something else than the decision, a lead has it to settle."""
    permissions.check_can_judge_again(by)
    audit = _open_of(audit, by, at)
    audit.self_review = is_self_review(audits.judge_facts(audit, by, at))
    check_judgement(judgement, audits.second_facts(audit, by))
    first = audits.first_of(audit)
    audit.agrees = agrees(first, judgement)
    audit.state = moved(AuditState(audit.state), AuditState.AGREED if audit.agrees else AuditState.DISAGREED)
    audit.judgement, audit.judged_by_id, audit.judged_at = judgement.as_json(), by.person_id, at
    audit.save(update_fields=["self_review", "agrees", "state", "judgement", "judged_by", "judged_at"])
    judged = DecisionJudgedAgain(
        audit=audit.reference,
        decision=audit.decision.reference,
        verdict=judgement.verdict,
        same_verdict=judgement.verdict is first.verdict,
        agrees=audit.agrees,
        self_review=audit.self_review,
    )
    record(judged, by=by, at=at)
    return audit


def _open_of(audit: Audit, by: Actor, at: datetime) -> Audit:
    """The audit as it is now, if this person has it open."""
    rows = Audit.objects.select_for_update(of=("self",)).select_related("decision__case", "decision__policy_version")
    found: Audit = rows.get(pk=audit.pk)
    is_open = found.claimed_at is not None and found.claimed_at > at - CLAIM_LASTS
    if found.state != AuditState.WAITING or found.claimed_by_id != by.person or not is_open:
        raise NOT_YOURS
    return found


@audited_action
def lapse(*, audit: Audit, at: datetime) -> None:
    """Nobody judged it again while its content was there: that is counted, and said."""
    found = Audit.objects.select_for_update(of=("self",)).select_related("decision").get(pk=audit.pk)
    if found.state != AuditState.WAITING or found.due_at > at:
        nothing_changed()
        return
    found.state = moved(AuditState(found.state), AuditState.LAPSED)
    found.save(update_fields=["state"])
    record(AuditLapsed(audit=found.reference, decision=found.decision.reference), by=SYSTEM, at=at)
