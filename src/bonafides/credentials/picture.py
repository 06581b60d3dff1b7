"""The mark's picture: our own drawing, as SVG and as PNG from the same source.

A ring of four arcs, one for each step of a programme, closes around a tick. The picture proves nothing by itself;
the credential is baked into it (`baking.py`). Its words have a contrast of at least 4.5 on their ground.
"""

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Final
from unicodedata import east_asian_width

import typst

WIDTH: Final = 420
HEIGHT: Final = 140
PNG_SCALE: Final = 3
MAX_LETTERS: Final = 56
TITLE: Final = "Verified member"

_TEXT_WIDTH: Final = 272
_ONE_LINE_EMS: Final = 15
_ARCS = ("#8fbdb9", "#5f9ea0", "#2b7a82", "#0b4f5c")
_FONT = "'Libertinus Serif', Georgia, 'Noto Serif', 'Times New Roman', serif"
_SVG = """<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img">
<title>{label}</title>
<rect x="1" y="1" width="{inner_width}" height="{inner_height}" rx="18" fill="#fbfaf6" stroke="#b6c8ca"/>
<g fill="none" stroke-linecap="round" stroke-linejoin="round" stroke-width="8">
{arcs}
<path d="M55 71.5l11 11 20-24" stroke="#0b4f5c" stroke-width="9"/>
</g>
<g font-family="{font}" fill="#123038">
{texts}
</g>
</svg>
"""
_ARC_PATHS = (  # quarter circles of radius 42 around (70, 70), with a gap of 24 degrees between two
    "M78.73 28.92A42 42 0 0 1 111.08 61.27",
    "M111.08 78.73A42 42 0 0 1 78.73 111.08",
    "M61.27 111.08A42 42 0 0 1 28.92 78.73",
    "M28.92 61.27A42 42 0 0 1 61.27 28.92",
)
_PAGE = """#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.picture), format: "svg", width: 100%)
"""


def svg(*, name: str, valid_until: date, issuer: str, title: str = TITLE) -> str:
    """The picture as SVG text. name: the member's; issuer: the programme's; longer ones than 56 letters are cut."""
    until = f"Valid until {valid_until.day} {valid_until:%B %Y}"
    return _SVG.format(
        width=WIDTH,
        height=HEIGHT,
        inner_width=WIDTH - 2,
        inner_height=HEIGHT - 2,
        label=escape(_plain(f"{title}: {name}. {until}. {issuer}.")),
        arcs="\n".join(f'<path d="{d}" stroke="{tone}"/>' for d, tone in zip(_ARC_PATHS, _ARCS, strict=True)),
        font=_FONT,
        texts="\n".join(_texts(name=_cut(name), until=until, issuer=_cut(issuer), title=_cut(title))),
    )


def png(*, name: str, valid_until: date, issuer: str, title: str = TITLE) -> bytes:
    """The same picture as PNG, 1260 by 420 pixels, drawn by typst with the fonts that it carries.

    Letters of a script that neither those fonts nor the machine's have show as boxes; the SVG is drawn by the
    reader's own fonts.
    """
    picture = svg(name=name, valid_until=valid_until, issuer=issuer, title=title)
    page = _PAGE.format(width=WIDTH, height=HEIGHT)
    drawn = typst.compile(page.encode(), format="png", ppi=72.0 * PNG_SCALE, sys_inputs={"picture": picture})
    if not isinstance(drawn, bytes):
        raise TypeError("one page gives one picture")
    return drawn


def _texts(*, name: str, until: str, issuer: str, title: str) -> Iterator[str]:
    """Title, name on one line or two, end and issuer, from above."""
    lines = _lines(name)
    head, first, foot, largest = (42, 62, 97, 28) if len(lines) == 1 else (34, 52, 103, 20)
    size = min(_size_of(line, largest) for line in lines)
    yield _text(title, y=head, size=15, rest='fill="#0b5c66" letter-spacing=".6"')
    for number, line in enumerate(lines):
        yield _text(line, y=first + size // 3 + 22 * number, size=size, rest='font-weight="700"')
    yield _text(until, y=foot, size=15)
    yield _text(issuer, y=foot + 20, size=_size_of(issuer, 13), rest='fill="#4a6067"')


def _text(words: str, *, y: int, size: int, rest: str = "") -> str:
    return f'<text x="132" y="{y}" font-size="{size}"{" " if rest else ""}{rest}>{escape(words)}</text>'


def _lines(name: str) -> list[str]:
    """The name, in two halves at the space nearest to its middle where it is long."""
    spaces = [at for at, letter in enumerate(name) if letter == " "]
    if _ems_of(name) <= _ONE_LINE_EMS or not spaces:
        return [name]
    middle = min(spaces, key=lambda at: abs(at - len(name) / 2))
    return [name[:middle], name[middle + 1 :]]


def _size_of(text: str, largest: int) -> int:
    """Pixels: smaller letters for a longer text, so that every text stays inside."""
    return max(6, min(largest, int(_TEXT_WIDTH / max(_ems_of(text), 1))))


def _ems_of(text: str) -> float:
    """About how wide a text is in the widest of the fonts, in bold."""
    return sum(_em_of(letter) for letter in text)


def _em_of(letter: str) -> float:
    if east_asian_width(letter) in "WF" or letter in "WM@mw":
        return 1.1
    if letter.isupper():
        return 0.85
    return 0.66 if letter.isascii() else 0.76


def _plain(text: str) -> str:
    """Without what XML, or a line of text, cannot hold."""
    return " ".join("".join(letter for letter in text if letter.isprintable() or letter == " ").split())


def _cut(text: str) -> str:
    plain = _plain(text)
    return plain if len(plain) <= MAX_LETTERS else plain[: MAX_LETTERS - 1] + "…"
