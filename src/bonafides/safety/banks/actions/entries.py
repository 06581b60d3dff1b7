"""Single entries: put on a list, judged, disabled, withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, forget, nothing_changed, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import MatchingError
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import permissions
from bonafides.safety.banks.actions.lists import lock, own_bank
from bonafides.safety.banks.actions.versions import next_version
from bonafides.safety.banks.events import (
    EntryAdded,
    EntryDisabled,
    EntryEnabled,
    EntryOpinionChanged,
    EntryWithdrawn,
)
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion
from bonafides.safety.banks.values import Value, parse_value
from bonafides.safety.banks.vocabulary import Opinion, Side

OWN_SOURCE = "own"


@dataclass(frozen=True)
class Words:
    """What a list says of an entry, beside its value."""

    label: str = ""
    entity: str = ""
    severity: str = ""
    source_id: str = ""


@audited_action
def add_entry(
    *,
    bank: Bank,
    type_: EntryType,
    value: str,
    words: Words | None = None,
    decision: str = "",
    by: Actor,
    at: datetime,
) -> Entry:
    """Put one value on a list; it matches in every process at once. A withdrawn one may be put there anew."""
    permissions.check_can_change_entries(by)
    parsed = checked_value(type_, value)
    lock(bank)
    if standing(bank, parsed) is not None:
        raise Conflict("entry-stands", _("This value stands on the list already."))
    return new_entry(bank, parsed, words or Words(), decision=decision, by=by, at=at)


@audited_action
def add_own(
    *,
    fingerprints: Iterable[tuple[EntryType, str]],
    decision: str,
    words: Words | None = None,
    by: Actor,
    at: datetime,
) -> list[Entry]:
    """Put what was decided here on our own list: the decision is the provenance, and our opinion is positive.

    A fingerprint that stands there already gets the new decision's opinion.
    """
    permissions.check_can_give_opinion(by, decision)
    bank = own_bank(by=by, at=at)
    lock(bank)
    values = [checked_value(type_, value) for type_, value in fingerprints]
    entries = [
        standing(bank, value) or new_entry(bank, value, words or Words(), decision=decision, by=by, at=at)
        for value in dict.fromkeys(values)
    ]
    for entry in entries:
        give_opinion(entry=entry, value=Opinion.POSITIVE, decision=decision, by=by, at=at)
    nothing_changed()  # so far as nothing above recorded anything: the same decision, delivered again
    return entries


def checked_value(type_: EntryType, value: str) -> Value:
    try:
        return parse_value(type_, value)
    except MatchingError as error:
        raise Invalid("entry-value", _("%(reason)s"), reason=str(error)) from error


def standing(bank: Bank, value: Value) -> Entry | None:
    """The entry with this value that is not withdrawn."""
    found: Entry | None = Entry.objects.filter(
        bank=bank, type=value.type, value_sha256=value.sha256, withdrawn_at=None
    ).first()
    return found


def new_entry(bank: Bank, value: Value, words: Words, *, decision: str, by: Actor, at: datetime) -> Entry:
    """The row and its event, for an action that has checked who asks."""
    entry = Entry.objects.create(
        bank=bank,
        type=value.type,
        value=value.text,
        value_sha256=value.sha256,
        label=words.label[:300],
        entity=words.entity[:300],
        severity=words.severity[:40],
        source_id=words.source_id[:200],
        decision=decision,
        added_by=by.code,
        added_at=at,
        changed_in=next_version(at),
    )
    event = EntryAdded(
        entry=entry.reference, bank=bank.reference, type=value.type, value_sha256=value.sha256, decision=decision
    )
    record(event, by=by, at=at)
    return entry


@audited_action
def withdraw_entry(*, entry: Entry, reason: str, by: Actor, at: datetime) -> None:
    """Take an entry off its list for good: it stops matching everywhere, and an import does not bring it back."""
    permissions.check_can_change_entries(by)
    entry = locked(entry)
    if entry.withdrawn_at:
        raise Conflict("entry-withdrawn", _("The entry is withdrawn already."))
    entry.withdrawn_at, entry.withdrawn_by, entry.withdrawn_because = at, by.code, reason[:300]
    save_change(entry, at, "withdrawn_at", "withdrawn_by", "withdrawn_because")
    record(EntryWithdrawn(entry=entry.reference, bank=entry.bank.reference, reason=reason), by=by, at=at)


@audited_action
def disable_entry(*, entry: Entry, reason: str, by: Actor, at: datetime) -> None:
    """Let an entry rest: it stops matching everywhere until it is enabled again."""
    permissions.check_can_change_entries(by)
    entry = locked(entry)
    if entry.disabled_at or entry.withdrawn_at:
        raise Conflict("entry-not-active", _("The entry is not active."))
    entry.disabled_at, entry.disabled_by = at, by.code
    save_change(entry, at, "disabled_at", "disabled_by")
    record(EntryDisabled(entry=entry.reference, bank=entry.bank.reference, reason=reason), by=by, at=at)


@audited_action
def enable_entry(*, entry: Entry, by: Actor, at: datetime) -> None:
    permissions.check_can_change_entries(by)
    entry = locked(entry)
    if entry.withdrawn_at or not entry.disabled_at:
        raise Conflict("entry-not-disabled", _("The entry is not disabled."))
    entry.disabled_at, entry.disabled_by = None, ""
    save_change(entry, at, "disabled_at", "disabled_by")
    record(EntryEnabled(entry=entry.reference, bank=entry.bank.reference), by=by, at=at)


@audited_action
def give_opinion(
    *,
    entry: Entry,
    value: Opinion,
    side: Side = Side.OWN,
    source: str = OWN_SOURCE,
    note: str = "",
    decision: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """Say what we, or a source, hold of an entry. The one before ends and stays to be read.

    A reviewer gives our opinion as part of a decision, whose reference is named.
    """
    permissions.check_can_give_opinion(by, decision)
    entry = locked(entry)
    given = EntryOpinion(side=side, source=source, value=value, note=note[:300], decision=decision)
    if not replace_opinion(entry, given, by=by, at=at):
        nothing_changed()
        return
    entry.save(update_fields=["own_opinion", "sources_opinion", "opinion"])
    record(
        EntryOpinionChanged(
            entry=entry.reference,
            bank=entry.bank.reference,
            side=side,
            source=source,
            value=value,
            counts_as=Opinion(entry.opinion),
            decision=decision,
        ),
        by=by,
        at=at,
    )


def replace_opinion(entry: Entry, given: EntryOpinion, *, by: Actor, at: datetime) -> bool:
    """End the opinion held before and write the new one; False if it is the same one, given by the same decision."""
    before = EntryOpinion.objects.filter(entry=entry, side=given.side, source=given.source, ended_at=None).first()
    if before is not None and (before.value, before.decision) == (given.value, given.decision):
        return False
    if before is not None:
        before.ended_at = at
        before.save(update_fields=["ended_at"])
    given.entry, given.given_by, given.given_at = entry, by.code, at
    given.save()
    sum_up(entry)
    return True


def sum_up(entry: Entry) -> None:
    """Work out, from the current opinion rows, what the entry counts as."""
    current = list(EntryOpinion.objects.filter(entry=entry, ended_at=None).values_list("side", "value"))
    entry.own_opinion = next((value for side, value in current if side == Side.OWN), "")
    entry.take_sources(Opinion(value) for side, value in current if side == Side.SOURCE)


def locked(entry: Entry) -> Entry:
    """The row as it is now, kept from others until this action is over."""
    found: Entry = Entry.objects.select_related("bank").select_for_update(of=("self",)).get(pk=entry.pk)
    return found


def save_change(entry: Entry, at: datetime, *names: str) -> None:
    """Save a change of whether an entry matches, under a new index version."""
    entry.changed_in = next_version(at)
    entry.save(update_fields=[*names, "changed_in"])


@audited_action
def forget_entries(*, entries: Iterable[Entry], by: Actor, at: datetime) -> None:
    """Take entries off their lists and forget what they said: of some material not even a digest is kept."""
    nothing_changed()  # where there were none
    for entry in entries:
        _forget_entry(entry, by=by, at=at)


def _forget_entry(entry: Entry, *, by: Actor, at: datetime) -> None:
    entry = locked(entry)
    entry.withdrawn_at, entry.withdrawn_by = entry.withdrawn_at or at, entry.withdrawn_by or by.code
    entry.value = f"forgotten:{entry.reference}"
    entry.value_sha256 = sha256(entry.value.encode()).hexdigest()
    entry.label = entry.entity = entry.source_id = ""
    save_change(entry, at, "withdrawn_at", "withdrawn_by", "value", "value_sha256", "label", "entity", "source_id")
    forget(f"entry:{entry.reference}")
    record(EntryWithdrawn(entry=entry.reference, bank=entry.bank.reference, reason=""), by=by, at=at)
