"""Many at once, incidents, live streams and accounts: for whoever decides; an auditor reads along."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import bulk, viewing
from bonafides.safety.moderation.models import BulkDecision
from bonafides.safety.moderation.queries.bulk import Drawing, samples_of
from bonafides.safety.moderation.tests.scenes import KEEP
from bonafides.safety.moderation.vocabulary import ExposureMode
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import AUDITOR, DECIDERS, LEADS, Call, Row, both, get, post

BULK: dict[str, Row] = {
    "moderation:bulks": get(DECIDERS | {AUDITOR}),
    "moderation:new_bulk": both(DECIDERS),
    "moderation:bulk": get(DECIDERS | {AUDITOR}, reference="set"),
    "moderation:bulk_sample": get(DECIDERS, reference="set", case="sample"),
    "moderation:show_bulk_sample": post(DECIDERS, {"level": "blurred"}, reference="set", case="sample"),
    "moderation:decide_bulk": post(DECIDERS, reference="set"),
    "moderation:agree_bulk": post(DECIDERS, reference="set"),
    "moderation:refuse_bulk": post(DECIDERS, reference="set"),
    "moderation:undo_bulk": post(DECIDERS, reference="decided_set"),
    "moderation:stop_bulk": post(LEADS, reference="set"),
}

PAGES: dict[str, Row] = {**BULK}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A set over the open cases of the scene, few enough for everybody to be given all of them as samples."""
    by = cast.by(cast.a_person("Lead", Role.LEAD))
    made = bulk.make(drawing=Drawing.of_account("author-7"), by=by, at=now())
    scene.named |= {"set": made.reference, "sample": samples_of(made, by).drawn[0].case.reference}
    scene.named["decided_set"] = a_decided_set().reference


def a_decided_set() -> BulkDecision:
    """A set that the reviewer keeps, in its minute."""
    by = cast.by(cast.a_person("Reviewer", Role.REVIEWER))
    made = bulk.make(drawing=Drawing.of_account("author-7"), at_most=1, by=by, at=now())
    for sample in samples_of(made, by).drawn:
        viewing.open_text(item=sample.item, mode=ExposureMode.REDUCED, by=by, at=now())
    return bulk.decide(bulk=made, wish=KEEP, by=by, at=now())
