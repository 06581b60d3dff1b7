"""One normal form for text in any script, so that a listed phrase is found however it was typed.

`bonafides-text/2`: compatibility forms are unified (NFKC) and case is folded; zero-width characters, bidirectional
controls, tatweel and the marks that writers leave out (accents, Arabic vowel signs, Hebrew points) go; the variants
of alef, yeh, kaf, heh and hamza that keyboards of Arabic, Persian and Urdu produce become one, and so do the i with a
dot and the one without; digits of every script become 0-9; everything that is neither letter, mark nor digit becomes
one space, and so do the letters that Unicode has for apostrophes. The vowel signs of Bengali and other Indic scripts
stay, for they tell words apart, and so do й and ї. Scripts written without spaces are split per character.
"""

import hashlib
import re
import unicodedata
from itertools import groupby, islice
from typing import Final

MARKS_IN_A_ROW: Final = 30
"""Of more marks behind a letter the rest goes: to put them in order takes time by the square of how many they are.

Far beyond what any writing needs. Source: Unicode Standard Annex 15, Stream-Safe Text Format, which has this number.
"""


def normal_text(text: str) -> str:
    """The normal form: words joined by single spaces, "" if nothing is left. Idempotent, never raises."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _with_few_marks(text)).casefold())
    words = _with_few_marks(" ".join(folded.translate(_LETTERS).split()))
    return unicodedata.normalize("NFC", words)  # of each word as of all: nothing joins a blank or goes past it


def parted(text: str) -> str:
    """A text with a space for each half-space, as many write one; as long as the text is.

    Persian and its neighbours write the parts of a word apart with a zero-width non-joiner, of which the normal form
    makes one word. Between letters of other scripts it parts nothing.
    """
    return _HALF_SPACES.sub(lambda found: _SPACE * len(found[0]), text) if _HALF_SPACE in text else text


def text_digest(text: str) -> str | None:
    """SHA-256 of the normal form in lower-case hex; None where nothing is left, for nothing matches nothing."""
    normal = normal_text(text)
    return digest_of_normal(normal) if normal else None


def digest_of_normal(normal: str) -> str:
    """SHA-256 in lower-case hex of a text that is already in normal form."""
    return hashlib.sha256(normal.encode()).hexdigest()


def text_of_bytes(data: bytes) -> str | None:
    """The text that a file holds, in UTF-8 or marked UTF-16; None if it is anything else, such as a picture."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _with_few_marks(text: str) -> str:
    """Called again when characters are gone that stood between marks."""
    some = "" if text.isascii() else text[MARKS_IN_A_ROW :: MARKS_IN_A_ROW + 1]  # too long a row has one of these
    return _PERHAPS_MANY_MARKS.sub(_first_marks, text) if any(map(_is_mark, some)) else text


def _first_marks(run: re.Match[str]) -> str:
    marked = (islice(some, MARKS_IN_A_ROW) if are_marks else some for are_marks, some in groupby(run[0], _is_mark))
    return "".join(each for some in marked for each in some)


def _is_mark(character: str) -> bool:
    """Whether it is a mark, or becomes one in the normal form."""
    return unicodedata.category(character)[0] == "M" or character in _HALF_WIDTH_MARKS


_HALF_WIDTH_MARKS: Final = "\uff9e\uff9f"  # of kana; letters until they are unified
_PERHAPS_MANY_MARKS: Final = re.compile(rf"[\W{_HALF_WIDTH_MARKS}]{{{MARKS_IN_A_ROW + 1},}}")
_SPACE: Final = " "
_HALF_SPACE: Final = "\u200c"
_ARABIC: Final = "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc"
_HALF_SPACES: Final = re.compile(f"(?<=[{_ARABIC}]){_HALF_SPACE}+(?=[{_ARABIC}])")
_LEFT_OUT: Final = frozenset(
    chr(point)
    for start, stop in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),  # Hangul fillers
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),  # variation selectors
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
        (0x0640, 0x0640),  # tatweel
        (0x0621, 0x0621),  # hamza alone, which many writers omit
        (0x0674, 0x0674),
    )
    for point in range(start, stop + 1)
)
_MARKS_LEFT_OUT: Final = (
    (0x0300, 0x036F),  # combining diacritical marks, and their supplements
    (0x0483, 0x0489),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
    (0x0591, 0x05C7),  # Hebrew points
    (0x0610, 0x061A),  # Arabic vowel signs and Koranic marks
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x0711, 0x0711),
    (0x0730, 0x074A),
    (0x0898, 0x089F),
    (0x08CA, 0x08FF),
)
_KEPT_WHOLE: Final = frozenset("йїў")
_VARIANTS: Final = {
    "ٱ": "ا",
    "ى": "ي",  # alef maksura
    "ی": "ي",  # Persian yeh
    "ې": "ي",
    "ک": "ك",  # keheh
    "ڪ": "ك",
    "ة": "ه",  # teh marbuta
    "ہ": "ه",  # Urdu heh goal
    "ۃ": "ه",
    "ە": "ه",
    "ı": "i",  # of Turkish, for the capital of neither says which it is: I is folded to i
}
_APOSTROPHES: Final = ((0x02B9, 0x02BF),)  # as in Ukrainian обʼєкт or Qurʾan; most people type a mark, which is a space
_WITHOUT_SPACES: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x4DBF),  # Han
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)


class _Letters(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        self[point] = became = _became(chr(point))
        return became


def _became(character: str) -> str:
    if character in _LEFT_OUT or unicodedata.category(character) == "Cf":
        return ""
    if character in _KEPT_WHOLE:
        return character
    kept = "".join(_part(part) for part in unicodedata.normalize("NFD", character))
    return f" {kept} " if _is_in(ord(character), _WITHOUT_SPACES) else kept


def _part(part: str) -> str:
    category = unicodedata.category(part)
    if category == "Nd":
        return str(unicodedata.digit(part))
    if category[0] == "M":
        return "" if _is_in(ord(part), _MARKS_LEFT_OUT) else part
    if part in _LEFT_OUT:
        return ""
    is_written = category[0] in "LN" and not _is_in(ord(part), _APOSTROPHES)
    return _VARIANTS.get(part, part) if is_written else _SPACE


def _is_in(point: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(start <= point <= stop for start, stop in ranges)


_LETTERS: Final = _Letters()
