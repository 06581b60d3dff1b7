"""A member appeals; somebody who did not decide hears it."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import Actor
from bonafides.programme.trustmark import letters, permissions, queries
from bonafides.programme.trustmark.actions import measures, reviewing
from bonafides.programme.trustmark.events import AppealHeard, AppealOpened, ReviewReopened
from bonafides.programme.trustmark.models import MarkAppeal, Measure, Review, Seat
from bonafides.programme.trustmark.rules import hearing as rules
from bonafides.programme.trustmark.rules import reviewing as review_rules
from bonafides.programme.trustmark.rules import standing
from bonafides.programme.trustmark.vocabulary import AppealState, MeasureState, ReviewState, SeatState


@audited_action
def appeal(*, against: Review | Measure, text: str, by: Actor, at: datetime) -> MarkAppeal:
    """A signatory objects to a refusal, or to a suspension or revocation that stands; each is heard once."""
    member = against.member if isinstance(against, Review) else against.mark.member
    permissions.check_signatory(by, member)
    standing.check_reasons(text)
    earlier = [AppealState(one.state) for one in against.appeals.all()]
    if isinstance(against, Review):
        rules.check_review_appealable(ReviewState(against.state), earlier)
    else:
        rules.check_measure_appealable(MeasureState(against.state), earlier)
        rules.check_not_asked_again(has_newer=queries.has_newer_request(against.mark))
    opened = MarkAppeal.objects.create(
        member=member,
        review=against if isinstance(against, Review) else None,
        measure=against if isinstance(against, Measure) else None,
        text=text,
        opened_by_id=by.person_id,
        opened_at=at,
    )
    record(AppealOpened(appeal=opened.reference, against=against.reference), by=by, at=at)
    return opened


@audited_action
def hear_appeal(*, appeal: MarkAppeal, allowed: bool, reasons: str, by: Actor, at: datetime) -> None:
    """Decide an appeal with reasons.

    Allowed against a refusal, the review is open again, for two others; allowed against a measure, the measure is
    lifted and the mark stands again. No appeal grants a mark by itself.
    """
    permissions.check_can_hear(by)
    standing.check_reasons(reasons)
    appeal = MarkAppeal.objects.select_for_update(of=("self",)).select_related("member").get(pk=appeal.pk)
    rules.check_may_hear(appeal.facts(), by.person_id)
    appeal.state = AppealState.ALLOWED if allowed else AppealState.DISMISSED
    appeal.heard_by_id, appeal.heard_at, appeal.reasons = by.person_id, at, reasons
    appeal.save(update_fields=["state", "heard_by", "heard_at", "reasons"])
    against = appeal.against
    heard = AppealHeard(appeal=appeal.reference, against=against.reference, allowed=allowed, reasons=reasons)
    record(heard, by=by, at=at)
    if allowed:
        set_right(appeal, reasons, by=by, at=at)
    letters.appeal_heard(appeal, at=at)


def set_right(appeal: MarkAppeal, reasons: str, *, by: Actor, at: datetime) -> None:
    if appeal.review is not None:
        reopen(reviewing.held(appeal.review), appeal, by=by, at=at)
        return
    if appeal.measure is None:
        return
    measure = measures.held(appeal.measure)
    if measure.state in (MeasureState.OPEN, MeasureState.CONFIRMED):
        measures.lift(measure, MeasureState.LIFTED, reasons, by=by, at=at)


def reopen(review: Review, appeal: MarkAppeal, *, by: Actor, at: datetime) -> None:
    """The readings that led to the refusal count no more, and their authors do not read again."""
    review_rules.check_review_move(ReviewState(review.state), ReviewState.OPEN)
    Seat.objects.filter(review=review, state=SeatState.DECIDED.value).update(state=SeatState.SPENT)
    review.state, review.ended_at, review.end_reason = ReviewState.OPEN, None, ""
    review.save(update_fields=["state", "ended_at", "end_reason"])
    record(ReviewReopened(**reviewing.named(review), appeal=appeal.reference), by=by, at=at)
