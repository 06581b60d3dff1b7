"""Lists and contents as a client of Hasher-Matcher-Actioner reads them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Invalid, NotFound
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType, MatchedBy
from bonafides.safety.banks import queries as banks
from bonafides.safety.banks.queries import Match, Standing
from bonafides.safety.banks.vocabulary import BankKind, EntryState, Outcome
from bonafides.safety.peers import rules
from bonafides.safety.peers.models import BankedContent, BankedSignal, ListShare
from bonafides.safety.peers.vocabulary import ALWAYS_OFF, ALWAYS_ON

NAME_OF = {kind: name for name, kind in reversed(banks.SIGNALS.items())}  # the first name of each type
NO_BANK = _("bank '%(name)s' not found")
NO_CONTENT = _("content '%(number)s' not found")

Bank = banks.Bank
Entry = banks.Entry


# -- matches ----------------------------------------------------------------------------------------------------------


def asking(matches: Iterable[Match], wanted: frozenset[str]) -> list[Match]:
    """What asks for anything: what is suppressed, harmless or but a part of a video is no match to such a client.

    `wanted`: names, or all.
    """
    known = [each for each in matches if each.outcome is not Outcome.ALLOW and each.bank_kind is BankKind.KNOWN]
    whole = [each for each in known if each.matched_by is not MatchedBy.PARTIAL]
    return [each for each in whole if not wanted or banks.peer_name(each.bank_name) in wanted]


def explained(match: Match) -> dict[str, object]:
    """Everything that explains a match, beyond what the client's own form holds."""
    return {
        **banks.match_shape(match),
        "entry": match.entry,
        "signal_type": NAME_OF.get(match.type, match.type.value),
        "matched_by": match.matched_by,
        "detail": match.detail,
        "source": match.source,
        "source_id": match.source_id,
        "label": match.label,
        "entity": match.entity,
        "severity": match.severity,
        "quality": match.quality,
        "threshold": match.threshold_bits,
        "opinion": match.opinion,
        "outcome": match.outcome,
        "reasons": [reason.value for reason in match.reasons],
    }


def by_bank_explained(matches: Iterable[Match]) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for match in matches:
        found.setdefault(banks.peer_name(match.bank_name), []).append(explained(match))
    return found


def signal_of(fingerprints: Fingerprints, kind: EntryType) -> str:
    """A hash of the file; empty where the picture is none, or has too little detail."""
    if kind is not EntryType.PDQ:
        return fingerprints.digests[kind]
    usable = [frame.hash.hex for frame in fingerprints.frames[:1] if frame.is_usable]
    return usable[0] if usable else ""


# -- lists ------------------------------------------------------------------------------------------------------------


def bank_shape(bank: Bank) -> dict[str, object]:
    return {"name": banks.peer_name(bank.name), "matching_enabled_ratio": share_of(bank) if bank.is_active else 0.0}


def share_of(bank: Bank) -> float:
    """For what share of the questions it answers, while it is on."""
    return ListShare.objects.filter(bank=bank).values_list("share", flat=True).first() or 1.0


def partial_lists() -> list[ListShare]:
    """The lists that are on, but answer for less than all questions."""
    rows = ListShare.objects.filter(share__lt=1, bank__disabled_at=None)
    return list(rows.select_related("bank").order_by("bank__name"))


def in_share(matches: Sequence[Match], *, seed: str, value_sha256: str) -> list[Match]:
    """The matches on lists that answer this question."""
    shares = {row.bank.reference: row.share for row in partial_lists()} if matches else {}
    if not shares:
        return list(matches)
    coin = rules.coin(seed, value_sha256)
    return [match for match in matches if shares.get(match.bank, 1.0) >= coin]


def banks_of(by: Actor) -> list[Bank]:
    """The lists of known content; what is harmless is no list to such a client."""
    return list(banks.banks_for(by).filter(kind=BankKind.KNOWN).order_by("pk"))


def check_names(wanted: frozenset[str]) -> None:
    """Refuse a question about a list that is not there: it would be answered as if nothing stood on it.

    Whoever may look up hears of matches by the names of their lists, so this asks for no more than that.
    """
    names = banks.banks_for(SYSTEM).filter(kind=BankKind.KNOWN).values_list("name", flat=True) if wanted else ()
    if unknown := wanted - {banks.peer_name(name) for name in names}:
        raise NotFound("no-such-bank", NO_BANK, name=min(unknown)[:100])


