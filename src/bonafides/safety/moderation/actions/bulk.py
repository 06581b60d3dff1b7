"""One judgement over many open cases: drawn up, sampled, decided, agreed to where it is large, and carried out.

1. `make` draws the set up as it is now; what must be judged by itself is set aside, with the reason.
2. `decide` takes one person's judgement over it, after they opened their samples; for a large set it waits for `agree`.
3. For a minute nothing is touched and `undo` takes all of it back.
4. `run` goes through the cases in batches, each a transaction of its own: a case's decision, its statements, its
   messages and its place in the set stand together or not at all. Killed anywhere, it goes on where it was, and a case
   that is decided is never decided again.
"""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import queries as people
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation import permissions
from bonafides.safety.moderation.actions.deciding import Links, write_decision
from bonafides.safety.moderation.actions.judging import locked
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.events import BulkAgreed, BulkCaseSetAside, BulkDecided, BulkEnded, BulkMade
from bonafides.safety.moderation.models import BulkCase, BulkDecision, Case
from bonafides.safety.moderation.queries import bulk as queries
from bonafides.safety.moderation.queries.bulk import Drawing
from bonafides.safety.moderation.queries.cases import policy_in_force
from bonafides.safety.moderation.rules import bulk as rules
from bonafides.safety.moderation.rules.deciding import Outcome, Wish, outcome_of
from bonafides.safety.moderation.vocabulary import (
    Basis,
    BulkPlace,
    BulkState,
    Exemption,
    ExemptionAnswer,
    Ground,
    SetAside,
)
from bonafides.safety.moderation.vocabulary.limits import (
    BULK_BATCH_CASES,
    BULK_BATCHES_A_TURN,
    BULK_CASES_AT_MOST,
    UNDO_WINDOW,
)

RUN = "moderation.bulk"  # the kind of outbox row
CARRIED_OUT = (BulkState.DRAFT, BulkState.RUNNING)

NOT_SAMPLING = Conflict("bulk-decided", _("This set is decided already."))
NOT_WAITING = Conflict("bulk-not-waiting", _("This set does not wait for a second person."))
TOO_LATE = Conflict("too-late", _("The minute is over: cases are being decided. Stop it, or reverse single ones."))


# -- drawing it up ----------------------------------------------------------------------------------------------------


@audited_action
def make(*, drawing: Drawing, at_most: int | None = None, by: Actor, at: datetime) -> BulkDecision:
    """Draw a set up: all that is so now, or the first of it. Cases that come in later are not in it."""
    permissions.check_can_decide(by)
    cases = list(queries.cases_of(drawing, by)[: at_most or BULK_CASES_AT_MOST + 1])
    rules.check_size(len(cases))
    bulk = BulkDecision(
        scope=drawing.scope, narrowed=drawing.narrowed, made_by_id=permissions.person_of(by), made_at=at
    )
    bulk.save()
    members = [_member(bulk, case, by, at) for case in cases]
    BulkCase.objects.bulk_create(members)
    waiting = [member for member in members if member.place == BulkPlace.WAITING]
    record(
        BulkMade(
            bulk=bulk.reference,
            scope=bulk.scope,
            cases=len(waiting),
            items=sum(member.items for member in waiting),
            set_aside=len(members) - len(waiting),
        ),
        by=by,
        at=at,
    )
    return bulk


def _member(bulk: BulkDecision, case: Case, by: Actor, at: datetime) -> BulkCase:
    reason = rules.set_aside(queries.place_facts(case, bulk, by.person, at), None)
    member = BulkCase(bulk=bulk, case=case, items=case.items.count())
    if reason is not None:
        member.place, member.reason = BulkPlace.SET_ASIDE, reason
    return member


# -- deciding ---------------------------------------------------------------------------------------------------------


@audited_action
def decide(*, bulk: BulkDecision, wish: Wish, by: Actor, at: datetime) -> BulkDecision:
    """One person's judgement over the set. No case is touched before its minute is over."""
    permissions.check_can_decide(by)
    bulk = _locked(bulk)
    if bulk.state != BulkState.SAMPLING:
        raise NOT_SAMPLING
    outcome, samples = _outcome(bulk, wish, by)
    items = queries.items_waiting(bulk)
    rules.check_size(bulk.members.filter(place=BulkPlace.WAITING).count())
    second = rules.needs_second(items, outcome.proposal)
    bulk.wish, bulk.policy_version = wish.as_json(), policy_in_force()
    bulk.exemptions = {key.value: answer.value for key, answer in outcome.exemptions.items()}
    bulk.basis, bulk.samples_opened = outcome.basis, samples
    bulk.decided_by_id, bulk.decided_at = permissions.person_of(by), at
    bulk.state = BulkState.SECOND
    if not second:
        _start_minute(bulk, at)
    bulk.save()
    record(_decided(bulk, wish, items, second), by=by, at=at)
    return bulk


