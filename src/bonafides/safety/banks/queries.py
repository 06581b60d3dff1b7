"""What is read of lists: matches for an upload, lists and entries for a page. The only read door for other domains."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Q, QuerySet, Sum

from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.errors import MatchingError
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.index import Hit
from bonafides.matching.rescan import ListEntry
from bonafides.matching.vocabulary import DIGEST_TYPES, PDQ_MIN_QUALITY, EntryType, MatchedBy
from bonafides.safety.banks import floods, live, permissions, rules, snapshots
from bonafides.safety.banks.listed import IDS_PER_STATEMENT, Listed, banks_in_use, listed_by_id
from bonafides.safety.banks.lookups import of_fields as of_fields  # other domains look up with these
from bonafides.safety.banks.lookups import of_file as of_file
from bonafides.safety.banks.lookups import of_value as of_value
from bonafides.safety.banks.models import Bank as Bank  # and type with these
from bonafides.safety.banks.models import Entry as Entry
from bonafides.safety.banks.models import FloodLimitsSet, ImportRun, IndexState, LookupCount, Quarantine
from bonafides.safety.banks.models import MatchRecord as MatchRecord  # other domains type with it
from bonafides.safety.banks.peer_shapes import SIGNALS as SIGNALS
from bonafides.safety.banks.peer_shapes import are_wanted as are_wanted
from bonafides.safety.banks.peer_shapes import by_bank as by_bank
from bonafides.safety.banks.peer_shapes import match_shape as match_shape
from bonafides.safety.banks.peer_shapes import peer_name as peer_name
from bonafides.safety.banks.values import Value, parse_value
from bonafides.safety.banks.vocabulary import BankKind, EntryState, OnMatch, Opinion, Outcome, Reason, Tlp

# -- matching ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Match:
    """One entry that was found, with everything that explains it and what it asks for."""

    entry_id: int
    entry: str  # its reference
    entry_code: str  # how its list calls it
    entry_value_sha256: str
    bank: str  # its reference
    bank_name: str
    bank_kind: BankKind
    source: str  # the list's provenance
    source_id: str
    label: str
    entity: str
    severity: str
    type: EntryType
    matched_by: MatchedBy
    fingerprint: str
    algorithm: str
    distance_bits: int | None
    quality: int | None
    detail: Mapping[str, object]
    threshold_bits: int | None
    hold_threshold_bits: int | None
    hold_lasts: timedelta
    opinion: Opinion
    own_opinion: str
    sources_opinion: str
    outcome: Outcome
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class Matched:
    """All that was found for one upload, the strictest and nearest first, in one version of the index."""

    matches: tuple[Match, ...]
    index_version: int


def match(fingerprints: Fingerprints) -> Matched:
    """Every active entry that the fingerprints meet, within each list's own threshold."""
    return match_all([fingerprints])[0]


def match_all(asked: Sequence[Fingerprints]) -> list[Matched]:
    """The same of several items, each for itself, in one version of the index."""
    found, version = live.search_all(asked)
    banks = banks_in_use() if any(found) else {}
    return judged(found, version, banks)


def judged(found: Sequence[Sequence[Hit[int]]], version: int, banks: Mapping[int, Bank]) -> list[Matched]:
    """What was hit for each of several items, with the entries read and judged by these lists' policies."""
    met = [hit.entry for hits in found for hit in hits]
    entries = listed_by_id(met, banks) if met else {}
    matched = [Matched(tuple(matches_of(pairs_of(hits, entries))), version) for hits in found]
    floods.TALLY.note([[match.entry_id for match in each.matches if asks(match)] for each in matched])
    return matched


def asks(match: Match) -> bool:
    """Whether a match asks for anything: only these count towards a flood."""
    return match.outcome is not Outcome.ALLOW


def pairs_of(hits: Sequence[Hit[int]], entries: Mapping[int, Listed]) -> list[tuple[Listed, Hit[int]]]:
    return [(entries[hit.entry], hit) for hit in hits if hit.entry in entries]


def outcome(matches: Sequence[Match]) -> rules.Judgement:
    """What an upload with these matches asks for."""
    return rules.strictest(rules.Judgement(each.outcome, each.reasons) for each in matches)


def hold_lasts(matches: Sequence[Match]) -> timedelta:
    """How long the matches that ask for a hold may hold: the shortest that any of their lists allows."""
    return min((each.hold_lasts for each in matches if each.outcome is Outcome.HOLD), default=timedelta())


