"""Text in an encoding that it does not say, and text that is written in escapes."""

import html
import re
import unicodedata
from typing import Final

ENCODINGS: Final = (
    *("utf-8", "utf-16-le", "utf-16-be"),
    *("windows-1256", "windows-1251", "koi8-r", "windows-1252", "windows-1254", "windows-1250"),
    *("iso-8859-6", "ibm866"),
)
"""For what is damaged or bears no mark; of Arabic, Russian, Western, Turkish and Balkan files; of older ones."""
SHARES: Final = 8
"""Of each reading of bytes an eighth of what is read of a text, for at most about so many are looked up."""
_SAMPLE_BYTES: Final = 4096
_ODD_SHARE: Final = 0.05  # of bytes by chance, a ninth are control characters; of units of UTF-16, a sixth are none
_ODD: Final = frozenset({"Cc", "Cn", "Co", "Cs"})
_FORGIVEN: Final = frozenset("\t\n\r\f")
_ESCAPE: Final = re.compile(r'(?:\\u[0-9a-fA-F]{4})+|\\["\\/bfnrt]')
_SHORT: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_REFERENCES_INSIDE_EACH_OTHER: Final = 3
_DIGITS_AT_MOST: Final = 7
"""Of a character's number without zeros in front, in either base: the last is 1114111, or 10FFFF."""
_LONG_REFERENCE: Final = re.compile(
    rf"(&#)([0-9]{{{_DIGITS_AT_MOST + 1},}});?|(&#[xX])([0-9a-fA-F]{{{_DIGITS_AT_MOST + 1},}});?"
)


def decoded(data: bytes, characters: int) -> dict[str, str]:
    """Bytes that are no text in UTF-8 or marked UTF-16, in every encoding in which they look like one.

    At most so many characters of each; the same text once, under the first. Empty for what looks like none in any.
    """
    sample = data[:_SAMPLE_BYTES]
    plausible = [each for each in ENCODINGS if _looks_written(sample.decode(each, "replace"))]
    start = data[: characters * 4]  # the longest that a character is
    texts = {each: start.decode(each, "replace").replace("\0", " ")[:characters] for each in plausible}
    first_named = {text: name for name, text in reversed(texts.items())}
    return {name: text for name, text in texts.items() if first_named[text] == name}


def unescaped(text: str) -> str:
    r"""A text with what its character references (HTML) and its escapes (\u0643, as in JSON) stand for."""
    plain = _ESCAPE.sub(_unescaped_piece, text) if "\\" in text else text
    for _time in range(_REFERENCES_INSIDE_EACH_OTHER):
        before, plain = plain, html.unescape(with_short_references(plain)) if "&" in plain else plain
        if plain == before:
            break
    return plain


def with_short_references(markup: str) -> str:
    """A text whose character references by number are short enough to be read by Python, which refuses 4,301 digits.

    Zeros in front go; a number that is no character's becomes U+FFFD, as everywhere in HTML.
    """
    return _LONG_REFERENCE.sub(_shortened, markup)


def _shortened(reference: re.Match[str]) -> str:
    sign, digits = filter(None, reference.groups())
    number = digits.lstrip("0") or "0"
    return f"{sign}{number};" if len(number) <= _DIGITS_AT_MOST else "\N{REPLACEMENT CHARACTER}"


def _unescaped_piece(escape: re.Match[str]) -> str:
    """Neighbours together, for two may be the halves of one character; a half alone is none."""
    kind = escape[0][1]
    if kind != "u":
        return _SHORT.get(kind, kind)
    units = "".join(chr(int(digits, 16)) for digits in escape[0][2:].split("\\u"))
    return units.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _looks_written(text: str) -> bool:
    """Whether few of its characters are ones that nobody writes."""
    odd = sum(each == "\N{REPLACEMENT CHARACTER}" or _is_odd(each) for each in text)
    return odd <= len(text) * _ODD_SHARE


def _is_odd(character: str) -> bool:
    return character not in _FORGIVEN and unicodedata.category(character) in _ODD
