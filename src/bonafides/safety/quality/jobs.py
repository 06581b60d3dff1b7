"""What the worker does: commits to seeds, draws days that are over, ends what is late, puts made-up cases in."""

import secrets
from datetime import datetime, timedelta

from bonafides.base.outbox.registry import Recurring
from bonafides.safety.quality.actions import auditing, golden, seeds
from bonafides.safety.quality.queries import audits
from bonafides.safety.quality.rules.drawing import days_to_commit
from bonafides.safety.quality.vocabulary import SEED_BYTES


def commit_seeds(at: datetime) -> None:
    """Today's, where the worker was away, and tomorrow's."""
    for day in days_to_commit(at):
        seeds.commit_seed(day=day, seed=secrets.token_bytes(SEED_BYTES), at=at)


def draw(at: datetime) -> None:
    """Every day that is over, however long the worker was away; and what nobody judged in time."""
    for day in audits.days_to_draw(at):
        seeds.draw_day(day=day, at=at)
    for audit in audits.overdue(at):
        auditing.lapse(audit=audit, at=at)


def insert_golden(at: datetime) -> None:
    golden.insert_if_due(at=at)


RECURRING: tuple[Recurring, ...] = (
    Recurring("quality.commit_seeds", timedelta(minutes=15), commit_seeds),
    Recurring("quality.draw", timedelta(minutes=15), draw),
    Recurring("quality.golden", timedelta(minutes=30), insert_golden),
)
