"""The set of a bulk decision: which cases it is drawn from, its samples, how far it has come."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks import queries as banks
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.models import (
    BulkCase,
    BulkDecision,
    Case,
    Decision,
    Hold,
    IncidentCase,
    Item,
    Lease,
    PolicyVersion,
    Skip,
)
from bonafides.safety.moderation.queries import facts
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.queries.queue import QueueFilter, cases_listed
from bonafides.safety.moderation.rules import bulk as rules
from bonafides.safety.moderation.rules.bulk import PlaceFacts
from bonafides.safety.moderation.rules.deciding import DecidingFacts, Wish
from bonafides.safety.moderation.rules.statements import BulkCited
from bonafides.safety.moderation.vocabulary import (
    Basis,
    BulkPlace,
    BulkScope,
    BulkState,
    CaseState,
    DecisionState,
    ItemKind,
    Measure,
    SkipReason,
)

PLAINNESS = (Basis.FULL, Basis.REDUCED)


# -- which cases ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawing:
    """What a set is drawn by."""

    scope: BulkScope
    narrowed: dict[str, str]

    @classmethod
    def of_filter(cls, wanted: QueueFilter, *, entry: str = "", cluster: str = "") -> "Drawing":
        """A filter of the queue; `entry` and `cluster` (references) leave the cases that these ever matched."""
        named = {"language": wanted.language, "source": wanted.source, "severity": wanted.severity}
        named |= {"special": wanted.special, "entry": entry, "cluster": cluster}
        return cls(BulkScope.FILTER, {name: value for name, value in named.items() if value})

    @classmethod
    def of_account(cls, reference: str) -> "Drawing":
        return cls(BulkScope.ACCOUNT, {"account": reference})

    @classmethod
    def of_incident(cls, reference: str) -> "Drawing":
        return cls(BulkScope.INCIDENT, {"incident": reference})


def cases_of(drawing: Drawing, by: Actor) -> "QuerySet[Case]":
    """The open cases that a set would be drawn from, in the queue's order."""
    if drawing.scope is BulkScope.ACCOUNT:
        theirs = Item.objects.filter(case=OuterRef("pk"), author_reference=drawing.narrowed["account"])
        return Case.objects.filter(Exists(theirs), state=CaseState.OPEN).order_by("rank_at")
    if drawing.scope is BulkScope.INCIDENT:
        places = IncidentCase.objects.filter(case=OuterRef("pk"), incident__reference=drawing.narrowed["incident"])
        return Case.objects.filter(Exists(places), state=CaseState.OPEN).order_by("rank_at")
    named = dict(drawing.narrowed)
    met = {name: named.pop(name, "") for name in ("entry", "cluster")}
    cases = cases_listed(QueueFilter(state=CaseState.OPEN, **named), by).filter(made_up=False)
    return _met_by(_met_by(cases, met["entry"], banks.items_met), met["cluster"], banks.items_met_by_cluster)


def _met_by(
    cases: "QuerySet[Case]", reference: str, items_of: Callable[[str], "QuerySet[Any, Any]"]
) -> "QuerySet[Case]":
    """Those with an item that what is named so ever matched; all where nothing is named."""
    if not reference:
        return cases
    met = Item.objects.filter(case=OuterRef("pk"), reference__in=items_of(reference))
    return cases.filter(Exists(met))


def place_facts(case: Case, bulk: BulkDecision, deciding: int | None, at: datetime) -> PlaceFacts:
    """What decides whether this case may be decided with the others; `deciding` is who does."""
    items = list(case.items.all())
    held = Lease.objects.filter(case=case, until__gt=at).exclude(person=deciding)
    published = Decision.objects.filter(case=case, state=DecisionState.PUBLISHED)
    objected = Hold.objects.filter(item__case=case, ended_at=None).exclude(objected_at=None)
    return PlaceFacts(
        state=CaseState(case.state),
        threat_to_life=case.threat_to_life,
        open_elsewhere=held.exists(),
        of_other_accounts=_is_of_others(items, bulk),
        has_content=any(map(facts.has_content, items)),
        decided_before=published.exists(),
        reader_wanted=bool(case.reader_wanted),
        objected_to=objected.exists(),
    )


