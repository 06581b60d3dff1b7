"""The words that a reader of an HTML page sees, and the addresses that it links to.

In time that grows with the page and no faster: the parser of the standard library takes minutes for some fifty
kilobytes, and pages are read in servers too. Source: HTML Living Standard, section 13.2.5 (tokenization).
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from bonafides.matching.insides.found import Words
from bonafides.matching.unmarked import with_short_references

_UNSEEN: Final = frozenset({"script", "style"})
_ESCAPABLE: Final = frozenset({"title", "textarea"})
_RAW: Final = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in (*_UNSEEN, *_ESCAPABLE, "xmp", "iframe", "noembed", "noframes", "plaintext")
}
"""Elements in which no markup counts but their own end tag (sections 13.2.5.2 and 13.2.5.3)."""
_COMMENT_END: Final = re.compile("--!?>")
_TAG_END: Final = re.compile(">")
_BREAKS: Final = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset "
        "figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr legend li listing main menu nav ol "
        "optgroup option p plaintext pre search section select summary table tbody td textarea tfoot th thead title tr "
        "ul xmp",
    )
)
"""What stands in a line of its own (section 15.3), or in a cell, a list to choose from or a field."""
_START: Final = re.compile(
    r"[\ufeff\s]*+(?:(?:<\?[^>]*+>|<!--.*?-->)\s*+)*+<(?:!doctype\s+html|html)(?=[\s/>])", re.IGNORECASE | re.DOTALL
)
_TAG_FIRST: Final = re.compile(r"[\ufeff\s]*+<[A-Za-z!?]")
_MARKUP: Final = re.compile(r"<(?:(!--)|(/?)([A-Za-z][^\s/>]*+)|[!?/])")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*+(?:([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+)?+""", re.DOTALL
)


def is_page(text: str) -> bool:
    """Whether a text is a page from its start: no more than a mark, a declaration and comments stand before."""
    return _START.match(text) is not None


def begins_with_markup(text: str) -> bool:
    """Whether a text may be a page, or a piece of one."""
    return _TAG_FIRST.match(text) is not None


def words_of_page(markup: str) -> Words:
    """Its words, with a line break around all that stands in lines of its own, and the addresses behind its links."""
    page = _Page(markup)
    pieces = "".join(page.pieces())
    return Words(pieces, tuple(page.links))


class _Page:
    def __init__(self, markup: str) -> None:
        self._markup, self._at = markup, 0
        self.links: list[str] = []

    def pieces(self) -> Iterator[str]:
        while opened := _MARKUP.search(self._markup, self._at):
            yield _meant(self._markup[self._at : opened.start()])
            self._at = opened.end()
            if opened[3] is None:
                self._pass(_COMMENT_END if opened[1] else _TAG_END, opened.start() + 2)
                continue
            self._attributes()
            name = opened[3].lower()
            if name in _BREAKS:
                yield "\n"
            if name in _RAW and not opened[2]:
                yield self._raw(name)
        yield _meant(self._markup[self._at :])

    def _pass(self, end: re.Pattern[str], start: int) -> None:
        """Go on behind the end of a comment or the like; where there is none, all that follows belongs to it."""
        found = end.search(self._markup, start)
        self._at = found.end() if found else len(self._markup)

    def _attributes(self) -> None:
        """Keep what a tag links to, and go on behind it."""
        while (found := _ATTRIBUTE.match(self._markup, self._at)) and found[1] is not None:
            self._at = found.end()
            if found[1].lower() == "href":
                address = _meant(found[2] or found[3] or found[4] or "")
                self.links += [address] if ":" in address else []
        self._pass(_TAG_END, self._at)

    def _raw(self, name: str) -> str:
        """What is seen of an element up to its end tag, at which to go on; as XML, a tag that ends itself has none."""
        if self._markup[self._at - 2 : self._at] == "/>":
            return ""
        end, begin = _RAW[name].search(self._markup, self._at), self._at
        self._at = end.start() if end else len(self._markup)
        text = "" if name in _UNSEEN else self._markup[begin : self._at]
        return _meant(text) if name in _ESCAPABLE else text


def _meant(text: str) -> str:
    """A text with what its character references stand for."""
    return html.unescape(with_short_references(text)) if "&" in text else text