def matches_of(pairs: Sequence[tuple[Listed, Hit[int]]]) -> list[Match]:
    """What was found, judged; nothing at all where only lists of harmless things were met."""
    found = [(each, entry, hit) for entry, hit in pairs if rules.misses(*facts(each := found_of(entry, hit))) is None]
    if all(each.policy.kind is BankKind.ALLOW for each, _entry, _hit in found):
        return []
    judged = rules.judgements_of([each for each, _entry, _hit in found])
    matches = [match_of(entry, hit, verdict) for (_each, entry, hit), verdict in zip(found, judged, strict=True)]
    return each_entry_once(sorted(matches, key=lambda match: -rules.STRICTNESS.index(match.outcome)))


def each_entry_once(matches: Sequence[Match]) -> list[Match]:
    """Of several files inside an upload that meet one entry, the first counts: the strictest and nearest."""
    first: dict[int, Match] = {}
    for match in matches:
        first.setdefault(match.entry_id, match)
    return list(first.values())


def found_of(entry: Listed, hit: Hit[int]) -> rules.Found:
    hit_facts = rules.HitFacts(hit.fingerprint, hit.matched_by, hit.distance_bits, hit.quality, hit.path)
    return rules.Found(entry.facts(), hit_facts, entry.bank.policy())


def facts(found: rules.Found) -> tuple[rules.EntryFacts, rules.HitFacts, rules.PolicyFacts]:
    return found.entry, found.hit, found.policy


def match_of(entry: Listed, hit: Hit[int], judgement: rules.Judgement) -> Match:
    bank, is_pdq = entry.bank, hit.type is EntryType.PDQ
    return Match(
        entry_id=entry.pk,
        entry=entry.reference,
        entry_code=entry.code,
        entry_value_sha256=entry.value_sha256,
        bank=bank.reference,
        bank_name=bank.name,
        bank_kind=BankKind(bank.kind),
        source=bank.provenance,
        source_id=entry.source_id,
        label=entry.label,
        entity=entry.entity,
        severity=entry.severity,
        type=hit.type,
        matched_by=hit.matched_by,
        fingerprint=hit.fingerprint,
        algorithm=hit.algorithm,
        distance_bits=hit.distance_bits,
        quality=hit.quality,
        detail=hit.detail,
        threshold_bits=bank.threshold_bits if is_pdq else None,
        hold_threshold_bits=bank.hold_threshold_bits if is_pdq else None,
        hold_lasts=bank.hold_lasts,
        opinion=Opinion(entry.opinion),
        own_opinion=entry.own_opinion,
        sources_opinion=entry.sources_opinion,
        outcome=judgement.outcome,
        reasons=judgement.reasons,
    )


def values_to_keep(fingerprints: Fingerprints) -> list[tuple[EntryType, str]]:
    """What of an item goes on our own list: its SHA-256, and its first frame's PDQ hash if the quality is high."""
    exact = [(EntryType.SHA256, digest) for kind, digest in fingerprints.digests.items() if kind is EntryType.SHA256]
    first = [frame for frame in fingerprints.frames[:1] if frame.quality >= PDQ_MIN_QUALITY]
    return [*exact, *((EntryType.PDQ, frame.hash.hex) for frame in first)]


def match_records_of(items: Iterable[str]) -> list[MatchRecord]:
    """Why each of several items was stopped at, oldest first."""
    return list(MatchRecord.objects.filter(item__in=list(items)).select_related("entry__bank").order_by("id"))


