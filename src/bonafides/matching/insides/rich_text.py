"""Words, pictures and objects of Rich Text Format (RTF 1.9.1), read in one pass."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO, Final

from bonafides.matching.insides.flow import Flow
from bonafides.matching.insides.found import Found, Member, Words

_TOKEN: Final = re.compile(
    r"\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?[0-9]{1,10})? ?|\\(?P<sign>.)"
    r"|(?P<brace>[{}])|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
_UNSEEN: Final = frozenset({"fonttbl", "colortbl", "stylesheet", "themedata", "colorschememapping", "datastore"})
_MARKED: Final = frozenset({"bkmkstart", "bkmkend"})  # a name for a place, which may be in the middle of a word
_ABOUT: Final = (
    *("info", "title", "subject", "author", "manager", "company", "operator"),
    *("category", "keywords", "comment", "doccomm", "hlinkbase"),
)
_BESIDE: Final = tuple(part + pages for part in ("header", "footer") for pages in ("", "l", "r", "f"))
_ASIDE: Final = frozenset({*_ABOUT, *_BESIDE, "footnote", "annotation"})
_HIDES: Final = frozenset({"v", "deleted"})
_FILES: Final = {"pict": "picture", "objdata": "object"}
_BREAKS: Final = frozenset({"par", "line", "cell", "row", "tab", "sect", "page"})
_SIGNS: Final = {"\\": "\\", "{": "{", "}": "}", "~": " ", "_": "-", "\n": "\n", "\r": "\n"}
_MARKS: Final = {
    "lquote": "\N{LEFT SINGLE QUOTATION MARK}",
    "rquote": "\N{RIGHT SINGLE QUOTATION MARK}",
    "ldblquote": "\N{LEFT DOUBLE QUOTATION MARK}",
    "rdblquote": "\N{RIGHT DOUBLE QUOTATION MARK}",
    "emdash": "\N{EM DASH}",
    "endash": "\N{EN DASH}",
    "bullet": "\N{BULLET}",
}
_CHARSETS: Final = (128, 129, 134, 136, 161, 162, 163, 177, 178, 186, 204, 222, 238)
_PAGES: Final = (932, 949, 936, 950, 1253, 1254, 1258, 1255, 1256, 1257, 1251, 874, 1250)
_PAGE_OF_CHARSET: Final = dict(zip(_CHARSETS, _PAGES, strict=True))
_HALF: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds up to the brace that closes a group."""

    unseen: bool = False
    is_aside: bool = False  # none of the line around it
    is_hidden: bool = False  # likewise, by a switch that can be turned off again
    is_fonts: bool = False
    file: str = ""
    stand_ins: int = 1  # characters after each \u for readers that know no Unicode
    page: int = 0  # of the font; 0 for that of the document


class _Reader:
    """One pass over one document."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._group, self._around = _Group(), list[_Group]()
        self._flow, self._bytes, self._digits = Flow(), bytearray(), list[str]()
        self._page, self._font, self._pages = 1252, 0, dict[int, int]()
        self._left_out, self._files = 0, 0
        self._is_optional = False

    def read(self) -> Iterator[Found]:
        """Files as they come, then all words."""
        while token := _TOKEN.match(self._text, self._at):
            self._at = token.end()
            if token["byte"] is None:
                self._decode()
            if token["brace"]:
                yield from self._brace(token["brace"])
            elif token["word"]:
                self._word(token["word"], int(token["number"] or -1), bool(token["number"]))
            else:
                self._say(token)
        yield from self._closed_file()
        self._decode()
        yield Words(self._flow.text().encode("utf-16", "surrogatepass").decode("utf-16", "replace"))

    def _brace(self, brace: str) -> Iterator[Found]:
        self._left_out, self._is_optional = 0, False
        if brace == "{":
            self._around.append(self._group)
        elif self._around:
            before, self._group = self._group, self._around.pop()
            if before.file and not self._group.file:
                yield from self._closed_file(before.file)

    def _closed_file(self, kind: str = "object") -> Iterator[Found]:
        digits, self._digits = re.sub(r"[^0-9a-fA-F]", "", "".join(self._digits)), []
        if digits:
            self._files += 1
            yield Member(f"{kind}-{self._files}", BytesIO(bytes.fromhex(digits[: len(digits) // 2 * 2])))

    def _word(self, word: str, number: int, has_number: bool) -> None:
        optional, self._is_optional = self._is_optional, False
        if word in _FILES:
            self._group = replace(self._group, file=_FILES[word])
        elif word in _UNSEEN or word in _MARKED:
            self._group = replace(self._group, unseen=True, is_fonts=word == "fonttbl")
        elif optional or word in _ASIDE:
            self._group = replace(self._group, is_aside=True)
            self._flow.begin_aside()
        elif word in _HIDES:
            self._group = replace(self._group, is_hidden=not has_number or number != 0)
            self._flow.begin_aside()
        elif word == "bin" and has_number:
            self._binary(max(0, number))
        elif word == "u" and has_number:
            self._put(chr(number % _HALF))
            self._left_out = self._group.stand_ins
        elif word in _BREAKS:
            self._put("\n")
        elif word in _MARKS:
            self._put(_MARKS[word])
        elif has_number:
            self._set(word, number)

    def _set(self, word: str, number: int) -> None:
        if word == "ansicpg":
            self._page = number
        elif word == "uc":
            self._group = replace(self._group, stand_ins=max(0, number))
        elif word == "f" and self._group.is_fonts:
            self._font = number
        elif word == "f":
            self._group = replace(self._group, page=self._pages.get(number, 0))
        elif word == "fcharset":
            self._pages[self._font] = _PAGE_OF_CHARSET.get(number, 0)

    def _binary(self, count: int) -> None:
        data = self._text[self._at : self._at + count].encode("latin-1")
        self._at += len(data)
        if self._group.file:
            self._digits.append(data.hex())

    def _say(self, token: re.Match[str]) -> None:
        if token["sign"] == "*":
            self._is_optional = True
        elif self._group.file:
            self._digits.append(token["text"] or "")
        elif token["byte"]:
            if self._left_out:
                self._left_out -= 1
            elif not self._group.unseen:
                self._bytes += bytes.fromhex(token["byte"])
        else:
            text = token["text"] or _SIGNS.get(token["sign"] or "", "")
            left_out, self._left_out = self._left_out, max(0, self._left_out - len(text))
            self._put(text[left_out:])

    def _put(self, text: str) -> None:
        if self._group.unseen or self._group.file:
            return
        is_aside = self._group.is_aside or self._group.is_hidden
        if text == "\n":
            self._flow.part(is_aside=is_aside)
        else:
            self._flow.say(text, is_aside=is_aside)

    def _decode(self) -> None:
        """The bytes since the last word, in the code page of their font: a letter may need two of them."""
        if not self._bytes:
            return
        data, self._bytes = bytes(self._bytes), bytearray()
        try:
            self._put(data.decode(f"cp{self._group.page or self._page}", "replace"))
        except LookupError:
            self._put(data.decode("cp1252", "replace"))


def members_of_rich_text(stream: BinaryIO) -> Iterator[Found]:
    """The words of a document, and the pictures and objects in it as files."""
    return _Reader(stream.read().decode("latin-1")).read()
