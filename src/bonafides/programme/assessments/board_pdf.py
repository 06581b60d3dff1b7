"""The result as a PDF for the board: two pages, made by Typst from a source that exists in memory only."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import typst
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from bonafides.programme.assessments.models import Assessment
from bonafides.programme.assessments.presenting import Dial, Shown
from bonafides.programme.assessments.rules.improving import Step
from bonafides.programme.assessments.vocabulary import Axis, Grade, Level
from bonafides.programme.assessments.workflow import ResultKind

TONES = {Level.LOW: "#1b653a", Level.MEDIUM: "#8a5a00", Level.HIGH: "#9c2430"}
DRIVERS_SHOWN = 8


def level_words() -> dict[Level, str]:
    return {Level.LOW: _("low"), Level.MEDIUM: _("medium"), Level.HIGH: _("high")}


def axis_words() -> dict[Axis, str]:
    return {Axis.EXPLOITATION: _("Exploitation risk"), Axis.RIGHTS: _("Rights risk")}


def render(assessment: Assessment, shown: Shown, steps: Sequence[Any], kind: ResultKind) -> bytes:
    """The bytes of the PDF. Typst is given the source itself: no file is written, none is read."""
    source = "\n".join([_preamble(), _head(assessment, shown, kind), *_body(shown, steps), _foot(shown)])
    data: bytes = typst.compile(source.encode(), format="pdf")
    return data


def text(words: object) -> str:
    """Words as a Typst string: nothing in them is markup."""
    escaped = str(words).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'#"{escaped}"'


def _preamble() -> str:
    direction = "rtl" if get_language_bidi() else "ltr"
    language = (get_language() or "en").split("-")[0]
    return f"""
#set document(title: "{_quoted(_("Assessment result"))}")
#let foot = [{text(_("Confidential"))} · #context counter(page).display()]
#set page(paper: "a4", margin: (x: 20mm, y: 18mm), footer: align(center, text(8pt, fill: rgb("#47585e"), foot)))
#set text(lang: "{language}", dir: {direction}, size: 10pt, fill: rgb("#15242a"))
#set par(justify: false, leading: 0.65em)
#set table(stroke: (x, y) => (bottom: 0.4pt + rgb("#d6dedd")), inset: (x: 4pt, y: 5pt))
#show heading.where(level: 1): set text(18pt)
#show heading.where(level: 2): it => block(above: 1.4em, below: 0.7em, text(12pt, it.body))
"""


def _quoted(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"')


def _head(assessment: Assessment, shown: Shown, kind: ResultKind) -> str:
    basis = _("as an assessor confirmed it") if kind is ResultKind.CONFIRMED else _("from the member's own answers")
    line = _("Round %(number)s, as of %(day)s, question library %(version)s, %(basis)s.") % {
        "number": assessment.number,
        "day": shown.at_day,
        "version": shown.library_version,
        "basis": basis,
    }
    lead = _(
        "Two numbers from 0 to 100, never merged; more is worse. "
        "They are an aid to decide what to do, not a probability."
    )
    return f"= {text(_('Assessment of %(name)s') % {'name': assessment.member.name})}\n{text(line)}\n\n{text(lead)}\n"


def _body(shown: Shown, steps: Sequence[Any]) -> list[str]:
    dials = ", ".join(f"[{_dial(dial)}]" for dial in shown.dials)
    parts = [f"#grid(columns: (1fr, 1fr), gutter: 8mm, {dials})"]
    parts += [_gates(dial) for dial in shown.dials if dial.gates]
    parts += [_drivers(dial) for dial in shown.dials if dial.drivers]
    return [*parts, _steps(steps)] if steps else parts


def _dial(dial: Dial) -> str:
    """The number, its band on a bar from 0 to 100, and the level."""
    tone = TONES[dial.level]
    band = _("Band %(low)s to %(high)s") % {"low": dial.low, "high": dial.high}
    inherent = _("Without any control: %(number)s") % {"number": dial.inherent}
    width = max(dial.high - dial.low, 1)
    return f"""
#block(width: 100%, inset: 10pt, radius: 4pt, stroke: 0.6pt + rgb("#d6dedd"))[
  #text(9pt, fill: rgb("#47585e"))[{text(axis_words()[dial.axis])}]
  #v(-4pt)
  #text(26pt, weight: "bold")[{text(dial.number)}] #h(4pt)
  #text(12pt, weight: "bold", fill: rgb("{tone}"))[{text(level_words()[dial.level])}]
  #v(-2pt)
  #box(width: 100%, height: 9pt, fill: rgb("#e9eeed"), radius: 2pt)[
    #place(left, dx: {dial.low} * 1%, rect(width: {width} * 1%, height: 9pt, fill: rgb("{tone}").lighten(55%)))
    #place(left, dx: {dial.number} * 1%, rect(width: 1.4pt, height: 9pt, fill: rgb("{tone}")))
  ]
  #text(8.5pt)[{text(band)} · {text(inherent)}]
]"""


def _gates(dial: Dial) -> str:
    rows = "\n".join(f"- {text(each)}" for each in dial.gates)
    head = _("Why the level for %(axis)s cannot be lower") % {"axis": axis_words()[dial.axis]}
    return f"== {text(head)}\n{rows}\n"


def _drivers(dial: Dial) -> str:
    rows = "".join(
        f"[{text(each.question.code)}], [{text(each.question.stem)}], [{text(each.share_percent)} %],\n"
        for each in dial.drivers[:DRIVERS_SHOWN]
    )
    rest = sum((each.share_percent for each in dial.drivers[DRIVERS_SHOWN:]), Decimal(0))
    rows += f"[], [{text(_('All others'))}], [{text(rest)} %],\n" if rest else ""
    head = _("What drives %(axis)s") % {"axis": axis_words()[dial.axis]}
    return f"== {text(head)}\n#table(columns: (auto, 1fr, auto), align: (start, start, end),\n{rows})\n"


def _steps(steps: Sequence[Any]) -> str:
    rows = "".join(
        f"[{text(each.question.code)}], [{text(each.question.stem)} #linebreak() "
        f'#text(9pt, fill: rgb("#47585e"))[{text(_what(each))}]], '
        f"[{text(round(each.improvement.exploitation_points, 1))}], "
        f"[{text(each.improvement.effort)}],\n"
        for each in steps
    )
    heads = ", ".join(f"[*{text(each)}*]" for each in (_("Code"), _("Next step"), _("Points"), _("Effort")))
    return (
        f"== {text(_('What to do next'))}\n"
        f"#table(columns: (auto, 1fr, auto, auto), align: (start, start, end, end), table.header({heads}),\n{rows})\n"
    )


def _what(step: Any) -> str:
    """The anchor or option to reach; for what stands already, how to show it."""
    if step.improvement.step is not Step.SHOW:
        return " / ".join(step.after)
    if step.improvement.after.grade is Grade.TESTED:
        return _("What stands already, shown by a test or by watching it work.")
    return _("What stands already, shown by a document.")


def _foot(shown: Shown) -> str:
    note = _(
        "The band holds what plus or minus thirty per cent on all weights would change, and answers that are unknown. "
        "Changes inside the band are no progress and no decline."
    )
    unknown = _("Unknown answers: %(count)s.") % {"count": len(shown.unknown)}
    return f'#v(1em)\n#text(8.5pt, fill: rgb("#47585e"))[{text(note)} {text(unknown)}]\n'
