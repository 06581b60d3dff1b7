"""What a case teaches the lists: whoever decides judges a match and calls harmless what they let stand."""

from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.kernel.clock import now
from bonafides.matching.fingerprint import Fingerprints
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import queries
from bonafides.safety.banks.models import Entry
from bonafides.safety.moderation.models import Case
from bonafides.safety.moderation.tests.scenes import KEEP, a_case
from bonafides.safety.moderation.tests.stories import decide
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import DECIDERS, OF_THE_CASE, TEAM, Call, Row, both, get, post

PAGES: dict[str, Row] = {
    "moderation:case_matches": get(OF_THE_CASE, reference="open"),
    "moderation:judge_match": both(DECIDERS, reference="met_case", entry="met_entry"),
    "moderation:harmless": both(DECIDERS, reference="kept_case"),
    "banks:clusters": get(TEAM, reference="met_bank"),
    "banks:look_for_clusters": post(DECIDERS, reference="met_bank"),
    "banks:cluster": get(TEAM, reference="met_cluster"),
    "banks:withdraw_opinion": post(DECIDERS, reference="met_entry", number="met_opinion"),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A case that met an entry of which we hold something, and one that was kept."""
    by = cast.by(cast.a_person("Lead of the lists", Role.LEAD))
    case, kept = a_case("met"), a_case("kept")
    bank = banks.create_bank(name="Met bank", by=by, at=now())
    value = case.items.get().sha256
    entry = banks.add_entry(bank=bank, type_=EntryType.SHA256, value=value, by=by, at=now())
    meet(case, value)
    (record,) = queries.match_records(case.items.get().reference)
    banks.judge_match(match=record, is_right=True, note="", by=by, at=now())
    decide(kept, by, KEEP)
    scene.named |= {"met_case": case.reference, "met_entry": entry.reference, "kept_case": kept.reference}
    scene.named |= {"met_opinion": opinion_of(entry), "met_bank": bank.reference, "met_cluster": a_group(by)}


def a_group(by: Actor) -> str:
    """Of two pictures on a list of their own, whose groups nobody looks for again."""
    bank = banks.create_bank(name="Groups", by=by, at=now())
    for value in ("0" * 64, "0" * 63 + "1"):
        banks.add_entry(bank=bank, type_=EntryType.PDQ, value=value, by=by, at=now())
    banks.look_for_clusters(bank=bank, by=by, at=now())
    return queries.clusters_kept(bank).get().reference


def meet(case: Case, value: str) -> None:
    found = queries.match(Fingerprints(digests={EntryType.SHA256: value}))
    item = case.items.get().reference
    banks.record_matches(item=item, matches=found.matches, index_version=found.index_version, at=now())


def opinion_of(entry: Entry) -> int:
    own = queries.own_opinion_of(entry)
    assert own is not None
    return own.pk
