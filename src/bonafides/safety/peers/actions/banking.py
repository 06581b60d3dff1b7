"""Contents on lists, as a client of Hasher-Matcher-Actioner puts them there, switches them off and takes them away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.outbox import actions as outbox
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks_actions
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Bank, Entry
from bonafides.safety.banks.vocabulary import EntryState
from bonafides.safety.peers import permissions, rules
from bonafides.safety.peers.events import ContentBanked, ListShareSet
from bonafides.safety.peers.models import BankedContent, BankedSignal, ListShare
from bonafides.safety.peers.queries import banked
from bonafides.safety.peers.queries.banked import Content

ENABLE = "peers.enable"  # the outbox row that switches a content on again


@dataclass(frozen=True)
class Beside:
    """What a client keeps beside the signals; None leaves what is there."""

    note: str | None = None
    content_id: str | None = None
    content_uri: str | None = None
    json: dict[str, Any] | None = field(default=None)

    def given(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value is not None}


# -- lists ------------------------------------------------------------------------------------------------------------


@audited_action
def make_bank(*, name: str, share: float = 1.0, by: Actor, at: datetime) -> Bank:
    """A list of known content that asks for review. What it may hold, a named person says on its page."""
    check_free(name, by)
    bank = banks_actions.create_bank(name=name, provenance=banks.OF_HMA_CLIENT, by=by, at=at)
    set_share(bank, share, by=by, at=at)
    return bank


@audited_action
def change_bank(*, bank: Bank, name: str | None, share: float | None, by: Actor, at: datetime) -> Bank:
    """Another name, on or off, or on for a share of the questions; what is so already changes nothing."""
    banks_actions.lock(bank)
    if name is not None and name != banks.peer_name(bank.name):
        check_free(name, by)
        banks_actions.rename_bank(bank=bank, name=name, by=by, at=at)
    if share is not None:
        set_share(bank, share, by=by, at=at)
    nothing_changed()  # so far as nothing above recorded anything
    return bank


def check_free(name: str, by: Actor) -> None:
    """Refuse the name of a list as such clients know it: a second one would take the first one's place for them."""
    if any(banks.peer_name(each.name) == name for each in banked.banks_of(by)):
        raise Conflict("bank-name-taken", _("There is a list of that name already."))


def set_share(bank: Bank, share: float, *, by: Actor, at: datetime) -> None:
    """0 is off, for everybody. Any other share is on, and says how many of such clients' questions it answers."""
    if share and not bank.is_active:
        banks_actions.enable_bank(bank=bank, by=by, at=at)
    if not share and bank.is_active:
        banks_actions.disable_bank(bank=bank, reason=banks.OF_HMA_CLIENT, by=by, at=at)
    if (share or 1.0) == banked.share_of(bank):
        return
    kept = ListShare.objects.filter(bank=bank).first() or ListShare(bank=bank)
    kept.share, kept.set_by, kept.set_at = share or 1.0, by.code, at
    kept.save()
    record(ListShareSet(bank=bank.reference, share=f"{kept.share:.6g}"), by=by, at=at)


# -- contents ---------------------------------------------------------------------------------------------------------


@audited_action
def bank_content(
    *, bank: Bank, signals: Mapping[str, str], beside: Beside | None = None, by: Actor, at: datetime
) -> Content:
    """Put one content on a list: an entry for each signal. A value that stands there already is the same content."""
    permissions.check_has(by, Scope.BANKS_WRITE)
    beside = beside or Beside()
    if not signals:
        raise Invalid("no-signals", _("No signals given"))
    banks_actions.lock(bank)
    entries = {name: entry_for(bank, name, value, by=by, at=at) for name, value in signals.items()}
    kept = content_with(entries) or BankedContent(first=min(entries.values(), key=lambda entry: entry.pk))
    write_beside(kept, beside)
    for name, entry in entries.items():
        if not BankedSignal.objects.filter(entry=entry).exists():
            BankedSignal(content=kept, entry=entry, name=name).save()
    references = sorted(entry.reference for entry in entries.values())
    record(ContentBanked(bank=bank.reference, entries=references), by=by, at=at)
    return banked.content_of(bank, kept.first)


def entry_for(bank: Bank, name: str, value: str, *, by: Actor, at: datetime) -> Entry:
    kind = type_named(name)
    standing = banks.entry_with_value(by, bank, kind, value)
    return standing or banks_actions.add_entry(bank=bank, type_=kind, value=value, by=by, at=at)


def type_named(name: str) -> EntryType:
    if name not in banks.SIGNALS:
        raise Invalid("no-such-signal-type", _("No such signal type '%(name)s'"), name=name[:40])
    return banks.SIGNALS[name]


