"""What the worker does for moderation: rows of the outbox by kind, and what recurs. Each handler may run twice."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection

from bonafides.base.outbox.models import OutboxRow
from bonafides.base.outbox.registry import Recurring
from bonafides.safety.moderation.actions import (
    accounts,
    answering,
    bulk,
    counting,
    forgetting,
    incident_lists,
    incidents,
    programmes,
    settling,
    strikes,
)
from bonafides.safety.moderation.actions.deciding import PUBLISH
from bonafides.safety.moderation.actions.flags import RESOLVE
from bonafides.safety.moderation.actions.holds import HOLD_END, end_if_expired
from bonafides.safety.moderation.actions.incident_cases import FOLD
from bonafides.safety.moderation.actions.publishing import publish_decision
from bonafides.safety.moderation.actions.resolving import resolve_item
from bonafides.safety.moderation.vocabulary.limits import LIST_FETCHED_EVERY

# -- judging ----------------------------------------------------------------------------------------------------------


def publish(row: OutboxRow, at: datetime) -> None:
    """A draft's minute is over."""
    publish_decision(reference=row.payload["decision"], at=at)


def run_bulk(row: OutboxRow, at: datetime) -> None:
    """The minute of a decision over many is over, or a part of it is done and the rest waits."""
    bulk.run(reference=row.payload["bulk"], at=at)


# -- telling and forgetting -------------------------------------------------------------------------------------------


def settle_told(at: datetime) -> None:
    """Learn from the outbox who was reached."""
    settling.settle(at)


def forget_what_is_due(at: datetime) -> None:
    """Erase content and names that no duty needs; then have SQLite fold its write-ahead log, which still holds them."""
    if forgetting.forget_due(at) and connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def end_suspension(row: OutboxRow, at: datetime) -> None:
    """The last day of a suspension is over."""
    strikes.end_suspension(reference=row.payload["decision"], at=at)


def tidy_accounts(at: datetime) -> None:
    """Strikes, keys and names of accounts past their day."""
    strikes.end_expired(at=at)
    accounts.forget_accounts(at=at)


# -- incidents --------------------------------------------------------------------------------------------------------


def end_incident(row: OutboxRow, at: datetime) -> None:
    """An incident's time is over, unless somebody extended it."""
    incidents.end_if_due(reference=row.payload["incident"], at=at)


def look_through_incident(row: OutboxRow, at: datetime) -> None:
    """Which of the cases that wait belong to it."""
    incidents.look_through(reference=row.payload["incident"], after=row.payload["after"], at=at)


def rank_incident_anew(row: OutboxRow, at: datetime) -> None:
    """It is over: nothing stands higher for it any more."""
    incidents.rank_anew(reference=row.payload["incident"], after=row.payload["after"], at=at)


def fold(row: OutboxRow, at: datetime) -> None:
    """A case joined an incident: is it a copy of another?"""
    incidents.fold(incident=row.payload["incident"], case=row.payload["case"], at=at)


def fetch_lists(at: datetime) -> None:
    """What other installations share of their incidents; asks nobody where nothing is subscribed to."""
    incident_lists.fetch_lists(at=at)


# -- intake -----------------------------------------------------------------------------------------------------------


def end_hold(row: OutboxRow, at: datetime) -> None:
    """A hold's time has run out."""
    end_if_expired(reference=row.payload["hold"], at=at)


def resolve(row: OutboxRow, at: datetime) -> None:
    """A flag named an item: ask the platform what it is."""
    resolve_item(reference=row.payload["item"], at=at)


# -- a programme's alerts ---------------------------------------------------------------------------------------------


def answer_alert(row: OutboxRow, at: datetime) -> None:
    """The programme is to hear what became of its alert."""
    answering.send_answer(row.payload, key=row.key, at=at)


def fetch_alerts(at: datetime) -> None:
    """What the programme sent since we last asked; asks nobody where no programme is set up."""
    programmes.fetch_alerts(at=at)


def count_matches(at: datetime) -> None:
    """Count the days on which something matched, or of which something changed since."""
    counting.count_due(at)


HANDLERS: dict[str, Callable[[OutboxRow, datetime], None]] = {
    PUBLISH: publish,
    bulk.RUN: run_bulk,
    strikes.SUSPENSION_END: end_suspension,
    incidents.END: end_incident,
    incidents.LOOK: look_through_incident,
    incidents.RANK: rank_incident_anew,
    FOLD: fold,
    HOLD_END: end_hold,
    RESOLVE: resolve,
    answering.ANSWER: answer_alert,
}
RECURRING: tuple[Recurring, ...] = (
    Recurring("moderation.fetch_alerts", timedelta(minutes=1), fetch_alerts),
    Recurring("moderation.count_matches", timedelta(seconds=20), count_matches),
    Recurring("moderation.settle", timedelta(minutes=1), settle_told),
    Recurring("moderation.fetch_lists", LIST_FETCHED_EVERY, fetch_lists),
    Recurring("moderation.tidy_accounts", timedelta(hours=1), tidy_accounts),
    Recurring("moderation.forget", timedelta(minutes=15), forget_what_is_due),
)
