"""The ways of matching, each with the entries that are matched that way. `PARTS` lists them all."""

from typing import Any, Final

from bonafides.matching.parts.addresses import AddressPart
from bonafides.matching.parts.digests import DigestPart
from bonafides.matching.parts.identifiers import IdentifierPart
from bonafides.matching.parts.part import Part
from bonafides.matching.parts.patterns import PatternPart
from bonafides.matching.parts.pictures import PicturePart
from bonafides.matching.parts.sounds import SoundPart
from bonafides.matching.parts.texts import TextPart
from bonafides.matching.parts.tlshes import TlshPart
from bonafides.matching.parts.tmks import TmkPart
from bonafides.matching.parts.videos import VideoPart
from bonafides.matching.vocabulary import EntryType

PARTS: Final[tuple[type[Part[Any]], ...]] = (
    DigestPart,
    PicturePart,
    VideoPart,
    TmkPart,
    SoundPart,
    TextPart,
    PatternPart,
    TlshPart,
    AddressPart,
    IdentifierPart,
)

PART_OF: Final[dict[EntryType, type[Part[Any]]]] = {kind: part for part in PARTS for kind in part.types}

KEPT_PARTS: Final = (DigestPart, PicturePart)
"""Those that a snapshot keeps, with the bank of each entry; the others are built when a process starts."""

KEPT_TYPES: Final[frozenset[EntryType]] = frozenset().union(*(part.types for part in KEPT_PARTS))
