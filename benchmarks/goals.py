"""Goals and what was measured of them. A benchmark ends with `return report(goals)`; `python -m benchmarks` collects.

return report([
    at_least("PDQ single query, 1 M uniform, beside pytx", 38.2, 25, "x", "21 us beside 852 us"),
    at_most("open a snapshot of 1 M", 1.6, 50, "ms"),
    holds("recall at distance <= 31", "100 % of brute force", "100 % (n = 2,000)", met=True),
])
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from xml.sax.saxutils import escape

MARK = "GOAL "
DECADES = 2  # how far the chart reaches: a hundred times the goal, and a hundredth of it


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One thing that must be reached, and whether it was."""

    name: str
    goal: str  # in words, with its unit
    measured: str  # in words, with unit and n
    met: bool
    reached: float | None = None  # how many times the goal was reached: 1 is the goal itself, 2 twice as good

    def __str__(self) -> str:
        return f"{'met   ' if self.met else 'MISSED'}  {self.name}: {self.measured}; goal {self.goal}"


def at_least(name: str, measured: float, goal: float, unit: str, beside: str = "") -> Goal:
    """A goal that more is better for; `beside` says what the figure is made of."""
    return Goal(
        name=name,
        goal=f"at least {figure(goal)} {unit}".rstrip(),
        measured=worded(measured, unit, beside),
        met=measured >= goal,
        reached=measured / goal,
    )


def at_most(name: str, measured: float, goal: float, unit: str, beside: str = "") -> Goal:
    """A goal that less is better for."""
    return Goal(
        name=name,
        goal=f"at most {figure(goal)} {unit}".rstrip(),
        measured=worded(measured, unit, beside),
        met=measured <= goal,
        reached=goal / measured if measured else None,
    )


def holds(name: str, goal: str, measured: str, *, met: bool) -> Goal:
    """A goal that is kept or not, without more and less."""
    return Goal(name=name, goal=goal, measured=measured, met=met)


def worded(measured: float, unit: str, beside: str) -> str:
    said = f"{figure(measured)} {unit}".rstrip()
    return f"{said} ({beside})" if beside else said


def figure(value: float) -> str:
    """Three digits that count, with commas between thousands."""
    digits = max(0, 2 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def report(goals: Sequence[Goal]) -> int:
    """Print each goal for a reader and for the collector; the exit code of the module: 0 if all were met."""
    for goal in goals:
        print(f"  {goal}")
    for goal in goals:
        print(line_of(goal), flush=True)
    return int(not all(goal.met for goal in goals))


def line_of(goal: Goal) -> str:
    return MARK + json.dumps(asdict(goal), ensure_ascii=False)


def read(output: str) -> list[Goal]:
    """The goals that a benchmark printed."""
    return [Goal(**json.loads(line.removeprefix(MARK))) for line in output.splitlines() if line.startswith(MARK)]


def without_lines(output: str) -> str:
    """What a benchmark printed for readers."""
    return "\n".join(line for line in output.splitlines() if not line.startswith(MARK))


# -- table and charts -------------------------------------------------------------------------------


def table(goals: Sequence[Goal]) -> str:
    """All goals in columns."""
    rows = [("", "goal", "measured"), *((each.name, each.goal, each.measured) for each in goals)]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    said = ["", *("met" if each.met else "MISSED" for each in goals)]
    return "\n".join(
        f"{verdict:<8}{name:<{widths[0]}}  {goal:<{widths[1]}}  {measured}".rstrip()
        for verdict, (name, goal, measured) in zip(said, rows, strict=True)
    )


def share_of(reached: float) -> float:
    """Where a figure stands on the chart's logarithmic scale, from 0 to 1; the goal itself stands at a half."""
    return min(1.0, max(0.0, 0.5 + math.log10(max(reached, 1e-9)) / (2 * DECADES)))


def text_chart(goals: Iterable[Goal], width: int = 60) -> str:
    """A bar for each goal that has more and less: how many times it was reached, logarithmic, the goal at the bar."""
    drawn = [(each, each.reached) for each in goals if each.reached is not None]
    longest = max((len(each.name) for each, _reached in drawn), default=0)
    lines = []
    for each, reached in drawn:
        length = round(share_of(reached) * width)
        bar = ("#" * length).ljust(width)
        lines.append(f"{each.name:<{longest}} {bar[: width // 2]}|{bar[width // 2 :]} {figure(reached)} times the goal")
    return "\n".join(lines)


def svg_chart(goals: Iterable[Goal]) -> str:
    """The same as a picture: bars to the right of the line reached more than the goal."""
    drawn = [(each, each.reached) for each in goals if each.reached is not None]
    height, left, width = 22, 470, 400
    middle = left + width / 2
    bars = []
    for number, (each, reached) in enumerate(drawn):
        y, end = 46 + number * height, left + share_of(reached) * width
        x, long = min(middle, end), abs(end - middle)
        bars.append(
            f'<text x="{left - 8}" y="{y + 12}" text-anchor="end">{escape(each.name)}</text>'
            f'<rect x="{x:.1f}" y="{y}" width="{long:.1f}" height="15" fill="{"#1b6e53" if each.met else "#a3312a"}"/>'
            f'<text x="{left + width + 8}" y="{y + 12}">{figure(reached)}</text>'
        )
    total = 60 + len(drawn) * height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 {total}" font-family="sans-serif" font-size="11">'
        f"<title>How many times each goal was reached</title>"
        f'<rect width="960" height="{total}" fill="#ffffff"/>'
        f'<text x="{middle}" y="18" text-anchor="middle" font-size="13">How many times each goal was reached'
        f" (logarithmic; the line is the goal)</text>{''.join(bars)}"
        f'<line x1="{middle}" x2="{middle}" y1="36" y2="{total - 8}" stroke="#333333"/></svg>\n'
    )


def tally(goals: Sequence[Goal]) -> str:
    """The last line of a run."""
    return f"{sum(goal.met for goal in goals)} of {len(goals)} goals met"
