"""What opinions come to, what a match may do, what a bank's policy may be. Nothing here reads a clock or a table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.matching.vocabulary import DIGEST_TYPES, PDQ_MIN_QUALITY, EntryType, MatchedBy
from bonafides.safety.banks.vocabulary import (
    FLOOD_FLOOR_HITS,
    FLOOD_LEAST_ITEMS,
    FLOOD_SHARE_BP,
    HOLD_LASTS_AT_MOST,
    LOOK_BACK_DAYS_AT_MOST,
    LOOK_BACK_LASTS_DAYS_AT_MOST,
    LOOK_BACK_MOST_HITS,
    THRESHOLD_BITS,
    BankKind,
    EntryState,
    OnMatch,
    Opinion,
    Outcome,
    Reason,
    Severity,
)

COLLISION_FREE = (EntryType.SHA256, EntryType.SHA512)  # RFC 6151: MD5 has collisions; RFC 6194: SHA-1 too
TAKING_BACK = (MatchedBy.EXACT, MatchedBy.NEAR, MatchedBy.URL, MatchedBy.IDENTIFIER)
CERTAINTY = (Opinion.NEGATIVE, Opinion.UNCONFIRMED, Opinion.POSITIVE, Opinion.DISPUTED)
STRICTNESS = (Outcome.ALLOW, Outcome.REVIEW, Outcome.HOLD)
SEVERITY_WORDS = {
    Severity.LOW: ("low", "1"),
    Severity.MEDIUM: ("medium", "moderate", "2"),
    Severity.HIGH: ("high", "severe", "3"),
    Severity.CRITICAL: ("critical", "extreme", "4"),
}


# -- opinions ---------------------------------------------------------------------------------------


def sources_opinion(opinions: Iterable[Opinion]) -> Opinion:
    """What the sources hold together: nothing is unconfirmed; for and against is disputed; the unsure do not count."""
    held = set(opinions) - {Opinion.UNCONFIRMED}
    if not held:
        return Opinion.UNCONFIRMED
    return held.pop() if len(held) == 1 else Opinion.DISPUTED


def opinion_of_source(opinions: Iterable[Opinion]) -> Opinion | None:
    """What one source holds of a value that several of its records name; None: none of them says anything.

    A no beside anything else is disputed, and a yes outweighs the unsure. Source: facebook/ThreatExchange, the opinions
    of python-threatexchange.
    """
    held = set(opinions)
    if not held:
        return None
    if Opinion.NEGATIVE in held and len(held) > 1:
        return Opinion.DISPUTED
    return max(held, key=CERTAINTY.index)


def opinion_of(own: Opinion | None, sources: Opinion | None) -> Opinion:
    """What an entry counts as here.

    1. Our own no is final on our installation, whatever a source says or says again.
    2. Our own yes does not outvote a source's no: for and against is disputed.
    3. Our own doubt (disputed, unconfirmed) takes the certainty from a source's yes, and never overrides its no.
    """
    theirs = sources or Opinion.UNCONFIRMED
    if own is None or own is theirs:
        return theirs
    if own is Opinion.NEGATIVE:
        return own
    if own is Opinion.POSITIVE:
        return sources_opinion([own, theirs])
    return own if theirs is Opinion.POSITIVE or (own is Opinion.DISPUTED and theirs is not Opinion.NEGATIVE) else theirs


# -- a match ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class EntryFacts:
    """What stands on the list."""

    type: EntryType
    opinion: Opinion
    state: EntryState = EntryState.ACTIVE


@dataclass(frozen=True)
class HitFacts:
    """How it was found. `quality` is that of the submitted picture; None where it is not known.

    `path` is that of a file inside the upload; () is the upload itself.
    """

    fingerprint: str
    matched_by: MatchedBy
    distance_bits: int | None = None
    quality: int | None = None
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class PolicyFacts:
    """What its bank says of a match. `holding_is_on`: a named person switched it on."""

    kind: BankKind = BankKind.KNOWN
    on_match: OnMatch = OnMatch.REVIEW
    holding_is_on: bool = False
    threshold_bits: int = THRESHOLD_BITS
    hold_threshold_bits: int = 0
    is_active: bool = True


@dataclass(frozen=True)
class Found:
    entry: EntryFacts
    hit: HitFacts
    policy: PolicyFacts


@dataclass(frozen=True)
class Judgement:
    """What one match asks for, and why."""

    outcome: Outcome
    reasons: tuple[Reason, ...]


def misses(entry: EntryFacts, hit: HitFacts, policy: PolicyFacts) -> Reason | None:
    """Why this is no match at all: not on the list any more, too far, too little detail."""
    if entry.state is not EntryState.ACTIVE or not policy.is_active:
        return Reason.NOT_ACTIVE
    if entry.type is EntryType.PDQ and hit.distance_bits is not None and hit.distance_bits > policy.threshold_bits:
        return Reason.TOO_FAR
    if entry.type is EntryType.PDQ and hit.quality is not None and hit.quality < PDQ_MIN_QUALITY:
        return Reason.LOW_QUALITY
    return None


def outcome_of(entry: EntryFacts, hit: HitFacts, policy: PolicyFacts) -> Judgement:
    """What one match asks for, taken alone. A hold needs every one of the conditions, in the order they stand here."""
    if missed := misses(entry, hit, policy):
        return Judgement(Outcome.ALLOW, (missed,))
    if entry.opinion is Opinion.NEGATIVE:
        return Judgement(Outcome.ALLOW, (Reason.NEGATIVE_OPINION,))
    if policy.kind is BankKind.ALLOW:
        return Judgement(Outcome.ALLOW, (Reason.ALLOW_LIST,))
    if against := against_holding(entry, hit, policy):
        return Judgement(Outcome.REVIEW, against)
    return Judgement(Outcome.HOLD, (Reason.EXACT_HASH if is_digest(entry) else Reason.NEARLY_IDENTICAL,))


def against_holding(entry: EntryFacts, hit: HitFacts, policy: PolicyFacts) -> tuple[Reason, ...]:
    """Everything that stands against holding an upload back; empty if nothing does."""
    is_pdq = entry.type is EntryType.PDQ
    objections = {
        Reason.DISPUTED_OPINION: entry.opinion is Opinion.DISPUTED,
        Reason.UNCONFIRMED_OPINION: entry.opinion is Opinion.UNCONFIRMED,
        Reason.BANK_ASKS_FOR_REVIEW: policy.on_match is not OnMatch.HOLD,
        Reason.NOBODY_SWITCHED_ON_HOLDING: policy.on_match is OnMatch.HOLD and not policy.holding_is_on,
        Reason.TYPE_NEVER_HOLDS: not is_pdq and not is_digest(entry),
        Reason.TURN_NEVER_HOLDS: is_pdq and not is_upright(hit),
        Reason.TOO_FAR_TO_HOLD: is_pdq and not is_within(hit, policy.hold_threshold_bits),
        Reason.QUALITY_UNKNOWN: is_pdq and hit.quality is None,
    }
    return tuple(reason for reason, holds in objections.items() if holds)


def judgements_of(found: Sequence[Found]) -> tuple[Judgement, ...]:
    """What each match of one upload asks for, allow-lists taken into account."""
    allowing = [each for each in found if is_allowing(each)]
    return tuple(judgement_among(each, allowing) for each in found)


def judgement_among(each: Found, allowing: Sequence[Found]) -> Judgement:
    alone = outcome_of(each.entry, each.hit, each.policy)
    if alone.outcome is not Outcome.ALLOW and any(takes_back(allow, each) for allow in allowing):
        return Judgement(Outcome.ALLOW, (Reason.ALLOW_LISTED,))
    return alone


def is_allowing(found: Found) -> bool:
    """An allow-list's entry counts unless somebody says no to it or disputes it."""
    return (
        found.policy.kind is BankKind.ALLOW
        and misses(found.entry, found.hit, found.policy) is None
        and found.entry.opinion not in (Opinion.NEGATIVE, Opinion.DISPUTED)
    )


