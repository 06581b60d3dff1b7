"""What a client of Altitude is told of how urgent a case is: that system's own sum, over what stands on our lists.

It looks at the signals that a target met: how sure their lists are (0 to 3) and how grave they say it is (0 to 7), the
highest of each. Our queue is in another order, whose reasons stand on each case.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bonafides.safety.banks.vocabulary import Opinion, Severity
from bonafides.safety.peers.vocabulary import SignalSource

NOT_KNOWN: Final = -1
SURE, LIKELY, POSSIBLE = 3, 2, 1
GRAVEST, GRAVE, SERIOUS, SLIGHT = 7, 3, 2, 1
HIGH, MEDIUM, LOW = "HIGH", "MEDIUM", "LOW"
VIOLENT, PERSONAL = "is_violent_or_graphic", "contains_pii"  # flags there, tags of a label here
LITTLE_CONFIDENCE: Final = "confidence:low"  # a number there that is more than 0.1 and less than 0.5, a tag here
TAG_OF_FLAG: Final[Mapping[str, str]] = MappingProxyType({"YES": "", "UNSURE": ":unsure"})
GRAVITY_OF_TAGS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "media_priority_s3": GRAVEST,
        "cat:am": GRAVE,
        "cat:irf": GRAVE,
        "media_priority_crisis": GRAVE,
        "media_priority_s0": SERIOUS,
        "media_priority_s1": SERIOUS,
        "media_priority_s2": SERIOUS,
        VIOLENT: GRAVE,
        PERSONAL: SERIOUS,
        VIOLENT + TAG_OF_FLAG["UNSURE"]: SLIGHT,
        PERSONAL + TAG_OF_FLAG["UNSURE"]: SLIGHT,
    }
)
GRAVITY_OF_WORDS: Final[Mapping[str, int]] = MappingProxyType(
    {
        Severity.CRITICAL.value: GRAVEST,
        Severity.HIGH.value: GRAVE,
        "extreme": GRAVE,  # the flag of TCAP for violence
        Severity.MEDIUM.value: SERIOUS,
        Severity.LOW.value: SLIGHT,
    }
)


@dataclass(frozen=True)
class Listed:
    """One entry that a target met, as its list describes it. Entries with one `value` are one signal there."""

    value: tuple[str, str]  # its type and digest
    bank: str
    source: SignalSource
    opinion: Opinion
    is_ours: bool  # whether somebody here has confirmed it
    label: str
    entity: str
    severity: str


@dataclass(frozen=True)
class Priority:
    """The sum, and its parts in that system's words; a part that is 0 is not known."""

    score: int
    level: str | None
    confidence: str | None
    severity: str | None


def priority_of(entries: Iterable[Listed]) -> Priority:
    met = list(entries)
    confidence = max((confidence_of(entry, met) for entry in met), default=0)
    gravity = max((gravity_of(entry) for entry in met), default=0)
    score = confidence + gravity or NOT_KNOWN
    return Priority(
        score=score,
        level=None if score == NOT_KNOWN else level_of(score, high=5, medium=3),
        confidence=level_of(confidence, high=SURE, medium=LIKELY) if confidence else None,
        severity=level_of(gravity, high=GRAVE, medium=SERIOUS) if gravity else None,
    )


def confidence_of(entry: Listed, met: list[Listed]) -> int:
    """Sure: on several lists, from TCAP, or confirmed here. Its number between 0 and 1 is an opinion here,
    or a tag.
    """
    lists = {other.bank for other in met if other.value == entry.value}
    if len(lists) > 1 or entry.source is SignalSource.TCAP or entry.is_ours:
        return SURE
    if entry.opinion is Opinion.POSITIVE:
        return LIKELY
    return POSSIBLE if LITTLE_CONFIDENCE in tags_of(entry) else 0


def tags_of(entry: Listed) -> list[str]:
    return re.split(r",\s*", entry.label)


def gravity_of(entry: Listed) -> int:
    """By the tags that its source gave, where it gave any that count; else by how many it names, and by its word."""
    tags = [GRAVITY_OF_TAGS[tag] for tag in tags_of(entry) if tag in GRAVITY_OF_TAGS]
    several = GRAVE if "," in entry.entity else 0
    return max(*tags, several) if tags else max(several, GRAVITY_OF_WORDS.get(entry.severity.strip().lower(), 0))


def level_of(number: int, *, high: int, medium: int) -> str:
    return HIGH if number >= high else MEDIUM if number >= medium else LOW