def _outcome(bulk: BulkDecision, wish: Wish, by: Actor) -> tuple[Outcome, int]:
    """What follows from the judgement, and how many samples this person opened; or the rule that is in the way."""
    samples = queries.samples_of(bulk, by)
    rules.check_wish(wish)
    rules.check_samples(samples.opened, samples.with_content)
    version = policy_in_force()
    return outcome_of(wish, queries.deciding_facts(bulk, version, samples, by)), samples.opened


def _decided(bulk: BulkDecision, wish: Wish, items: int, second: bool) -> BulkDecided:
    assert bulk.policy_version is not None
    return BulkDecided(
        bulk=bulk.reference,
        verdict=wish.verdict,
        clauses=wish.clauses,
        measures=tuple(wished.measure.value for wished in wish.measures),
        policy_version=bulk.policy_version.number,
        exemptions=dict(bulk.exemptions),
        cases=bulk.members.filter(place=BulkPlace.WAITING).count(),
        items=items,
        samples_opened=bulk.samples_opened,
        second_needed=second,
    )


def _start_minute(bulk: BulkDecision, at: datetime) -> None:
    bulk.state, bulk.run_at = BulkState.DRAFT, at + UNDO_WINDOW
    outbox.enqueue(RUN, {"bulk": bulk.reference}, key=_first_key(bulk), due_at=bulk.run_at, at=at)


def _first_key(bulk: BulkDecision) -> str:
    return f"bulk:{bulk.reference}:0"


@audited_action
def agree(*, bulk: BulkDecision, by: Actor, at: datetime) -> BulkDecision:
    """A second person, who opened samples of their own, comes to the same; its minute begins."""
    bulk = _checked_second(bulk, by)
    samples = queries.samples_of(bulk, by)
    rules.check_samples(samples.opened, samples.with_content)
    bulk.confirmed_by_id, bulk.confirmed_at = by.person, at
    _start_minute(bulk, at)
    bulk.save()
    record(BulkAgreed(bulk=bulk.reference, agrees=True, samples_opened=samples.opened), by=by, at=at)
    return bulk


@audited_action
def refuse(*, bulk: BulkDecision, by: Actor, at: datetime) -> BulkDecision:
    """The second person does not agree: every case goes on waiting, to be judged by itself."""
    bulk = _checked_second(bulk, by)
    bulk.state, bulk.finished_at = BulkState.REFUSED, at
    bulk.save(update_fields=["state", "finished_at"])
    opened = queries.samples_of(bulk, by).opened
    record(BulkAgreed(bulk=bulk.reference, agrees=False, samples_opened=opened), by=by, at=at)
    return bulk


def _checked_second(bulk: BulkDecision, by: Actor) -> BulkDecision:
    permissions.check_can_decide(by)
    bulk = _locked(bulk)
    if bulk.state != BulkState.SECOND:
        raise NOT_WAITING
    if bulk.decided_by_id == by.person:
        raise NotAllowed("second-is-another", _("You decided over this set. Somebody else agrees, or does not."))
    return bulk


# -- taking it back ---------------------------------------------------------------------------------------------------


@audited_action
def undo(*, bulk: BulkDecision, by: Actor, at: datetime) -> None:
    """Take all of it back within its minute: no case was touched, and nobody was told."""
    bulk = _locked(bulk)
    _check_own(bulk, by)
    if bulk.state != BulkState.DRAFT or bulk.run_at is None or at >= bulk.run_at:
        raise TOO_LATE
    if not outbox.cancel(_first_key(bulk), at=at):
        raise TOO_LATE
    _end(bulk, BulkState.UNDONE, by=by, at=at)


@audited_action
def stop(*, bulk: BulkDecision, by: Actor, at: datetime) -> None:
    """Decide no more of it. What was decided stands, each open to appeal and to be reversed; the rest waits again."""
    permissions.check_can_lead(by)
    bulk = _locked(bulk)
    if bulk.state != BulkState.RUNNING:
        raise Conflict("bulk-not-running", _("This is not being carried out now."))
    _end(bulk, BulkState.STOPPED, by=by, at=at)


def _check_own(bulk: BulkDecision, by: Actor) -> None:
    own = bulk.decided_by_id == by.person or bulk.confirmed_by_id == by.person
    if not (permissions.can_decide(by) and own) and not permissions.can_lead(by):
        raise NotAllowed("not-your-draft", _("Only the person who decided, or a lead, may do this."))


