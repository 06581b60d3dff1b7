from collections.abc import Iterator
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from bonafides.matching import compiled
from bonafides.matching.passages import Passage, PassageTable
from bonafides.matching.skeletons import skeleton_of

KITE = (
    "Every spring the red kites return to the valley behind the mill, and the children of the school count the nests "
    "from the bridge, write the number on the old blackboard, and send it to the county museum before Easter."
)
FERRY = "The ferry to the island leaves at seven in the morning and comes back when the last guest has eaten."
ARABIC = "في كل ربيع تعود الطيور إلى الوادي خلف الطاحونة ويعد أطفال المدرسة الأعشاش من فوق الجسر القديم"
OTHER = (
    "Our choir sings on Saturdays in the hall by the station, guests are welcome, and afterwards there is soup for "
    "everybody who helped to carry the chairs up from the cellar. Please bring a cup and a spoon of your own."
)


@pytest.fixture(scope="module", params=["numpy", "compiled"], autouse=True)
def _engine(request: pytest.FixtureRequest) -> Iterator[None]:
    """Which of the two searches."""
    compiled.use_kernels()
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "numpy":
            patch.setattr(compiled, "texts", None)
        yield


def letters(text: str) -> str:
    return skeleton_of(text).replace(" ", "")


def table_of(*texts: str) -> PassageTable[int]:
    table: PassageTable[int] = PassageTable()
    table.add((number, letters(text)) for number, text in enumerate(texts))
    return table


def found(table: PassageTable[int], text: str) -> dict[int, Passage[int]]:
    return {passage.entry: passage for passage in table.found_in(letters(text))}


def edited(text: str, share: float, seed: int = 1) -> str:
    random, changed = Random(seed), list(text)
    for at in random.sample(range(len(text)), round(share * len(text))):
        changed[at] = random.choice("abcdefgh")
    return "".join(changed)


@pytest.mark.parametrize("text", [KITE, FERRY, ARABIC], ids=["long", "middle", "arabic"])
def test_a_near_copy_is_found_whole(text: str) -> None:
    passage = found(table_of(text), edited(text, 0.04))[0]

    assert passage.share > 0.9
    assert passage.part > 0.9
    assert 0.85 < passage.score < 1


@pytest.mark.parametrize("text", [KITE, FERRY, ARABIC], ids=["long", "middle", "arabic"])
def test_a_text_quoted_in_a_longer_post_is_found_where_it_stands(text: str) -> None:
    post = f"{OTHER} {text} {OTHER}"

    passage = found(table_of(text), post)[0]

    assert letters(post)[passage.start : passage.end] == letters(text)
    assert passage.share == 1
    assert passage.part == pytest.approx(len(letters(text)) / len(letters(post)))


def test_a_paragraph_of_a_long_text_is_found() -> None:
    listed = f"{OTHER} {FERRY} {KITE}"

    passage = found(table_of(listed), f"Somebody wrote this under our picture: {FERRY} {KITE}")[0]

    assert 0.4 < passage.share < 0.8


def test_a_text_cut_off_is_found() -> None:
    assert 0 in found(table_of(KITE), KITE[:110])


@pytest.mark.parametrize("text", ["", "kite", OTHER, "The ferry leaves at seven.", KITE[:40]])
def test_other_texts_and_mere_beginnings_are_not_found(text: str) -> None:
    assert found(table_of(KITE, FERRY), f"{text} {OTHER}") == {}


def test_a_text_of_few_letters_is_found_letter_for_letter_only() -> None:
    table = table_of("red kites nest by the old mill")

    assert 0 in found(table, f"{OTHER} Red kites nest by the old mill! {OTHER}")
    assert found(table, f"{OTHER} Red kites rest by the old mill! {OTHER}") == {}


def test_a_removed_text_is_found_no_more_and_its_twin_still_is() -> None:
    table = table_of(KITE, KITE, FERRY)

    table.remove(0)
    table.remove(99)

    assert set(found(table, KITE)) == {1}
    assert 0 not in table
    assert len(table) == 2


def test_texts_added_one_by_one_are_found_like_those_added_at_once_and_leave_few_segments() -> None:
    random = Random(4)
    words = [f"{one}{other}" for one in ("ka", "lo", "mi", "ru") for other in ("den", "fas", "gol", "pim", "sat")]
    texts = [" ".join(random.choices(words, k=20)) for _ in range(60)]
    one_by_one: PassageTable[int] = PassageTable()
    for number, text in enumerate(texts):
        one_by_one.add([(number, letters(text))])
        one_by_one.remove(number - 30)

    assert [set(found(one_by_one, text)) - {*range(30)} for text in texts[30:]] == [
        set(found(table_of(*texts), text)) - {*range(30)} for text in texts[30:]
    ]
    assert len(one_by_one) == 30
    assert len(one_by_one._segments) < 8


@given(st.text(max_size=400), st.text(max_size=400))
def test_what_is_found_is_alike_by_another_measure(listed: str, asked: str) -> None:
    passages = found(table_of(f"{KITE} {listed}"), f"{KITE} {asked}")

    assert all(fuzz.partial_ratio(letters(KITE + listed), letters(KITE + asked)) > 50 for _ in passages)


def test_a_segment_keeps_a_share_of_the_runs_of_a_long_text() -> None:
    table = table_of(KITE * 20)

    assert np.all(table._segments[0].kept < len(letters(KITE)) * 20 / 4)


def test_words_in_another_order_are_the_same_text_and_other_words_are_not() -> None:
    table = table_of("Get the mapping of generator local variables to their current values.")

    swapped = found(table, "Get the mapping of generator variables local to their current values.")
    other = found(table, "Get the mapping of free variables to their current values.")

    assert 0 in swapped
    assert other == {}


def test_an_excerpt_is_found_among_many_short_texts_of_the_same_words() -> None:
    words, random = KITE.split(), Random(5)
    short = [" ".join(words[at : at + 4] + random.sample(words, 3)) for at in range(len(words) - 4) for _ in range(9)]
    excerpt = " ".join(words[4:26])

    passages = found(table_of(KITE, *short), f"{OTHER} {excerpt} {OTHER}")

    assert 0 in passages
