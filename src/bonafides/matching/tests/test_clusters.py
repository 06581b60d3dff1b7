"""Groups of hashes that look alike, against five lines of plain Python."""

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bonafides.matching.clusters import Cluster, picture_clusters, pictures, text_clusters, video_clusters
from bonafides.matching.clusters.shares import MEASURED_WHOLE
from bonafides.matching.tables.pdq_table import PdqTable
from bonafides.matching.tables.rows import Numbers, Rows, Words

SEED = 20_261_128


def searching(ids: Numbers, words: Words) -> Callable[..., object]:
    table = PdqTable()
    table.add(Rows(words, ids, np.zeros(len(ids), np.uint32)))
    return table.near


def grouped(words: Words, ids: Numbers | None = None) -> list[Cluster]:
    ids = np.arange(len(words)) if ids is None else ids
    return list(picture_clusters(ids, words, searching(ids, words)))  # type: ignore[arg-type]


def of_bits(*numbers: int) -> Words:
    """Hashes in which the first so many bits are set."""
    return np.array([[((1 << n) - 1) >> (64 * word) & (2**64 - 1) for word in range(4)] for n in numbers], np.uint64)


def apart(one: int, other: int) -> int:
    return abs(one - other)


def oracle(numbers: list[int]) -> list[list[int]]:
    """Merge groups until no two hold hashes within 31 bits; hashes of `of_bits` are as far apart as their numbers."""
    return merged([(a, b) for a in range(len(numbers)) for b in range(a) if apart(numbers[a], numbers[b]) <= 31])


def merged(near: list[tuple[int, int]]) -> list[list[int]]:
    """The groups that these pairs make, the largest first."""
    groups: list[set[int]] = []
    for pair in near:
        joined = set(pair).union(*(group for group in groups if group & set(pair)))
        groups = [group for group in groups if not group & joined] + [joined]
    return sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 256), max_size=24))
def test_groups_are_those_that_merging_by_hand_gives(numbers: list[int]) -> None:
    found = grouped(of_bits(*numbers).reshape(-1, 4))

    assert [sorted(each.ids.tolist()) for each in found] == oracle(numbers)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 31), min_size=2, max_size=20))
def test_the_medoid_is_nearest_to_all_and_the_width_is_that_of_the_farthest_two(numbers: list[int]) -> None:
    (found,) = grouped(of_bits(*numbers))

    sums = [sum(apart(one, other) for other in numbers) for one in numbers]
    medoid = numbers[found.ids[0]]
    assert sum(apart(medoid, other) for other in numbers) == min(sums)
    assert found.widest == max(numbers) - min(numbers)
    assert found.distances.tolist() == [apart(medoid, numbers[place]) for place in found.ids]


def test_a_chain_is_seen_by_its_width() -> None:
    (chain,) = grouped(of_bits(0, 31, 62, 93))

    assert (len(chain), chain.widest, chain.is_chain, chain.is_measured_whole) == (4, 93, True, True)
    assert chain.ids[0] in (1, 2)


def test_thirty_two_bits_apart_is_another_group() -> None:
    assert grouped(of_bits(0, 32)) == []
    assert len(grouped(of_bits(0, 31))[0]) == 2


def test_no_hash_at_all_has_no_groups() -> None:
    assert grouped(np.zeros((0, 4), np.uint64)) == []


def test_others_that_the_search_finds_are_passed_over() -> None:
    words, ids = of_bits(0, 5, 9, 200), np.array([70, 10, 40, 20])
    search = searching(ids, words)

    (found,) = picture_clusters(ids[:2], words[:2], search)  # type: ignore[arg-type]

    assert sorted(found.ids.tolist()) == [10, 70]


def test_a_dense_group_is_asked_in_small_steps_and_measured_from_its_ends() -> None:
    random = np.random.default_rng(SEED)
    base = random.integers(0, 2**64, 4, np.uint64)
    words = np.repeat(base[None], 2_100, axis=0)
    words[:, 0] ^= np.uint64(1) << random.integers(0, 60, 2_100).astype(np.uint64)

    (found,) = grouped(words)

    assert len(found) == 2_100 > pictures.MEASURED_WHOLE
    assert (found.widest, found.is_measured_whole) == (2, False)


def test_many_small_groups_are_kept_apart() -> None:
    words = many(2_000)

    found = grouped(words)

    assert [len(each) for each in found] == [5] * 2_000
    assert {tuple(sorted(each.ids.tolist())) for each in found} == {
        tuple(range(5 * n, 5 * n + 5)) for n in range(2_000)
    }


def many(groups: int) -> Words:
    """Groups of five near-duplicates each, one bit from their base."""
    random = np.random.default_rng(SEED)
    words = np.repeat(random.integers(0, 2**64, (groups, 4), np.uint64), 5, axis=0)
    words[:, 1] ^= np.uint64(1) << random.integers(0, 64, len(words)).astype(np.uint64)
    return words


