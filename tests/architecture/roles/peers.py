"""Doors for other systems: a named person opens them, programs come in by their scope, anyone hears that we answer."""

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.clock import now
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.peers.actions import banking, targets
from bonafides.safety.peers.actions.targets import Given
from bonafides.safety.peers.vocabulary import ContentType
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import ANYONE, AUDITOR, LEADS, Call, Row, call, get, post

HASH = "e" * 64

PAGES: dict[str, Row] = {
    "peers:doors": get(LEADS | {AUDITOR}),
    "peers:switch_fetching_on": post(LEADS),
    "peers:switch_fetching_off": post(LEADS),
    "peers:set_receiver": post(LEADS),
    "peers:remove_receiver": post(LEADS),
    "hma:status": get(ANYONE),
    "hma:live": get(ANYONE),
    "hma:livez": get(ANYONE),
    "hma:readyz": get(ANYONE),
    "one_slash": get(ANYONE, rest="peer_path"),
}

CALLS: dict[str, Call] = {
    "hma:site_map": call("match:read", "get"),
    "hma:hash": call("match:read", "post"),
    "hma:lookup": call("match:read", "get"),
    "hma:raw_lookup": call("match:read", "get"),
    "hma:compare": call("match:read", "post"),
    "hma:index_status": call("match:read", "get"),
    "hma:banks": call("banks:read", "get"),
    "hma:bank": call("banks:read", "get", name="peer_bank"),
    "hma:add_content": call("banks:write", "post", name="peer_bank"),
    "hma:content": call("banks:read", "get", name="peer_bank", number="peer_content"),
    "hma:add_signals": call("banks:write", "post", name="peer_bank"),
    "hma:signal_types": call("banks:read", "get"),
    "hma:signal_type_index": call("banks:read", "get"),
    "hma:signal_type": call("banks:read", "get", name="peer_signal_type"),
    "hma:content_types": call("banks:read", "get"),
    "hma:exchanges": call("banks:read", "get"),
    "hma:exchange_apis": call("banks:read", "get"),
    "hma:exchange_api": call("banks:read", "get", name="peer_bank"),
    "hma:exchange_schema": call("banks:read", "get", name="peer_bank"),
    "hma:exchange": call("banks:read", "get", name="peer_bank"),
    "hma:exchange_status": call("banks:read", "get", name="peer_bank"),
    "hma:exchange_credentials": call("feeds:write", "post", name="peer_bank"),
    "altitude:targets": call("items:write", "post"),
    "altitude:target": call("decisions:read", "get", name="peer_target"),
    "altitude:signals": call("banks:read", "get"),
    "altitude:signal": call("banks:read", "get", reference="peer_signal"),
    "altitude:cases": call("decisions:read", "get"),
    "altitude:case": call("decisions:read", "get", name="peer_target"),
    "altitude:reviews": call("decisions:read", "get", name="peer_target"),
    "altitude:importers": call("banks:read", "get"),
    "api-1.0.0:match_prefix": call("match:read", "get", kind="peer_hosted_type", prefix="peer_prefix"),
}


def plant(scene: Scene) -> None:
    """A list and a content that a client made, and a target that met it."""
    at = now()
    program = Actor(kind=ActorKind.CLIENT, code="client", scopes=frozenset({Scope.BANKS_WRITE, Scope.ITEMS_WRITE}))
    bank = banking.make_bank(name="PEER_BANK", by=program, at=at)
    content = banking.bank_content(bank=bank, signals={"sha256": HASH}, by=program, at=at)
    listed = targets.add_signal(type_=EntryType.URL, value="listed.example.org/x", source=None, by=program, at=at)
    words = Given(ContentType.TEXT, b"See https://listed.example.org/x", client_context="context of a client")
    name, target = targets.submit_target(given=words, by=program, at=at)
    assert target is not None
    scene.named |= {
        "peer_bank": bank.name,
        "peer_content": str(content.number),
        "peer_signal": listed.reference,
        "peer_signal_type": "pdq",
        "peer_target": name,
        "peer_path": "c/banks",
        "peer_hosted_type": "sha256",
        "peer_prefix": "00ff",
    }
