"""What a decision means for one item of its case: its verdict, unless it left the item out."""

from collections.abc import Iterable

from bonafides.safety.moderation.models import Decision, DecisionException, Item, Outcome
from bonafides.safety.moderation.vocabulary import ItemState, Verdict


def verdict_for(item: Item, decision: Decision) -> Verdict:
    """What the notifier of this item is told."""
    return _verdict(item, decision, decision.exceptions.filter(item=item).exists())


def verdicts_of(outcomes: Iterable[Outcome]) -> dict[int, Verdict]:
    """The verdict of each outcome, by its number, in one statement. Their flags' items and decisions are at hand."""
    told = list(outcomes)
    left_out = set(
        DecisionException.objects.filter(decision__in={each.decision_id for each in told}).values_list(
            "decision_id", "item_id"
        )
    )
    return {
        each.pk: _verdict(each.flag.item, each.decision, (each.decision_id, each.flag.item_id) in left_out)
        for each in told
    }


def _verdict(item: Item, decision: Decision, is_left_out: bool) -> Verdict:
    """An item that was left out stays as it is."""
    if not is_left_out:
        return Verdict(decision.verdict)
    return Verdict.RESTRICT if item.state == ItemState.RESTRICTED else Verdict.KEEP
