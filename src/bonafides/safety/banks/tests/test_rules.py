from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.kernel.errors import RuleBroken
from bonafides.matching.vocabulary import DIGEST_TYPES, EntryType, MatchedBy
from bonafides.safety.banks.rules import (
    EntryFacts,
    Found,
    HitFacts,
    Judgement,
    PolicyFacts,
    check_policy,
    judgements_of,
    opinion_of,
    opinion_of_source,
    outcome_of,
    severity_of,
    sources_opinion,
    strictest,
)
from bonafides.safety.banks.vocabulary import (
    BankKind,
    EntryState,
    OnMatch,
    Opinion,
    Outcome,
    Reason,
    Severity,
)

POSITIVE, NEGATIVE, DISPUTED, UNCONFIRMED = Opinion
MAYBE = (None, *Opinion)
DAY = timedelta(hours=24)

entries = st.builds(EntryFacts, st.sampled_from(EntryType), st.sampled_from(Opinion), st.sampled_from(EntryState))
hits = st.builds(
    HitFacts,
    st.sampled_from(["f1", "f2"]),
    st.sampled_from(MatchedBy),
    st.none() | st.integers(0, 40),
    st.none() | st.integers(0, 100),
)
policies = st.builds(
    PolicyFacts,
    st.sampled_from(BankKind),
    st.sampled_from(OnMatch),
    st.booleans(),
    st.integers(0, 31),
    st.integers(0, 31),
    st.booleans(),
)
found = st.builds(Found, entries, hits, policies)


# -- opinions: the whole table ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "held"),
    [
        (set(), None),
        ({NEGATIVE}, NEGATIVE),
        ({UNCONFIRMED}, UNCONFIRMED),
        ({POSITIVE}, POSITIVE),
        ({DISPUTED}, DISPUTED),
        ({NEGATIVE, UNCONFIRMED}, DISPUTED),
        ({NEGATIVE, POSITIVE}, DISPUTED),
        ({NEGATIVE, DISPUTED}, DISPUTED),
        ({UNCONFIRMED, POSITIVE}, POSITIVE),
        ({UNCONFIRMED, DISPUTED}, DISPUTED),
        ({POSITIVE, DISPUTED}, DISPUTED),
        ({NEGATIVE, UNCONFIRMED, POSITIVE}, DISPUTED),
    ],
)
def test_what_several_records_of_one_source_come_to(said: set[Opinion], held: Opinion | None) -> None:
    assert opinion_of_source(said) is held


@pytest.mark.parametrize(
    ("own", "theirs", "counts_as"),
    [
        (None, None, UNCONFIRMED),
        (None, POSITIVE, POSITIVE),
        (None, NEGATIVE, NEGATIVE),
        (None, DISPUTED, DISPUTED),
        (None, UNCONFIRMED, UNCONFIRMED),
        (POSITIVE, None, POSITIVE),
        (POSITIVE, POSITIVE, POSITIVE),
        (POSITIVE, NEGATIVE, DISPUTED),
        (POSITIVE, DISPUTED, DISPUTED),
        (POSITIVE, UNCONFIRMED, POSITIVE),
        (NEGATIVE, None, NEGATIVE),
        (NEGATIVE, POSITIVE, NEGATIVE),
        (NEGATIVE, NEGATIVE, NEGATIVE),
        (NEGATIVE, DISPUTED, NEGATIVE),
        (NEGATIVE, UNCONFIRMED, NEGATIVE),
        (DISPUTED, None, DISPUTED),
        (DISPUTED, POSITIVE, DISPUTED),
        (DISPUTED, NEGATIVE, NEGATIVE),
        (DISPUTED, DISPUTED, DISPUTED),
        (DISPUTED, UNCONFIRMED, DISPUTED),
        (UNCONFIRMED, None, UNCONFIRMED),
        (UNCONFIRMED, POSITIVE, UNCONFIRMED),
        (UNCONFIRMED, NEGATIVE, NEGATIVE),
        (UNCONFIRMED, DISPUTED, DISPUTED),
        (UNCONFIRMED, UNCONFIRMED, UNCONFIRMED),
    ],
)
def test_what_our_opinion_and_the_sources_come_to(
    own: Opinion | None, theirs: Opinion | None, counts_as: Opinion
) -> None:
    assert opinion_of(own, theirs) is counts_as


def test_the_table_above_is_whole() -> None:
    marks = test_what_our_opinion_and_the_sources_come_to.pytestmark  # type: ignore[attr-defined]

    assert {row[:2] for row in marks[0].args[1]} == set(product(MAYBE, MAYBE))


