"""The register of designations: both teams read it; who answers for it brings lists in."""

from pathlib import Path

from bonafides.base.designations import actions
from bonafides.base.designations.models import Entity
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import (
    ANALYST,
    LEADS,
    OFFICER,
    PROGRAMME,
    PROGRAMME_TEAM,
    TEAM,
    Call,
    Row,
    both,
    get,
)

READERS = PROGRAMME_TEAM | TEAM
KEEPERS = LEADS | {PROGRAMME, OFFICER, ANALYST}
SAMPLE = Path("src/bonafides/base/designations/tests/samples/un.xml")

PAGES: dict[str, Row] = {
    "designations:designations": get(READERS),
    "designations:lists": get(READERS),
    "designations:runs": get(READERS),
    "designations:run": get(READERS, reference="designation_run"),
    "designations:entity": get(READERS, reference="entity"),
    "designations:import": both(KEEPERS),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A list with two entities."""
    with SAMPLE.open("rb") as file:
        run = actions.import_list(file=file, file_name=SAMPLE.name, by=SYSTEM, at=now())
    scene.named |= {"designation_run": run.reference, "entity": Entity.objects.latest("pk").reference}
