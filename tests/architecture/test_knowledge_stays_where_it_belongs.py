"""What the portal keeps from somebody stands on no page that they can open, of whatever part of the product."""

import pytest

from tests.architecture.role_scene import Scene
from tests.architecture.role_table import PAGES
from tests.architecture.role_words import ANYONE, MEMBER_TEAM, OTHER_MEMBER, PROGRAMME, PROGRAMME_TEAM
from tests.architecture.roles.knowledge import AMBER, RED
from tests.architecture.test_role_walk import asked, found_in, scene

__all__ = ["scene"]  # the fixture

pytestmark = pytest.mark.django_db

READABLE = [name for name, row in PAGES.items() if row.method != "post" and not name.startswith("knowledge:own_")]
MAY_MEET = {AMBER: PROGRAMME_TEAM | MEMBER_TEAM | {OTHER_MEMBER}, RED: frozenset({PROGRAMME})}
EVERYBODY = sorted(ANYONE)


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_page_shows_a_role_what_level_and_tlp_keep_from_it(scene: Scene, who: str) -> None:
    kept = tuple(sentence for sentence, may in MAY_MEET.items() if who not in may)

    shown = [name for name in READABLE if found_in(asked(scene, name, who, "get"), kept)]

    assert shown == []


def test_the_sentences_are_there_to_be_found(scene: Scene) -> None:
    owner, member = scene.browsers["programme"], scene.browsers["member_reader"]

    assert RED in owner.get("/knowledge/read/k-red/").content.decode()
    assert AMBER in member.get("/knowledge/read/k-amber/").content.decode()
    assert member.get("/knowledge/read/k-red/").status_code == 404
