"""A register with two invented entities; an analyst, a flagger and an officer; addresses of a member and of nobody."""

from pathlib import Path

import pytest
from tests.cast import NOON

from bonafides.base.designations import actions as designations
from bonafides.base.designations.queries import entry_named
from bonafides.kernel.actor import SYSTEM

SAMPLE = Path(__file__).parents[3] / "base" / "designations" / "tests" / "samples" / "un.xml"


@pytest.fixture
def entry() -> object:
    with SAMPLE.open("rb") as file:
        designations.import_list(file=file, file_name=SAMPLE.name, by=SYSTEM, at=NOON)
    return entry_named("QDe.901")
