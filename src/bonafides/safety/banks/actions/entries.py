"""Single entries: put on a list, disabled, withdrawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from bonafides.base.audit.actions import audited_action, forget, nothing_changed, record
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import MatchingError
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import permissions
from bonafides.safety.banks.actions.lists import lock, lock_lists
from bonafides.safety.banks.actions.versions import next_version
from bonafides.safety.banks.events import (
    EntryAdded,
    EntryDisabled,
    EntryWithdrawn,
)
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.refusals import refused
from bonafides.safety.banks.values import Value, parse_value


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


def checked_value(type_: EntryType, value: str) -> Value:
    try:
        return parse_value(type_, value)
    except MatchingError as error:
        raise refused("entry-value", error) from error


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
    entry = locked(entry)
    permissions.check_can_withdraw(by, entry)
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


def locked(entry: Entry) -> Entry:
    """The row as it is now, kept from others until this action is over; its list first, as by who fills that."""
    lock_lists([entry])
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
    entries = list(entries)
    lock_lists(entries)
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
