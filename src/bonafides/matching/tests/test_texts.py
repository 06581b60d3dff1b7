import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bonafides.matching.texts import MARKS_IN_A_ROW, normal_text, parted, text_digest, text_of_bytes

SAME = [
    ("Hello, World!", "hello   world"),
    ("ＦＵＬＬ ｗｉｄｔｈ", "full width"),
    ("Straße", "STRASSE"),
    ("ze\u200bro \u202ewidth\u202c", "zero width"),
    ("Crème brûlée", "creme brulee"),
    ("z\u0335a\u0489l\u0328g\u0300o", "zalgo"),
    ("السَّلامُ عَلَيْكُم", "السلام عليكم"),
    ("الســـلام", "السلام"),
    ("أحمد إلى آخر", "احمد الى اخر"),
    ("مدرسة", "مدرسه"),
    ("کتاب فارسی", "كتاب فارسي"),  # Persian and Arabic keyboards
    ("می\u200cروم", "ميروم"),  # zero-width non-joiner
    ("savaşçı geliyor", "SAVAŞÇI GELİYOR"),  # Turkish: capitals of ı and i
    ("ısıtıcı", "ISITICI"),
    ("обʼєкт", "об'єкт"),  # Ukrainian: the letter U+02BC, the mark of a keyboard and that of a word processor
    ("обʼєкт", "об’єкт"),
    ("Qurʾan", "Qur'an"),
    ("Oʻzbek", "O‘zbek"),
    ("ہفتہ", "هفته"),  # Urdu heh goal
    ("سماء", "سما"),
    ("ﺍﻟﺴﻼﻡ", "السلام"),  # presentation forms
    ("ПРИВЕТ, Мир", "привет мир"),
    ("ёлка", "елка"),
    ("мои\u0306", "мой"),
    ("שָׁלוֹם", "שלום"),
    ("১২৩ ۱۲۳ ١٢٣", "123 123 123"),
    ("বাংলা।  ভাষা", "বাংলা ভাষা"),
    ("\u09df", "\u09af\u09bc"),  # composed and decomposed ya
    ("東京タワー", "東 京 タ ワ ー"),
]
DIFFERENT = [
    ("কাল", "কল"),  # Bengali: a vowel sign tells "tomorrow" from "call"
    ("দিন", "দান"),
    ("কি", "কী"),
    ("मत", "मति"),  # Hindi
    ("کہا", "کھا"),  # Urdu: "said" and "ate"
    ("لڑکی", "لڑکے"),
    ("мой", "мои"),
    ("воин", "войн"),
    ("かき", "がき"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_ways_to_write_the_same_have_one_normal_form(one: str, other: str) -> None:
    assert normal_text(one) == normal_text(other)
    assert text_digest(one) == text_digest(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert normal_text(one) != normal_text(other)


@pytest.mark.parametrize("text", ["", "  ", "!!!", "???", "\u200b\u202e", "ـــ", "😀", "\ud800", "\0"])
def test_what_has_no_letter_and_no_digit_has_no_digest(text: str) -> None:
    assert normal_text(text) == ""
    assert text_digest(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("می\u200cکشیم", "می کشیم"),
        ("می\u200c\u200cکشیم", "می  کشیم"),
        ("\u200cمی\u200c کشیم\u200c", "\u200cمی\u200c کشیم\u200c"),
        ("Auf\u200clage", "Auf\u200clage"),
        ("ক্\u200cষ", "ক্\u200cষ"),
    ],
)
def test_a_half_space_parts_words_between_arabic_letters_alone(text: str, expected: str) -> None:
    assert parted(text) == expected


@given(st.text(st.characters(), max_size=60))
def test_the_normal_form_of_any_text_is_its_own_normal_form(text: str) -> None:
    normal = normal_text(text)

    assert normal_text(normal) == normal


@pytest.mark.parametrize("mark", ["\u093c", "\u0951"], ids=["nukta", "accent"])
def test_marks_behind_a_letter_are_kept_up_to_thirty(mark: str) -> None:
    counts = [len(normal_text("क" + mark * count)) for count in (MARKS_IN_A_ROW - 1, MARKS_IN_A_ROW, 31, 32)]

    assert counts == [MARKS_IN_A_ROW, MARKS_IN_A_ROW + 1, MARKS_IN_A_ROW + 1, MARKS_IN_A_ROW + 1]


@pytest.mark.parametrize(
    "piece", ["\u0316\u0301", "\u0951\u093c", "\u0951\u093c\u200d", "\u0951\u0621\u093c", "\uff9e\u0334"]
)
@pytest.mark.timeout(30)
def test_a_million_marks_in_the_wrong_order_are_read_in_time(piece: str) -> None:
    normal = normal_text("a" + piece * (1_000_000 // len(piece)) + " red kite")

    assert normal.endswith(" red kite")
    assert len(normal) <= len("a red kite") + MARKS_IN_A_ROW
    assert normal_text(normal) == normal


@given(st.lists(st.sampled_from("aक\u0951\u093c\u200d\u0621\u0316\uff9e\u0344\u0958 "), max_size=200).map("".join))
def test_the_normal_form_of_many_marks_is_its_own_normal_form(text: str) -> None:
    normal = normal_text(text)

    assert normal_text(normal) == normal


@given(st.text(max_size=40))
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    assert normal_text(unicodedata.normalize("NFD", text)) == normal_text(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_file_of_text_is_read_in_its_encoding(encoding: str) -> None:
    assert text_of_bytes("Привет, বাংলা".encode(encoding)) == "Привет, বাংলা"


@pytest.mark.parametrize("data", [b"\xff\xd8\xff\xe0", b"a\0b", b"\xff\xfe\x00\xd8"])
def test_a_file_of_anything_else_holds_no_text(data: bytes) -> None:
    assert text_of_bytes(data) is None