def bank_called(by: Actor, name: str) -> Bank | None:
    """The list of this name: spelt so itself, or else the one whose name is spelt so for clients."""
    spelt = [bank for bank in banks_of(by) if banks.peer_name(bank.name) == name]
    exact = [bank for bank in spelt if bank.name == name]
    if not exact and len(spelt) > 1:
        raise Invalid("bank-ambiguous", _("Two lists are called %(name)s for clients; rename one."), name=name)
    return next(iter(exact or spelt), None)


def bank_for(by: Actor, name: str) -> Bank:
    bank = bank_called(by, name)
    if bank is None:
        raise NotFound("no-such-bank", NO_BANK, name=name[:100])
    return bank


# -- contents ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Content:
    """One content: its entries by the client's name for each signal, and what is kept beside them, if anything."""

    bank: Bank
    entries: Mapping[str, Entry]
    kept: BankedContent | None = field(default=None)

    @property
    def number(self) -> int:
        return min(entry.pk for entry in self.entries.values())

    @property
    def disable_until(self) -> int:
        if all(entry.state is EntryState.ACTIVE for entry in self.entries.values()):
            return ALWAYS_ON
        until = self.kept.off_until if self.kept else None
        return int(until.timestamp()) if until else ALWAYS_OFF


def content_numbered(by: Actor, bank: Bank, number: int) -> Content:
    """The content that an entry of this list belongs to; an entry that no client banked is one of its own."""
    entry = banks.entry_numbered(by, bank, number)
    if entry is None:
        raise NotFound("no-such-content", NO_CONTENT, number=number)
    return content_of(bank, entry)


def content_of(bank: Bank, entry: Entry) -> Content:
    banked = BankedSignal.objects.filter(entry=entry).select_related("content").first()
    if banked is None:
        return Content(bank, {NAME_OF.get(EntryType(entry.type), entry.type): entry})
    signals = banked.content.signals.filter(entry__withdrawn_at=None).select_related("entry")
    return Content(bank, {signal.name: signal.entry for signal in signals}, banked.content)


def content_shape(
    content: Content, *, signals: Iterable[str] | None = None, metadata: bool = True
) -> dict[str, object]:
    """`signals`: the names to show, None for no signals at all."""
    shape: dict[str, object] = {
        "id": content.number,
        "disable_until_ts": content.disable_until,
        "collab_metadata": collab_of(content),
        "original_media_uri": None,
        "bank": bank_shape(content.bank),
    }
    if signals is not None:
        wanted = set(signals)
        shape["signals"] = {name: entry.value for name, entry in content.entries.items() if name in wanted}
    if metadata:
        shape["metadata"] = metadata_of(content)
    if content.kept and content.kept.note:
        shape["note"] = content.kept.note
    return shape


def metadata_of(content: Content) -> dict[str, object]:
    kept = content.kept
    given = {"content_id": kept.content_id, "content_uri": kept.content_uri, "json": kept.json} if kept else {}
    return {**{name: value for name, value in given.items() if value}, "collab": collab_of(content)}


def collab_of(content: Content) -> dict[str, list[str]]:
    """Under which ids the list's source knows it."""
    ids = sorted({entry.source_id for entry in content.entries.values() if entry.source_id})
    return {banks.peer_name(content.bank.name): ids} if ids else {}


# -- the state of the index -------------------------------------------------------------------------------------------


def by_signal(shape: Callable[[Standing], dict[str, object]], only: str = "") -> dict[str, dict[str, object]]:
    """One shape for each kind of signal, or for one of them."""
    if only and only not in banks.SIGNALS:
        raise Invalid("no-such-signal-type", _("No such signal type '%(name)s'"), name=only[:40])
    standing = banks.standing_by_type()
    none = Standing(0, None)
    return {name: shape(standing.get(kind, none)) for name, kind in banks.SIGNALS.items() if only in ("", name)}


def index_shape(standing: Standing) -> dict[str, object]:
    return {"present": bool(standing.entries), "built_to": seconds_of(standing.newest_at), "size": standing.entries}


def curated_index_shape(standing: Standing) -> dict[str, object]:
    """Here the index is what the tables say, so the two never differ."""
    newest = seconds_of(standing.newest_at)
    return {
        "db_size": standing.entries,
        "index_size": standing.entries,
        "index_out_of_date": False,
        "newest_db_item": newest,
        "index_built_to": newest,
    }


def seconds_of(moment: datetime | None) -> int:
    return int(moment.timestamp()) if moment else -1
