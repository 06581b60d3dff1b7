import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching.skeletons import legible, mixes_scripts, skeleton_of, skeleton_of_normal
from bonafides.matching.texts import normal_text

ALIKE = [
    ("the red kite", "thе rеd kitе"),  # Cyrillic е
    ("NOVEMBER", "ΝΟVΕΜΒΕR"),  # Greek capitals among Latin ones
    ("over", "oνer"),  # and a small Greek nu
    ("kite", "🅚🅘🅣🅔"),
    ("kite", "🇰🇮🇹🇪"),
    ("kite", "ᴋɪᴛᴇ"),
    ("kite", "𝓀𝒾𝓉ℯ"),
    ("falcon", "fa1c0n"),
    ("hawks", "h@wk$"),
    ("hawks", "h@wks"),
    ("Illinois", "lllinois"),
    ("красный коршун", "кpacный кopшyн"),  # Latin letters in Russian words
    ("بيت قديم", "ٮٮٮ ڡدٮم"),  # without dots
    ("نسر في الوادي", "ںسر ڡى الوادى"),
    ("کتاب", "كتاب"),
]
APART = [("коршун", "кречет"), ("kite", "kits"), ("نسر", "قصر"), ("2024", "2025")]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_texts_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton_of(one) == skeleton_of(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_texts_that_look_different_have_two(one: str, other: str) -> None:
    assert skeleton_of(one) != skeleton_of(other)


@given(st.text(st.characters(), max_size=60))
def test_every_text_has_a_skeleton_as_long_as_its_normal_form(text: str) -> None:
    normal = normal_text(text)

    assert len(skeleton_of_normal(normal)) == len(normal)
    assert len(legible(text)) == len(text)


@pytest.mark.parametrize("text", ["ΝΑΙ ναι", "Привет ПРИВЕТ", "kite KITE"])
def test_case_changes_no_skeleton(text: str) -> None:
    one, other = text.split()

    assert skeleton_of(one) == skeleton_of(other)


@pytest.mark.parametrize(("word", "mixed"), [("kitе", True), ("b0mb", True), ("kite", False), ("сор", False)])
def test_a_word_of_two_scripts_is_told_from_one_of_one(word: str, mixed: bool) -> None:
    assert mixes_scripts(word) is mixed


@pytest.mark.timeout(30)
def test_a_word_of_a_million_greek_letters_is_read_in_time() -> None:
    word = "α" * 1_000_000

    assert legible(word) == word
    assert legible(f"{word}x") == "a" * 1_000_000 + "x"