def takes_back(allow: Found, known: Found) -> bool:
    """Whether an allow-list's match takes back another match of the same upload.

    Equal bytes (SHA-256, SHA-512) take back every match of the file; MD5 and SHA-1 take back none, since two files
    can be made to share one. A picture not turned, a whole text, a full address, an identifier take back the matches of
    that same fingerprint. What an allow-list says of a file inside another holds for that file and what lies inside
    it, and for nothing beside it.
    """
    if known.hit.path[: len(allow.hit.path)] != allow.hit.path:
        return False
    if allow.entry.type in COLLISION_FREE:
        return True
    if allow.entry.type in DIGEST_TYPES or allow.hit.matched_by not in TAKING_BACK:
        return False
    return allow.entry.type is known.entry.type and allow.hit.fingerprint == known.hit.fingerprint


def strictest(judgements: Iterable[Judgement]) -> Judgement:
    """What an upload with these matches asks for: the strictest, with the reasons of those that ask for it."""
    listed = list(judgements)
    outcome = max((each.outcome for each in listed), key=STRICTNESS.index, default=Outcome.ALLOW)
    reasons = [reason for each in listed if each.outcome is outcome for reason in each.reasons]
    return Judgement(outcome, tuple(dict.fromkeys(reasons)))


def is_digest(entry: EntryFacts) -> bool:
    return entry.type in DIGEST_TYPES


def is_upright(hit: HitFacts) -> bool:
    """The submitted picture itself, not a turn of it and not a later frame."""
    return hit.matched_by in (MatchedBy.EXACT, MatchedBy.NEAR)


def is_within(hit: HitFacts, bits: int) -> bool:
    return hit.distance_bits is not None and hit.distance_bits <= bits


