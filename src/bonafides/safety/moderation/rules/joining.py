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
    SAME_NAME = "same_name"  # a flag names it; nobody has compared the content
    SAME_ADDRESS = "same_address"
    NEAR_PICTURE = "near_picture"


SIMILAR = frozenset({Likeness.NEAR_PICTURE})  # alike, but not the same: each is judged by itself once one is decided


@dataclass(frozen=True)
class KnownCase:
    """The nearest case on record."""

    state: CaseState
    outcome: Verdict | None
    likeness: Likeness
    has_content: bool = True  # so that what stands there now can be compared with it
    had_threat_to_life: bool = False
    had_order: bool = False


@dataclass(frozen=True)
class Incoming:
    """A flag or an upload. One that only names an item may be compared if the platform can be asked for content."""

    source: SourceKind
    threat_to_life: bool = False
    names_only: bool = False
    can_be_asked_for: bool = False


@dataclass(frozen=True)
class Place:
    joining: Joining
    reasons: tuple[str, ...]


NOT_KNOWN = gettext_noop("Nothing like it is on record.")
WAITS = gettext_noop("A case about the same content waits for a decision.")
WAS_KEPT = gettext_noop("A person decided to keep exactly this content; that decision stands.")
WAS_RESTRICTED = gettext_noop("The same content was restricted before; this copy is judged on its own.")
IS_RESTRICTED = gettext_noop("It is restricted already, by the decision of a person.")
SENT_AGAIN = gettext_noop("The item was restricted and has been sent again.")
NO_OUTCOME = gettext_noop("The case about it was closed without a decision.")
ASKED_AGAIN = gettext_noop("It was kept; the platform is asked whether something else stands there now.")
ONLY_SIMILAR = gettext_noop("A decided case is about similar content, not about this.")
NEW_THREAT = gettext_noop("A threat to life was reported, which the decision did not consider.")
NEW_ORDER = gettext_noop("An authority ordered its removal, which the decision did not consider.")


def place_of(known: KnownCase | None, incoming: Incoming) -> Place:
    """Where a flag or an upload goes. A kept item is judged again on new facts only, never on more of the same."""
    if known is None:
        return Place(Joining.NEW, (NOT_KNOWN,))
    if known.state is not CaseState.CLOSED:
        return Place(Joining.JOIN, (WAITS,))
    if known.likeness in SIMILAR:
        return Place(Joining.NEW, (ONLY_SIMILAR,))
    if facts := new_facts(known, incoming):
        return Place(Joining.REOPEN, facts)
    return _place_by_outcome(known, incoming)


def _place_by_outcome(known: KnownCase, incoming: Incoming) -> Place:
    if known.outcome is None:
        return Place(Joining.REOPEN, (NO_OUTCOME,))
    if known.outcome is Verdict.RESTRICT:
        return _place_by_restricted(known, incoming)
    if incoming.names_only and incoming.can_be_asked_for and known.has_content:
        return Place(Joining.NEW, (ASKED_AGAIN,))
    return Place(Joining.FOLLOW, (WAS_KEPT,))


def _place_by_restricted(known: KnownCase, incoming: Incoming) -> Place:
    """A flag on it changes nothing; a copy is judged on its own; the item itself, sent again, is judged again."""
    if incoming.names_only:
        return Place(Joining.FOLLOW, (IS_RESTRICTED,))
    if known.likeness is Likeness.SAME_ITEM:
        return Place(Joining.REOPEN, (SENT_AGAIN,))
    return Place(Joining.NEW, (WAS_RESTRICTED,))


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