def _end(bulk: BulkDecision, state: BulkState, *, by: Actor, at: datetime) -> None:
    bulk.state, bulk.finished_at = state, at
    bulk.save(update_fields=["state", "finished_at"])
    places = {place: bulk.members.filter(place=place).count() for place in BulkPlace}
    record(
        BulkEnded(
            bulk=bulk.reference,
            state=state,
            decided=places[BulkPlace.DECIDED],
            set_aside=places[BulkPlace.SET_ASIDE],
            left=places[BulkPlace.WAITING],
        ),
        by=by,
        at=at,
    )


# -- carrying it out --------------------------------------------------------------------------------------------------


def run(*, reference: str, at: datetime) -> None:
    """Handle a row of the outbox: a part of the set, as much as the worker's lease allows, and a row for the rest."""
    bulk = BulkDecision.objects.get(reference=reference)
    for _turn in range(BULK_BATCHES_A_TURN):
        if bulk.state not in CARRIED_OUT:
            return
        bulk = run_batch(bulk=bulk, at=at)
    if bulk.state in CARRIED_OUT:
        done = bulk.members.exclude(place=BulkPlace.WAITING).count()
        outbox.enqueue(RUN, {"bulk": reference}, key=f"bulk:{reference}:{done}", due_at=at, at=at)


def run_batch(*, bulk: BulkDecision, at: datetime) -> BulkDecision:
    """The next cases of the set, in one transaction; the last batch ends it."""
    waiting = bulk.members.filter(place=BulkPlace.WAITING)
    return _batch(bulk, at) if waiting.exists() else _finish(bulk, at)


@audited_action
def _finish(bulk: BulkDecision, at: datetime) -> BulkDecision:
    bulk = _locked(bulk)
    if bulk.state not in CARRIED_OUT:
        raise Conflict("bulk-moved-on", _("Another process has ended it meanwhile."))
    _end(bulk, BulkState.DONE, by=SYSTEM, at=at)
    return bulk


@audited_action
def _batch(bulk: BulkDecision, at: datetime) -> BulkDecision:
    take_turn()
    bulk = _locked(bulk)
    if bulk.state not in CARRIED_OUT:
        raise Conflict("bulk-moved-on", _("Another process has ended it meanwhile."))
    by = _decider(bulk)
    members = list(bulk.members.filter(place=BulkPlace.WAITING).select_related("case")[:BULK_BATCH_CASES])
    for member in members:
        member.bulk = bulk
        _decide_one(member, by, at)
    if bulk.state != BulkState.RUNNING:
        bulk.state = BulkState.RUNNING
        bulk.save(update_fields=["state"])
    return bulk


def _decide_one(member: BulkCase, by: Actor, at: datetime) -> None:
    """Decide one case as the set was decided, and publish it; or set it aside, for what has changed meanwhile."""
    bulk, wish = member.bulk, Wish.from_json(member.bulk.wish)
    case = locked(member.case)
    reason = rules.set_aside(queries.place_facts(case, bulk, bulk.decided_by_id, at), wish.verdict)
    if reason is not None:
        _set_aside(member, reason, at)
        return
    version = bulk.policy_version
    assert version is not None
    seen = queries.seen_of(case, by)
    answers = {Exemption(key): ExemptionAnswer(answer) for key, answer in bulk.exemptions.items()}
    outcome = Outcome(None, rules.basis_of_member(seen, Basis(bulk.basis)), Ground.TERMS, answers)
    decision = write_decision(case, wish, outcome, version, Links(bulk=member), by=by, at=at)
    member.place, member.decision = BulkPlace.DECIDED, decision
    member.save(update_fields=["place", "decision"])
    publish_decision(reference=decision.reference, by=by, at=at)


def _set_aside(member: BulkCase, reason: SetAside, at: datetime) -> None:
    member.place, member.reason = BulkPlace.SET_ASIDE, reason
    member.save(update_fields=["place", "reason"])
    record(BulkCaseSetAside(bulk=member.bulk.reference, case=member.case.reference, reason=reason), by=SYSTEM, at=at)


def _decider(bulk: BulkDecision) -> Actor:
    """Whoever decided over the set: each decision of it is theirs."""
    assert bulk.decided_by is not None
    return people.actor_of(bulk.decided_by)


def _locked(bulk: BulkDecision) -> BulkDecision:
    found = BulkDecision.objects.select_for_update(of=("self",)).select_related("decided_by", "policy_version__policy")
    return found.get(pk=bulk.pk)
