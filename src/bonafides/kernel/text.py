"""Sentences that a shell will translate, written where no translation machinery may be imported."""


def gettext_noop(message: str) -> str:
    """Mark a sentence for makemessages and return it unchanged; only shells translate it."""
    return message