@given(st.lists(st.sampled_from(Opinion)))
def test_sources_that_contradict_each_other_are_disputed_in_any_order(opinions: list[Opinion]) -> None:
    certain = {opinion for opinion in opinions if opinion is not UNCONFIRMED}

    together = sources_opinion(opinions)

    assert together is sources_opinion(reversed(opinions))
    assert (together is DISPUTED) == (DISPUTED in certain or {POSITIVE, NEGATIVE} <= certain)
    assert (together is UNCONFIRMED) == (not certain)


@given(st.sampled_from([None, *Opinion]))
def test_nothing_that_a_source_says_overrides_our_own_no(theirs: Opinion | None) -> None:
    assert opinion_of(NEGATIVE, theirs) is NEGATIVE


# -- one match: the conditions of a hold ------------------------------------------------------------


def may_hold(entry: EntryFacts, hit: HitFacts, policy: PolicyFacts) -> bool:
    """The issue's sentence, said again without a look at the rules."""
    if entry.state is not EntryState.ACTIVE or not policy.is_active or entry.opinion is not POSITIVE:
        return False
    if policy.kind is not BankKind.KNOWN or policy.on_match is not OnMatch.HOLD or not policy.holding_is_on:
        return False
    if entry.type in DIGEST_TYPES:
        return True
    if entry.type is not EntryType.PDQ or hit.distance_bits is None or hit.quality is None:
        return False
    near = hit.distance_bits <= min(policy.hold_threshold_bits, policy.threshold_bits)
    return near and hit.quality >= 50 and hit.matched_by in (MatchedBy.EXACT, MatchedBy.NEAR)


@given(entries, hits, policies)
def test_a_hold_needs_every_condition_and_no_other(entry: EntryFacts, hit: HitFacts, policy: PolicyFacts) -> None:
    assert (outcome_of(entry, hit, policy).outcome is Outcome.HOLD) == may_hold(entry, hit, policy)


@given(entries, hits, policies)
def test_every_outcome_says_why(entry: EntryFacts, hit: HitFacts, policy: PolicyFacts) -> None:
    assert outcome_of(entry, hit, policy).reasons


@given(entries, hits, policies)
def test_what_is_negative_withdrawn_disabled_or_allowed_asks_for_nothing(
    entry: EntryFacts, hit: HitFacts, policy: PolicyFacts
) -> None:
    silent = (
        entry.opinion is NEGATIVE
        or entry.state is not EntryState.ACTIVE
        or not policy.is_active
        or policy.kind is BankKind.ALLOW
    )

    assert not silent or outcome_of(entry, hit, policy).outcome is Outcome.ALLOW


@given(entries, hits, policies)
def test_what_is_disputed_or_unconfirmed_never_does_more_than_ask_for_review(
    entry: EntryFacts, hit: HitFacts, policy: PolicyFacts
) -> None:
    doubted = entry.opinion in (DISPUTED, UNCONFIRMED)

    assert not doubted or outcome_of(entry, hit, policy).outcome in (Outcome.ALLOW, Outcome.REVIEW)


HOLDING = PolicyFacts(on_match=OnMatch.HOLD, holding_is_on=True, threshold_bits=31, hold_threshold_bits=10)
CONFIRMED_PICTURE = EntryFacts(EntryType.PDQ, POSITIVE)


@pytest.mark.parametrize(
    ("distance_bits", "expected"),
    [(0, "hold"), (9, "hold"), (10, "hold"), (11, "review"), (30, "review"), (31, "review"), (32, "allow")],
)
def test_the_thresholds_partition_the_distances(distance_bits: int, expected: str) -> None:
    hit = HitFacts("f", MatchedBy.NEAR, distance_bits, 80)

    assert outcome_of(CONFIRMED_PICTURE, hit, HOLDING).outcome == expected


@pytest.mark.parametrize(("quality", "expected"), [(None, "review"), (49, "allow"), (50, "hold"), (51, "hold")])
def test_a_picture_of_low_or_unknown_quality_is_not_held(quality: int | None, expected: str) -> None:
    hit = HitFacts("f", MatchedBy.NEAR, 3, quality)

    assert outcome_of(CONFIRMED_PICTURE, hit, HOLDING).outcome == expected


@pytest.mark.parametrize("way", [way for way in MatchedBy if way not in (MatchedBy.EXACT, MatchedBy.NEAR)])
def test_no_turn_and_no_later_frame_is_held(way: MatchedBy) -> None:
    assert outcome_of(CONFIRMED_PICTURE, HitFacts("f", way, 0, 80), HOLDING).outcome is Outcome.REVIEW


