"""The mark's picture: our own drawing, as SVG and as PNG from the same source.

A ring of four arcs, one for each step of a programme, closes around a tick. The picture proves nothing by itself;
the credential is baked into it (`baking.py`). Its words have a contrast of at least 4.5 on their ground.
"""

from datetime import date
from html import escape
from typing import Final
from unicodedata import east_asian_width

import typst

WIDTH: Final = 420
HEIGHT: Final = 140
PNG_SCALE: Final = 3
MAX_LETTERS: Final = 40
TEXT_WIDTH: Final = 268
TITLE: Final = "Verified member"

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
<text x="132" y="42" font-size="15" fill="#0b5c66" letter-spacing=".6">{title}</text>
<text x="132" y="{name_y}" font-size="{name_size}" font-weight="700">{name}</text>
<text x="132" y="97" font-size="15">{until}</text>
<text x="132" y="118" font-size="{issuer_size}" fill="#4a6067">{issuer}</text>
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
    """The picture as SVG text. name: the member's; issuer: the programme's; longer ones than 40 letters are cut."""
    size = _size_of(name, 28)
    until = f"Valid until {valid_until.day} {valid_until:%B %Y}"
    return _SVG.format(
        width=WIDTH,
        height=HEIGHT,
        inner_width=WIDTH - 2,
        inner_height=HEIGHT - 2,
        label=escape(f"{title}: {name}. {until}. {issuer}."),
        arcs="\n".join(f'<path d="{d}" stroke="{tone}"/>' for d, tone in zip(_ARC_PATHS, _ARCS, strict=True)),
        font=_FONT,
        title=escape(_cut(title)),
        name=escape(_cut(name)),
        name_size=size,
        name_y=58 + size // 2,
        until=until,
        issuer_size=_size_of(issuer, 13),
        issuer=escape(_cut(issuer)),
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


def _size_of(text: str, largest: int) -> int:
    """Pixels: smaller letters for a longer text, so that every text stays inside."""
    ems = sum(_ems_of(letter) for letter in _cut(text))
    return max(6, min(largest, int(TEXT_WIDTH / max(ems, 1))))


def _ems_of(letter: str) -> float:
    """About how wide a bold letter is."""
    if east_asian_width(letter) in "WF":
        return 1.0
    return 1.05 if letter in "WM@" else 0.84 if letter in "wm" else 0.72 if letter.isupper() else 0.56


def _cut(text: str) -> str:
    plain = " ".join("".join(letter for letter in text if letter.isprintable() or letter == " ").split())
    return plain if len(plain) <= MAX_LETTERS else plain[: MAX_LETTERS - 1] + "…"
