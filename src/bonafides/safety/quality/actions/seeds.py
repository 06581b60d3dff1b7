"""Seeds: committed to a day ahead, and revealed with the draw that they make."""

from datetime import date, datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys.envelope import seal, unseal
from bonafides.kernel.actor import SYSTEM
from bonafides.safety.moderation.queries.judged import published_between
from bonafides.safety.quality.events import SeedCommitted, SeedRevealed
from bonafides.safety.quality.models import Audit, SeedDay
from bonafides.safety.quality.queries.settings import settings_now
from bonafides.safety.quality.rules.drawing import bounds_of, can_be_drawn, commitment_of, drawn_of
from bonafides.safety.quality.rules.judging import due_at

PURPOSE = "quality-seed"


@audited_action
def commit_seed(*, day: date, seed: bytes, at: datetime) -> None:
    """Bind us to a seed, and to the share that it will draw, before anybody decides anything on that day."""
    if SeedDay.objects.filter(day=day).exists():
        nothing_changed()
        return
    share, commitment = settings_now().share_bp, commitment_of(day, seed)
    event = SeedCommitted(day=day.isoformat(), commitment=commitment, share_bp=share)
    SeedDay(
        day=day,
        sealed=seal(seed, purpose=PURPOSE, bound_to=day.isoformat()),
        commitment=commitment,
        share_bp=share,
        committed_at=at,
        committed_event=record(event, by=SYSTEM, at=at),
    ).save()


@audited_action
def draw_day(*, day: date, at: datetime) -> None:
    """Once a day is over: open its seed, draw from what was published that day, and record both in one entry."""
    seed_day = SeedDay.objects.select_for_update().get(day=day)
    if seed_day.revealed_at is not None or not can_be_drawn(day, at):
        nothing_changed()
        return
    seed = unseal(bytes(seed_day.sealed), purpose=PURPOSE, bound_to=day.isoformat())
    published = published_between(*bounds_of(day)).values_list("reference", "pk", "case__content_due_at")
    decisions = {reference: (number, content_due_at) for reference, number, content_due_at in published}
    drawn = drawn_of(seed, decisions, seed_day.share_bp)
    _reveal(seed_day, seed, len(decisions), tuple(drawn), at)
    Audit.objects.bulk_create(
        [
            Audit(day=seed_day, decision_id=decisions[name][0], drawn_at=at, due_at=due_at(at, decisions[name][1]))
            for name in drawn
        ]
    )


def _reveal(seed_day: SeedDay, seed: bytes, decisions: int, drawn: tuple[str, ...], at: datetime) -> None:
    event = SeedRevealed(day=seed_day.day.isoformat(), seed=seed.hex(), decisions=decisions, drawn=drawn)
    seed_day.seed, seed_day.revealed_at, seed_day.revealed_event = seed.hex(), at, record(event, by=SYSTEM, at=at)
    seed_day.decisions, seed_day.drawn = decisions, len(drawn)
    seed_day.save(update_fields=["seed", "revealed_at", "revealed_event", "decisions", "drawn"])
