"""The words that a reader of an HTML page sees, and the addresses that it links to.

In time that grows with the page and no faster: the parser of the standard library takes minutes for some fifty
kilobytes, and pages are read in servers too. Source: HTML Living Standard, section 13.2.5 (tokenization).
"""

import html
import re
from typing import Final

from bonafides.matching.insides.flow import Flow
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
_ASIDE: Final = frozenset({"template", "rt", "rp"})
_VOID: Final = frozenset(re.findall(r"\S+", "area base br col embed hr img input link meta source track wbr"))
_SHOWN: Final = frozenset({"alt", "title", "value", "placeholder", "label", "summary", "aria-label", "content"})
"""Attributes that readers see, or are read to them, or that stand for the page where others link to it."""
_PAGES_INSIDE: Final = 3
_HIDES: Final = re.compile(
    r"display\s*+:\s*+none|visibility\s*+:\s*+hidden|font-size\s*+:\s*+0++(?:\.0++)?+(?![\d.])", re.IGNORECASE
)
"""A declaration by which a style hides an element; that another one shows it again is not followed."""
_TAG_FIRST: Final = re.compile(r"[\ufeff\s]*+<[A-Za-z!?]")
_MARKUP: Final = re.compile(r"<(?:(!--)|(/?)([A-Za-z][^\s/>]*+)|[!?/])")
_ATTRIBUTE: Final = re.compile(
    r"""[\s/]*+(?:([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>]*+)))?+)?+""", re.DOTALL
)


def begins_with_markup(text: str) -> bool:
    """Whether a text may be a page, or a piece of one."""
    return _TAG_FIRST.match(text) is not None


def words_of_page(markup: str) -> Words:
    """Its words, with a line break around all that stands in lines of its own, and the addresses that it names.

    After them, in lines of their own, the words of attributes, and those of pages that stand in an attribute.
    """
    return _words_of(markup, _PAGES_INSIDE)


def _words_of(markup: str, depth: int) -> Words:
    page = _Page(markup)
    text = "\n".join([page.text(), *page.shown])
    inside = [_words_of(each, depth - 1) for each in page.inside] if depth else []
    links = dict.fromkeys([*page.links, *(link for each in inside for link in each.links)])
    return Words("\n".join([text, *(each.text for each in inside)]), tuple(links))


class _Page:
    def __init__(self, markup: str) -> None:
        self._markup, self._at = markup, 0
        self._flow = Flow()
        self._hiding, self._depth = "", 0  # an element whose words stand aside; how many of its name are open
        self.links: list[str] = []
        self.shown: dict[str, None] = {}  # of attributes, each once
        self.inside: list[str] = []  # the markup of pages in this one

    def text(self) -> str:
        while opened := _MARKUP.search(self._markup, self._at):
            self._say(_meant(self._markup[self._at : opened.start()]))
            self._at = opened.end()
            if opened[3] is None:
                self._pass(_COMMENT_END if opened[1] else _TAG_END, opened.start() + 2)
            else:
                self._tag(opened[3].lower(), is_end=bool(opened[2]))
        self._say(_meant(self._markup[self._at :]))
        return self._flow.text()

    def _say(self, text: str) -> None:
        self._flow.say(text, is_aside=self._depth > 0)

    def _tag(self, name: str, *, is_end: bool) -> None:
        is_hidden = self._attributes()
        if not is_end:
            self._open(name, is_hidden=is_hidden)
        if name in _BREAKS:
            self._flow.part(is_aside=self._depth > 0)
        if is_end and name == self._hiding:
            self._depth = max(0, self._depth - 1)
        if name in _RAW and not is_end:
            self._say(self._raw(name))

    def _open(self, name: str, *, is_hidden: bool) -> None:
        if self._depth:
            self._depth += name == self._hiding
        elif (is_hidden or name in _ASIDE) and name not in _VOID and name not in _RAW:
            self._hiding, self._depth = name, 1
            self._flow.begin_aside()

    def _pass(self, end: re.Pattern[str], start: int) -> None:
        """Go on behind the end of a comment or the like; where there is none, all that follows belongs to it."""
        found = end.search(self._markup, start)
        self._at = found.end() if found else len(self._markup)

    def _attributes(self) -> bool:
        """Keep what a tag says and links to, and go on behind it; whether it hides what stands in its element."""
        is_hidden = False
        while (found := _ATTRIBUTE.match(self._markup, self._at)) and found[1] is not None:
            self._at = found.end()
            name, value = found[1].lower(), found[2] or found[3] or found[4] or ""
            self._keep(name, meant := _meant(value))
            if name == "hidden" or (name == "style" and _HIDES.search(meant)):
                is_hidden = True
        self._pass(_TAG_END, self._at)
        return is_hidden

    def _keep(self, name: str, value: str) -> None:
        """An address may stand in any attribute, of pictures, frames, forms and scripts; but those of XML name it."""
        if name == "srcdoc":
            self.inside.append(value)
        elif name in _SHOWN:
            self.shown[value] = None
        if not name.startswith("xmlns") and (":" in value if name == "href" else "//" in value):
            self.links.append(f"https:{value}" if value.startswith("//") else value)

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
