"""What is kept to look back, and what kept uploads meet: judged as any upload is, by what stands on the lists now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Min, Q, QuerySet

from bonafides.base.keys import envelope
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.index import Hit
from bonafides.matching.lookback import Kept, Reach, Sieve, opened, reach_of
from bonafides.matching.lookback.sieve import NAMED_TYPES, SIEVED_TYPES
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import live, permissions, rules
from bonafides.safety.banks.listed import banks_in_use, listed_by_id
from bonafides.safety.banks.models import Bank, Entry, FoundLater, IndexState, KeptUpload, LookBack, LookBackRun
from bonafides.safety.banks.queries.matching import Match, asks, matches_of, pairs_of
from bonafides.safety.banks.vocabulary import (
    NOT_LOOKED_BACK,
    PHRASE_LOOKED_BACK,
    TYPE_NOT_LOOKED_BACK,
    BankKind,
    Opinion,
)

SEALING, SECRET, NAMING = "looking-back", "looking-back-secret", "kept-upload"

Row = tuple[int, EntryType, str]


# -- the switch -------------------------------------------------------------------------------------


def looking_back() -> LookBack | None:
    """The switch that is on, if one is."""
    return LookBack.objects.select_related("switched_on_by", "searched").filter(is_on=True).first()


def look_backs_for(by: Actor) -> "QuerySet[LookBack]":
    """Every time that it was switched on, the latest first."""
    permissions.check_can_read(by)
    return LookBack.objects.select_related("switched_on_by")


def look_back_to_end() -> LookBack:
    """The switch that is on. Raises Conflict if none is."""
    found = looking_back()
    if found is None:
        raise Conflict("look-back-off", _("It is off already."))
    return found


def for_the_policy() -> dict[str, object] | None:
    """What the public policy says of it, in codes and numbers: nobody's name. None while it is off."""
    switch = looking_back()
    if switch is None:
        return None
    return {
        "kept": "fingerprints",
        "days": switch.days,
        "since": switch.switched_on_at.isoformat(),
        "until": switch.until.isoformat(),
        "not_found": ["phrase", "pattern"],  # a few words inside a longer text, what only a rule on words finds
        "decided_by": switch.switched_on_as,
    }


@dataclass(frozen=True)
class KeptNow:
    """How many uploads something is kept of, and since when of the oldest."""

    uploads: int
    oldest: datetime | None


def kept_now(look_back: LookBack) -> KeptNow:
    """What is there of one switch."""
    rows = KeptUpload.objects.filter(look_back=look_back)
    found = rows.aggregate(uploads=Count("id"), oldest=Min("kept_at"))
    return KeptNow(found["uploads"], found["oldest"])


def last_run(look_back: LookBack) -> LookBackRun | None:
    """The latest search, which may be under way."""
    return LookBackRun.objects.filter(look_back=look_back).first()


def being_erased() -> LookBack | None:
    """The last switch that was turned off, while what it kept is not gone yet."""
    return LookBack.objects.filter(is_on=False, erased_at=None).first()


def search_named(reference: str) -> LookBackRun | None:
    """A search by its reference, as the worker is told of it."""
    return LookBackRun.objects.select_related("look_back").filter(reference=reference).first()


def run_under_way(look_back: LookBack) -> LookBackRun | None:
    return LookBackRun.objects.filter(look_back=look_back, finished_at=None).first()


# -- what is kept -----------------------------------------------------------------------------------


def name_of_upload(item: str) -> str:
    """The pseudonym under which what is kept of an upload is found, from the platform's own name for it."""
    return envelope.pseudonym(NAMING, item)


def secret_of(look_back: LookBack) -> bytes:
    return _opened_secret(look_back.reference, look_back.secret)


@lru_cache(maxsize=4)
def _opened_secret(reference: str, sealed: str) -> bytes:
    return bytes.fromhex(envelope.unseal_text(sealed, purpose=SECRET, bound_to=reference))


def item_of(upload: KeptUpload) -> str:
    """The platform's own name for a kept upload."""
    return envelope.unseal_text(upload.item, purpose=SEALING, bound_to=upload.reference)


# -- entries that are looked for --------------------------------------------------------------------


def entries_since(after: int, until: int) -> "QuerySet[Entry]":
    """The entries that may ask for a look and that began to match, or to match more, after one index version and until
    another.
    """
    began = Q(changed_in__gt=after, changed_in__lte=until)
    began |= Q(bank__enabled_in__gt=after, bank__enabled_in__lte=until, changed_in__lte=until)
    wider = Q(bank__widened_in__gt=after, bank__widened_in__lte=until, changed_in__lte=until)
    began |= wider & Q(type=EntryType.PDQ)  # only pictures have a threshold
    asking = Entry.objects.filter(began, disabled_at=None, withdrawn_at=None, bank__disabled_at=None)
    asking = asking.filter(bank__kind=BankKind.KNOWN, type__in=SIEVED_TYPES)
    return asking.exclude(opinion=Opinion.NEGATIVE).order_by("id")


def not_looked_back(bank: Bank, kind: EntryType, value: str) -> str:
    """Why an entry is not, or not wholly, looked for among what is kept; "" where it is, or where nothing is kept."""
    reach = reach_of(kind, value) if bank.kind == BankKind.KNOWN else Reach.FULL
    if reach is Reach.FULL or not LookBack.objects.filter(is_on=True).exists():
        return ""
    return PHRASE_LOOKED_BACK if reach is Reach.ALONE else NOT_LOOKED_BACK.get(kind, TYPE_NOT_LOOKED_BACK)


