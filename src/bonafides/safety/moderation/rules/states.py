"""Which state of a case may follow which. The table is `vocabulary.CASE_MOVES`; docs/reference/states.md draws it."""

from bonafides.kernel.errors import RuleBroken
from bonafides.kernel.text import gettext_noop as _
from bonafides.safety.moderation.vocabulary import CASE_MOVES, CaseState

SENTENCES = {
    CaseState.OPEN: _("waits for a first reading"),
    CaseState.SECOND_READING: _("waits for an independent second reading, or for a lead where two disagree"),
    CaseState.DECIDED: _("is decided; for a minute the decision may be undone, and nobody has been told"),
    CaseState.CLOSED: _("the decision is published: everyone was told, and the platform was asked to act"),
}


def moved(state: CaseState, to: CaseState) -> CaseState:
    """The new state, if the table allows it."""
    if to not in CASE_MOVES[state]:
        sentence = _("A case that is “%(state)s” cannot become “%(to)s”.")
        raise RuleBroken("illegal-move", sentence, state=state.value, to=to.value)
    return to


def drawn() -> str:
    """The table as a Mermaid diagram and a list of words: the content of docs/reference/states.md."""
    arrows = [f"    {state.value} --> {to.value}" for state in CaseState for to in CaseState if to in CASE_MOVES[state]]
    words = [f"- **{state.value}**: {SENTENCES[state]}" for state in CaseState]
    head = [
        "# The states of a case",
        "",
        "Drawn from `safety/moderation/vocabulary/`; a test keeps it fresh.",
        "",
    ]
    diagram = ["```mermaid", "stateDiagram-v2", "    [*] --> open", *arrows, "```"]
    return "\n".join([*head, *diagram, "", *words, ""])
