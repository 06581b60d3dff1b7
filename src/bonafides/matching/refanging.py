"""Addresses made whole that people made safe to pass on, or that programs wrote in another form."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote, unquote

MAX_ESCAPED_TIMES: Final = 16
"""So often an escape may be escaped again; what is deeper is written to mislead, and no server reads it."""


def refang(text: str) -> str:
    """Undo the ways in which people make addresses safe to pass on: hxxp, [.], (dot), [:], [h]ttps and the like.

    And those in which programs write them: escaped as a whole, in JSON, in letters of full width, between signs that
    nobody sees, as texts from right to left have them.
    """
    text = _in_plain_letters(without_invisible(text))
    for pattern, meant in DEFANGED if any(bracket in text for bracket in "[({") else (_HXXP, _BACKSLASH):
        text = pattern.sub(meant, text)
    return text


def ways_to_read(text: str) -> Iterator[str]:
    """A text made whole; and, where signs that nobody sees may end a word in it, once more with a space for each."""
    yield refang(text)
    if not text.isascii() and _ENDING.search(text):
        yield refang(_ENDING.sub(" ", text))


def without_invisible(text: str) -> str:
    """Without characters of format (Unicode's Cf) that are not seen; joiners stay between letters beyond ASCII, whose
    spelling they belong to.
    """
    if text.isascii() or not _INVISIBLE.search(text):
        return text
    return _STRIPPED.sub("", text)


def _in_plain_letters(text: str) -> str:
    """Addresses that programs wrote in another form; one that is escaped inside another stays as it is there."""
    if "%3" in text or "%25" in text:
        text = _ESCAPED_WHOLE.sub(_unescaped, text)
    if "\\/" in text:
        text = _OF_JSON.sub(lambda found: _JSON_SLASH.sub("/", found[0]), text)
    if not text.isascii() and any(mark in text for mark in "：／ｐｓＰＳ"):
        text = _FULL_WIDTH.sub(_of_half_width, text)
    return text


def _of_half_width(found: re.Match[str]) -> str:
    """What follows a plain scheme stays as it is: there such letters are those of the text around it."""
    return found[0] if found[1].isascii() else found[0].translate(_HALF_WIDTH)


def _unescaped(found: re.Match[str]) -> str:
    text = found[0]
    for _ in range(MAX_ESCAPED_TIMES):
        if "://" in text[:8]:
            break
        text = unquote(text)
    return _BREAKING.sub(lambda breaking: quote(breaking[0]), text)  # what would end it in a text stays escaped


_UNSEEN: Final = "\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_JOINERS: Final = "\u200c\u200d"
_INVISIBLE: Final = re.compile(f"[{_UNSEEN}{_JOINERS}]")
_STRIPPED: Final = re.compile(rf"[{_UNSEEN}]|(?<![^\x00-\x7f])[{_JOINERS}]|[{_JOINERS}](?![^\x00-\x7f])")
_ENDING: Final = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_HXXP: Final = (re.compile(r"\b(?:hxxp|h\*\*p|hXXp|htxp|hxtp)(s?)(?=\W{0,2}:)", re.IGNORECASE), r"http\1")
_BACKSLASH: Final = (re.compile(r"\\\.(?=\w)"), ".")
_BRACKETED: Final = (
    (re.compile(r"\[(h)\](ttps?)\b", re.IGNORECASE), r"\1\2"),
    (re.compile(r"\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?", re.IGNORECASE), "."),
    (re.compile(r"[\[({]:[\])}]"), ":"),
    (re.compile(r"[\[({](://|:/|/)[\])}]"), r"\1"),
)
DEFANGED: Final = (_HXXP, *_BRACKETED, _BACKSLASH)
_ESCAPED_WHOLE: Final = re.compile(
    r"""(?<![^\s<>"'`([{«„“])(?:https?|ftp)%(?:25){0,15}3A%(?:25){0,15}2F%(?:25){0,15}2F[^\s<>"'`]+""", re.IGNORECASE
)
_BREAKING: Final = re.compile(r"""[\s<>"'`]""")
_OF_JSON: Final = re.compile(r"""\b(?:https?|ftp):\\{1,3}/\\{1,3}/[^\s<>"'`]+""", re.IGNORECASE)
_JSON_SLASH: Final = re.compile(r"\\{1,3}/")
_FULL_WIDTH: Final = re.compile(
    r"""((?:[hｈ][tｔ][tｔ][pｐ][sｓ]?|[fｆ][tｔ][pｐ])[:：][/／]{2})[^\s<>"'`]+""", re.IGNORECASE
)
_HALF_WIDTH: Final = {0xFF01 + place: 0x21 + place for place in range(94)}
