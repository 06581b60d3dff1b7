"""Every decision of the portal: who may read, what a text may become, what is out of date, when a quiz is passed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.knowledge.vocabulary import (
    NEXT,
    PASS_SHARE,
    REMIND_BEFORE,
    Freshness,
    Level,
    RevisionState,
    Standing,
    Step,
    Tlp,
)

COMMUNITY = frozenset({Standing.TEAM, Standing.MEMBER, Standing.CIVIL_SOCIETY, Standing.ACADEMIC})
MEMBERSHIP = frozenset({Standing.TEAM, Standing.MEMBER})
AUDIENCE: Mapping[Tlp, frozenset[Standing]] = {
    Tlp.CLEAR: COMMUNITY,
    Tlp.GREEN: COMMUNITY,
    Tlp.AMBER: MEMBERSHIP,
    Tlp.RED: frozenset(),
}  # who reads by what they are; a named group reads whatever it was given

# -- reading ----------------------------------------------------------------------------------------------------------


def may_read(standing: Standing, level: Level, tlp: Tlp, *, in_group: bool = False) -> bool:
    """Whether somebody reads a resource: the stricter of level and TLP holds; a named group reads what it was given."""
    if in_group:
        return True
    if level is Level.GROUPS or tlp is Tlp.RED:
        return False
    if level is Level.PUBLIC and tlp is Tlp.CLEAR:
        return True
    return standing in AUDIENCE[tlp]


def open_to(standing: Standing) -> frozenset[tuple[Level, Tlp]]:
    """Every pair of level and TLP that somebody reads without a group: what the database is asked for."""
    return frozenset((level, tlp) for level, tlp in product(Level, Tlp) if may_read(standing, level, tlp))


def may_talk(standing: Standing, *, in_group: bool) -> bool:
    """Whether somebody who may read a resource also reads and joins what is said about it: never the public."""
    return standing in COMMUNITY or (in_group and standing is not Standing.ANYONE)


def check_audience(level: Level, tlp: Tlp, groups: int) -> None:
    """What fits together: public is TLP:CLEAR, TLP:RED names its groups."""
    if level is Level.PUBLIC and tlp is not Tlp.CLEAR:
        raise RuleBroken("public-is-clear", _("What is public is TLP:CLEAR. Choose another level or another TLP."))
    if tlp is Tlp.RED and level is not Level.GROUPS:
        raise RuleBroken("red-names-groups", _("TLP:RED is for named groups only. Choose that level, and the groups."))
    if level is Level.GROUPS and not groups:
        raise RuleBroken("no-group-named", _("Name at least one group that may read this."))


def widens(old: tuple[Level, Tlp], new: tuple[Level, Tlp]) -> bool:
    """Whether a change of level or TLP lets anybody in who could not read before."""
    return any(may_read(each, *new) and not may_read(each, *old) for each in Standing)


# -- a text's way -----------------------------------------------------------------------------------------------------


def state_after(state: RevisionState, step: Step) -> RevisionState:
    """The state that a step leads to; Conflict where the text has moved on."""
    reached = NEXT.get((state, step))
    if reached is None:
        raise Conflict("not-at-that-step", _("This text has moved on. Open it again to see where it stands."))
    return reached


def check_approver(writers: frozenset[str], approver: str) -> None:
    """Two persons stand behind each text."""
    if approver in writers:
        raise RuleBroken("approve-own-text", _("Another person approves a text than whoever wrote it."))


def freshness_of(valid_until: date | None, today: date) -> Freshness:
    """Whether a resource still holds: until its date, due in the days before it, stale from the day after."""
    if valid_until is None or today < valid_until - REMIND_BEFORE:
        return Freshness.FRESH
    return Freshness.DUE if today <= valid_until else Freshness.STALE


def is_behind(translated_from: int | None, original: int | None) -> bool:
    """Whether the original has changed since a translation was made; unknown counts as behind."""
    return original is not None and (translated_from is None or translated_from < original)


# -- quizzes ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """One question; `right` are the places of the right options, counted from 0."""

    stem: str
    options: tuple[str, ...]
    right: frozenset[int]
    why: str = ""


@dataclass(frozen=True)
class Grade:
    right: int
    of: int
    passed: bool
    correct: tuple[bool, ...]


def grade_of(questions: Sequence[Question], answers: Sequence[frozenset[int]]) -> Grade:
    """A question counts when exactly its right options were chosen; four in five pass."""
    correct = tuple(chosen == question.right for question, chosen in zip(questions, answers, strict=True))
    right = sum(correct)
    return Grade(right, len(questions), bool(questions) and right >= PASS_SHARE * len(questions), correct)
