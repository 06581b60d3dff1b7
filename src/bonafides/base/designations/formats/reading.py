"""What all formats share: walking a large XML file record by record, and reading dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse


@dataclass
class Dated:
    """As of when the file speaks, filled in as it is read."""

    as_of: date | None = None


def records_of(file: BinaryIO, names: frozenset[str]) -> Iterator[tuple[str, Element]]:
    """Each element with one of these names, complete; the root comes first, with its attributes only.

    Memory is given back after each record. No DTD, no entity, no outside reference is followed.
    """
    ancestors: list[Element] = []
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            if not ancestors:
                yield "", element
            ancestors.append(element)
            continue
        ancestors.pop()
        if bare(element.tag) in names:
            yield bare(element.tag), element
            ancestors[-1].clear()


def bare(tag: str) -> str:
    """A tag without its namespace."""
    return tag.rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if bare(child.tag) == name)


def text_at(element: Element, *path: str) -> str:
    """The text of the first descendant along a path of names; empty if there is none."""
    for name in path:
        found = next(children(element, name), None)
        if found is None:
            return ""
        element = found
    return (element.text or "").strip()


def day_of(text: str) -> date | None:
    """`2001-10-06`, with a time behind it or not, or `06/10/2001`; None where there is none.

    Raises ValueError for anything else.
    """
    text = text.strip()
    if not text:
        return None
    if "/" in text:
        return datetime.strptime(text[:10], "%d/%m/%Y").date()  # noqa: DTZ007  a date has no zone
    return date.fromisoformat(text[:10])
