"""Drills: leads and owners drill, the authority desk takes part, an auditor reads."""

from bonafides.kernel.clock import now
from bonafides.safety.drills import actions
from bonafides.safety.drills.scenarios import scenario_of
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import ANYONE, AUDITOR, DESK, LEADS, Call, Row, both, get, post

READERS = LEADS | {DESK, AUDITOR}

PAGES: dict[str, Row] = {
    "drills:drills": get(READERS),
    "drills:drill": get(READERS, reference="drill"),
    "drills:evidence": get(READERS, reference="drill"),
    "drills:key": get(ANYONE),
    "drills:new_drill": both(LEADS),
    "drills:cancel": post(LEADS, reference="drill"),
    "drills:end": post(LEADS, reference="drill"),
    "drills:switch_on": post(LEADS, reference="drill"),
    "drills:pass_on": post(LEADS | {DESK}, reference="drill"),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A drill that runs."""
    drill = actions.start_now(scenario=scenario_of("threat-in-a-post"), by=cast.by(cast.bo()), at=now())
    scene.named["drill"] = drill.reference
