"""What matches come to: read by who decides and by auditors. What floods: let out by owners and leads.

Looking back: switched on and off by them.
"""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.rules import Burst
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import AUDITOR, DECIDERS, LEADS, TEAM, Call, Row, get, post

PAGES: dict[str, Row] = {
    "patterns:patterns": get(DECIDERS | {AUDITOR}),
    "patterns:quality": get(DECIDERS | {AUDITOR}),
    "banks:floods": get(TEAM),
    "banks:set_flood_limits": post(LEADS),
    "banks:release": post(LEADS, reference="quarantine"),
    "banks:is_real": post(LEADS, reference="flooding_entry"),
    "banks:looking_back": get(TEAM),
    "banks:switch_on_looking_back": post(LEADS),
    "banks:switch_off_looking_back": post(LEADS),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """An entry that was stopped."""
    by, at = cast.by(cast.a_person("Lead of the guard", Role.LEAD)), now()
    bank = banks.create_bank(name="Flooding bank", by=by, at=at)
    entry = banks.add_entry(bank=bank, type_=EntryType.SHA256, value="e" * 64, by=by, at=at)
    (found,) = banks.guard({entry.pk: Burst(60, 6_000)}, at=at)
    scene.named |= {"flooding_entry": entry.reference, "quarantine": found.reference}
