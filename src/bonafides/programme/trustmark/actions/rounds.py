"""The rounds over all marks that the worker makes, and a command at once: each mark in a transaction of its own."""

from datetime import datetime

from bonafides.programme.trustmark import letters, queries
from bonafides.programme.trustmark.actions.issuer import note_issuer_document
from bonafides.programme.trustmark.actions.marks import renew_mark
from bonafides.programme.trustmark.actions.measures import expire_measure
from bonafides.programme.trustmark.actions.publishing import sign_lists, sign_words
from bonafides.programme.trustmark.models import Measure
from bonafides.programme.trustmark.rules.requirements import ends_within
from bonafides.programme.trustmark.vocabulary import CONFIRM_WITHIN, WARN_BEFORE_DAYS, MeasureState


def renew(at: datetime) -> None:
    """Every active mark, a transaction each: one that fails is tried again at the next run, and holds up no other."""
    for mark in list(queries.marks_to_look_at()):
        renew_mark(mark=mark, at=at)


def publish(at: datetime) -> None:
    """The issuer's document, status lists and signed words: what has changed, could not be signed, or grew old."""
    expire_measures(at)
    note_issuer_document(at=at)
    sign_lists(at=at)
    sign_words(at=at)


def expire_measures(at: datetime) -> None:
    """What nobody confirmed within 72 hours is lifted."""
    due = Measure.objects.filter(state=MeasureState.OPEN.value, opened_at__lte=at - CONFIRM_WITHIN)
    for measure in due.order_by("pk"):
        expire_measure(measure=measure, at=at)


def warn(at: datetime) -> None:
    """Tell members what is about to end, two weeks before; each is said once."""
    for mark in queries.marks_to_look_at():
        facts = queries.requirement_facts(mark.member)
        for days in WARN_BEFORE_DAYS:
            for one in ends_within(facts, day=at.date(), days=days):
                letters.warn(mark, one.requirement, f"{one.until}", days, at=at)
