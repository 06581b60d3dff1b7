"""The pledge: who opens what."""

from bonafides.programme.pledge.models import Signature
from bonafides.programme.pledge.tests.scenes import a_signature, an_offer
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import (
    ANYONE,
    MEMBER_TEAM,
    OTHER_MEMBER,
    PROGRAMME,
    PROGRAMME_TEAM,
    SIGNATORY,
    Call,
    Row,
    both,
    get,
    hidden,
    post,
)

OWN_AND_PROGRAMME = MEMBER_TEAM | PROGRAMME_TEAM
SIGNATORIES = frozenset({SIGNATORY, OTHER_MEMBER})

PAGES: dict[str, Row] = {
    "pledge:text": get(ANYONE),
    "pledge:version": get(ANYONE, number="1"),
    "pledge:register": get(ANYONE),
    "pledge:signature": hidden(OWN_AND_PROGRAMME, reference="signature"),  # not listed
    "pledge:record": hidden(OWN_AND_PROGRAMME, reference="signature"),
    "pledge:credential": hidden(OWN_AND_PROGRAMME, reference="signature"),
    "pledge:withdraw": post(frozenset({SIGNATORY}), {"reason": "We closed."}, reference="signature"),
    "pledge:list": post(frozenset({SIGNATORY}), reference="signature"),
    "pledge:pledge": get(OWN_AND_PROGRAMME | {OTHER_MEMBER}),
    "pledge:sign": post(SIGNATORIES),
    "pledge:draft": both(frozenset({PROGRAMME}), language="en"),
    "pledge:publish": post(frozenset({PROGRAMME})),
}
CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """Pastehaven's signature, which it did not have listed."""
    signature: Signature = a_signature(an_offer())
    scene.named["signature"] = signature.reference
