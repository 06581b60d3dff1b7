"""Sentences that a shell will translate, written where no translation machinery may be imported."""

import unicodedata

HIDDEN = ("Cc", "Cf", "Co", "Cs")  # control, formatting, private use, halves of a sign
JOINERS = "\u200c\u200d"  # within words and signs of some scripts


def one_line(text: str) -> str:
    """A name as people see it: on one line, without what shows nothing or turns the writing around it."""
    seen = (sign for sign in text if sign.isspace() or sign in JOINERS or unicodedata.category(sign) not in HIDDEN)
    return " ".join("".join(seen).split()).strip(JOINERS)


def gettext_noop(message: str) -> str:
    """Mark a sentence for makemessages and return it unchanged; only shells translate it."""
    return message
