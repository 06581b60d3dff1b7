"""No page shows the address of an alert to anybody but those who submit, verify, audit, or received it."""

import pytest

from tests.architecture.role_scene import Scene
from tests.architecture.role_table import PAGES
from tests.architecture.role_words import ANYONE, get
from tests.architecture.roles.alerts import PLANTED_ADDRESS, RECEIVERS, TEAM
from tests.architecture.test_role_walk import asked, found_in, scene

__all__ = ["scene"]  # the fixture

pytestmark = pytest.mark.django_db
MARK = PLANTED_ADDRESS.rpartition("/")[2]
BY_LINK = {"alerts:by_link"}  # whoever bears it
READABLE = [name for name, row in PAGES.items() if row.method != "post" and name not in BY_LINK]


@pytest.mark.parametrize("who", sorted(ANYONE - TEAM - RECEIVERS))
def test_nobody_else_reads_the_address_of_an_alert_anywhere(scene: Scene, who: str) -> None:
    shown = [name for name in READABLE if found_in(asked(scene, name, who, "get"), (MARK,))]

    assert shown == []


def test_it_would_be_found_where_it_is_shown(scene: Scene) -> None:
    assert get(TEAM).who == TEAM
    assert found_in(asked(scene, "alerts:alerts", "analyst", "get"), (MARK,)) == []  # a list names hosts only
    assert found_in(asked(scene, "alerts:alert", "analyst", "get"), (MARK,)) == [MARK]
