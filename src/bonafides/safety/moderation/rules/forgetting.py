"""When what is held about people has to go."""

from dataclasses import dataclass
from datetime import datetime

from bonafides.safety.moderation.vocabulary import APPEAL_WINDOW, NOTIFIER_ADDRESS


@dataclass(frozen=True)
class KeepingFacts:
    """A closed case, as far as keeping goes."""

    closed_at: datetime | None
    content_due_at: datetime | None
    open_appeals: int


def content_must_go(facts: KeepingFacts, at: datetime) -> bool:
    """Bytes and context: a week after a keep; after a restriction once nobody can complain any more."""
    return _settled(facts) and facts.content_due_at is not None and at >= facts.content_due_at


def people_must_go(facts: KeepingFacts, at: datetime) -> bool:
    """Authors' and notifiers' addresses: once neither side can complain any more, whatever the verdict."""
    window = max(APPEAL_WINDOW, NOTIFIER_ADDRESS)
    return _settled(facts) and facts.closed_at is not None and at >= facts.closed_at + window


def _settled(facts: KeepingFacts) -> bool:
    """Nothing waits: neither a judgement nor a complaint."""
    return facts.closed_at is not None and facts.open_appeals == 0
