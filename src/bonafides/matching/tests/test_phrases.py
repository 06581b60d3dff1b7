from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching.phrases import PhraseTree

WORDS = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=12).map(" ".join)


def tree_of(phrases: list[str]) -> PhraseTree[int]:
    tree: PhraseTree[int] = PhraseTree()
    for number, phrase in enumerate(phrases):
        tree.add(phrase, number)
    return tree


def found_in(tree: PhraseTree[int], text: str) -> list[tuple[int, bool]]:
    """Each phrase that is found, and whether it is the whole text."""
    words = text.split()
    return [(number, (start, stop) == (0, len(words))) for number, start, stop in tree.places_in(words)]


def naively_found(phrases: list[str], text: str) -> set[int]:
    return {number for number, phrase in enumerate(phrases) if f" {phrase} " in f" {text} "}


@given(phrases=st.lists(WORDS, max_size=12), text=st.lists(st.sampled_from("abc"), max_size=40).map(" ".join))
def test_exactly_the_phrases_are_found_that_a_search_one_by_one_finds(phrases: list[str], text: str) -> None:
    found = {entry for entry, _ in found_in(tree_of(phrases), text)}

    assert found == naively_found(phrases, text)


@given(phrases=st.lists(WORDS, min_size=1, max_size=12), text=WORDS, gone=st.sets(st.integers(0, 11)))
def test_a_removed_phrase_is_found_no_more_and_the_others_are(phrases: list[str], text: str, gone: set[int]) -> None:
    tree = tree_of(phrases)
    for number in gone & {*range(len(phrases))}:
        tree.remove(phrases[number], number)

    found = {entry for entry, _ in found_in(tree, text)}

    assert found == naively_found(phrases, text) - gone


def test_a_phrase_is_found_between_whole_words_only() -> None:
    tree = tree_of(["red kite"])

    assert found_in(tree, "the red kites fly") == []
    assert found_in(tree, "a red kite flies") == [(0, False)]
    assert found_in(tree, "red kite") == [(0, True)]


def test_a_long_listed_text_is_found_as_a_whole() -> None:
    words = [f"word{number}" for number in range(2000)]
    tree = tree_of([" ".join(words)])

    assert found_in(tree, " ".join(["before", *words, "after"])) == [(0, False)]
    assert found_in(tree, " ".join(words[:-1])) == []


def test_nothing_is_found_in_nothing_and_an_empty_text_is_not_listed() -> None:
    tree = tree_of(["", "a"])

    assert found_in(tree, "") == []


def test_removing_every_phrase_leaves_an_empty_tree() -> None:
    tree = tree_of(["a b c", "a b", "a b c d e f g h"])

    for number, phrase in enumerate(["a b c", "a b", "a b c d e f g h"]):
        tree.remove(phrase, number)
    tree.remove("never listed", 9)

    assert not tree._root.next


def test_thousands_of_phrases_are_sought_in_one_pass_over_a_long_post() -> None:
    random = Random(2)
    words = [f"w{number}" for number in range(5000)]
    listed = [" ".join(random.choices(words, k=random.randint(1, 12))) for _ in range(10_000)]
    post = " ".join(random.choices(words, k=18_000))

    found = {number for number, _ in found_in(tree_of(listed), post)}

    assert len(post) > 90_000
    assert found == {number for number, phrase in enumerate(listed) if f" {phrase} " in f" {post} "}
