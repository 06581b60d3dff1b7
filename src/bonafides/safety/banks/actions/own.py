"""What was decided here goes on lists of ours: what is known, and what is harmless."""

from collections.abc import Iterable
from datetime import datetime

from bonafides.base.audit.actions import audited_action, nothing_changed
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import permissions
from bonafides.safety.banks.actions.entries import Words, checked_value, new_entry, standing
from bonafides.safety.banks.actions.lists import free_name, lock, new_bank, own_bank
from bonafides.safety.banks.actions.opinions import give_opinion
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.names import DECIDED_HERE, HARMLESS_BANK
from bonafides.safety.banks.vocabulary import BankKind, Opinion


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
    permissions.check_can_give_opinion(by)
    bank = own_bank(by=by, at=at)
    lock(bank)
    entries = _listed(bank, fingerprints, words or Words(), decision, by=by, at=at)
    for entry in entries:
        give_opinion(entry=entry, value=Opinion.POSITIVE, decision=decision, by=by, at=at)
    nothing_changed()  # so far as nothing above recorded anything: the same decision, delivered again
    return entries


@audited_action
def add_harmless(
    *,
    bank: Bank | None,
    fingerprints: Iterable[tuple[EntryType, str]],
    decision: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[Entry]:
    """Put what a decision found to be no violation on a list of what is harmless; without one, on the first, made now.

    Returns the entries that are new. Raises Conflict where all of it stands there already.
    """
    permissions.check_can_add_harmless(by)
    bank = bank or _harmless_bank(by=by, at=at)
    lock(bank)
    if bank.kind != BankKind.ALLOW or not bank.is_active:
        raise RuleBroken("not-a-harmless-list", _("Choose a list of what is harmless that is switched on."))
    values = [checked_value(type_, value) for type_, value in fingerprints]
    new = [value for value in dict.fromkeys(values) if standing(bank, value) is None]
    if not new:
        raise Conflict("entry-stands", _("All of it stands on this list already."))
    words = Words(label=reason)
    return [new_entry(bank, value, words, decision=decision, by=by, at=at) for value in new]


def _harmless_bank(*, by: Actor, at: datetime) -> Bank:
    """The first list that is switched on, made where there is none; two who need it at once get the same."""
    first = Bank.objects.filter(kind=BankKind.ALLOW, disabled_at=None).first()
    if first is not None:
        return first
    name = free_name(HARMLESS_BANK)
    try:
        return new_bank(name=name, kind=BankKind.ALLOW, provenance=DECIDED_HERE, by=by, at=at)
    except Conflict:
        return Bank.objects.get(name=name)


def _listed(
    bank: Bank, fingerprints: Iterable[tuple[EntryType, str]], words: Words, decision: str, *, by: Actor, at: datetime
) -> list[Entry]:
    values = [checked_value(type_, value) for type_, value in fingerprints]
    return [
        standing(bank, value) or new_entry(bank, value, words, decision=decision, by=by, at=at)
        for value in dict.fromkeys(values)
    ]
