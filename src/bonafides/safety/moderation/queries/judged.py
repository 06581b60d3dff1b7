"""Published decisions as they are counted and looked at again: in codes, without anything that was said to anybody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db.models import Prefetch, QuerySet

from bonafides.safety.banks import queries as banks
from bonafides.safety.moderation.models import Case, Decision, Item, Proposal
from bonafides.safety.moderation.vocabulary import Basis, DecisionState

AT_ONCE = 500  # decisions whose items and matches are read in one statement each


@dataclass(frozen=True)
class Judged:
    """One published decision. `lists` are those that its items met; `reversal` is the later one that says otherwise."""

    decision: str
    day: date
    verdict: str
    policy_version: int
    clauses: tuple[str, ...]
    measures: tuple[str, ...]
    language: str
    source: str
    lists: tuple[str, ...]
    reviewer: str
    basis: str
    weighed: bool  # the six exemptions were asked about
    none_applies: bool
    self_review: bool
    active_seconds: int | None
    reversal: str
    reversed_on_appeal: bool


def published_between(start: datetime, end: datetime) -> "QuerySet[Decision]":
    """The decisions that were published from `start` to before `end`; of accounts none, whose record was judged."""
    published = Decision.objects.filter(
        state=DecisionState.PUBLISHED, published_at__gte=start, published_at__lt=end
    ).exclude(basis=Basis.RECORD)
    return published.order_by("published_at", "pk")


def judged(decisions: "QuerySet[Decision]") -> Iterator[Judged]:
    """Each of these decisions in codes, in their order; a fixed number of statements for every five hundred."""
    later = Decision.objects.filter(state=DecisionState.PUBLISHED).order_by("published_at", "pk")
    rows = decisions.select_related("case", "decided_by", "policy_version").prefetch_related(
        "measures", Prefetch("reversed_by", later)
    )
    found = rows.iterator(chunk_size=AT_ONCE)
    while batch := list(islice(found, AT_ONCE)):
        met = lists_met({decision.case_id for decision in batch})
        for decision in batch:
            yield _judged(decision, met.get(decision.case_id, ()))


def _judged(decision: Decision, lists: tuple[str, ...]) -> Judged:
    assert decision.published_at is not None
    other = next((later for later in decision.reversed_by.all() if later.verdict != decision.verdict), None)
    return Judged(
        decision=decision.reference,
        day=decision.published_at.date(),
        verdict=decision.verdict,
        policy_version=decision.policy_version.number,
        clauses=tuple(decision.clauses),
        measures=tuple(sorted(each.measure for each in decision.measures.all())),
        language=decision.case.language,
        source=decision.case.source,
        lists=lists,
        reviewer=decision.decided_by.code,
        basis=decision.basis,
        weighed=bool(decision.exemptions),
        none_applies=decision.none_applies,
        self_review=decision.self_review,
        active_seconds=decision.active_seconds,
        reversal=other.reference if other else "",
        reversed_on_appeal=other is not None and other.appeal_id is not None,
    )


def lists_met(cases: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The names of the lists that the items of each case met, by the case's number."""
    of_item = dict(Item.objects.filter(case__in=list(cases)).values_list("reference", "case_id"))
    met: dict[int, set[str]] = {}
    for item, name in banks.lists_met(of_item):
        met.setdefault(of_item[item], set()).add(name)
    return {case: tuple(sorted(names)) for case, names in met.items()}


def readers_of(case: Case) -> set[int]:
    """Everybody who gave a reading of a case, or decided it."""
    readers = set(case.decisions.values_list("decided_by", flat=True))
    for proposal in Proposal.objects.filter(case=case).prefetch_related("readings"):
        readers |= {proposal.proposed_by_id, *(reading.read_by_id for reading in proposal.readings.all())}
    return readers
