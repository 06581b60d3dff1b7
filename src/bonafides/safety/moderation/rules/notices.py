"""What makes a flag complete, and what its category asks for: DSA Art. 16."""

from dataclasses import dataclass

from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation.vocabulary import SourceKind

CHILD_ABUSE = "child_sexual_abuse"
CATEGORIES = {
    "terrorist_content": gettext_noop("Terrorist content"),
    "threat_to_life": gettext_noop("A threat to somebody's life"),
    "incitement": gettext_noop("Incitement to violence or hatred"),
    CHILD_ABUSE: gettext_noop("Sexual abuse of children"),
    "other": gettext_noop("Something else against the law or the terms"),
}


@dataclass(frozen=True)
class NoticeFacts:
    """What a notice holds of what Art. 16(2) asks: reason (a), location (b), name and address (c), good faith (d)."""

    source: SourceKind
    category: str
    has_reason: bool
    has_location: bool
    has_name: bool
    has_address: bool
    good_faith: bool


@dataclass(frozen=True)
class Completeness:
    """Whether a notice gives actual knowledge (Art. 16(3)); `missing` names what would."""

    complete: bool
    missing: tuple[str, ...]


def completeness_of(facts: NoticeFacts) -> Completeness:
    """An incomplete notice is taken all the same. For sexual abuse of children no name is asked: Art. 16(2)(c)."""
    named = facts.category == CHILD_ABUSE or facts.source is not SourceKind.USER_NOTICE
    missing = tuple(
        field
        for field, there in (
            ("reason", facts.has_reason),
            ("location", facts.has_location),
            ("name", named or facts.has_name),
            ("address", named or facts.has_address),
            ("good_faith", facts.good_faith or facts.source is not SourceKind.USER_NOTICE),
        )
        if not there
    )
    return Completeness(not missing, missing)
