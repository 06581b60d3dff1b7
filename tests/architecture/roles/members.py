"""Members: who opens what."""

from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import Call, Row

PAGES: dict[str, Row] = {}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """Pastehaven and another member, by their references."""
    scene.named |= {"member": cast.a_member().reference, "other_member": cast.a_member("Otherhaven").reference}
