"""What recurs: publishing what is due, reminding owners, the weekly digest. Each may run twice."""

from datetime import datetime, timedelta

from bonafides.base.outbox.registry import Recurring
from bonafides.kernel.actor import SYSTEM
from bonafides.programme.knowledge import actions, queries
from bonafides.programme.knowledge.vocabulary import DIGEST_EVERY, REMIND_BEFORE


def publish_what_is_due(at: datetime) -> None:
    for reference in queries.due_to_publish(at):
        actions.publish_due(reference=reference, at=at)


def remind_owners(at: datetime) -> None:
    for resource in queries.running_out(SYSTEM, at.date(), REMIND_BEFORE):
        actions.remind_owner(resource=resource, at=at)


def send_digests(at: datetime) -> None:
    for reader in queries.due_for_digest(at, DIGEST_EVERY):
        actions.send_digest(reader=reader, at=at)


RECURRING = (
    Recurring("knowledge.publish", timedelta(minutes=1), publish_what_is_due),
    Recurring("knowledge.remind", timedelta(hours=6), remind_owners),
    Recurring("knowledge.digest", timedelta(hours=1), send_digests),
)
