"""What every installation starts with: the starter policy, and what `init` was told of the platform."""

from datetime import datetime
from typing import Protocol

from bonafides.kernel.actor import SYSTEM
from bonafides.safety.moderation import starter
from bonafides.safety.moderation.actions.policies import Texts, describe_platform, publish_policy
from bonafides.safety.moderation.actions.strikes import set_ladder, shipped_ladder

STARTER_POLICY = "terrorist-content"


class Start(Protocol):
    """The answers that `init` asked for."""

    @property
    def country(self) -> str: ...
    @property
    def staff(self) -> int: ...
    @property
    def turnover_eur(self) -> int: ...
    @property
    def services(self) -> tuple[str, ...]: ...


def install(start: Start, at: datetime) -> None:
    """Publish the starter policy in its six languages, and write the establishment down."""
    version = publish_policy(slug=STARTER_POLICY, texts=starter_texts(), change_note="", by=SYSTEM, at=at)
    set_ladder(version=version, ladder=shipped_ladder(), by=SYSTEM, at=at)
    describe_platform(
        country=start.country,
        staff=start.staff,
        turnover_eur=start.turnover_eur,
        services=start.services,
        by=SYSTEM,
        at=at,
    )


def starter_texts() -> Texts:
    """Language -> the starter policy as it lies in `data/policy`."""
    return {language: starter.document(language) for language in starter.LANGUAGES}
