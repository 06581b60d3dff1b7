"""The consolidated list of the United Nations Security Council, XML: persons as INDIVIDUAL, entities as ENTITY."""

from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element

from bonafides.base.designations.formats.reading import Dated, children, day_of, records_of, text_at
from bonafides.base.designations.rules import Bad, Left, Parsed, Record, checked, concerns_terrorism
from bonafides.base.designations.vocabulary import SetAside

RECORDS = frozenset({"INDIVIDUAL", "ENTITY"})


def read(file: BinaryIO, regimes: tuple[str, ...], dated: Dated) -> Iterator[Parsed]:
    for count, (name, element) in enumerate(records_of(file, RECORDS)):
        if not name:
            dated.as_of = day_of(element.get("dateGenerated", ""))
        elif name == "INDIVIDUAL":
            yield Left(is_person=True)
        elif not concerns_terrorism(text_at(element, "UN_LIST_TYPE"), regimes):
            yield Left(is_person=False)
        else:
            yield entity_of(element, f"record {count}")


def entity_of(element: Element, place: str) -> Parsed:
    number = text_at(element, "REFERENCE_NUMBER")
    name = " ".join(filter(None, (text_at(element, part) for part in ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME"))))
    try:
        listed_on = day_of(text_at(element, "LISTED_ON"))
    except ValueError:
        return Bad(place, SetAside.BAD_DATE, name, number)
    aliases = [text_at(alias, "ALIAS_NAME") for alias in children(element, "ENTITY_ALIAS")]
    original = text_at(element, "NAME_ORIGINAL_SCRIPT")
    found = Record(number, name, (*aliases, original), text_at(element, "UN_LIST_TYPE"), listed_on)
    return checked(found, place)
