"""The words of escalating: how a report goes out, what follows, the limits with their source."""

from datetime import timedelta
from enum import StrEnum

from bonafides.kernel.text import gettext_noop

EUROPOL = "EU"  # Reg. (EU) 2021/784, Art. 14(5): where the state concerned is unknown
SENT_WITHIN = timedelta(minutes=15)  # ours, for "promptly" in Art. 14(5)
LAW = "Regulation (EU) 2021/784, Art. 14(5); Regulation (EU) 2022/2065, Art. 18"
PACKAGE_LASTS = timedelta(days=184)  # ours: as long as preserved content, Reg. (EU) 2021/784, Art. 6(2)


class Channel(StrEnum):
    MAIL = "mail"
    PRINT = "print"  # a document, handed over by phone, fax or messenger


CHANNEL_WORDS = {Channel.MAIL: gettext_noop("Mail"), Channel.PRINT: gettext_noop("Print")}


class LineKind(StrEnum):
    """What is written down after an escalation went out."""

    ADDITION = "addition"
    ACKNOWLEDGED = "acknowledged"
    HANDED_OVER = "handed_over"  # a printed report reached its authority
    PRINTED = "printed"  # written down by the house


LINE_WORDS = {
    LineKind.ADDITION: gettext_noop("Added later"),
    LineKind.ACKNOWLEDGED: gettext_noop("The authority acknowledged it"),
    LineKind.HANDED_OVER: gettext_noop("Handed over by hand or by phone"),
    LineKind.PRINTED: gettext_noop("Printed"),
}
BY_HAND = (LineKind.HANDED_OVER, LineKind.ACKNOWLEDGED, LineKind.ADDITION)  # what a person writes down


class Choice(StrEnum):
    """What counsel said in writing about locked material."""

    DELETE = "delete"
    KEEP = "keep"  # locked, for the authority
    HAND_OVER = "hand_over"


CHOICE_WORDS = {
    Choice.DELETE: gettext_noop("Destroy it"),
    Choice.KEEP: gettext_noop("Keep it locked for the authority"),
    Choice.HAND_OVER: gettext_noop("The authority comes for it; keep it locked until then"),
}
