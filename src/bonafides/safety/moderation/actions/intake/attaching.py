"""The content of an item that was only named: put in place, looked up, its case joined to one about the same content.

It comes from the platform's content endpoint, from a person of the team, or in an upload under the name by which, or
at the address at which, the item was flagged.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.blobs.actions import Placed
from bonafides.kernel.actor import Actor
from bonafides.matching.fingerprint import Fingerprints
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import MatchRecord
from bonafides.safety.moderation.actions import counting, holds, preserving, priorities, telling
from bonafides.safety.moderation.actions.intake.items import fill_content, note_address
from bonafides.safety.moderation.actions.intake.submissions import (
    Prepared,
    Submission,
    addresses_of,
    prepare,
    standing_at,
)
from bonafides.safety.moderation.actions.turns import take_turn
from bonafides.safety.moderation.events import CaseMerged, ItemResolved
from bonafides.safety.moderation.models import Case, Item
from bonafides.safety.moderation.queries.likeness import Identity, Known, item_of, known_like, only_named
from bonafides.safety.moderation.rules.joining import Incoming, Joining, place_of
from bonafides.safety.moderation.vocabulary import CaseState, ItemKind, SourceKind


@audited_action
def attach_content(*, item: Item, submission: Submission, by: Actor, at: datetime) -> Item:
    """Put the content of a flagged item in place, match it, and join its case to one about the same content.

    Returns the item: another one, if the same item with this content was on record already.
    """
    take_turn()
    return _attach(item, _prepared_for(item, submission), by=by, at=at)


@audited_action
def fill_named(prepared: Prepared, *, placed: Placed | None = None, by: Actor, at: datetime) -> None:
    """Where flags named what an upload brings, by the platform's name or by the address, it is their items' content."""
    nothing_changed()  # where none did
    given = prepared.submission
    for item in only_named(prepared.identity):
        item.platform_reference, item.url = given.platform_reference, given.url or item.url
        identity = replace(prepared.identity, url_key=prepared.identity.url_key or item.url_key)
        _attach(item, replace(prepared, identity=identity), placed=placed, by=by, at=at)


def _attach(item: Item, prepared: Prepared, *, placed: Placed | None = None, by: Actor, at: datetime) -> Item:
    record(ItemResolved(item=item.reference, case=item.case.reference, sha256=prepared.identity.sha256), by=by, at=at)
    twin = item_of(prepared.identity)
    if twin is not None and twin.pk != item.pk:
        return _unite(item, twin, prepared, by=by, at=at)
    known = _elsewhere(item, prepared.identity)
    item.content_trouble = ""
    counting.touch_with_copies([item], at=at)
    fill_content(item, prepared, placed=placed, at=at)
    counting.touch_with_copies([item], at=at)
    preserving.preserve_what_came(item, by=by, at=at)
    known_to_be = {each.entry_id for each in banks.match_records(item.reference)}
    records = _matches_of(item, prepared.fingerprints, known=known_to_be, by=by, at=at)
    if known is not None:
        merge(item.case, known.item.case, by=by, at=at)
        item.refresh_from_db()
    _hold_what_met(item, records, by=by, at=at)
    return item


def look_up_item(item: Item, content: Fingerprints, *, named: str, by: Actor, at: datetime) -> None:
    """Look up what an item is, until it has met something, and the address that names it, until that has."""
    records = banks.match_records(item.reference)
    met = {record.fingerprint for record in records}
    addresses = [url for url in addresses_of(named) if url.text not in met]
    asked = standing_at(Fingerprints() if records else content, addresses)
    if asked != Fingerprints():
        known = {record.entry_id for record in records}
        new = _matches_of(item, asked, known=known, by=by, at=at)
        if new:
            _hold_what_met(item, new, by=by, at=at)


def _matches_of(
    item: Item, asked: Fingerprints, *, known: Collection[int] = (), by: Actor, at: datetime
) -> list[MatchRecord]:
    """Record what is met, but for entries that are known to be."""
    matched = banks.match(asked)
    new = [match for match in matched.matches if match.entry_id not in known]
    return banks_actions.record_matches(
        item=item.reference, matches=new, index_version=matched.index_version, by=by, at=at
    )


def _hold_what_met(item: Item, records: list[MatchRecord], *, by: Actor, at: datetime) -> None:
    """Where a person has still to decide: hold what a list asks to hold, and rank the case by what it met."""
    if item.case.state != CaseState.CLOSED:
        if not banks.was_found_later(item.reference):  # where it was, a person looks before anything is held
            holds.begin(item=item, records=records, by=by, at=at)
        priorities.refresh(item.case, at=at)


def _prepared_for(item: Item, submission: Submission) -> Prepared:
    """The submission under the name and address that the item has already."""
    named = replace(submission, platform_reference=item.platform_reference, url="")
    prepared = prepare(replace(named, url=submission.url) if submission.kind is ItemKind.URL else named)
    return replace(prepared, identity=replace(prepared.identity, url_key=item.url_key or prepared.identity.url_key))


def _unite(item: Item, twin: Item, prepared: Prepared, *, by: Actor, at: datetime) -> Item:
    """The same item with the same content was on record: its flags and matches go there, and the second row goes."""
    case = item.case
    counting.touch_with_copies([item, twin], at=at)
    item.flags.update(item=twin)
    banks_actions.hand_matches_over(item=item.reference, to=twin.reference, by=by, at=at)
    item.delete()
    note_address(twin, item.url, item.url_key)
    merge(case, twin.case, by=by, at=at)
    look_up_item(twin, prepared.fingerprints, named=twin.url, by=by, at=at)
    return twin


def _elsewhere(item: Item, identity: Identity) -> Known | None:
    """A case that this content belongs to, other than the item's own, if it waits or was kept."""
    address = "" if identity.sha256 else identity.url_key
    known = known_like(replace(identity, platform_reference=f"not:{item.platform_reference}", url_key=address))
    if known is None or known.item.case_id == item.case_id:
        return None
    place = place_of(known.facts, Incoming(SourceKind.USER_NOTICE))
    return known if place.joining in {Joining.JOIN, Joining.FOLLOW} else None


def merge(case: Case, into: Case, *, by: Actor, at: datetime) -> None:
    """Move all items and flags of a case into another about the same content; the empty one is closed."""
    flags = list(case.flags.all())
    counting.touch_all_of(case, at=at)
    case.items.update(case=into)
    case.flags.update(case=into, after_decision=into.state == CaseState.CLOSED)
    case.state, case.closed_at, case.merged_into = CaseState.CLOSED, at, into
    case.save(update_fields=["state", "closed_at", "merged_into"])
    into.threat_to_life = into.threat_to_life or case.threat_to_life
    into.save(update_fields=["threat_to_life"])
    record(CaseMerged(case=case.reference, into=into.reference), by=by, at=at)
    if into.state == CaseState.CLOSED:
        for flag in flags:
            flag.refresh_from_db()
            telling.tell_outcome_that_stands(flag, at=at)
