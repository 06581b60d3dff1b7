"""Health, figures, and signing in by a provider: open by settings alone, whoever asks."""

from datetime import timedelta

from bonafides.base.audit import sealing
from bonafides.base.outbox import interruptions
from bonafides.kernel.clock import now
from tests.architecture.role_scene import Scene
from tests.architecture.role_words import ANYONE, NO_ONE, Call, Row, get

PAGES: dict[str, Row] = {
    "ready": get(ANYONE),
    "metrics": get(NO_ONE),  # without a token in the settings there is no such page
    "openid_connect_login": get(NO_ONE, provider_id="oidc"),  # nor these without a provider
    "openid_connect_callback": get(NO_ONE, provider_id="oidc"),
}

CALLS: dict[str, Call] = {}


def plant(scene: Scene) -> None:
    """A worker that is heard of for as long as the walk takes, and a log that has numbered what was recorded."""
    sealing.seal(now())
    interruptions.beat(now() + timedelta(hours=1))
