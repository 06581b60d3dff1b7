"""Sharing a list with other installations: who may read it, and the rows that say what changed on it.

A row is written when an entry comes, changes, is judged otherwise or stops matching; rows are never changed. What was
said of each entry is kept as a digest, so a repeated comparison writes nothing.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from bonafides.base.audit.actions import audited_action, nothing_changed, record
from bonafides.base.keys import signing
from bonafides.base.outbox import actions as outbox
from bonafides.base.people import actions as people
from bonafides.base.people import queries as people_queries
from bonafides.base.people.vocabulary import OrganisationKind, Scope
from bonafides.kernel.actor import SYSTEM, Actor, ActorKind
from bonafides.kernel.errors import Conflict, Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.kernel.text import one_line
from bonafides.ledger.entries import canonical
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import queries as bank_queries
from bonafides.safety.banks.queries import Bank, Entry
from bonafides.safety.banks.vocabulary import EntryState, Opinion, Side, Tlp
from bonafides.safety.feeds import permissions, rules, shared
from bonafides.safety.feeds.events import (
    ListShared,
    ListUnshared,
    SharedRowsWritten,
    SubscriberAdmitted,
    SubscriberEnded,
)
from bonafides.safety.feeds.models import SharedEntry, SharedList, SharedRow, Subscriber, SubscriberRead
from bonafides.safety.feeds.vocabulary import NAME_CHARACTERS, SHARED_ENTRIES_A_TURN, SHARED_ROWS_A_PAGE, SharedKind

COMPARE = "feeds.compare"  # the kind of outbox row
SETTLES = timedelta(seconds=5)  # several changes at once are compared once


# -- who may read -----------------------------------------------------------------------------------------------------


@audited_action
def share(*, bank: Bank, openly: bool, by: Actor, at: datetime) -> SharedList:
    """Publish a list from now on, to everybody or to the subscribers that are admitted."""
    permissions.check_can_keep(by)
    rules.check_may_share(Tlp(bank.tlp), is_own=bank.is_own, openly=openly)
    start = shared.first_head(signing.name_of("receipts"), bank.reference).hex()
    wanted = {"head": start, "shared_by": by.code, "shared_at": at}
    found, _made = SharedList.objects.select_for_update().get_or_create(bank=bank, defaults=wanted)
    found.is_on, found.openly = True, openly
    found.save()
    record(ListShared(bank=bank.reference, openly=openly), by=by, at=at)
    enqueue_compare(found, at=at)
    return found


@audited_action
def end_sharing(*, found: SharedList, by: Actor, at: datetime) -> None:
    """Publish it no more; its rows stay, and go on where they were if it is shared again."""
    permissions.check_can_keep(by)
    found = locked(found)
    if not found.is_on:
        raise Conflict("not-shared", _("This list is not shared."))
    found.is_on = False
    found.save(update_fields=["is_on"])
    record(ListUnshared(bank=found.bank.reference), by=by, at=at)


@audited_action
def admit(*, found: SharedList, name: str, by: Actor, at: datetime) -> tuple[Subscriber, str]:
    """A new subscriber with a key of its own; the key is given back, and stored nowhere."""
    permissions.check_can_keep(by)
    name = _free_name(found, name)
    organisation = (
        people_queries.active_organisation(OrganisationKind.PLATFORM)
        if by.kind is ActorKind.SYSTEM
        else people_queries.organisation_of(by)
    )
    scopes = frozenset({Scope.FEEDS_READ.value})
    issued = people.create_api_key(organisation=organisation, name=name, scopes=scopes, by=by, at=at)
    subscriber = Subscriber(shared=found, key=issued.key.reference, name=name, admitted_by=by.code, admitted_at=at)
    subscriber.save()
    record(SubscriberAdmitted(bank=found.bank.reference, key=subscriber.key), by=by, at=at)
    return subscriber, issued.plaintext


def _free_name(found: SharedList, name: str) -> str:
    """A name that can be told from those who read this list now: a form sent twice admits nobody twice."""
    locked(found)
    name = one_line(name)[:NAME_CHARACTERS]
    if not name:
        raise Invalid("subscriber-name", _("Give the subscriber a name."))
    if Subscriber.objects.filter(shared=found, name=name, ended_at=None).exists():
        raise Conflict("subscriber-name-taken", _("There is a subscriber of that name already."))
    return name


def locked(found: SharedList) -> SharedList:
    """The row as it is now, kept from others until this action is over."""
    now: SharedList = SharedList.objects.select_related("bank").select_for_update(of=("self",)).get(pk=found.pk)
    return now


@audited_action
def end_subscription(*, subscriber: Subscriber, by: Actor, at: datetime) -> None:
    """It reads this list no more; what it took, it has. Its key is ended where keys are kept."""
    permissions.check_can_keep(by)
    subscriber.refresh_from_db(from_queryset=Subscriber.objects.select_for_update(of=("self",)))
    if subscriber.ended_at is not None:
        raise Conflict("subscription-ended", _("This subscription was ended before."))
    subscriber.ended_at = at
    subscriber.save(update_fields=["ended_at"])
    record(SubscriberEnded(bank=subscriber.shared.bank.reference, key=subscriber.key), by=by, at=at)


# -- what changed -----------------------------------------------------------------------------------------------------


def enqueue_compare(found: SharedList, *, after: int = 0, at: datetime) -> None:
    """Have the list compared with what was said of it, from an entry on; changes of the same moment once."""
    key = f"{COMPARE}:{found.pk}:{at:%Y%m%d%H%M%S}:{after}"
    payload = {"bank": found.bank.reference, "after": after}
    outbox.enqueue(COMPARE, payload, key=key, due_at=at + (SETTLES if after == 0 else timedelta()), at=at)


def enqueue_compare_all(*, at: datetime) -> None:
    for found in SharedList.objects.filter(is_on=True).select_related("bank"):
        enqueue_compare(found, at=at)


def compare(*, bank: str, after: int, at: datetime) -> None:
    """Compare some entries with what was said of them, and leave the rest for the next turn."""
    found = SharedList.objects.filter(bank__reference=bank, is_on=True).select_related("bank").first()
    if found is None:
        return
    rows = bank_queries.entries_of(found.bank).filter(pk__gt=after).order_by("pk")
    entries = list(rows.values_list("pk", flat=True)[:SHARED_ENTRIES_A_TURN])
    for start in range(0, len(entries), SHARED_ROWS_A_PAGE):
        write_rows(found=found, entries=entries[start : start + SHARED_ROWS_A_PAGE], at=at)
    if len(entries) == SHARED_ENTRIES_A_TURN:
        enqueue_compare(found, after=entries[-1], at=at)


def say_of_entry(*, bank: str, entry: str, at: datetime) -> None:
    """Write the row that follows from a change of one entry, if its list is shared."""
    found = SharedList.objects.filter(bank__reference=bank, is_on=True).select_related("bank").first()
    if found is not None:
        write_rows(found=found, entries=[bank_queries.entry_for(SYSTEM, entry).pk], at=at)


@audited_action
def write_rows(*, found: SharedList, entries: Sequence[int], at: datetime) -> int:
    """Write what changed of these entries (by id) behind the rows that there are; returns how many rows.

    They are read under the lock of the list: what is written last is what was true last.
    """
    nothing_changed()  # where all was said already
    found = locked(found)
    known = {each.entry_id: each for each in SharedEntry.objects.filter(shared=found, entry__in=entries)}
    rows: list[SharedRow] = []
    kept: list[SharedEntry] = []
    for entry, kind, said in _changes(found, entries, known):
        rows.append(_row_behind(found, rows, {"kind": kind.value, "entry": entry.reference, **(said or {})}, at))
        kept.append(_to_keep(found, entry, said, known))
    if rows:
        _put_behind(found, rows, at)
        _keep(kept)
    return len(rows)


Document = dict[str, str]


def _changes(
    found: SharedList, entries: Sequence[int], known: dict[int, SharedEntry]
) -> Iterator[tuple[Entry, SharedKind, Document | None]]:
    """The entries of which something else is to be said than was."""
    for entry in bank_queries.entries_of(found.bank).filter(pk__in=entries).order_by("pk"):
        said = said_of(entry)
        kind = rules.change_of(_before(known.get(entry.pk)), shared.Said.of(said) if said else None)
        if kind is not None:
            yield entry, kind, said


def _row_behind(found: SharedList, rows: Sequence[SharedRow], said: Document, at: datetime) -> SharedRow:
    """The next row of the chain."""
    number, before = found.size + len(rows) + 1, rows[-1].head if rows else found.head
    body = canonical({"number": number, **said})
    head = shared.next_head(bytes.fromhex(before), body).hex()
    return SharedRow(shared=found, number=number, kind=said["kind"], body=body.decode(), head=head, written_at=at)


def said_of(entry: Entry) -> Document | None:
    """What a row says of an entry; None of one that does not match."""
    if entry.state is not EntryState.ACTIVE:
        return None
    judged = bool(entry.own_opinion or entry.sources_opinion)
    return {
        "type": entry.type,
        "value": entry.value,
        "label": entry.label,
        "entity": entry.entity,
        "severity": entry.severity,
        "opinion": entry.opinion if judged else "",
    }


def _before(kept: SharedEntry | None) -> shared.Said | None:
    return shared.Said(kept.value_sha256, kept.said_sha256) if kept else None


def _to_keep(found: SharedList, entry: Entry, said: Document | None, known: dict[int, SharedEntry]) -> SharedEntry:
    """What was said of an entry, as digests."""
    digests = shared.Said.of(said) if said else shared.Said("", "")
    kept = known.get(entry.pk) or SharedEntry(shared=found, entry=entry)
    kept.said_sha256, kept.value_sha256 = digests.row, digests.value
    return kept


def _keep(kept: list[SharedEntry]) -> None:
    new, before = [each for each in kept if each.pk is None], [each for each in kept if each.pk is not None]
    SharedEntry.objects.bulk_create(new)
    SharedEntry.objects.bulk_update(before, ["said_sha256", "value_sha256"], batch_size=200)


def _put_behind(found: SharedList, rows: list[SharedRow], at: datetime) -> None:
    SharedRow.objects.bulk_create(rows)
    found.size, found.head, found.compared_at = rows[-1].number, rows[-1].head, at
    found.save(update_fields=["size", "head", "compared_at"])
    event = SharedRowsWritten(bank=found.bank.reference, upto=found.size, head=found.head)
    record(event, by=SYSTEM, at=at)


# -- what subscribers ask and say -------------------------------------------------------------------------------------


def note_reading(*, subscriber: Subscriber, upto: int, at: datetime) -> None:
    """How far a subscriber has read; no decision, so no entry."""
    SubscriberRead.objects.update_or_create(subscriber=subscriber, defaults={"read_at": at, "upto": upto})


@transaction.atomic
def hear_opinion(*, subscriber: Subscriber, entry: str, opinion: Opinion, note: str, at: datetime) -> None:
    """What a subscriber holds of an entry of ours that it took: it stands beside what others hold of it."""
    said = SharedEntry.objects.filter(shared=subscriber.shared, entry__reference=entry).select_related("entry").first()
    if said is None:
        raise NotFound("no-such-entry", _("There is no such entry."))
    banks.give_opinion(
        entry=said.entry, value=opinion, side=Side.SOURCE, source=subscriber.name, note=note, by=SYSTEM, at=at
    )
