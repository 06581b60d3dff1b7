"""Days of decisions, drawn and judged again, for the tests. The people are in tests/cast.py."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests import cast
from tests.cast import NOON

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.safety.moderation.actions import leases, viewing
from bonafides.safety.moderation.models import Decision
from bonafides.safety.moderation.queries.cases import has_policy
from bonafides.safety.moderation.rules.deciding import Wish
from bonafides.safety.moderation.tests.scenes import a_case, a_policy, a_restriction
from bonafides.safety.moderation.tests.stories import decide
from bonafides.safety.moderation.vocabulary import ExposureMode, Verdict
from bonafides.safety.quality.actions import auditing, configuring, seeds
from bonafides.safety.quality.models import Audit
from bonafides.safety.quality.queries import audits
from bonafides.safety.quality.rules.judging import Judgement
from bonafides.safety.quality.vocabulary import WHOLE_BP, PurposeAnswer

SEED = bytes(range(32))
TODAY = NOON.date()
AFTER = NOON + timedelta(hours=13)  # ten past the day's end and more
KEPT = Judgement(Verdict.KEEP)
SAME = Judgement(Verdict.RESTRICT, ("1",), ("remove",), PurposeAnswer.NONE, "The same.")


def ina() -> Actor:
    """A second reviewer."""
    return cast.by(cast.a_person("Ina", Role.REVIEWER))


def gita() -> Actor:
    """A lead, who decided nothing."""
    return cast.by(cast.a_person("Gita", Role.LEAD))


def decided(text: str = "", *, wish: Wish | None = None, by: Actor | None = None, at: datetime = NOON) -> Decision:
    """One published decision; by Amina, a removal, unless it is said otherwise."""
    if not has_policy():
        a_policy()
    case = a_case(text or f"A made-up text of {at}.", opened_at=at)
    return decide(case, by or cast.by(cast.amina()), wish or a_restriction(), at)


def everything_drawn(day: datetime = NOON, *, share_bp: int = WHOLE_BP) -> list[Audit]:
    """A seed that draws all of a day, and the draw."""
    configuring.configure(share_bp=share_bp, golden_per_week=0, by=cast.by(cast.bo()), at=day)
    seeds.commit_seed(day=day.date(), seed=SEED, at=day)
    seeds.draw_day(day=day.date(), at=day + timedelta(hours=13))
    return list(Audit.objects.order_by("due_at", "pk"))  # as they are offered


def looked_at(audit: Audit, by: Actor, at: datetime = AFTER) -> Audit:
    """Taken by this person, content and context seen."""
    taken = auditing.claim_next(by=by, at=at)
    assert taken == audit, "another one comes first"
    for item in audit.decision.case.items.all()[:1]:
        viewing.open_text(item=item, mode=ExposureMode.REDUCED, by=by, at=at)
    return audits.audit_for(by, audit.reference)


def judged_again(audit: Audit, judgement: Judgement, by: Actor | None = None, at: datetime = AFTER) -> Audit:
    by = by or ina()
    auditing.judge(audit=looked_at(audit, by, at), judgement=judgement, by=by, at=at)
    return audits.audit_for(by, audit.reference)


def a_day_of(wishes: Sequence[Wish], **options: Any) -> list[Decision]:
    """So many decisions of one day."""
    return [decided(f"Text number {number}.", wish=wish, **options) for number, wish in enumerate(wishes)]


def opened_and_seen(case: Any, by: Actor, at: datetime = NOON) -> None:
    leases.open_case(case=case, by=by, at=at)
    for item in case.items.all()[:1]:
        viewing.open_text(item=item, mode=ExposureMode.REDUCED, by=by, at=at)