def lists_met(items: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each item, by its reference, with the name of each list that it met."""
    wanted = list(items)
    for start in range(0, len(wanted), IDS_PER_STATEMENT):
        some = MatchRecord.objects.filter(item__in=wanted[start : start + IDS_PER_STATEMENT])
        some = some.filter(entry__bank__kind=BankKind.KNOWN)
        yield from some.values_list("item", "bank_name").distinct()


def match_records(item: str) -> list[MatchRecord]:
    """What was recorded when an item matched, in that order."""
    return list(MatchRecord.objects.filter(item=item).select_related("entry__bank"))


def still_counts(record: MatchRecord) -> bool:
    """Whether what a match rests on is known content to us now: on a list that is on, and not held to be wrong."""
    entry = record.entry
    is_listed = entry.facts().state is EntryState.ACTIVE and entry.bank.is_active
    return is_listed and entry.bank.kind == BankKind.KNOWN and entry.opinion != Opinion.NEGATIVE


def may_hold(record: MatchRecord) -> bool:
    """Whether what a match rests on could still hold anything back: a positive entry of a list that may hold."""
    entry = record.entry
    positive = entry.opinion == Opinion.POSITIVE and entry.facts().state is EntryState.ACTIVE
    return positive and entry.bank.is_active and entry.bank.on_match == OnMatch.HOLD


def rests_on(entry: str) -> list[str]:
    """The references of all items that an entry (by its reference) ever matched: what its opinion bears on."""
    return list(MatchRecord.objects.filter(entry__reference=entry).values_list("item", flat=True).distinct())


def entries_banked_by(decisions: Iterable[str], values: Iterable[tuple[EntryType, str]]) -> list[Entry]:
    """The entries with one of these values that stand on a list because of one of these decisions."""
    listed = {value for _type, value in values}
    cited = Q(decision__in=list(decisions)) | Q(opinions__decision__in=list(decisions))
    return list(Entry.objects.filter(cited, value__in=listed, withdrawn_at=None).distinct().order_by("id"))


def severity_of(match: Match | MatchRecord) -> str:
    """A list's word for how grave an entry is, read: low, medium, high, critical, or nothing."""
    return rules.severity_of(match.severity)


# -- pages ------------------------------------------------------------------------------------------


def banks_for(by: Actor) -> QuerySet[Bank]:
    """All lists, with how many entries of each stand, match, and were withdrawn."""
    permissions.check_can_read(by)
    stands = Q(entries__withdrawn_at=None, entries__id__isnull=False)
    return Bank.objects.select_related("hold_switched_on_by").annotate(entries_standing=Count("entries", filter=stands))


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
    """A value, reference or source id as a whole; part of a label or an entity."""
    if not text.strip():
        return Q()
    whole = text.strip()
    exact = Q(value=whole) | Q(value=whole.lower()) | Q(source_id=whole) | Q(reference=whole.upper())
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
        raise Invalid("entry-value", _("%(reason)s"), reason=str(error)) from error


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


def lookups_on(day: date) -> dict[str, int]:
    """How many lookups there were that day, by kind."""
    rows = LookupCount.objects.filter(day=day).values("name").annotate(n=Sum("lookups")).values_list("name", "n")
    return dict(rows)


def hashes_listed_since(version: int) -> Iterator[ListEntry]:
    """The hashes on lists of known content that came after an index version and may match, as a rescan takes them."""
    active = Entry.objects.filter(disabled_at=None, withdrawn_at=None, changed_in__gt=version)
    known = active.filter(bank__disabled_at=None, bank__kind=BankKind.KNOWN, type__in=[EntryType.PDQ, *DIGEST_TYPES])
    asked = known.exclude(opinion=Opinion.NEGATIVE).order_by("id")
    columns = ("bank__name", "reference", "type", "value", "bank__threshold_bits")
    for bank, reference, type_, value, threshold in asked.values_list(*columns).iterator(2_000):
        yield ListEntry(bank, reference, EntryType(type_), value, threshold)


def rows_to_export(bank: Bank) -> Iterator[Entry]:
    """The entries that stand, in the order they came; streamed."""
    return Entry.objects.filter(bank=bank, withdrawn_at=None).order_by("id").iterator(2_000)


index_snapshot = snapshots.state


# -- floods -----------------------------------------------------------------------------------------


def quarantined() -> "QuerySet[Quarantine]":
    """The entries that flooded and that nobody let out yet: for a banner."""
    return Quarantine.objects.filter(ended_at=None, entry__withdrawn_at=None)


def quarantines_for(by: Actor) -> "QuerySet[Quarantine]":
    """All of them, those that nobody let out first."""
    permissions.check_can_read(by)
    return Quarantine.objects.select_related("entry__bank").order_by(F("ended_at").desc(nulls_first=True), "-id")


def quarantine_for(by: Actor, reference: str) -> Quarantine:
    found = quarantines_for(by).filter(reference=as_reference(reference)).first()
    if found is None:
        raise NotFound("no-such-quarantine", _("There is no such quarantine."))
    return found


def flood_limits() -> tuple[rules.FloodLimits, FloodLimitsSet | None]:
    """What is in force, and who said so."""
    return floods.limits(), FloodLimitsSet.objects.select_related("set_by").first()


# -- what matches come to ---------------------------------------------------------------------------


def known_banks() -> list[Bank]:
    """Every list of known content, also one that is switched off, by name."""
    return list(Bank.objects.filter(kind=BankKind.KNOWN).order_by("name"))


def records_between(start: datetime, end: datetime) -> "QuerySet[MatchRecord]":
    """What met a list of known content from `start` to before `end` and asked for something: to be counted."""
    known = [bank.reference for bank in known_banks()]
    rows: QuerySet[MatchRecord] = MatchRecord.objects.filter(matched_at__gte=start, matched_at__lt=end)
    return rows.filter(bank__in=known).exclude(outcome=Outcome.ALLOW).order_by()


def entries_by_id(ids: Iterable[int]) -> dict[int, Entry]:
    """Entries with their lists."""
    return Entry.objects.select_related("bank").in_bulk(list(ids))