# -- a bank's policy, a list's words ----------------------------------------------------------------


def check_policy(
    kind: BankKind, on_match: OnMatch, threshold_bits: int, hold_threshold_bits: int, hold_lasts: timedelta
) -> None:
    """Refuse what no bank may do."""
    if not 0 <= threshold_bits <= THRESHOLD_BITS:
        raise RuleBroken("threshold", _("The threshold lies between 0 and %(most)s bits."), most=THRESHOLD_BITS)
    if not 0 <= hold_threshold_bits <= threshold_bits:
        raise RuleBroken("hold-threshold", _("A hold needs a nearer match than a review: at most %(most)s bits."),
                         most=threshold_bits)  # fmt: skip
    if not timedelta(hours=1) <= hold_lasts <= HOLD_LASTS_AT_MOST:
        raise RuleBroken("hold-lasts", _("A hold lasts between 1 and %(most)s hours."),
                         most=HOLD_LASTS_AT_MOST // timedelta(hours=1))  # fmt: skip
    if kind is BankKind.ALLOW and on_match is OnMatch.HOLD:
        raise RuleBroken("allow-list-holds", _("A list of what is harmless cannot hold anything back."))


def severity_of(text: str) -> Severity:
    """A list's own word for how grave an entry is, as far as it can be read."""
    word = text.strip().casefold()
    return next((severity for severity, words in SEVERITY_WORDS.items() if word in words), Severity.UNKNOWN)


# -- floods -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FloodLimits:
    """From when on an entry counts as flooding; all three must be met."""

    floor_hits: int = FLOOD_FLOOR_HITS
    share_bp: int = FLOOD_SHARE_BP
    least_items: int = FLOOD_LEAST_ITEMS


@dataclass(frozen=True)
class Slice:
    """What passed in a stretch of time, what of it one entry hit, and what had passed when it was hit first."""

    items: int
    hits: int = 0
    missed: int = 0


@dataclass(frozen=True)
class Burst:
    hits: int
    items: int


def burst_in(slices: Sequence[Slice], limits: FloodLimits) -> Burst | None:
    """The shortest stretch up to now in which an entry hits too large a share; None if there is none.

    `slices` stand the oldest first. A stretch begins with the first hit in its first slice, so that what passed before
    does not hide a burst.
    """
    hits = items = 0
    for each in reversed(slices):
        hits, items = hits + each.hits, items + each.items
        since_first = items - each.missed
        is_large = hits >= limits.floor_hits and since_first >= limits.least_items
        if each.hits and is_large and hits * 10_000 >= limits.share_bp * since_first:
            return Burst(hits, since_first)
    return None


def check_flood_limits(limits: FloodLimits) -> None:
    if limits.floor_hits < 10:
        raise RuleBroken("flood-floor", _("Fewer than %(least)s hits are no flood."), least=10)
    if not 1 <= limits.share_bp <= 5_000:
        raise RuleBroken("flood-share", _("The share lies between 0.01 and 50 per cent."))
    if limits.least_items < 2 * limits.floor_hits:
        raise RuleBroken("flood-items", _("A share needs at least %(least)s items."), least=2 * limits.floor_hits)


# -- looking back -----------------------------------------------------------------------------------


def check_look_back(days: int, lasts_days: int, reason: str) -> None:
    """Refuse to keep fingerprints for longer than may be, or without a reason."""
    if not 1 <= days <= LOOK_BACK_DAYS_AT_MOST:
        raise RuleBroken("look-back-days", _("Fingerprints are kept for 1 to %(most)s days."),
                         most=LOOK_BACK_DAYS_AT_MOST)  # fmt: skip
    if not 1 <= lasts_days <= LOOK_BACK_LASTS_DAYS_AT_MOST:
        raise RuleBroken("look-back-lasts", _("It ends by itself after 1 to %(most)s days, and a person decides anew."),
                         most=LOOK_BACK_LASTS_DAYS_AT_MOST)  # fmt: skip
    if not reason.strip():
        raise RuleBroken("look-back-reason", _("Say why: the policy shows that it is on, and the log keeps why."))


def later(judgement: Judgement) -> Judgement:
    """What a match asks for that was found after the upload: a look, never a hold."""
    if judgement.outcome is not Outcome.HOLD:
        return judgement
    return Judgement(Outcome.REVIEW, (*judgement.reasons, Reason.FOUND_LATER))


def flood_among(hits: int, kept: int, limits: FloodLimits) -> Burst | None:
    """Whether an entry meets too large a share of all kept uploads, or more than anybody could look at.

    All of them are searched, not a stretch of traffic, so that a share says something of few as well.
    """
    is_share = hits >= limits.floor_hits and hits * 10_000 >= limits.share_bp * kept
    return Burst(hits, kept) if is_share or hits > LOOK_BACK_MOST_HITS else None
