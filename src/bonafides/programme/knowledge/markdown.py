"""Markdown as safe HTML: no raw HTML is read, and what comes out passes an allow-list."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em"),
    *("s", "a", "table", "thead", "tbody", "tr", "th", "td", "del", "ins"),
}
ATTRIBUTES = {
    "a": {"href", "title", "class"},
    "ol": {"start"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4", "h5", "h6")},
}
SCHEMES = {"https", "http", "mailto"}
SHORTEST_LINKED_TERM = 8  # letters
NOT_IN_ID = re.compile(r"[^\w]+")

PARSER = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough").disable("image")


@dataclass(frozen=True)
class Term:
    """A word of the glossary, with what it means and the address of its entry."""

    term: str
    meaning: str
    url: str


def rendered(text: str, terms: tuple[Term, ...] = ()) -> str:
    """The HTML of a text; the first use of each term of the glossary is a link that shows its meaning."""
    tokens = PARSER.parse(text)
    demote_headings(tokens)
    if terms:
        link_terms(tokens, terms)
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    return framed_tables(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener"))


def slug_of(heading: str) -> str:
    """A heading as the anchor that it is linked by."""
    return NOT_IN_ID.sub("-", heading.casefold()).strip("-")


def headings_of(text: str) -> list[tuple[str, str]]:
    """The second-level headings of a text with their anchors, for a table of contents."""
    tokens = PARSER.parse(text)
    return [
        (plain_of(tokens[n + 1]), slug_of(plain_of(tokens[n + 1])))
        for n, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h2"
    ]


def plain_of(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


def demote_headings(tokens: list[Token]) -> None:
    """The page has the only first heading; each gets an anchor."""
    for n, token in enumerate(tokens):
        if token.type in {"heading_open", "heading_close"} and token.tag == "h1":
            token.tag = "h2"
        if token.type == "heading_open":
            token.attrSet("id", slug_of(plain_of(tokens[n + 1])))


def framed_tables(html: str) -> str:
    """Tables that are wider than a narrow screen scroll within themselves, also by keyboard."""
    opened = '<div class="table-scroll" tabindex="0" role="region"><table class="table">'
    return html.replace("<table>", opened).replace("</table>", "</table></div>")


# -- terms of the glossary --------------------------------------------------------------------------------------------


def link_terms(tokens: list[Token], terms: tuple[Term, ...]) -> None:
    """Link each term where it is first used in a paragraph, a list or a table; never in a heading, a link or code."""
    left = {term.term.casefold(): term for term in terms if is_unmistakable(term.term)}
    if not left:
        return
    find = pattern_of(left)
    for n, token in enumerate(tokens):
        if token.type == "inline" and tokens[n - 1].type != "heading_open":
            token.children = with_links(token.children or [], left, find)


def is_unmistakable(term: str) -> bool:
    """Several words or a long one: `notice` and `case` are everyday words too, and not linked."""
    return " " in term or "-" in term or len(term) >= SHORTEST_LINKED_TERM


def pattern_of(terms: Mapping[str, Term]) -> re.Pattern[str]:
    longest_first = sorted(terms, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def with_links(children: list[Token], left: dict[str, Term], find: re.Pattern[str]) -> list[Token]:
    linked: list[Token] = []
    in_link = 0
    for child in children:
        in_link += child.nesting if child.type in {"link_open", "link_close"} else 0
        if child.type == "text" and not in_link and child.content:
            child = raw(find.sub(once(left), escape(child.content, quote=False)))
        linked.append(child)
    return linked


def once(left: dict[str, Term]) -> Callable[[re.Match[str]], str]:
    """Replaces a term the first time that it is met."""

    def replace(found: re.Match[str]) -> str:
        term = left.pop(found.group(0).casefold(), None)
        if term is None:
            return found.group(0)
        meaning = escape(term.meaning)
        return f'<a class="term" href="{escape(term.url)}" title="{meaning}">{found.group(0)}</a>'

    return replace


def raw(html: str) -> Token:
    """A piece of HTML of ours; the allow-list still stands behind it."""
    return Token("html_inline", "", 0, content=html)