# -- texts ------------------------------------------------------------------------------------------

POST = "theharbourofficeopensateightandclosesatfiveandwhoeverbringsaboatinafterthatwritesitsnameintothebookatthegate"
OTHER = "thelibraryopensatnineandwhoeverbringsabookbackpaysnothingforitbutmustsayatthedeskwhichshelfitcamefromorelse"


def edited(text: str, share: float) -> str:
    """With so many of its letters changed, here and there."""
    random = np.random.default_rng(SEED)
    changed = set(random.choice(len(text), round(share * len(text)), replace=False).tolist())
    return "".join("#" if place in changed else letter for place, letter in enumerate(text))


def test_texts_that_nearly_repeat_each_other_are_one_group_and_others_are_not() -> None:
    texts = [POST, OTHER, edited(POST, 0.02), "short", POST, edited(OTHER, 0.5)]

    (found,) = text_clusters(np.arange(10, 16), texts)

    assert sorted(found.ids.tolist()) == [10, 12, 14]
    assert found.ids[0] == 10
    assert (found.distances[:2].tolist(), found.is_measured_whole, found.is_chain) == ([0, 0], True, False)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=5), max_size=10))
def test_groups_of_texts_are_those_of_all_pairs_compared(sentences: list[list[int]]) -> None:
    texts = ["".join(f"sentence{number:02}ofthatbook" for number in each) for each in sentences]
    runs = [{text[at : at + 8] for at in range(len(text) - 7)} for text in texts]

    found = text_clusters(np.arange(len(texts)), texts)

    assert [sorted(each.ids.tolist()) for each in found] == merged(
        [
            (a, b)
            for a in range(len(texts))
            for b in range(a)
            if changed(len(runs[a] & runs[b]) / len(runs[a] | runs[b])) <= 8
        ]
    )


def changed(resemblance: float) -> int:
    """Per cent of the letters, as the source has it."""
    return round(-100 * np.log(2 * resemblance / (1 + resemblance)) / 8) if resemblance else 100


def test_of_long_texts_what_is_taken_says_nearly_how_many_letters_differ() -> None:
    letters = np.random.default_rng(SEED).choice(list("abcdefghijklmnopqrstuvwxyz"), 5_000)
    text = "".join(letters.tolist())

    (found,) = text_clusters(np.arange(2), [text, edited(text, 0.05)])

    assert 3 <= found.widest <= 7


def test_a_text_inside_a_much_longer_one_is_no_near_duplicate_of_it() -> None:
    assert list(text_clusters(np.arange(2), [POST, OTHER * 3 + POST + OTHER[::-1] * 3])) == []


def test_no_text_at_all_has_no_groups() -> None:
    assert list(text_clusters(np.zeros(0, np.int64), [])) == []


def test_a_large_group_of_texts_is_measured_from_some_that_stand_for_the_rest() -> None:
    (found,) = text_clusters(np.arange(MEASURED_WHOLE + 1), [POST] * (MEASURED_WHOLE + 1))

    assert (len(found), found.widest, found.is_measured_whole) == (MEASURED_WHOLE + 1, 0, False)


# -- videos -----------------------------------------------------------------------------------------

FRAMES = np.random.default_rng(SEED).integers(0, 2**64, (40, 4), np.uint64)


def test_videos_that_share_most_frames_are_one_group_measured_by_the_one_that_shares_less() -> None:
    near = FRAMES[:10].copy()
    near[:, 0] ^= np.uint64(1)  # each frame a bit away
    videos = [FRAMES[:10], near[:9], np.concatenate([near, FRAMES[20:22]]), FRAMES[:7], FRAMES[30:]]

    (found,) = video_clusters(np.arange(5), videos)

    assert found.ids.tolist()[0] == 0
    assert dict(zip(found.ids.tolist(), found.distances.tolist(), strict=True)) == {0: 0, 1: 10, 2: 17}
    assert (found.widest, found.is_chain) == (25, True)


def test_twenty_per_cent_that_are_missing_are_near_and_more_are_not() -> None:
    assert len(list(video_clusters(np.arange(2), [FRAMES[:10], FRAMES[:8]]))) == 1
    assert list(video_clusters(np.arange(2), [FRAMES[:34], FRAMES[:27]])) == []


def test_a_clip_inside_a_long_video_is_no_near_duplicate_of_it() -> None:
    assert list(video_clusters(np.arange(2), [FRAMES[:5], FRAMES])) == []


def test_no_video_at_all_has_no_groups() -> None:
    assert list(video_clusters(np.zeros(0, np.int64), [])) == []
