"""Making lists, and saying what a match with them does."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from bonafides.base.audit.actions import audited_action, record
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.kernel.text import one_line
from bonafides.safety.banks import permissions, rules
from bonafides.safety.banks.actions.versions import next_version
from bonafides.safety.banks.events import (
    BankCreated,
    BankDisabled,
    BankEnabled,
    BankExported,
    BankPolicyChanged,
    BankRenamed,
)
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion
from bonafides.safety.banks.names import DECIDED_HERE, OWN_BANK
from bonafides.safety.banks.vocabulary import (
    ALLOW_THRESHOLD_BITS,
    PROVENANCE_LIMIT_CHARACTERS,
    THRESHOLD_BITS,
    BankKind,
    ListFormat,
    OnMatch,
    Side,
    Tlp,
)

NAME_LIMIT_CHARACTERS = 100
NAME_TAKEN = Conflict("bank-name-taken", _("There is a list of that name already."))


@audited_action
def create_bank(
    *,
    name: str,
    kind: BankKind = BankKind.KNOWN,
    provenance: str = "",
    licence: str = "",
    tlp: Tlp = Tlp.AMBER,
    by: Actor,
    at: datetime,
) -> Bank:
    """Make an empty list. It asks for review; holding is switched on apart, by a named person."""
    permissions.check_can_keep_banks(by)
    return new_bank(name=name, kind=kind, provenance=provenance, licence=licence, tlp=tlp, by=by, at=at)


def own_bank(*, by: Actor = SYSTEM, at: datetime) -> Bank:
    """The list of what was decided here, made when it is first needed."""
    made = Bank.objects.filter(is_own=True).first()
    if made is not None:
        return made
    try:
        return _make_own_bank(by=by, at=at)
    except Conflict:  # another process has just made it
        return Bank.objects.get(is_own=True)


@audited_action
def _make_own_bank(*, by: Actor, at: datetime) -> Bank:
    return new_bank(name=free_name(OWN_BANK), is_own=True, provenance=DECIDED_HERE, by=by, at=at)


def new_bank(
    *,
    name: str,
    kind: BankKind = BankKind.KNOWN,
    provenance: str = "",
    licence: str = "",
    tlp: Tlp = Tlp.AMBER,
    is_own: bool = False,
    by: Actor,
    at: datetime,
) -> Bank:
    """The row and its event, for an action that has checked who asks."""
    threshold_bits = ALLOW_THRESHOLD_BITS if kind is BankKind.ALLOW else THRESHOLD_BITS
    bank = Bank(
        name=checked_name(name),
        kind=kind,
        provenance=checked_provenance(provenance),
        licence=licence,
        tlp=tlp,
        is_own=is_own,
        threshold_bits=threshold_bits,
        created_by=by.code,
        created_at=at,
    )
    with refused_if_taken():
        bank.save()
    record(BankCreated(bank=bank.reference, kind=kind, title=bank.name, provenance=provenance), by=by, at=at)
    return bank


def checked_name(name: str) -> str:
    """A name that can be told from the others."""
    name = one_line(name)
    if not name or len(name) > NAME_LIMIT_CHARACTERS:
        raise Invalid("bank-name", _("A list has a name of at most %(most)s characters."), most=NAME_LIMIT_CHARACTERS)
    if Bank.objects.filter(name=name).exists():
        raise NAME_TAKEN
    return name


@contextmanager
def refused_if_taken() -> Iterator[None]:
    """Refuse a name that somebody else took after it was looked for."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise NAME_TAKEN from None


def checked_provenance(text: str) -> str:
    """Match records and statements repeat it, so it is short."""
    if len(text) > PROVENANCE_LIMIT_CHARACTERS:
        sentence = _("A list's provenance has at most %(most)s characters.")
        raise Invalid("bank-provenance", sentence, most=PROVENANCE_LIMIT_CHARACTERS)
    return text


def lock(bank: Bank) -> None:
    """Read a list anew, and keep others from changing it and what stands on it until this action is over."""
    bank.refresh_from_db(from_queryset=Bank.objects.select_for_update(of=("self",)))


def lock_lists(entries: Iterable[Entry]) -> None:
    """The same of all lists on which these entries stand, in one order, so that no two who do wait for each other.

    A list is locked before its entries, and those before the index version.
    """
    list(Bank.objects.select_for_update().filter(pk__in={entry.bank_id for entry in entries}).order_by("pk"))


def free_name(name: str) -> str:
    taken = set(Bank.objects.filter(name__startswith=name).values_list("name", flat=True))
    return next(each for each in (name, *(f"{name} {n}" for n in range(2, len(taken) + 3))) if each not in taken)


