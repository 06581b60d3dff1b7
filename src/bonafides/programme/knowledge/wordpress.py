"""The posts and pages of a WordPress export (WXR), as Markdown. The XML is untrusted: no entity is ever expanded."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bonafides.kernel.errors import DomainError, Invalid
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge.formats import SLUG, About, ResourceFile, Words, slug_of

CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
TAKEN = {"post", "page"}


@dataclass(frozen=True)
class Posted:
    name: str
    file: ResourceFile | None = None
    problem: DomainError | None = None


def posts_in(data: bytes) -> list[Posted]:
    """Each post and page; menus, pictures and the rest are passed over."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise Invalid("not-wordpress", _("This is no WordPress export that can be read.")) from error
    if root.tag != "rss":
        raise Invalid("not-wordpress", _("This is no WordPress export that can be read."))
    return [post_of(item) for item in root.iter("item") if field(item, "post_type") in TAKEN]


def field(item: Element, name: str) -> str:
    """An element of WordPress's own, whatever the version in its namespace."""
    found = next((each for each in item if each.tag.endswith(f"}}{name}")), None)
    return (found.text or "").strip() if found is not None else ""


def post_of(item: Element) -> Posted:
    title = (item.findtext("title") or "").strip()
    name = title or (item.findtext("link") or "").strip() or field(item, "post_id")
    body = markdown_of(item.findtext(CONTENT) or "")
    slug = field(item, "post_name") if SLUG.fullmatch(field(item, "post_name")) else slug_of(title)
    if not title or not slug:
        return Posted(name, problem=Invalid("title-missing", _("A resource needs a title of at most 200 characters.")))
    if not body:
        return Posted(name, problem=Invalid("post-empty", _("This entry has no text.")))
    return Posted(name, ResourceFile(slug[:100], "en", About(), Words(title[:200], "", body)))


def markdown_of(html: str) -> str:
    """HTML as Markdown: headings, paragraphs, lists, links, emphasis; everything else is its words."""
    writer = Writer()
    writer.feed(html)
    writer.close()
    lines = (line.rstrip() for line in "".join(writer.parts).splitlines())
    return "\n".join(single_gaps(lines)).strip()


def single_gaps(lines: Iterator[str]) -> Iterator[str]:
    before = ""
    for line in lines:
        if line or before:
            yield line
        before = line


BLOCKS = {"p", "div", "section", "article", "blockquote", "table", "tr", "ul", "ol", "figure"}
MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
SILENT = {"script", "style", "iframe", "object", "noscript"}


class Writer(HTMLParser):
    """Writes Markdown as the tags go by."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.links: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.parts.append(f"\n\n{'#' * max(2, int(tag[1]))} ")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag == "br":
            self.parts.append("  \n")
        elif tag == "a":
            self.links.append(dict(attrs).get("href") or "")
            self.parts.append("[")
        self.parts.append(MARKS.get(tag, "\n\n" if tag in BLOCKS else ""))

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0
        if tag == "a" and self.links:
            href = self.links.pop()
            is_web = href.startswith(("https://", "http://", "mailto:"))
            self.parts.append(f"]({href})" if is_web else "]")
        is_block = tag in BLOCKS or (len(tag) == 2 and tag[0] == "h" and tag[1].isdigit())
        self.parts.append(MARKS.get(tag, "\n\n" if is_block else ""))

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)
