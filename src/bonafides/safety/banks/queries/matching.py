"""What a lookup meets, judged: the one answer that uploads, programs and pages share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.index import Hit
from bonafides.matching.vocabulary import EntryType, MatchedBy
from bonafides.safety.banks import floods, live, rules
from bonafides.safety.banks.listed import Listed, banks_in_use, listed_by_id
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.vocabulary import BankKind, Opinion, Outcome, Reason


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


class Explained(NamedTuple):
    """A lookup as it is kept: what it asks for, and what explains each match, as JSON values."""

    outcome: str
    matches: Sequence[Mapping[str, object]]
    index_version: int


def explained(found: Matched) -> Explained:
    verdict = outcome(found.matches).outcome.value
    return Explained(verdict, [explanation(match) for match in found.matches], found.index_version)


def explanation(match: Match) -> dict[str, object]:
    """What explains one match, as JSON values."""
    return {
        "entry": match.entry,
        "bank": match.bank,
        "type": match.type.value,
        "matched_by": match.matched_by.value,
        "fingerprint": match.fingerprint,
        "algorithm": match.algorithm,
        "distance_bits": match.distance_bits,
        "opinion": match.opinion.value,
        "outcome": match.outcome.value,
        "reasons": [reason.value for reason in match.reasons],
    }


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