def _is_of_others(items: Iterable[Item], bulk: BulkDecision) -> bool:
    """An account's set never carries other people's items along; nor does any set an account as a whole."""
    if any(item.kind == ItemKind.ACCOUNT for item in items):
        return True
    account = bulk.narrowed.get("account") if bulk.scope == BulkScope.ACCOUNT else None
    return account is not None and any(item.author_reference != account for item in items)


# -- finding it -------------------------------------------------------------------------------------------------------


def bulk_for(by: Actor, reference: str) -> BulkDecision:
    if not permissions.can_read_bulk(by):
        raise NotFound("no-such-bulk", _("There is no such decision over many."))
    people = ("made_by", "decided_by", "confirmed_by", "policy_version__policy")
    found = BulkDecision.objects.filter(reference=reference).select_related(*people).first()
    if found is None:
        raise NotFound("no-such-bulk", _("There is no such decision over many."))
    return found


def bulks_listed() -> "QuerySet[BulkDecision]":
    """All of them, latest first, with how far each has come."""
    places = {place.value: Count("members", filter=Q(members__place=place)) for place in BulkPlace}
    sums = BulkDecision.objects.annotate(**places, items=Sum("members__items"))
    return sums.select_related("made_by", "decided_by", "confirmed_by")


# -- samples ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """One case that a person is to open before they decide over all."""

    case: Case
    item: Item
    is_opened: bool


@dataclass(frozen=True)
class Samples:
    """The samples of one person, and what they have opened of them."""

    drawn: tuple[Sample, ...]
    with_content: int
    seen: frozenset[Basis]
    context_shown: bool

    @property
    def opened(self) -> int:
        return sum(sample.is_opened for sample in self.drawn)

    @property
    def needed(self) -> int:
        return rules.needed(self.with_content)

    @property
    def are_enough(self) -> bool:
        return self.opened >= self.needed

    @property
    def basis(self) -> Basis | None:
        """The least plain way in which one of them was seen."""
        return next((basis for basis in reversed(PLAINNESS) if basis in self.seen), None)


def samples_of(bulk: BulkDecision, by: Actor) -> Samples:
    """What this person was given to open; what they saw before counts as opened, for nothing is shown twice."""
    shown = shown_items(bulk)
    names = rules.drawn(shown, bulk=bulk.reference, person=by.code)
    items = [shown[name] for name in names]
    seen = facts.seen_by(by, items)
    bases = [facts.basis_seen([item], seen) for item in items]
    drawn = [Sample(item.case, item, basis is not None) for item, basis in zip(items, bases, strict=True)]
    opened = [sample.item for sample in drawn if sample.is_opened]
    return Samples(
        drawn=tuple(drawn),
        with_content=len(shown),
        seen=frozenset(basis for basis in bases if basis is not None),
        context_shown=all(facts.context_shown([item], seen) for item in opened),
    )


def shown_items(bulk: BulkDecision) -> dict[str, Item]:
    """For each waiting case of the set with anything to look at, the item that its page shows."""
    waiting = bulk.members.filter(place=BulkPlace.WAITING).values("case")
    shown: dict[str, Item] = {}
    for item in Item.objects.filter(case__in=waiting).select_related("case").order_by("pk"):
        if facts.has_content(item):
            shown.setdefault(item.case.reference, item)
    return shown


# -- deciding ---------------------------------------------------------------------------------------------------------


def deciding_facts(bulk: BulkDecision, version: PolicyVersion, samples: Samples, by: Actor) -> DecidingFacts:
    """The facts of one judgement over the whole set: what was seen is what the samples showed."""
    clauses = facts.clauses_of(version)
    cannot = Skip.objects.filter(case__bulk_places__bulk=bulk, person=by.person, reason=SkipReason.CANNOT_READ)
    return DecidingFacts(
        clauses=frozenset(str(clause["key"]) for clause in clauses),
        terrorist_clauses=facts.terrorist_clauses(version),
        two_person_clauses=frozenset(version.policy.two_person_clauses),
        two_person_measures=frozenset(map(Measure, version.policy.two_person_measures)),
        items=frozenset(),
        has_content=samples.with_content > 0,
        context_shown=samples.context_shown,
        seen=samples.basis,
        byte_exact=False,
        cannot_read=cannot.exists(),
        is_trainee=by.has_role(Role.TRAINEE) and not permissions.can_decide(by),
    )


