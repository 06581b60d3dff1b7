"""When what is held about people has to go."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.safety.moderation.vocabulary.limits import APPEAL_WINDOW, NOTIFIER_ADDRESS


@dataclass(frozen=True)
class KeepingFacts:
    """A closed case, as far as keeping goes."""

    closed_at: datetime | None
    content_due_at: datetime | None
    open_appeals: int


def content_must_go(facts: KeepingFacts, at: datetime, *, is_restricted: bool) -> bool:
    """Bytes and context: a week after a keep; of a restricted item once nobody can complain any more.

    An item that stayed restricted where the rest of its case was kept is kept as long as any restricted one.
    """
    if facts.content_due_at is None or facts.closed_at is None or not _settled(facts):
        return False
    due_at = max(facts.content_due_at, facts.closed_at + APPEAL_WINDOW) if is_restricted else facts.content_due_at
    return at >= due_at


def forgotten_before(at: datetime) -> datetime:
    """Whoever was told before this moment can complain no more, and no duty needs their address."""
    return at - max(APPEAL_WINDOW, NOTIFIER_ADDRESS)


def people_must_go(facts: KeepingFacts, at: datetime) -> bool:
    """Authors' and notifiers' addresses: once neither side can complain any more, whatever the verdict."""
    return _settled(facts) and facts.closed_at is not None and facts.closed_at <= forgotten_before(at)


def _settled(facts: KeepingFacts) -> bool:
    """Nothing waits: neither a judgement nor a complaint."""
    return facts.closed_at is not None and facts.open_appeals == 0
