"""What hits come to, with the entries that were met lately remembered, and what one of them alone comes to.

What a lone hit comes to hangs on its entry's row, its list's policy and the way it was hit, so it is judged once, by
the rules themselves. Items that hit several entries are judged together, each time. Rows and lists are read anew with
the other tables, and whatever has changed is forgotten with all that was worked out from it.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple

from bonafides.matching.index import Hit
from bonafides.safety.banks import queries
from bonafides.safety.banks.front.wire import Around, Result, shown
from bonafides.safety.banks.listed import Listed, listed_by_id, unchanged
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.peer_shapes import peer_name
from bonafides.safety.banks.queries import Match, explanation
from bonafides.safety.banks.vocabulary import BankKind, Outcome

ENTRIES_REMEMBERED: Final = 20_000

Hits = Sequence[Hit[int]]
Banks = Mapping[int, Bank]


class Alone(NamedTuple):
    """What a lone hit comes to, but for the fingerprint that was asked: as it is answered, and as it is recorded."""

    outcome: Outcome
    match: Around
    explanation: Mapping[str, object]


class Card(NamedTuple):
    """An entry as it was read; `alone` is what was worked out, by the way it was hit."""

    entry: Listed
    alone: dict[tuple[object, ...], Alone | None]


class Told(NamedTuple):
    """What is answered of an item, the entries that count towards a flood, and what explains each match."""

    result: Result
    asking: Sequence[int]
    explanations: Sequence[Mapping[str, object]]

    @property
    def is_match(self) -> bool:
        return bool(self.result.matches)


NOTHING: Final = Told(Result(Outcome.ALLOW, [], None), (), ())


class Met:
    """The entries that were met lately, and these lists."""

    def __init__(self, banks: Banks, cards: dict[int, Card] | None = None) -> None:
        self.banks = banks
        self._cards = cards or {}

    def renewed(self, banks: Banks, *, is_quiet: bool = False) -> "Met":
        """The same as of now: what has changed, or was taken off its list, is not in it.

        `is_quiet` says that no entry was changed since the rows were read, so that none has to be read again.
        """
        if len(self._cards) >= ENTRIES_REMEMBERED or are_different(self.banks, banks):
            return Met(banks)
        if is_quiet:
            return self
        cards = self._cards.copy()  # requests go on adding to it
        still = unchanged({pk: card.entry for pk, card in cards.items()})
        return Met(banks, {pk: cards[pk] for pk in still})

    @cached_property
    def names(self) -> frozenset[str]:
        """Of the lists that are on and hold what is known, as clients spell them."""
        return frozenset(peer_name(bank.name) for bank in self.banks.values() if bank.kind == BankKind.KNOWN)

    def told(self, found: Sequence[Hits]) -> list[Told]:
        """What is answered of each of several items."""
        cards = self._cards_of(found)
        return [told_of(hits, cards) if hits else NOTHING for hits in found]

    def told_of(self, hits: Hits) -> Told:
        """The same of a single item."""
        if not hits:
            return NOTHING
        is_known = len(hits) == 1 and hits[0].entry in self._cards
        return told_of(hits, self._cards if is_known else self._cards_of([hits]))

    def matches(self, found: Sequence[Hits]) -> list[list[Match]]:
        """The matches of each of several items."""
        cards = self._cards_of(found)
        return [matches_of(hits, cards) if hits else [] for hits in found]

    def _cards_of(self, found: Sequence[Hits]) -> Mapping[int, Card]:
        """The cards of all entries that were hit and may match; those not remembered are read."""
        known = self._cards
        missing = {hit.entry for hits in found for hit in hits if hit.entry not in known}
        if not missing:
            return known
        read = {pk: Card(entry, {}) for pk, entry in listed_by_id(missing, self.banks).items()}
        if len(known) < ENTRIES_REMEMBERED:
            known.update(read)
            return known
        return {**known, **read}


def matches_of(hits: Hits, cards: Mapping[int, Card]) -> list[Match]:
    return queries.matches_of([(cards[hit.entry].entry, hit) for hit in hits if hit.entry in cards])


def asking_in(matches: Iterable[Match]) -> list[int]:
    return [match.entry_id for match in matches if queries.asks(match)]


def told_in(matches: Sequence[Match]) -> Told:
    """What is answered of an item with these matches."""
    result = Result(queries.outcome(matches).outcome, [shown(match) for match in matches], None)
    return Told(result, asking_in(matches), [explanation(match) for match in matches])


def told_of(hits: Hits, cards: Mapping[int, Card]) -> Told:
    if len(hits) > 1 or hits[0].detail:
        return told_in(matches_of(hits, cards))
    (hit,) = hits
    card = cards.get(hit.entry)
    alone = alone_of(card, hit) if card else None
    if alone is None:
        return NOTHING
    result = Result(alone.outcome, [alone.match.shown(hit.fingerprint)], None)
    asking = () if alone.outcome is Outcome.ALLOW else (hit.entry,)
    return Told(result, asking, ({**alone.explanation, "fingerprint": hit.fingerprint},))


def alone_of(card: Card, hit: Hit[int]) -> Alone | None:
    """What one hit alone comes to; None where it is no match."""
    way = (hit.type, hit.matched_by, hit.distance_bits, hit.quality)
    try:
        return card.alone[way]
    except KeyError:
        matches = queries.matches_of([(card.entry, hit)])
        alone = worked_out(matches[0]) if matches else None
        return card.alone.setdefault(way, alone)


def worked_out(match: Match) -> Alone:
    return Alone(queries.outcome([match]).outcome, Around.of(match), explanation(match))


def are_different(before: Banks, after: Banks) -> bool:
    """Whether any list was added, taken away, or changed in anything."""
    return {pk: values_of(bank) for pk, bank in before.items()} != {pk: values_of(bank) for pk, bank in after.items()}


def values_of(bank: Bank) -> dict[str, Any]:
    return {name: value for name, value in vars(bank).items() if name != "_state"}
