"""Short addresses: leads switch the asking on and off, the auditor sees whether it is on."""

from tests.architecture.role_scene import Scene
from tests.architecture.role_words import AUDITOR, LEADS, Call, Row, get, post

PAGES: dict[str, Row] = {
    "links:links": get(LEADS | {AUDITOR}),
    "links:switch_on": post(LEADS),
    "links:switch_off": post(LEADS),
}

CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """Nothing: the page names no row."""
