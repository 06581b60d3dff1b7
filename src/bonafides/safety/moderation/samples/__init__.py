"""Harmless material for the demo and the tests: invented pictures, phrases, addresses, notices and appeals.

Everything here is made up by this module. The "Order of the Blue Triangle" does not exist, its posters are
shapes drawn by dice, and its addresses use names that can never resolve to anybody (RFC 2606 and RFC 6761).
"""

from bonafides.safety.moderation.samples.pictures import (
    PictureRelation,
    SamplePicture,
    known_pictures,
    sample_pictures,
)
from bonafides.safety.moderation.samples.writings import (
    SampleAppeal,
    SampleFlag,
    SampleText,
    SampleUrl,
    TextRelation,
    UrlRelation,
    sample_appeals,
    sample_flags,
    sample_texts,
    sample_urls,
)

__all__ = [
    "PictureRelation",
    "SampleAppeal",
    "SampleFlag",
    "SamplePicture",
    "SampleText",
    "SampleUrl",
    "TextRelation",
    "UrlRelation",
    "known_pictures",
    "sample_appeals",
    "sample_flags",
    "sample_pictures",
    "sample_texts",
    "sample_urls",
]