@audited_action
def set_policy(
    *,
    bank: Bank,
    on_match: OnMatch,
    threshold_bits: int,
    hold_threshold_bits: int,
    hold_lasts: timedelta,
    by: Actor,
    at: datetime,
) -> Bank:
    """Say what counts as a match with this list and what a match does.

    Whoever switches holding on, or makes a list that holds reach further or hold longer, answers for it by name.
    """
    permissions.check_can_change_banks(by)
    rules.check_policy(BankKind(bank.kind), on_match, threshold_bits, hold_threshold_bits, hold_lasts)
    bank = Bank.objects.select_for_update(of=("self",)).get(pk=bank.pk)
    is_wider = threshold_bits > bank.threshold_bits
    if on_match is OnMatch.HOLD and restricts_more(bank, threshold_bits, hold_threshold_bits, hold_lasts):
        permissions.check_can_switch_on_holding(by)
        bank.hold_switched_on_by_id, bank.hold_switched_on_at = by.person, at
    elif on_match is OnMatch.REVIEW:
        bank.hold_switched_on_by_id = bank.hold_switched_on_at = None
    bank.on_match, bank.threshold_bits = on_match, threshold_bits
    bank.hold_threshold_bits, bank.hold_lasts = hold_threshold_bits, hold_lasts
    version = next_version(at)
    bank.widened_in = version if is_wider else bank.widened_in
    bank.save()
    record_policy(bank, by=by, at=at)
    return bank


def restricts_more(bank: Bank, threshold_bits: int, hold_threshold_bits: int, hold_lasts: timedelta) -> bool:
    """Whether a list would hold more, or longer, than the person who switched it on agreed to."""
    return (
        bank.on_match != OnMatch.HOLD or hold_threshold_bits > bank.hold_threshold_bits or hold_lasts > bank.hold_lasts
    )


def record_policy(bank: Bank, *, by: Actor, at: datetime) -> None:
    person = bank.hold_switched_on_by
    record(
        BankPolicyChanged(
            bank=bank.reference,
            on_match=OnMatch(bank.on_match),
            threshold_bits=bank.threshold_bits,
            hold_threshold_bits=bank.hold_threshold_bits,
            hold_hours=bank.hold_hours,
            hold_switched_on_by=person.code if person else "",
        ),
        by=by,
        at=at,
    )


@audited_action
def rename_bank(*, bank: Bank, name: str, by: Actor, at: datetime) -> None:
    """Call a list something else; what its files said of entries stays its word, and old records keep the old name.

    A feed of the same name says what it says under its own, and so does whoever else speaks under the new name already.
    """
    permissions.check_can_keep_banks(by)
    lock(bank)
    old, bank.name = bank.name, checked_name(name)
    with refused_if_taken():
        bank.save(update_fields=["name"])
    said = EntryOpinion.objects.filter(entry__bank=bank, side=Side.SOURCE, feed="", ended_at=None)
    others = said.filter(source=bank.name).values("entry")
    said.filter(source=old).exclude(entry__in=others).update(source=bank.name)
    next_version(at)
    record(BankRenamed(bank=bank.reference, title=bank.name), by=by, at=at)


@audited_action
def disable_bank(*, bank: Bank, reason: str, by: Actor, at: datetime) -> None:
    """Nothing on this list matches any more, until it is enabled again."""
    permissions.check_can_keep_banks(by)
    lock(bank)
    if not bank.is_active:
        raise Conflict("bank-disabled", _("The list is disabled already."))
    bank.disabled_at, bank.disabled_by = at, by.code
    bank.save(update_fields=["disabled_at", "disabled_by"])
    next_version(at)
    record(BankDisabled(bank=bank.reference, reason=reason), by=by, at=at)


@audited_action
def enable_bank(*, bank: Bank, by: Actor, at: datetime) -> None:
    """What stands on the list matches again; one that holds is enabled by somebody who answers for that."""
    permissions.check_can_keep_banks(by)
    lock(bank)
    if bank.on_match == OnMatch.HOLD and not permissions.can_change_banks(by):
        permissions.check_can_switch_on_holding(by)
    if bank.is_active:
        raise Conflict("bank-enabled", _("The list is enabled already."))
    bank.disabled_at, bank.disabled_by, bank.enabled_in = None, "", next_version(at)
    bank.save(update_fields=["disabled_at", "disabled_by", "enabled_in"])
    record(BankEnabled(bank=bank.reference), by=by, at=at)


@audited_action
def record_export(*, bank: Bank, format_: ListFormat | str, by: Actor, at: datetime) -> None:
    """Say that a list left the installation, before the first row does."""
    permissions.check_can_read(by)
    if bank.tlp == Tlp.RED and not permissions.can_change_banks(by):
        raise RuleBroken("tlp-red", _("This list is TLP:RED: only an owner or a lead may take it out."))
    record(BankExported(bank=bank.reference, format=str(format_)), by=by, at=at)