def content_with(entries: Mapping[str, Entry]) -> BankedContent | None:
    """The content that one of these entries belongs to already."""
    signal = BankedSignal.objects.filter(entry__in=entries.values()).select_related("content__first").first()
    return signal.content if signal else None


def write_beside(kept: BankedContent, beside: Beside) -> None:
    for name, value in beside.given().items():
        setattr(kept, name, value)
    kept.save()


@audited_action
def change_content(
    *, content: Content, timestamp: object = None, beside: Beside | None = None, by: Actor, at: datetime
) -> Content:
    """Switch a content off, for good or until a moment, or on again; and change what is kept beside it."""
    permissions.check_has(by, Scope.BANKS_WRITE)
    banks_actions.lock(content.bank)
    content = banked.content_numbered(by, content.bank, content.number)
    kept = kept_for(content)
    if beside is not None:
        write_beside(kept, beside)
    if timestamp is not None:
        switch(content, kept, rules.off_until(timestamp, at), by=by, at=at)
    references = sorted(entry.reference for entry in content.entries.values())
    record(ContentBanked(bank=content.bank.reference, entries=references), by=by, at=at)
    return banked.content_numbered(by, content.bank, content.number)


def kept_for(content: Content) -> BankedContent:
    """What is kept beside a content, made where no client has banked it."""
    if content.kept is not None:
        return content.kept
    (name, entry), *_rest = content.entries.items()
    kept = BankedContent(first=entry)
    kept.save()
    BankedSignal(content=kept, entry=entry, name=name).save()
    return kept


def switch(content: Content, kept: BankedContent, wanted: datetime | bool, *, by: Actor, at: datetime) -> None:
    """`wanted`: True for on, False for off, or the moment until which it is off."""
    for entry in content.entries.values():
        if wanted is True and entry.state is EntryState.DISABLED:
            banks_actions.enable_entry(entry=entry, by=by, at=at)
        if wanted is not True and entry.state is EntryState.ACTIVE:
            banks_actions.disable_entry(entry=entry, reason=banks.OF_HMA_CLIENT, by=by, at=at)
    kept.off_until = wanted if isinstance(wanted, datetime) else None
    kept.save()
    if isinstance(wanted, datetime):
        seconds = int(wanted.timestamp())
        payload = {"content": kept.pk, "until": seconds, "off_by": by.code, "off_at": at.isoformat()}
        outbox.enqueue(ENABLE, payload, key=f"{ENABLE}:{kept.pk}:{seconds}", due_at=wanted, at=at)


@audited_action
def enable_again(
    *, content: int, until: int, off_by: str | None = None, off_at: datetime | None = None, at: datetime
) -> None:
    """The time is over until which a client had a content off, unless somebody has said otherwise since.

    What somebody else disabled, before or after, and what the flood guard stopped goes on resting. Who switched it off,
    and when, was not kept by the first version: all that is off then comes on.
    """
    nothing_changed()
    kept = BankedContent.objects.filter(pk=content).select_related("first__bank").first()
    if kept is None:
        return
    banks_actions.lock(kept.first.bank)
    kept.refresh_from_db()
    if kept.off_until is None or int(kept.off_until.timestamp()) != until:
        return
    switched = kept.signals.filter(entry__disabled_at__isnull=False, entry__withdrawn_at=None)
    if off_by is not None:
        switched = switched.filter(entry__disabled_by=off_by, entry__disabled_at__lte=off_at)
    stopped = banks.stopped_by_guard().filter(ended_at=None, began_at=F("entry__disabled_at")).values("entry")
    entries = [signal.entry for signal in switched.exclude(entry__in=stopped).select_related("entry__bank")]
    for entry in entries:
        banks_actions.enable_entry(entry=entry, by=SYSTEM, at=at)
    kept.off_until = None
    kept.save()
    references = sorted(entry.reference for entry in entries)
    record(ContentBanked(bank=kept.first.bank.reference, entries=references), by=SYSTEM, at=at)


@transaction.atomic
def remove_content(*, bank: Bank, number: int, by: Actor, at: datetime) -> int:
    """Take a content off its list for good: 1, or 0 where there was none."""
    banks_actions.lock(bank)
    try:
        content = banked.content_numbered(by, bank, number)
    except NotFound:
        return 0
    return withdraw(content=content, by=by, at=at)


@audited_action
def withdraw(*, content: Content, by: Actor, at: datetime) -> int:
    for entry in content.entries.values():
        banks_actions.withdraw_entry(entry=entry, reason=banks.OF_HMA_CLIENT, by=by, at=at)
    return 1
