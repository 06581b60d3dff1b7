"""What a match leaves: a record for a submitted item; for a lookup, only where it was asked to be recorded."""

from collections.abc import Sequence
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.ids import new_reference
from bonafides.safety.banks import rules
from bonafides.safety.banks.actions.bulk import insert
from bonafides.safety.banks.events import LookupsForgotten, LookupsRecorded, MatchesForgotten, MatchesRecorded
from bonafides.safety.banks.models import LookupRecord, MatchRecord
from bonafides.safety.banks.queries import Explained, Match, outcome
from bonafides.safety.banks.vocabulary import Outcome


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
def hand_matches_over(*, item: str, to: str, by: Actor = SYSTEM, at: datetime) -> None:
    """An item turns out to be another one: what it met is on record of that one from now on, as it was recorded."""
    nothing_changed()  # where it met nothing
    found = list(MatchRecord.objects.filter(item=item).select_related("entry"))
    if not found:
        return
    known = set(MatchRecord.objects.filter(item=to).values_list("entry", flat=True))
    records = [each for each in found if each.entry_id not in known]
    forget_matches(item=item, by=by, at=at)
    for each in records:
        each.pk, each.item = None, to
        each.save(force_insert=True)
    if records:
        entries = list(dict.fromkeys(each.entry.reference for each in records))
        verdict = max((Outcome(each.outcome) for each in records), key=rules.STRICTNESS.index)
        version = max(each.index_version for each in records)
        record(MatchesRecorded(item=to, entries=entries, outcome=verdict, index_version=version), by=by, at=at)


@audited_action
def forget_matches(*, item: str, by: Actor = SYSTEM, at: datetime) -> int:
    """Erase an item's match records, when the item itself is forgotten; returns how many there were."""
    erased = MatchRecord.objects.filter(item=item).forget()
    if erased:
        record(MatchesForgotten(records=erased), by=by, at=at)
    nothing_changed()  # where there were none
    return erased


@audited_action
def record_lookups(*, found: Sequence[Explained], by: Actor, at: datetime) -> list[str | None]:
    """Keep what lookups met, each under a reference; None for one that met nothing, of which nothing is kept."""
    names = [new_reference() if each.matches else None for each in found]
    kept = [(name, each) for name, each in zip(names, found, strict=True) if name]
    asked = {"asked_by": by.code, "asked_at": at}
    if kept:
        insert(LookupRecord, [asked | {"reference": name} | each._asdict() for name, each in kept])
        version = max(each.index_version for _name, each in kept)
        record(LookupsRecorded(lookups=[name for name, _each in kept], index_version=version), by=by, at=at)
    nothing_changed()  # where nothing matched
    return names


@audited_action
def forget_lookups(*, before: datetime, by: Actor = SYSTEM, at: datetime) -> int:
    """Erase recorded lookups that are older; returns how many there were."""
    old = LookupRecord.objects.filter(asked_at__lt=before)
    found: int = old.count()
    if found:
        old.delete()
        record(LookupsForgotten(lookups=found), by=by, at=at)
    nothing_changed()  # where there were none
    return found