def seen_of(case: Case, by: Actor) -> Basis | None:
    """How plainly this person saw one case of the set."""
    items = list(case.items.all())
    return facts.basis_seen(items, facts.seen_by(by, items))


def items_waiting(bulk: BulkDecision) -> int:
    return int(bulk.members.filter(place=BulkPlace.WAITING).aggregate(sum=Sum("items"))["sum"] or 0)


def cited(decision: Decision) -> BulkCited | None:
    """What the statement of an item says of the set that it was decided with."""
    member = BulkCase.objects.filter(decision=decision).select_related("bulk").first()
    if member is None:
        return None
    bulk = member.bulk
    sums = bulk.members.exclude(place=BulkPlace.SET_ASIDE).aggregate(cases=Count("pk"), items=Sum("items"))
    return BulkCited(
        cases=sums["cases"],
        items=sums["items"],
        samples=bulk.samples_opened,
        was_opened=decision.basis != Basis.SAMPLED,
        exemptions=dict(bulk.exemptions),
        second_person=bulk.confirmed_by_id is not None,
    )


# -- the page ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Progress:
    waiting: int
    decided: int
    set_aside: int

    @property
    def total(self) -> int:
        return self.waiting + self.decided

    @property
    def percent(self) -> int:
        return 100 * self.decided // self.total if self.total else 100


@dataclass(frozen=True)
class BulkPage:
    """What one person sees of one bulk decision."""

    bulk: BulkDecision
    by: Actor
    at: datetime

    @cached_property
    def progress(self) -> Progress:
        tally = dict(self.bulk.members.values_list("place").annotate(number=Count("pk")))
        return Progress(**{place.value: tally.get(place.value, 0) for place in BulkPlace})

    @cached_property
    def items(self) -> int:
        return int(self.bulk.members.exclude(place=BulkPlace.SET_ASIDE).aggregate(sum=Sum("items"))["sum"] or 0)

    @cached_property
    def samples(self) -> Samples:
        return samples_of(self.bulk, self.by)

    @cached_property
    def policy(self) -> PolicyVersion:
        return self.bulk.policy_version or policy_in_force()

    @cached_property
    def wish(self) -> Wish | None:
        return Wish.from_json(self.bulk.wish) if self.bulk.wish else None

    @property
    def can_decide(self) -> bool:
        return self.bulk.state == BulkState.SAMPLING and permissions.can_decide(self.by)

    @property
    def can_agree(self) -> bool:
        is_another = self.bulk.decided_by_id != self.by.person
        return self.bulk.state == BulkState.SECOND and is_another and permissions.can_decide(self.by)

    @property
    def may_know_wish(self) -> bool:
        """The second person opens samples of their own before they learn what the first decided."""
        return self.wish is not None and (self.bulk.state != BulkState.SECOND or not self.can_agree or self.is_ready)

    @property
    def is_ready(self) -> bool:
        return self.samples.are_enough

    @property
    def can_undo(self) -> bool:
        is_own = self.bulk.decided_by_id == self.by.person or permissions.can_lead(self.by)
        return (
            self.bulk.state == BulkState.DRAFT
            and is_own
            and self.bulk.run_at is not None
            and self.at < self.bulk.run_at
        )

    @property
    def can_stop(self) -> bool:
        return self.bulk.state == BulkState.RUNNING and permissions.can_lead(self.by)

    @property
    def is_moving(self) -> bool:
        return self.bulk.state in (BulkState.DRAFT, BulkState.RUNNING)

    @cached_property
    def set_aside(self) -> list[BulkCase]:
        aside = self.bulk.members.filter(place=BulkPlace.SET_ASIDE).select_related("case")
        return list(aside[:100])


def sample_for(bulk: BulkDecision, by: Actor, case: str) -> Sample:
    """One of the samples that this person was given."""
    found = next((each for each in samples_of(bulk, by).drawn if each.case.reference == case), None)
    if found is None:
        raise NotFound("no-such-sample", _("This is not one of your samples."))
    return found


def rows_for_export(bulk: BulkDecision) -> "QuerySet[BulkCase]":
    return bulk.members.select_related("case", "decision")
