"""Why a source gave no page, or a row no entry: said in English where it happens, told in the language of who reads."""

from typing import Final

from bonafides.base.fetch import addresses, client
from bonafides.base.http.retelling import Retelling
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.banks.vocabulary import REFUSALS

NOT_READ = _("The answer cannot be read: %(why)s.")
ANSWERED = _("The source answered %(status)s.")
LARGE_ANSWER = _("The answer is larger than %(most)s bytes.")
LARGE_FILE = _("The file is larger than %(most)s bytes.")
NO_FILE = _("There is no such file in the folder “feeds” of this home.")
REMOVED = _("The feed was removed meanwhile.")
BEGUN_ANEW = _("Everything is to be read from the start, so this reading was ended.")
NO_CREDENTIALS = _("Credentials are missing: %(names)s.")
NOT_SENT = _("Opinions are sent to this source no more.")
UNSENDABLE = _("A credential holds a line break, or another sign that cannot be sent. Give it again.")
UNHEARD = _("This source has no way to hear it.")
OF_THE_WIRE = (NOT_READ, ANSWERED, LARGE_ANSWER, LARGE_FILE, NO_FILE, NO_CREDENTIALS)

OF_ADAPTERS = (
    _("The answer lacks the list “%(name)s”."),
    _("The row has no “%(name)s”."),
    _("“%(name)s” holds half of a character."),
    _("A field of the row is not of its kind: %(why)s"),
    _("Signals of the kind %(kind)s are not matched here."),
    _("Hashes of the kind %(kind)s are not matched here."),
    _("Attributes of the kind %(kind)s are not matched here."),
    _("Choose one of the source's reasons for a “no” in the settings of the feed: %(names)s"),
)
OF_FETCHING = (
    addresses.BAD_URL,
    addresses.REFUSED,
    addresses.NOT_RESOLVED,
    addresses.NO_ADDRESS,
    client.TIMEOUT,
    client.UNREACHABLE,
    client.TOO_LARGE,
    client.BAD_ENCODING,
    client.TOO_OFTEN,
    client.NOWHERE,
)
retold: Final = Retelling((*OF_THE_WIRE, *OF_ADAPTERS, *OF_FETCHING, *REFUSALS))
