"""The UK Sanctions List, XML. Each Designation says whether it is an individual, an entity or a ship."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from bonafides.base.designations.formats.reading import Dated, bare, children, day_of, records_of, text_at
from bonafides.base.designations.rules import Bad, Left, Parsed, Record, checked, concerns_terrorism
from bonafides.base.designations.vocabulary import SetAside

RECORDS = frozenset({"Designation", "DateGenerated"})


def read(file: BinaryIO, regimes: tuple[str, ...], dated: Dated) -> Iterator[Parsed]:
    for count, (name, element) in enumerate(records_of(file, RECORDS)):
        if name == "DateGenerated":
            dated.as_of = day_of(element.text or "")
        elif name == "Designation" and text_at(element, "IndividualEntityShip") != "Entity":
            yield Left(is_person=text_at(element, "IndividualEntityShip") == "Individual")
        elif name == "Designation" and not concerns_terrorism(text_at(element, "RegimeName"), regimes):
            yield Left(is_person=False)
        elif name == "Designation":
            yield entity_of(element, f"record {count}")


def entity_of(element: Element, place: str) -> Parsed:
    number = text_at(element, "UniqueID")
    primary, others = names_of(element)
    try:
        listed_on = day_of(text_at(element, "DateDesignated"))
    except ValueError:
        return Bad(place, SetAside.BAD_DATE, primary, number)
    also = tuple(filter(None, [text_at(element, "UNReferenceNumber")]))
    found = Record(number, primary, others, text_at(element, "RegimeName"), listed_on, None, also)
    return checked(found, place)


def names_of(element: Element) -> tuple[str, tuple[str, ...]]:
    """The primary name, and all others, those in another script among them."""
    named = [(text_at(name, "NameType"), whole(name)) for names in children(element, "Names") for name in names]
    scripts = [text_at(name, "NameNonLatinScript") for names in children(element, "NonLatinNames") for name in names]
    primary = next((name for kind, name in named if kind == "Primary Name"), named[0][1] if named else "")
    return primary, (*(name for _kind, name in named if name != primary), *scripts)


def whole(name: Element) -> str:
    """`Name1` to `Name6` in their order; an entity has `Name6` alone."""
    parts = sorted((bare(part.tag), (part.text or "").strip()) for part in name if bare(part.tag)[:4] == "Name")
    return " ".join(text for tag, text in parts if tag[4:].isdigit() and text)