@pytest.mark.parametrize("kind", [EntryType.TEXT, EntryType.URL])
@pytest.mark.parametrize("way", [MatchedBy.EXACT, MatchedBy.PHRASE, MatchedBy.URL, MatchedBy.PREFIX, MatchedBy.HOST])
def test_no_text_and_no_address_is_held(kind: EntryType, way: MatchedBy) -> None:
    verdict = outcome_of(EntryFacts(kind, POSITIVE), HitFacts("f", way), HOLDING)

    assert verdict == Judgement(Outcome.REVIEW, (Reason.TYPE_NEVER_HOLDS,))


@pytest.mark.parametrize("kind", DIGEST_TYPES)
def test_equal_bytes_of_a_confirmed_entry_are_held(kind: EntryType) -> None:
    verdict = outcome_of(EntryFacts(kind, POSITIVE), HitFacts("f", MatchedBy.EXACT), HOLDING)

    assert verdict == Judgement(Outcome.HOLD, (Reason.EXACT_HASH,))


# -- several matches --------------------------------------------------------------------------------


@given(st.lists(found, max_size=6))
def test_the_strictest_match_decides_and_its_reasons_are_told(several: list[Found]) -> None:
    judged = judgements_of(several)

    whole = strictest(judged)

    assert whole.outcome is max(
        (each.outcome for each in judged), key=["allow", "review", "hold"].index, default=Outcome.ALLOW
    )
    assert set(whole.reasons) == {reason for each in judged if each.outcome is whole.outcome for reason in each.reasons}


@given(st.lists(found, max_size=6))
def test_company_never_makes_a_match_stricter(several: list[Found]) -> None:
    alone = [outcome_of(each.entry, each.hit, each.policy) for each in several]

    together = judgements_of(several)

    assert all(one == other or one.outcome is Outcome.ALLOW for one, other in zip(together, alone, strict=True))


@given(st.lists(found, max_size=6))
def test_without_an_allow_list_each_match_stands_for_itself(several: list[Found]) -> None:
    known = [each for each in several if each.policy.kind is BankKind.KNOWN]

    assert list(judgements_of(known)) == [outcome_of(each.entry, each.hit, each.policy) for each in known]


ALLOWING = PolicyFacts(kind=BankKind.ALLOW, threshold_bits=10)
KNOWN_FILE = Found(EntryFacts(EntryType.SHA1, POSITIVE), HitFacts("sha1", MatchedBy.EXACT), HOLDING)
KNOWN_PICTURE = Found(CONFIRMED_PICTURE, HitFacts("p", MatchedBy.NEAR, 3, 80), HOLDING)


def allowing(kind: EntryType, hit: HitFacts, opinion: Opinion = UNCONFIRMED) -> Found:
    return Found(EntryFacts(kind, opinion), hit, ALLOWING)


def outcomes(*several: Found) -> list[Outcome]:
    return [each.outcome for each in judgements_of(several)]


def test_equal_bytes_on_an_allow_list_take_back_every_match_of_the_file() -> None:
    allow = allowing(EntryType.SHA256, HitFacts("sha256", MatchedBy.EXACT))

    assert outcomes(allow, KNOWN_FILE, KNOWN_PICTURE) == [Outcome.ALLOW] * 3


@pytest.mark.parametrize("kind", [EntryType.MD5, EntryType.SHA1])
def test_a_digest_with_known_collisions_takes_back_nothing(kind: EntryType) -> None:
    allow = allowing(kind, HitFacts("sha1", MatchedBy.EXACT))

    assert outcomes(allow, KNOWN_FILE, KNOWN_PICTURE)[1:] == [Outcome.HOLD, Outcome.HOLD]


def test_a_harmless_file_in_an_archive_takes_back_nothing_beside_it() -> None:
    inside = Found(KNOWN_FILE.entry, HitFacts("sha1", MatchedBy.EXACT, path=("a.zip", "b.png")), HOLDING)
    deeper = Found(KNOWN_FILE.entry, HitFacts("sha1", MatchedBy.EXACT, path=("a.zip", "b.png", "c")), HOLDING)
    allow = allowing(EntryType.SHA256, HitFacts("sha256", MatchedBy.EXACT, path=("a.zip", "b.png")))
    beside = allowing(EntryType.SHA256, HitFacts("sha256", MatchedBy.EXACT, path=("a.zip", "harmless.png")))

    assert outcomes(allow, inside, deeper, KNOWN_FILE)[1:] == [Outcome.ALLOW, Outcome.ALLOW, Outcome.HOLD]
    assert outcomes(beside, inside)[1:] == [Outcome.HOLD]


