"""What sources write in codes of theirs, a label, a tag, a severity: as words where we have them.

Sources: TCAP's hash list v2 and CSV (ideologies); tags of GIFCT in ThreatExchange, as Altitude reads them.
"""

import re
from collections.abc import Mapping
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bonafides.kernel.text import gettext_noop as _

BETWEEN: Final = ", "  # the tags of a label
WORDS: Final[Mapping[str, str]] = {
    "all": _("all ideologies"),
    "islamist": _("Islamist"),
    "far-right": _("far right"),
    "low": _("low"),
    "medium": _("medium"),
    "high": _("high"),
    "critical": _("critical"),
    "extreme": _("extreme"),
    "media_type_photo": _("picture"),
    "media_type_video": _("video"),
    "media_priority_s0": _("gravity 0 of 3 (GIFCT)"),
    "media_priority_s1": _("gravity 1 of 3 (GIFCT)"),
    "media_priority_s2": _("gravity 2 of 3 (GIFCT)"),
    "media_priority_s3": _("gravity 3 of 3 (GIFCT)"),
    "media_priority_crisis": _("crisis (GIFCT)"),
}
CODE: Final = re.compile(r"[\w.-]*[_:][^\s,]*|[A-Z]\d", re.ASCII)  # what no person writes as a label


def word_of(code: str) -> str:
    """What a code says in the reader's language; what is no code that we know stays as it is."""
    word = WORDS.get(code.lower())
    return gettext(word) if word else code


def shown(said: str) -> SafeString:
    """A label or severity of a source to be shown: codes that we know as words, others as the codes that they are."""
    return format_html_join(BETWEEN, "{}", ((_part(part),) for part in said.split(BETWEEN)))


def _part(part: str) -> str:
    return format_html("<code>{}</code>", part) if word_of(part) == part and CODE.fullmatch(part) else word_of(part)
