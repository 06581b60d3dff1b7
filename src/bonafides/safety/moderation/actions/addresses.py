"""Names and addresses of authors and notifiers: locked when they come in, opened only to write to them."""

from bonafides.base.keys import envelope
from bonafides.safety.moderation.models import Appeal, Flag, Item

AUTHOR, NOTIFIER_NAME, NOTIFIER, APPELLANT = "author-address", "notifier-name", "notifier-address", "appeal-address"


def seal(text: str, *, purpose: str, reference: str) -> str:
    """Lock a text for one row; empty stays empty."""
    return envelope.seal_text(text, purpose=purpose, bound_to=reference) if text else ""


def opened(sealed: str, *, purpose: str, reference: str) -> str:
    return envelope.unseal_text(sealed, purpose=purpose, bound_to=reference) if sealed else ""


def author_address(item: Item) -> str:
    """The author's address; empty where the platform keeps it to itself."""
    return opened(item.author_address, purpose=AUTHOR, reference=item.reference)


def notifier_address(flag: Flag) -> str:
    """The notifier's address; empty where none was given or it was forgotten."""
    return opened(flag.notifier_address, purpose=NOTIFIER, reference=flag.reference)


def notifier_name(flag: Flag) -> str:
    return opened(flag.notifier_name, purpose=NOTIFIER_NAME, reference=flag.reference)


def appellant_address(appeal: Appeal) -> str:
    return opened(appeal.address, purpose=APPELLANT, reference=appeal.reference)
