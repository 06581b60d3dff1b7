"""Lists and entries, for pages, programs and exports."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import MatchingError
from bonafides.matching.rescan import HASHES, ListEntry
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import permissions, rules, snapshots
from bonafides.safety.banks.models import Bank, Entry, EntryOpinion, ImportRun, IndexState, MatchRecord
from bonafides.safety.banks.names import in_words
from bonafides.safety.banks.refusals import refused
from bonafides.safety.banks.values import Value, parse_value
from bonafides.safety.banks.vocabulary import BankKind, EntryState, Opinion, Side, Tlp

ROWS_STREAMED = 200  # at a time: a value may be hundreds of thousands of characters long


def banks_for(by: Actor) -> QuerySet[Bank]:
    """All lists, with how many entries of each stand; counted list by list, for joined they are wide rows to sort."""
    permissions.check_can_read(by)
    standing = Entry.objects.filter(bank=OuterRef("pk"), withdrawn_at=None).order_by().values("bank")
    counted = Coalesce(Subquery(standing.annotate(number=Count("pk")).values("number")), 0)
    return Bank.objects.select_related("hold_switched_on_by").annotate(entries_standing=counted)


def names_of_lists(by: Actor) -> list[tuple[str, str]]:
    """Reference and shown name of every list that is filled from outside, for a choice; nothing is counted."""
    permissions.check_can_read(by)
    named = Bank.objects.filter(is_own=False).values_list("reference", "name")
    return [(reference, in_words(name)) for reference, name in named]


def as_reference(text: str) -> str:
    """A reference as it may be looked for; what cannot be one names nothing."""
    return text if text.isascii() and text.isalnum() else ""


def bank_for(by: Actor, reference: str) -> Bank:
    permissions.check_can_read(by)
    bank = Bank.objects.select_related("hold_switched_on_by").filter(reference=as_reference(reference)).first()
    if bank is None:
        raise NotFound("no-such-bank", _("There is no such list."))
    return bank


def bank_named(by: Actor, name: str) -> Bank | None:
    permissions.check_can_read(by)
    return Bank.objects.filter(name=name).first()


@dataclass(frozen=True)
class EntryFilter:
    """What is asked for of a list's entries; empty means all."""

    search: str = ""
    type: str = ""
    opinion: str = ""
    state: str = ""


SPELT_IN_MANY_WAYS = (EntryType.TEXT, EntryType.URL, EntryType.IDENTIFIER, EntryType.PATTERN)

STATES = {
    EntryState.ACTIVE.value: Q(withdrawn_at=None, disabled_at=None),
    EntryState.DISABLED.value: Q(withdrawn_at=None, disabled_at__isnull=False),
    EntryState.WITHDRAWN.value: Q(withdrawn_at__isnull=False),
}


def entries_of(bank: Bank, wanted: EntryFilter | None = None) -> "QuerySet[Entry]":
    """A list's entries, the latest first."""
    wanted = wanted or EntryFilter()
    rows: QuerySet[Entry] = Entry.objects.filter(bank=bank, **given(type=wanted.type, opinion=wanted.opinion))
    rows = rows.filter(STATES.get(wanted.state, Q()))
    return rows.filter(search_of(wanted.search)).order_by("-id")


