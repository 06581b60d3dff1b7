"""What a match leaves: a record for a submitted item, a count for a lookup."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.safety.banks.events import MatchesForgotten, MatchesRecorded
from bonafides.safety.banks.models import LookupCount, MatchRecord
from bonafides.safety.banks.queries import Match, outcome
from bonafides.safety.banks.vocabulary import Lookup


@audited_action
def record_matches(
    *, item: str, matches: Sequence[Match], index_version: int, by: Actor = SYSTEM, at: datetime
) -> list[MatchRecord]:
    """Write down why an item was stopped at: one record for each match, never changed after."""
    records = [record_of(match, item, index_version, at) for match in matches]
    for each in records:
        each.save()
    if records:
        entries = [match.entry for match in matches]
        verdict = outcome(matches).outcome
        record(MatchesRecorded(item=item, entries=entries, outcome=verdict, index_version=index_version), by=by, at=at)
    nothing_changed()  # where nothing matched
    return records


def record_of(match: Match, item: str, index_version: int, at: datetime) -> MatchRecord:
    return MatchRecord(
        item=item,
        entry_id=match.entry_id,
        entry_code=match.entry_code,
        bank=match.bank,
        bank_name=match.bank_name,
        source=match.source,
        source_id=match.source_id,
        label=match.label,
        entity=match.entity,
        severity=match.severity,
        type=match.type,
        matched_by=match.matched_by,
        fingerprint=match.fingerprint,
        entry_value_sha256=match.entry_value_sha256,
        algorithm=match.algorithm,
        distance_bits=match.distance_bits,
        quality=match.quality,
        detail=dict(match.detail),
        threshold_bits=match.threshold_bits,
        hold_threshold_bits=match.hold_threshold_bits,
        hold_lasts=match.hold_lasts,
        opinion=match.opinion,
        opinions={"own": match.own_opinion, "sources": match.sources_opinion},
        outcome=match.outcome,
        reasons=[reason.value for reason in match.reasons],
        index_version=index_version,
        matched_at=at,
    )


@audited_action
def forget_matches(*, item: str, by: Actor = SYSTEM, at: datetime) -> int:
    """Erase an item's match records, when the item itself is forgotten; returns how many there were."""
    erased = MatchRecord.objects.filter(item=item).forget()
    if erased:
        record(MatchesForgotten(records=erased), by=by, at=at)
    nothing_changed()  # where there were none
    return erased


def count_lookup(*, name: Lookup = Lookup.API, matched: bool = False, at: datetime) -> None:
    """Count a lookup: one statement, and nothing of what was looked up."""
    today = LookupCount.objects.filter(day=at.date(), name=name)
    more = {"lookups": F("lookups") + 1, "matched": F("matched") + int(matched)}
    if today.update(**more):
        return
    try:
        with transaction.atomic():
            LookupCount.objects.create(day=at.date(), name=name, lookups=1, matched=int(matched))
    except IntegrityError:  # another process made today's row in between
        today.update(**more)