def entries_not_looked_back(bank: Bank) -> int:
    """How many entries that may match are of types that are never looked for among what is kept."""
    if bank.kind != BankKind.KNOWN:
        return 0
    others = [kind for kind in EntryType if kind not in SIEVED_TYPES]
    return bank.entries.filter(type__in=others, withdrawn_at=None, disabled_at=None).count()


def portion_of(run: LookBackRun) -> list[Row]:
    """The entries that a run looks for now."""
    rows = entries_since(run.after, run.until).filter(id__gt=run.entries_done, id__lte=run.entries_upto)
    return rows_of(rows)


def rows_of(entries: "QuerySet[Entry]") -> list[Row]:
    return [(pk, EntryType(kind), value) for pk, kind, value in entries.values_list("id", "type", "value")]


def matching_since(entry: Entry) -> datetime:
    """When an entry began to match, or to match more, for the last time."""
    widened_in = entry.bank.widened_in if entry.type == EntryType.PDQ else 0
    version = max(entry.changed_in, entry.bank.enabled_in, widened_in)
    found = IndexState.objects.filter(version=version).values_list("changed_at", flat=True).first()
    return found or entry.added_at


# -- what they meet ---------------------------------------------------------------------------------


class Search:
    """A few entries, ready to be looked for among kept uploads of one switch."""

    def __init__(self, entries: Sequence[Row], secret: bytes) -> None:
        self.wanted = {entry for entry, _kind, _value in entries}
        self._secret = secret
        self._sieve: Sieve[int] = Sieve(entries, secret)
        self._harmless: Sieve[int] | None = None

    def found_in(self, uploads: Sequence[Kept]) -> dict[int, list[Match]]:
        """What of the entries each upload (by its number) meets and that asks for a look."""
        some = self._sieve.may_meet(uploads)
        if not some:
            return {}
        plain, _version = live.search_all([opened(uploads[number]) for number in some])
        hits = {number: [*of_item, *self._named(uploads[number])] for number, of_item in zip(some, plain, strict=True)}
        judged = judged_of(hits)
        found = {number: wanted_of(matches, self.wanted) for number, matches in judged.items()}
        return {number: matches for number, matches in found.items() if matches}

    def _named(self, upload: Kept) -> list[Hit[int]]:
        """Hits by names; what lists of harmless things say of the same names counts as it does for any upload."""
        hits = self._sieve.named_hits(upload)
        if not hits:
            return []
        if self._harmless is None:
            allowing = Entry.objects.filter(disabled_at=None, withdrawn_at=None, type__in=NAMED_TYPES)
            self._harmless = Sieve(rows_of(allowing.filter(bank__kind=BankKind.ALLOW)), self._secret)
        return [*hits, *self._harmless.named_hits(upload)]


def judged_of(hits: Mapping[int, Sequence[Hit[int]]]) -> dict[int, list[Match]]:
    """Every match, as the policies, opinions and lists of harmless things have it now. No flood is counted by it."""
    entries = listed_by_id([hit.entry for each in hits.values() for hit in each], banks_in_use())
    return {number: matches_of(pairs_of(each, entries)) for number, each in hits.items()}


def wanted_of(matches: Iterable[Match], wanted: Collection[int]) -> list[Match]:
    """The matches with the entries that are looked for, as far as they ask for a look, which is all they may ask."""
    return [later(match) for match in matches if match.entry_id in wanted and asks(match)]


def later(match: Match) -> Match:
    judgement = rules.later(rules.Judgement(match.outcome, match.reasons))
    return replace(match, outcome=judgement.outcome, reasons=judgement.reasons)


# -- what was found ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class FoundUpload:
    """A kept upload that meets entries which came later: what a case is opened with.

    `item` is the platform's own name for it; `alike` are references of items that were found before and are the same
    file.
    """

    upload: str
    item: str
    uploaded_at: datetime
    matches: tuple[Match, ...]
    index_version: int
    alike: tuple[str, ...]


def found_later(upload: str) -> FoundUpload | None:
    """What a kept upload (by its reference) meets now of what was found, if it is still there and not settled."""
    kept = KeptUpload.objects.select_related("look_back").filter(reference=upload, look_back__is_on=True).first()
    waiting = FoundLater.objects.filter(upload=kept, settled_at=None) if kept else FoundLater.objects.none()
    entries = Entry.objects.select_related("bank").filter(id__in=waiting.values("entry"))
    if kept is None or not entries:
        return None
    search = Search(rows_of(entries), secret_of(kept.look_back))
    since = {entry.pk: matching_since(entry) for entry in entries}
    matches = search.found_in([kept.kept()]).get(0, [])
    dated = tuple(_dated(match, kept.kept_at, since[match.entry_id]) for match in matches)
    return FoundUpload(upload, item_of(kept), kept.kept_at, dated, live.in_step()[0], alike_of(kept))


def _dated(match: Match, uploaded_at: datetime, since: datetime) -> Match:
    """With what the case page says: when it was uploaded, and when the entry came."""
    moments = {"uploaded_at": uploaded_at.isoformat(), "listed_at": since.isoformat()}
    return replace(match, detail={**match.detail, "found_later": moments})


def alike_of(kept: KeptUpload) -> tuple[str, ...]:
    """The items that the same file became which was found under other names."""
    if not kept.digests:
        return ()
    same = FoundLater.objects.filter(upload__look_back=kept.look_back, upload__digests=kept.digests).exclude(item="")
    return tuple(dict.fromkeys(same.order_by("-id").values_list("item", flat=True)[:50]))
