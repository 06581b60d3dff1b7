"""The tables of states as diagrams and words: the content of docs/reference/membership-states.md."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from bonafides.kernel.text import gettext_noop as _
from bonafides.programme.members.vocabulary import (
    MEMBER_MOVES,
    REQUIREMENT_MOVES,
    MemberState,
    RequirementState,
)

S = TypeVar("S", bound=StrEnum)

MEMBER_SENTENCES = {
    MemberState.INVITED: _("the programme asked; the application is not in yet"),
    MemberState.APPLIED: _("waits for an officer"),
    MemberState.VETTING: _("an officer finds out who they are"),
    MemberState.ADMITTED: _("is a member"),
    MemberState.REFUSED: _("is not admitted, with a reason; may be looked at again"),
    MemberState.LEFT: _("has left; whoever comes back applies again"),
}
REQUIREMENT_SENTENCES = {
    RequirementState.OPEN: _("nothing was shown yet, or what was decided is taken back"),
    RequirementState.MET: _("dated evidence shows it, until the evidence is too old"),
    RequirementState.COMMITTED: _("is promised until a day within a year"),
    RequirementState.LAPSED: _("does not hold any more"),
}
HEAD = """\
# The states of a member and of its requirements

Drawn from `programme/members/vocabulary.py`; a test keeps it fresh.

## A member
"""


def drawn() -> str:
    """The whole page."""
    members = diagram(MEMBER_MOVES, (MemberState.INVITED, MemberState.APPLIED))
    requirements = diagram(REQUIREMENT_MOVES, (RequirementState.OPEN,))
    parts = [HEAD, members, words(MEMBER_SENTENCES), "## A requirement\n", requirements, words(REQUIREMENT_SENTENCES)]
    return "\n".join(parts)


def diagram(moves: Mapping[S, Sequence[S]], first: Sequence[S]) -> str:
    """A table as a Mermaid diagram; a state that stays what it is is renewed evidence."""
    starts = [f"    [*] --> {state.value}" for state in first]
    arrows = [f"    {state.value} --> {to.value}" for state, targets in moves.items() for to in targets]
    return "\n".join(["```mermaid", "stateDiagram-v2", *starts, *arrows, "```", ""])


def words(sentences: Mapping[S, str]) -> str:
    return "".join(f"- **{state.value}**: {sentence}\n" for state, sentence in sentences.items())
