"""The scripted reviewers: take a case, look, decide, tell everyone at once. By the actions behind the console."""

from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.kernel.errors import NotFound
from bonafides.safety.moderation.actions import appeals, judging, leases, viewing
from bonafides.safety.moderation.models import Appeal, Case, Decision, Item
from bonafides.safety.moderation.rules.deciding import Wish, WishedMeasure
from bonafides.safety.moderation.vocabulary import ExposureMode, ItemKind, Measure, Verdict

RECRUITMENT = "3"  # the clause's key in the starter policy: terrorist content, so the exemptions are weighed


def case_of(reference: str) -> Case:
    """The case of what the platform knows under this name."""
    return Item.objects.select_related("case").filter(platform_reference=reference).latest("pk").case


def keep(reference: str, line: str, by: Actor) -> Decision:
    return decide(case_of(reference), Wish(verdict=Verdict.KEEP, facts=line), by)


def remove(reference: str, line: str, by: Actor, *, bank_it: bool = False) -> Decision:
    """A removal as terrorist content: the clause, no exemption, one line."""
    wish = Wish(
        verdict=Verdict.RESTRICT,
        clauses=(RECRUITMENT,),
        measures=(WishedMeasure(Measure.REMOVE),),
        none_applies=True,
        facts=line,
        bank_it=bank_it,
    )
    return decide(case_of(reference), wish, by)


def decide(case: Case, wish: Wish, by: Actor) -> Decision:
    """Take the case, look, decide; and do not wait out the minute in which it could be undone."""
    leases.open_case(case=case, by=by, at=now())
    look(case, by)
    decided = judging.decide_case(case=case, wish=wish, by=by, at=now())
    assert isinstance(decided, Decision)
    judging.publish_now(decision=decided, by=by, at=now())
    decided.refresh_from_db()
    return decided


def look(case: Case, by: Actor) -> None:
    """The surroundings first, then the content in its reduced form."""
    item = case.items.order_by("pk").first()
    if item is None:
        raise NotFound("empty-case", "The case holds no item.")
    if item.context:
        viewing.open_context(item=item, by=by, at=now())
    if item.kind in {ItemKind.TEXT, ItemKind.URL}:
        viewing.open_text(item=item, mode=ExposureMode.REDUCED, by=by, at=now())
    else:
        viewing.open_picture(item=item, mode=ExposureMode.REDUCED, by=by, at=now())


def uphold(appeal: Appeal, answer: str, by: Actor) -> Appeal:
    """Somebody else answers the complaint: the item stands again, and both sides are told."""
    wish = Wish(verdict=Verdict.KEEP, facts=appeals.line_of(answer))
    return appeals.decide_appeal(appeal=appeal, answer=answer, wish=wish, by=by, at=now())
