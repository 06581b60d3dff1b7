"""Escalating: everyone who judges and the desk, at once; owners keep the table; an auditor reads the numbers."""

from bonafides.kernel.clock import now
from bonafides.safety.escalations.actions import material, threats
from bonafides.safety.moderation.tests import scenes
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import AUDITOR, DESK, JUDGES, LEADS, OWNER, Call, Row, both, get, post

OWNERS = frozenset({OWNER})
ESCALATORS = JUDGES | {DESK}

PAGES: dict[str, Row] = {
    "escalations:threat": both(ESCALATORS),
    "escalations:escalations": get(ESCALATORS | {AUDITOR}),
    "escalations:escalation": get(ESCALATORS, reference="threat"),
    "escalations:sheet": post(ESCALATORS, reference="threat"),
    "escalations:follow": post(ESCALATORS, reference="threat"),
    "escalations:authorities": get(OWNERS),
    "escalations:authority": both(OWNERS, country="threat_country"),
    "escalations:route_out": post(ESCALATORS, item="threat_item"),
    "escalations:material": get(ESCALATORS, reference="threat_material"),
    "escalations:report_material": post(ESCALATORS, reference="threat_material"),
    "escalations:choose": post(LEADS | {DESK}, reference="threat_material"),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A threat that was passed on, an item that was routed out, and one that can be."""
    by, at = cast.by(cast.bo()), now()
    sent = threats.escalate(case="", note="A made-up plan.", countries=["DE"], aware_at=at, by=by, at=at)
    gone = scenes.a_case("Made up, and gone.").items.get()
    routed = material.route_out(item=gone.reference, by=by, at=at)
    scene.named |= {
        "threat": sent.reference,
        "threat_country": "DE",
        "threat_item": scenes.a_case("Made up, to go.").items.get().reference,
        "threat_material": routed.reference,
    }
