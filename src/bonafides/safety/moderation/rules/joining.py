"""Which case a flag or an upload belongs to, so that N copies are seen once and kept stays kept."""

from dataclasses import dataclass
from enum import StrEnum

from bonafides.kernel.text import gettext_noop
from bonafides.safety.moderation.vocabulary import CaseState, SourceKind, Verdict


class Joining(StrEnum):
    NEW = "new"  # a case of its own
    JOIN = "join"  # one more in a case that waits
    FOLLOW = "follow"  # the closed case's outcome holds for it too
    REOPEN = "reopen"  # the closed case is judged again


class Likeness(StrEnum):
    """How an item resembles one that is known, the closest first."""

    SAME_ITEM = "same_item"  # the platform's own name for it, content unchanged
    SAME_BYTES = "same_bytes"
    SAME_TEXT = "same_text"
    SAME_ADDRESS = "same_address"
    NEAR_PICTURE = "near_picture"


UNCHANGED = frozenset({Likeness.SAME_ITEM, Likeness.SAME_BYTES, Likeness.SAME_TEXT})


@dataclass(frozen=True)
class KnownCase:
    """The nearest case on record."""

    state: CaseState
    outcome: Verdict | None
    likeness: Likeness
    had_threat_to_life: bool = False
    had_order: bool = False


@dataclass(frozen=True)
class Incoming:
    source: SourceKind
    threat_to_life: bool = False


@dataclass(frozen=True)
class Place:
    joining: Joining
    reasons: tuple[str, ...]


NOT_KNOWN = gettext_noop("Nothing like it is on record.")
WAITS = gettext_noop("A case about the same content waits for a decision.")
WAS_KEPT = gettext_noop("A person decided to keep exactly this content; that decision stands.")
WAS_RESTRICTED = gettext_noop("The same content was restricted before; this copy is judged on its own.")
ONLY_SIMILAR = gettext_noop("A decided case is about similar content, not about this.")
NEW_THREAT = gettext_noop("A threat to life was reported, which the decision did not consider.")
NEW_ORDER = gettext_noop("An authority ordered its removal, which the decision did not consider.")


def place_of(known: KnownCase | None, incoming: Incoming) -> Place:
    """Where a flag or an upload goes. A kept item is judged again on new facts only, never on more of the same."""
    if known is None:
        return Place(Joining.NEW, (NOT_KNOWN,))
    if known.state is not CaseState.CLOSED:
        return Place(Joining.JOIN, (WAITS,))
    if known.likeness not in UNCHANGED:
        return Place(Joining.NEW, (ONLY_SIMILAR,))
    if known.outcome is Verdict.RESTRICT:
        return Place(Joining.NEW, (WAS_RESTRICTED,))
    return _place_by_kept(known, incoming)


def _place_by_kept(known: KnownCase, incoming: Incoming) -> Place:
    facts = new_facts(known, incoming)
    return Place(Joining.REOPEN, facts) if facts else Place(Joining.FOLLOW, (WAS_KEPT,))


def new_facts(known: KnownCase, incoming: Incoming) -> tuple[str, ...]:
    """What the decision could not have considered. A further flag or match is not among it."""
    return tuple(
        reason
        for reason, holds in (
            (NEW_THREAT, incoming.threat_to_life and not known.had_threat_to_life),
            (NEW_ORDER, incoming.source is SourceKind.REMOVAL_ORDER and not known.had_order),
        )
        if holds
    )
