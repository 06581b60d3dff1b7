"""Who may open what of the programme: a file for each of its domains, written by hand.

Each has `PAGES` and `CALLS`, and `plant(scene)`, which puts there what its addresses name.
"""

from importlib import import_module
from pathlib import Path
from types import ModuleType

from tests.architecture.role_words import Call, Row


def tables() -> list[ModuleType]:
    """Lower domains first, for what is planted above stands on what is planted below."""
    there = {path.stem for path in Path(__file__).parent.glob("*.py")}
    safety = (
        "feeds",
        "links",
        "evidence",
        "orders",
        "escalations",
        "many",
        "matches",
        "quality",
        "patterns",
        "peers",
        "drills",
    )
    programme = ("members", "knowledge", "alerts", "assessments", "pledge", "trustmark")
    order = (*safety, "designations", *programme, "operations")
    return [import_module(f"{__name__}.{name}") for name in order if name in there]


def pages() -> dict[str, Row]:
    return {name: row for table in tables() for name, row in table.PAGES.items()}


def calls() -> dict[str, Call]:
    return {name: row for table in tables() for name, row in table.CALLS.items()}
