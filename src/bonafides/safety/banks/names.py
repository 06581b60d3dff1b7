"""What the product itself calls a list, or says of one and its entries: stored in English, read in any language."""

import re
from typing import Final

from django.utils.translation import gettext

from bonafides.base.http.retelling import pattern_of
from bonafides.kernel.text import gettext_noop as _

OWN_BANK: Final = _("Own decisions")
HARMLESS_BANK: Final = _("Found harmless here")
DECIDED_HERE: Final = _("Decisions made here")
INCIDENT_LIST: Final = _("Incident list of %(name)s")
OF_HMA_CLIENT: Final = _("Through the interface of Hasher-Matcher-Actioner")
OF_ALTITUDE_CLIENT: Final = _("Signals of a client in Altitude's form")
MOVED_FROM_HMA: Final = _("Moved from Hasher-Matcher-Actioner")
MOVED_FROM_ALTITUDE: Final = _("Moved from Altitude")
LET_OUT_UNSAID: Final = _("Let out by hand, without a reason given")

PATTERNS: Final = [
    (template, pattern_of(template))
    for template in (
        OWN_BANK,
        HARMLESS_BANK,
        DECIDED_HERE,
        INCIDENT_LIST,
        OF_HMA_CLIENT,
        OF_ALTITUDE_CLIENT,
        MOVED_FROM_HMA,
        MOVED_FROM_ALTITUDE,
        LET_OUT_UNSAID,
    )
]
NUMBERED: Final = re.compile(r"(.*?)( \d+)?", re.DOTALL)  # as `free_name` tells lists of one name apart


def in_words(said: str) -> str:
    """The same in the reader's language where it stands as we wrote it; what a person wrote stays as it is."""
    name, number = NUMBERED.fullmatch(said).groups("")  # type: ignore[union-attr]
    for template, pattern in PATTERNS:
        if found := pattern.fullmatch(name):
            return str(gettext(template) % found.groupdict() + number)
    return said
