"""The words of this part, and its limits."""

from enum import StrEnum

from bonafides.kernel.text import gettext_noop as _

MOST_HOPS = 5  # a browser follows 20; shorteners in a row are there to mislead
HOP_SECONDS = 10.0
HOP_BYTES = 65_536  # of an answer to GET; a redirect needs none
MOST_LINKS_OF_AN_ITEM = 20
MOST_ATTEMPTS = 3  # at a shortener that does not answer
ADDRESS_LIMIT_CHARACTERS = 8_192


class LinkState(StrEnum):
    WAITING = "waiting"
    FOLLOWED = "followed"
    FAILED = "failed"


class End(StrEnum):
    """Why a chain ends where it does."""

    LEFT_THE_SHORTENERS = "left"
    LEADS_NOWHERE = "nowhere"
    GOES_IN_CIRCLES = "circle"
    TOO_LONG = "too_long"


END_SENTENCES = {
    End.LEFT_THE_SHORTENERS: "",
    End.LEADS_NOWHERE: _("The service does not say where it leads: it is withdrawn, or it asks a person to click."),
    End.GOES_IN_CIRCLES: _("It leads back to itself."),
    End.TOO_LONG: _("It goes through more than five services."),
}
