"""The vault: who opens what. Metadata for keepers and auditors, content and releases for keepers alone."""

from bonafides.kernel.clock import now
from bonafides.safety.evidence import actions
from bonafides.safety.evidence.models import EvidenceItem, OversightNotice
from bonafides.safety.evidence.rules import WishedHold
from bonafides.safety.evidence.tests.scenes import a_kept_item, asked
from bonafides.safety.evidence.vocabulary import ClockKind, LegalBasis
from tests import cast
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import AUDITOR, CUSTODIAN, DESK, OWNER, Call, Row, Who, both, get, post

KEEPERS: Who = frozenset({CUSTODIAN, DESK, OWNER})
READERS = KEEPERS | {AUDITOR}
OVERSIGHT: Who = frozenset({AUDITOR, OWNER})

PAGES: dict[str, Row] = {
    "evidence:vault": get(READERS),
    "evidence:item": get(READERS, reference="kept"),
    "evidence:custody": get(READERS, reference="kept", fmt="csv"),
    "evidence:preview": get(KEEPERS, reference="kept"),
    "evidence:set_hold": post(KEEPERS, reference="kept"),
    "evidence:end_hold": post(KEEPERS, reference="kept_hold"),
    "evidence:overdue": get(READERS),
    "evidence:releases": get(READERS),
    "evidence:new_release": both(KEEPERS),
    "evidence:release": get(READERS, reference="release"),
    "evidence:vote": post(KEEPERS, reference="release"),
    "evidence:withdraw": post(KEEPERS, reference="release"),
    "evidence:hand_out": post(KEEPERS, reference="urgent"),
    "evidence:fetch": post(KEEPERS, reference="packed"),
    "evidence:notices": get(OVERSIGHT),
    "evidence:see_notice": post(OVERSIGHT, reference="oversight_notice"),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A kept item with a hold on it, a request of somebody else's, and an emergency with its package."""
    at, item = now(), a_kept_item(at=now())
    keeper = cast.by(cast.bo())
    until = at.date().replace(year=at.year + 1, day=1)
    wish = WishedHold(ClockKind.LEGAL_HOLD, until, "A made-up court", "7 A 12/26", "the text", "a made-up law")
    actions.set_hold(items=[item], wish=wish, by=keeper, at=at)
    release = actions.request_release(items=[item], asked=asked(), by=keeper, at=at)
    threat = asked(emergency=True, basis=LegalBasis.TCO_THREAT)
    packed = actions.request_release(items=[item], asked=threat, by=keeper, at=at)
    urgent = actions.request_release(items=[item], asked=threat, by=keeper, at=at)
    actions.hand_out(release=packed, by=keeper, at=at)
    kept = EvidenceItem.objects.get(pk=item.pk)
    scene.named |= {
        "kept": kept.reference,
        "kept_hold": kept.clocks.get(kind=ClockKind.LEGAL_HOLD).reference,
        "release": release.reference,
        "packed": packed.reference,
        "urgent": urgent.reference,  # not handed out yet
        "oversight_notice": OversightNotice.objects.latest("id").reference,
    }