def given(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def search_of(text: str) -> Q:
    """A value in any spelling that means it, a reference or source id as a whole; part of a label or an entity."""
    if not text.strip():
        return Q()
    whole = text.strip()
    exact = Q(value=whole) | Q(value=whole.lower()) | Q(source_id=whole) | Q(reference=whole.upper())
    for type_ in SPELT_IN_MANY_WAYS:
        with suppress(MatchingError):
            exact |= Q(type=type_, value_sha256=parse_value(type_, whole).sha256)
    return exact | Q(label__icontains=whole) | Q(entity__icontains=whole)


def entry_for(by: Actor, reference: str) -> Entry:
    permissions.check_can_read(by)
    entry: Entry | None = Entry.objects.select_related("bank").filter(reference=as_reference(reference)).first()
    if entry is None:
        raise NotFound("no-such-entry", _("There is no such entry."))
    return entry


def entry_numbered(by: Actor, bank: Bank, number: int) -> Entry | None:
    """The entry that stands on a list under this number."""
    permissions.check_can_read(by)
    found: Entry | None = Entry.objects.filter(bank=bank, pk=number, withdrawn_at=None).select_related("bank").first()
    return found


def entry_with_value(by: Actor, bank: Bank, type_: EntryType, value: str) -> Entry | None:
    """The entry that stands on a list with this value. Raises Invalid where it is no such value."""
    permissions.check_can_read(by)
    parsed = value_of(type_, value)
    found: Entry | None = Entry.objects.filter(
        bank=bank, type=parsed.type, value_sha256=parsed.sha256, withdrawn_at=None
    ).first()
    return found


def value_of(type_: EntryType, text: str) -> Value:
    """A value as it would stand on a list. Raises Invalid where it is no such value."""
    try:
        return parse_value(type_, text)
    except MatchingError as error:
        raise refused("entry-value", error) from error


def entries_standing(by: Actor) -> "QuerySet[Entry]":
    """Every entry that stands on a list of known content, whatever the list."""
    permissions.check_can_read(by)
    rows: QuerySet[Entry] = Entry.objects.filter(withdrawn_at=None, bank__kind=BankKind.KNOWN)
    return rows.select_related("bank")


@dataclass(frozen=True)
class Standing:
    """How many entries of one type may match, and when the newest of them was added."""

    entries: int
    newest_at: datetime | None


def standing_by_type() -> dict[EntryType, Standing]:
    """The same for every type of which there is an entry."""
    active = Entry.objects.filter(disabled_at=None, withdrawn_at=None, bank__disabled_at=None)
    rows = active.values_list("type").annotate(Count("id"), Max("added_at")).order_by()
    return {EntryType(type_): Standing(entries, newest) for type_, entries, newest in rows}


@dataclass(frozen=True)
class ListedKey:
    """One entry by the SHA-256 of its canonical value."""

    sha256: str
    entry: str
    bank: str


def keys_under(type_: EntryType, prefix: str) -> list[ListedKey]:
    """The entries that may match and whose SHA-256 begins so, for somebody who is not to hold the list.

    Without what counts as wrong here, what an allow-list holds, and lists that may not leave the house (TLP:RED).
    """
    under = Entry.objects.filter(type=type_, value_sha256__gte=prefix, value_sha256__lt=f"{prefix}g")
    active = under.filter(withdrawn_at=None, disabled_at=None)
    on = list(Bank.objects.filter(disabled_at=None).exclude(tlp=Tlp.RED))
    known = [bank.pk for bank in on if bank.kind == BankKind.KNOWN]
    harmless = active.filter(bank__in=Bank.objects.filter(disabled_at=None, kind=BankKind.ALLOW))
    listed = active.filter(bank__in=known).exclude(opinion=Opinion.NEGATIVE)
    suppressed = set(harmless.values_list("value_sha256", flat=True))
    rows = listed.order_by("value_sha256", "pk").values_list("value_sha256", "reference", "bank__reference")
    return [ListedKey(*row) for row in rows if row[0] not in suppressed]


def index_version() -> int:
    """The version of the index that is in force; 0 before anything was listed."""
    return IndexState.objects.aggregate(latest=Max("version"))["latest"] or 0


def own_opinion_of(entry: Entry) -> EntryOpinion | None:
    """What we hold of an entry now, if anything."""
    found: EntryOpinion | None = EntryOpinion.objects.filter(entry=entry, side=Side.OWN, ended_at=None).first()
    return found


def opinion_numbered(entry: Entry, number: int) -> EntryOpinion:
    found: EntryOpinion | None = EntryOpinion.objects.filter(entry=entry, pk=number).select_related("entry").first()
    if found is None:
        raise NotFound("no-such-opinion", _("There is no such opinion of this entry."))
    return found


def opinion_without_ours(entry: Entry) -> Opinion:
    """What an entry would count as if we held nothing of it."""
    return rules.opinion_of(None, Opinion(entry.sources_opinion) if entry.sources_opinion else None)


def items_matched(entry: Entry) -> int:
    return MatchRecord.objects.filter(entry=entry).values("item").distinct().count()


def runs_of(bank: Bank) -> "QuerySet[ImportRun]":
    return ImportRun.objects.filter(bank=bank)


def run_for(by: Actor, reference: str) -> ImportRun:
    permissions.check_can_read(by)
    run: ImportRun | None = ImportRun.objects.select_related("bank").filter(reference=as_reference(reference)).first()
    if run is None:
        raise NotFound("no-such-run", _("There is no such import."))
    return run


def hashes_listed_since(version: int) -> Iterator[ListEntry]:
    """The hashes on lists of known content that came after an index version and may match, as a rescan takes them."""
    asked = known_since(version).filter(type__in=HASHES).order_by("id")
    columns = ("bank__name", "reference", "type", "value", "bank__threshold_bits")
    for bank, reference, type_, value, threshold in asked.values_list(*columns).iterator(2_000):
        yield ListEntry(bank, reference, EntryType(type_), value, threshold)


def others_listed_since(version: int) -> dict[str, dict[str, int]]:
    """How many entries of other types there are, by list and type."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    kinds = known_since(version).exclude(type__in=HASHES).values_list("bank__name", "type")
    for bank, type_, count in kinds.annotate(Count("id")).order_by("bank__name", "type"):
        found[bank][type_] = count
    return dict(found)


def known_since(version: int) -> QuerySet[Entry]:
    """What may match on lists of known content, of what came after an index version."""
    active = Entry.objects.filter(disabled_at=None, withdrawn_at=None, changed_in__gt=version)
    known = active.filter(bank__disabled_at=None, bank__kind=BankKind.KNOWN)
    return known.exclude(opinion=Opinion.NEGATIVE)


def rows_to_export(bank: Bank) -> Iterator[Entry]:
    """The entries that stand, in the order they came; streamed."""
    return Entry.objects.filter(bank=bank, withdrawn_at=None).order_by("id").iterator(ROWS_STREAMED)


index_snapshot = snapshots.state
