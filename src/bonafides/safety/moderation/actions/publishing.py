"""Publishing a decision: what it means for the items, the platform, the people concerned and the lists."""

from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.evidence import actions as evidence
from bonafides.safety.moderation.actions import counting, holds, preserving, reporters, strikes, telling
from bonafides.safety.moderation.actions.enforcement import ask_to_restore, ask_to_restrict
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.events import DecisionPublished
from bonafides.safety.moderation.models import Decision, Item
from bonafides.safety.moderation.queries.matches import values_to_bank
from bonafides.safety.moderation.queries.ordered import under_order
from bonafides.safety.moderation.rules.states import moved
from bonafides.safety.moderation.vocabulary import CaseState, DecisionState, HoldEnd, ItemKind, ItemState, Verdict
from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW, KEPT_CONTENT


@audited_action
def publish_decision(*, reference: str, at: datetime, by: Actor = SYSTEM) -> None:
    """Make a draft the decision in force. A second delivery of the same row finds it published and does nothing.

    1. The decision is in force and the case closed; it counts against the accounts concerned, or no longer does.
    2. Authors and notifiers are told, while each item's state still says what its author is owed.
    3. Holds end; items are restricted or live; the platform is asked to act; what is restricted is preserved; each
       reporter's record learns from it.
    4. A removal may put its fingerprints on our own list; a reversal turns our opinion of what it rested on.
    """
    take_turn()
    decisions = Decision.objects.select_for_update(of=("self",)).select_related("case", "reverses")
    decision = decisions.get(reference=reference)
    if decision.state != DecisionState.DRAFT:
        nothing_changed()
        return
    was_open = decision.case.closed_at is None
    _put_in_force(decision, at)
    counting.touch_all_of(decision.case, at=at)
    record(DecisionPublished(case=decision.case.reference, decision=reference), by=by, at=at)
    items = affected_items(decision)
    strikes.learn_from(decision, items, at=at)
    telling.tell_about(decision, at=at)
    _end_holds(decision, items, at=at)
    _apply(decision, items, anew=was_open, at=at)
    _keep_evidence(decision, items, at=at)
    strikes.settle_accounts(decision, items, at=at)
    reporters.learn_from(decision, at=at)
    _teach_lists(decision, items, at=at)


def affected_items(decision: Decision) -> list[Item]:
    """The items of the case that the decision does not leave out."""
    left_out = decision.exceptions.values("item")
    return list(decision.case.items.exclude(pk__in=left_out))


def _put_in_force(decision: Decision, at: datetime) -> None:
    decision.state, decision.published_at = DecisionState.PUBLISHED, at
    decision.save(update_fields=["state", "published_at"])
    case = decision.case
    case.state = moved(CaseState(case.state), CaseState.CLOSED)
    case.closed_at, case.outcome, case.due_at, case.doubted_at = at, decision.verdict, None, None
    case.content_due_at = at + (KEPT_CONTENT if decision.verdict == Verdict.KEEP else APPEAL_WINDOW)
    case.assigned_to, case.reader_wanted = None, ""
    case.save(
        update_fields=[
            *(
                "state",
                "closed_at",
                "outcome",
                "due_at",
                "doubted_at",
                "content_due_at",
                "assigned_to",
                "reader_wanted",
            ),
        ]
    )


def _end_holds(decision: Decision, items: list[Item], *, at: datetime) -> None:
    """A person has decided, so what a machine held is held no longer: it is restricted, or released."""
    restricted = {item.pk for item in items} if decision.verdict == Verdict.RESTRICT else set()
    for item in decision.case.items.filter(state=ItemState.HELD):
        why = HoldEnd.RESTRICTED if item.pk in restricted else HoldEnd.KEPT
        for hold in item.holds.filter(ended_at=None).select_related("item__case"):
            holds.end(hold=hold, why=why, by=SYSTEM, at=at)


def _apply(decision: Decision, items: list[Item], *, anew: bool, at: datetime) -> None:
    """Ask the platform for what is new, and to take back what no longer stands; a removal order outlasts a keep."""
    measures = list(decision.measures.all())
    kept = {measure.measure for measure in measures}
    ordered = under_order(items)
    for item in items:
        if decision.verdict == Verdict.KEEP and item.pk in ordered:
            continue
        ask_to_restore(item, decision, keep=kept, at=at)
        ask_to_restrict(item, decision, measures, anew=anew, at=at)
    state = ItemState.RESTRICTED if decision.verdict == Verdict.RESTRICT else ItemState.LIVE
    free = [item.pk for item in items if item.pk not in ordered]
    Item.objects.filter(pk__in=free).update(state=state)


def _keep_evidence(decision: Decision, items: list[Item], *, at: datetime) -> None:
    """Whatever is restricted goes into the vault; what is no longer is kept there for no restriction's sake."""
    ordered = under_order(items)
    for item in items:
        if item.kind == ItemKind.ACCOUNT:
            continue  # its record is the decisions themselves, which stay
        if decision.verdict == Verdict.RESTRICT:
            preserving.preserve(item, decision=decision, by=SYSTEM, at=at)
        elif item.pk not in ordered:
            evidence.lift(subject=item.reference, by=SYSTEM, at=at)


def _teach_lists(decision: Decision, items: list[Item], *, at: datetime) -> None:
    if decision.verdict == Verdict.RESTRICT and decision.bank_it:
        values = values_to_bank(items)
        banks_actions.add_own(fingerprints=values, decision=decision.reference, by=SYSTEM, at=at)
    if is_reversal(decision):
        doubt_entries(decision, items, at=at)


def is_reversal(decision: Decision) -> bool:
    """Whether it lets stand again what an earlier decision restricted."""
    reversed_ = decision.reverses
    return reversed_ is not None and reversed_.verdict == Verdict.RESTRICT and decision.verdict == Verdict.KEEP


def doubt_entries(decision: Decision, items: list[Item], *, at: datetime) -> None:
    """Our opinion of every entry that the items matched, or that the case put on our list, turns negative.

    A listener then finds all that rests on it.
    """
    matched = [match.entry for match in banks.match_records_of(item.reference for item in items)]
    judgements = decision.case.decisions.values_list("reference", flat=True)
    banked = banks.entries_banked_by(judgements, values_to_bank(items))
    banks_actions.lock_lists([*matched, *banked])
    for entry in {entry.pk: entry for entry in [*matched, *banked]}.values():
        banks_actions.give_opinion(entry=entry, value=Opinion.NEGATIVE, decision=decision.reference, by=SYSTEM, at=at)
