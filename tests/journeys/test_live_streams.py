"""A stream runs: one key asks the platform to end it; by keyboard, and by thumb without scripts."""

from datetime import timedelta

import pytest

from bonafides.base.people.vocabulary import Scope
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.clock import now
from bonafides.safety.moderation.actions import live
from bonafides.safety.moderation.models import Enforcement, LiveAction
from tests import cast
from tests.journeys.conftest import Visit

PLATFORM = Actor(kind=ActorKind.CLIENT, code="K-LIVE", scopes=frozenset({Scope.ITEMS_WRITE}))


def a_stream(reference: str, viewers: int = 12) -> str:
    began_at = now() - timedelta(seconds=30)
    said = live.StreamSaid(reference, f"https://harbour.example.org/{reference}", began_at, viewers)
    return live.take_stream(said=said, by=PLATFORM, at=now()).item.reference


@pytest.fixture
def one_stream(served: str) -> str:
    return a_stream("stream-one")


def test_one_key_ends_the_newest_stream(visit: Visit, one_stream: str) -> None:
    amina = visit(cast.amina())
    amina.goto("/live/")

    amina.press("e")
    amina.sees("End of the stream asked for")
    amina.look()

    assert Enforcement.objects.get().action == "end_stream"


def test_a_new_stream_appears_by_itself_and_the_focus_stays(visit: Visit, one_stream: str) -> None:
    amina = visit(cast.amina())
    amina.goto("/live/")
    amina.page.locator(f"#judge-{one_stream}").focus()

    a_stream("stream-two", viewers=400)
    amina.sees("400 watch")

    assert amina.page.evaluate("document.activeElement.id") == f"judge-{one_stream}"


def test_by_thumb_without_scripts(visit: Visit, one_stream: str) -> None:
    amina = visit(cast.amina(), java_script_enabled=False, viewport={"width": 360, "height": 800}, color_scheme="dark")
    amina.goto("/live/?still=1")

    amina.click("Escalate")
    amina.click("Hold it")
    amina.click("It is over")

    assert set(LiveAction.objects.values_list("act", flat=True)) == {"escalate", "hold"}
