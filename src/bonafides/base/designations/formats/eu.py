"""The consolidated financial sanctions list of the European Union, XML 1.1. A person has the subject type `person`."""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO
from xml.etree.ElementTree import Element

from bonafides.base.designations.formats.reading import Dated, children, day_of, records_of
from bonafides.base.designations.rules import Bad, Left, Parsed, Record, checked, concerns_terrorism
from bonafides.base.designations.vocabulary import SetAside

RECORDS = frozenset({"sanctionEntity"})


def read(file: BinaryIO, regimes: tuple[str, ...], dated: Dated) -> Iterator[Parsed]:
    for count, (name, element) in enumerate(records_of(file, RECORDS)):
        if not name:
            dated.as_of = day_of(element.get("generationDate", ""))
            continue
        regime = next((each.get("programme", "") for each in children(element, "regulation")), "")
        if any(each.get("code") == "person" for each in children(element, "subjectType")):
            yield Left(is_person=True)
        elif not concerns_terrorism(regime, regimes):
            yield Left(is_person=False)
        else:
            yield entity_of(element, regime, f"record {count}")


def entity_of(element: Element, regime: str, place: str) -> Parsed:
    number = element.get("euReferenceNumber", "")
    names = [each.get("wholeName", "") for each in children(element, "nameAlias")]
    try:
        listed_on = first_regulation(element)
        delisted_on = day_of(element.get("delistingDate", ""))
    except ValueError:
        return Bad(place, SetAside.BAD_DATE, names[0] if names else "", number)
    also = tuple(filter(None, [element.get("unitedNationId", "").strip()]))
    found = Record(number, names[0] if names else "", tuple(names[1:]), regime, listed_on, delisted_on, also)
    return checked(found, place)


def first_regulation(element: Element) -> date | None:
    """The earliest day on which a regulation that names the entity came into force."""
    days = [day_of(each.get("entryIntoForceDate", "")) for each in children(element, "regulation")]
    return min((day for day in days if day), default=None)
