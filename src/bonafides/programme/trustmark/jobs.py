"""What the worker does for marks: renews them, ends unconfirmed measures, keeps signatures fresh, warns in time."""

from datetime import datetime, timedelta

from bonafides.base.outbox.registry import Recurring
from bonafides.programme.trustmark import actions, letters, queries
from bonafides.programme.trustmark.models import Measure
from bonafides.programme.trustmark.rules.requirements import ends_within
from bonafides.programme.trustmark.vocabulary import CONFIRM_WITHIN, WARN_BEFORE_DAYS, MeasureState


def renew(at: datetime) -> None:
    """Every active mark, a transaction each: one that fails is tried again at the next run, and holds up no other."""
    for mark in list(queries.marks_to_look_at()):
        actions.renew_mark(mark=mark, at=at)


def publish(at: datetime) -> None:
    """The issuer's document, status lists and signed words: what has changed, could not be signed, or grew old."""
    expire_measures(at)
    actions.note_issuer_document(at=at)
    actions.sign_lists(at=at)
    actions.sign_words(at=at)


def expire_measures(at: datetime) -> None:
    """What nobody confirmed within 72 hours is lifted."""
    due = Measure.objects.filter(state=MeasureState.OPEN.value, opened_at__lte=at - CONFIRM_WITHIN)
    for measure in due.order_by("pk"):
        actions.expire_measure(measure=measure, at=at)


def warn(at: datetime) -> None:
    """Tell members what is about to end, two weeks before; each is said once."""
    for mark in queries.marks_to_look_at():
        facts = queries.requirement_facts(mark.member)
        for days in WARN_BEFORE_DAYS:
            for one in ends_within(facts, day=at.date(), days=days):
                letters.warn(mark, one.requirement, f"{one.until}", days, at=at)


RECURRING = (
    Recurring("trustmark.publish", every=timedelta(minutes=1), run=publish),
    Recurring("trustmark.renew", every=timedelta(hours=1), run=renew),
    Recurring("trustmark.warn", every=timedelta(hours=12), run=warn),
)
