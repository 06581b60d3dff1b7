"""Words and rows that several pages show, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bonafides.kernel.text import gettext_noop
from bonafides.programme.members.vocabulary import Requirement, RequirementState
from bonafides.programme.trustmark.models import Mark
from bonafides.programme.trustmark.rules.standing import is_over, standing_of
from bonafides.programme.trustmark.vocabulary import STANDING_SENTENCES, STANDING_WORDS, Standing
from bonafides.programme.trustmark.words import requirement_word

LOOKS = {
    Standing.VALID: ("good", "seal"),
    Standing.ENDING: ("warn", "clock"),
    Standing.ISSUER_LATE: ("warn", "alert"),
    Standing.SUSPENDED: ("danger", "pause"),
    Standing.REVOKED: ("danger", "stop"),
    Standing.LAPSED: ("neutral", "clock"),
}
CALLOUTS = {"good": "callout--good", "warn": "callout--warn", "danger": "callout--danger", "neutral": ""}


@dataclass(frozen=True)
class Shown:
    """How a mark stands, ready for a page: its badge, its sentence, what is missing."""

    mark: Mark
    standing: Standing
    verifies: bool
    missing: list[str]

    @property
    def word(self) -> str:
        return _(STANDING_WORDS[self.standing])

    @property
    def sentence(self) -> str:
        return _(STANDING_SENTENCES[self.standing])

    @property
    def tone(self) -> str:
        return LOOKS[self.standing][0]

    @property
    def icon(self) -> str:
        return LOOKS[self.standing][1]

    @property
    def callout(self) -> str:
        return CALLOUTS[self.tone]


def shown(mark: Mark, at: datetime) -> Shown:
    facts = mark.facts()
    missing = [_(requirement_word(each)) for each in facts.missing]
    standing = standing_of(facts, at)
    is_out = not is_over(facts, at) and standing in (Standing.VALID, Standing.ENDING, Standing.ISSUER_LATE)
    return Shown(mark, standing, is_out, missing)


STATES = {
    RequirementState.OPEN: (gettext_noop("Open"), "neutral", "circle"),
    RequirementState.MET: (gettext_noop("Met"), "good", "check"),
    RequirementState.COMMITTED: (gettext_noop("Committed"), "accent", "clock"),
    RequirementState.LAPSED: (gettext_noop("Lapsed"), "warn", "alert"),
}


def requirement_row(requirement: Requirement, row: Any, missing: str = "") -> dict[str, Any]:
    """How a requirement stands, ready for a page."""
    word, tone, icon = STATES[RequirementState(row.state)]
    named = {"name": _(requirement_word(requirement)), "state": _(word), "tone": tone, "icon": icon}
    return {**named, "row": row, "missing": _(missing) if missing else ""}


def requirement_name(code: str) -> str:
    """A requirement's name in the reader's language; its code, should it not be one of ours."""
    try:
        return _(requirement_word(Requirement(code)))
    except ValueError:
        return code
