"""The search before the alignment: compiled and by numpy, with the same answers."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching import compiled, passage_runs
from bonafides.matching.passage_runs import ALIGNED_AT_MOST, COMMON, RUN, Segment, candidates_in, segment_of, steps_of
from bonafides.matching.passages import PassageTable

Found = list[tuple[int, list[list[int]]]]
FEW_LETTERS = st.text("ab", min_size=RUN, max_size=300)
OPENING = "Whoever reads this to its end will find there what stands here, word for word and in the same order."
WORDS = ("kite", "valley", "mill", "ferry", "island", "Ü𝔘ß", "النهر", "весна", "a", "of")
LISTED = st.lists(st.one_of(FEW_LETTERS, st.text(min_size=RUN, max_size=80)), min_size=1, max_size=12)


@pytest.fixture(scope="module", autouse=True)
def _kernels() -> None:
    compiled.use_kernels()


def found(segments: list[Segment[int]], asked: str) -> Found:
    """Each candidate with as many stretches as its length has steps."""
    return [
        (segment.entries[slot], [list(each) for each, _step in zip(stretches, steps, strict=False)])
        for segment, (slot, stretches) in candidates_in(segments, asked)
        for steps in [steps_of(len(segment.letters[slot]))]
    ]


def found_by_numpy(segments: list[Segment[int]], asked: str) -> Found:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiled, "texts", None)
        return found(segments, asked)


def of_words(random: Random, count: int) -> str:
    return "".join(random.choices(WORDS, k=count))


def a_list(random: Random, size: int, words_at_most: int) -> Segment[int]:
    texts = (of_words(random, random.randint(8, words_at_most)) for _ in range(size))
    return segment_of([(number, text) for number, text in enumerate(texts) if len(text) >= RUN])


@given(listed=LISTED, asked=FEW_LETTERS, gone=st.sets(st.integers(0, 11)))
def test_letters_that_repeat_give_both_the_same_candidates(listed: list[str], asked: str, gone: set[int]) -> None:
    segment = segment_of(list(enumerate(listed)))
    segment.gone[[number for number in gone if number < len(listed)]] = True

    assert found([segment], asked) == found_by_numpy([segment], asked)
    assert found([segment], listed[0]) == found_by_numpy([segment], listed[0])


@pytest.mark.parametrize("seed", range(6))
def test_many_texts_of_the_same_words_give_both_the_same_candidates(seed: int) -> None:
    random = Random(seed)
    segments = [a_list(random, 900, 12), a_list(random, 200, 200), a_list(random, 1, 400)]
    for segment in segments:
        segment.gone[:] = np.random.default_rng(seed).random(len(segment.gone)) < 0.1
    posts = [of_words(random, random.randint(4, 300)) for _ in range(40)]

    answers = [found(segments, post) for post in posts]

    assert answers == [found_by_numpy(segments, post) for post in posts]
    assert max(map(len, answers)) > ALIGNED_AT_MOST


def test_texts_that_share_as_much_as_each_other_come_in_the_same_order() -> None:
    segment = segment_of([(number, "the red kites nest by the mill") for number in range(40)])

    answer = found([segment], "soon the red kites nest by the mill again")

    assert answer == found_by_numpy([segment], "soon the red kites nest by the mill again")
    assert [slot for slot, _stretches in answer] == [*range(39, 31, -1)]


def test_a_run_that_too_many_hold_tells_neither_anything() -> None:
    alike = [(number, f"red kite and {chr(0x4E00 + number) * 30}") for number in range(COMMON + 1)]

    for rows in (alike, alike[1:]):
        segment = segment_of(rows)
        assert found([segment], "a red kite and a mill") == found_by_numpy([segment], "a red kite and a mill")


@pytest.mark.parametrize("listed", ["ha" * 75, "hello" * 50, "the mill and the kite " * 20])
def test_a_word_repeated_without_end_gives_both_the_same_candidates(listed: str) -> None:
    segment = segment_of([(number, listed) for number in range(3)])

    for asked in (listed, listed * 40, f"{listed} and {listed}"):
        assert found([segment], asked) == found_by_numpy([segment], asked) != []


def test_a_word_repeated_without_end_is_searched_by_the_kernel_before_it_takes_all_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kernel, loaded = compiled.texts, []
    segment = segment_of([(0, "kitekitekite" * 20)])

    def load() -> bool:
        loaded.append(True)
        compiled.texts = kernel
        return True

    monkeypatch.setattr(compiled, "texts", None)
    monkeypatch.setattr(compiled, "use_kernels", load)
    few, none_loaded = found([segment], "kite" * 1_000), list(loaded)
    many = found([segment], "kite" * 100_000)

    assert (len(few), none_loaded) == (1, [])
    assert (len(many), loaded) == (1, [True])


def test_where_there_is_no_kernel_numpy_searches_what_is_repeated_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "texts", None)
    monkeypatch.setattr(compiled, "use_kernels", lambda: False)
    monkeypatch.setattr(passage_runs, "PAIRS_AT_MOST", 1_000)

    assert len(found([segment_of([(0, "kite" * 60)])], "kite" * 1_000)) == 1


def test_a_book_that_begins_and_ends_alike_is_given_more_room(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels, counts = compiled.texts, list[int]()
    between = "".join(Random(9).choices("abcdefghijklmnop", k=400_000))
    segment = segment_of([(1, OPENING + between + OPENING)])

    class Counted:
        @staticmethod
        def candidates(*given: object) -> int:
            counts.append(kernels.candidates(*given))
            return counts[-1]

    monkeypatch.setattr(compiled, "texts", Counted)
    monkeypatch.setattr(passage_runs, "_desk", passage_runs._Desk())
    answer = found([segment], OPENING)

    assert [count > 0 for count in counts] == [False, True]
    assert answer == found_by_numpy([segment], OPENING) != []


def test_a_list_that_keeps_no_run_of_its_only_text_stops_no_search() -> None:
    kept = (letter * 600 for letter in "abcdefghijklmnopqrstuvwxyz")
    none_kept = next(text for text in kept if not len(passage_runs.runs_of(text, passage_runs.LEVELS[-1])))
    table: PassageTable[int] = PassageTable()

    table.add([(1, none_kept)])

    assert list(table.found_in(none_kept)) == []
    assert found_by_numpy([segment_of([(1, none_kept)])], none_kept) == []


def test_threads_do_not_meet_on_what_they_work_on() -> None:
    random = Random(3)
    segments = [a_list(random, 800, 40), a_list(random, 30, 300)]
    posts = [of_words(random, random.randint(20, 200)) for _ in range(200)]

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda post: found(segments, post), posts))

    assert answers == [found_by_numpy(segments, post) for post in posts]


@pytest.mark.parametrize(("size", "asked_to_load"), [(3, 0), (passage_runs.KERNELS_FROM, 1)])
def test_the_kernel_is_loaded_once_a_long_list_was_asked_often(
    size: int, asked_to_load: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    loaded: Callable[[], None] = lambda: asked.append(1)  # noqa: E731
    monkeypatch.setattr(compiled, "texts", None)
    monkeypatch.setattr(compiled, "use_kernels_soon", loaded)
    monkeypatch.setattr(compiled, "_done", compiled.ENOUGH - 2)
    segment = segment_of([(number, f"text number {number}") for number in range(size)])

    for _time in range(3):
        list(candidates_in([segment], "a text that is not listed"))

    assert len(asked) == asked_to_load