def test_an_allowed_archive_takes_back_what_matches_inside_it() -> None:
    inside = Found(KNOWN_FILE.entry, HitFacts("sha1", MatchedBy.EXACT, path=("b.png",)), HOLDING)
    allow = allowing(EntryType.SHA256, HitFacts("sha256", MatchedBy.EXACT))

    assert outcomes(allow, inside) == [Outcome.ALLOW] * 2


@pytest.mark.parametrize(
    ("kind", "way"),
    [
        (EntryType.VPDQ, MatchedBy.VIDEO),
        (EntryType.VPDQ, MatchedBy.PARTIAL),
        (EntryType.CHROMAPRINT, MatchedBy.SOUND),
        (EntryType.CHROMAPRINT, MatchedBy.PARTIAL),
    ],
)
def test_a_video_or_sound_is_looked_at_and_never_held(kind: EntryType, way: MatchedBy) -> None:
    verdict = outcome_of(EntryFacts(kind, POSITIVE), HitFacts("v", way), HOLDING)

    assert verdict == Judgement(Outcome.REVIEW, (Reason.TYPE_NEVER_HOLDS,))


def test_an_allowed_picture_takes_back_its_picture_matches_but_not_those_of_the_bytes() -> None:
    allow = allowing(EntryType.PDQ, HitFacts("p", MatchedBy.NEAR, 10, 80))

    assert outcomes(allow, KNOWN_FILE, KNOWN_PICTURE)[1:] == [Outcome.HOLD, Outcome.ALLOW]


@pytest.mark.parametrize(
    "hit",
    [
        HitFacts("p", MatchedBy.NEAR, 11, 80),
        HitFacts("other", MatchedBy.NEAR, 3, 80),
        HitFacts("p", MatchedBy.ROTATION_90, 3, 80),
        HitFacts("p", MatchedBy.FRAME, 3, 80),
    ],
)
def test_a_far_a_turned_or_another_picture_takes_back_nothing(hit: HitFacts) -> None:
    assert outcomes(allowing(EntryType.PDQ, hit), KNOWN_PICTURE)[1] is Outcome.HOLD


@pytest.mark.parametrize("opinion", [NEGATIVE, DISPUTED])
def test_an_allow_list_entry_that_is_doubted_takes_back_nothing(opinion: Opinion) -> None:
    allow = allowing(EntryType.SHA256, HitFacts("sha256", MatchedBy.EXACT), opinion)

    assert outcomes(allow, KNOWN_FILE)[1] is Outcome.HOLD


# -- a bank's policy --------------------------------------------------------------------------------


@pytest.mark.parametrize(("threshold", "hold_threshold"), [(0, 0), (31, 0), (31, 31), (10, 10)])
def test_thresholds_within_the_limits_are_accepted(threshold: int, hold_threshold: int) -> None:
    check_policy(BankKind.KNOWN, OnMatch.HOLD, threshold, hold_threshold, DAY)


@pytest.mark.parametrize(("threshold", "hold_threshold"), [(-1, 0), (32, 0), (31, -1), (10, 11)])
def test_thresholds_outside_the_limits_are_refused(threshold: int, hold_threshold: int) -> None:
    with pytest.raises(RuleBroken):
        check_policy(BankKind.KNOWN, OnMatch.REVIEW, threshold, hold_threshold, DAY)


@pytest.mark.parametrize(("hours", "is_right"), [(0, False), (1, True), (24, True), (72, True), (73, False)])
def test_a_hold_lasts_between_an_hour_and_three_days(hours: int, is_right: bool) -> None:
    def check() -> bool:
        check_policy(BankKind.KNOWN, OnMatch.HOLD, 31, 10, timedelta(hours=hours))
        return True

    assert is_right == accepted(check)


def accepted(check: object) -> bool:
    try:
        return bool(check())  # type: ignore[operator]
    except RuleBroken:
        return False


@pytest.mark.parametrize(
    ("word", "severity"),
    [("", Severity.UNKNOWN), ("odd", Severity.UNKNOWN), (" High ", Severity.HIGH), ("4", Severity.CRITICAL)],
)
def test_a_lists_word_for_severity_is_read_as_far_as_it_can_be(word: str, severity: Severity) -> None:
    assert severity_of(word) is severity
