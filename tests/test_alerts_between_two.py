"""Two installations, two databases, four processes: an alert goes out, is judged, answered, and taken back.

Between them a drill is played on the platform, and what it came to is shown to the programme.

One is of the edition `programme`, the other of the edition `safety`; neither installs what the other runs.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.between import Hands
from tests.installations import PATIENCE_SECONDS, answers, await_that, bonafides, started
from tests.ports import a_free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("alerts between two")]
HOST = "pastehaven.test"
FIRST, SECOND = f"https://{HOST}/raw/first", f"https://{HOST}/raw/second"


@dataclass
class Installation:
    """A home, its edition, its port, and what people do in it."""

    edition: str
    home: Path
    port: int = field(default_factory=a_free_port)
    more: dict[str, str] = field(default_factory=dict)
    hands: Hands | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def make(self) -> None:
        words = ("init", "--organisation", self.edition, "--email", "owner@example.org", "--country", "DE")
        made = bonafides(self.home, *words, "--url", self.url, "--service", "pasting", **self.more)
        assert made.returncode == 0, made.stderr

    def do(self, step: str, *words: str) -> Any:
        """One step of `tests.between`, in a process of its own on this home."""
        side = "programme" if self.edition == "programme" else "platform"
        self.hands = self.hands or Hands(f"tests.between.{side}", self.home, **self.more)
        return self.hands.do(step, *words)

    def rest(self) -> None:
        if self.hands:
            self.hands.rest()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    """Both made and running: a server and a worker each."""
    programme = Installation("programme", tmp_path / "programme")
    platform = Installation("safety", tmp_path / "platform")
    allowed = f"127.0.0.1:{programme.port},127.0.0.1:{platform.port}"
    with ExitStack() as running:
        for each in (programme, platform):
            each.more = {"BONAFIDES_EDITION": each.edition, "BONAFIDES_FETCH_ALLOW": allowed}
            each.more |= {} if each is programme else {"BONAFIDES_LOG_ORIGIN": f"{HOST}/log"}
            each.make()
            running.enter_context(started(each.home, "serve", "--port", str(each.port), **each.more))
            running.enter_context(started(each.home, "worker", **each.more))
            running.callback(each.rest)
        assert await_that(lambda: answers(programme.port) and answers(platform.port))
        yield programme, platform


@pytest.mark.timeout(400)
def test_an_alert_is_judged_answered_and_taken_back_between_two_installations(
    two: tuple[Installation, Installation],
) -> None:
    programme, platform = two
    keys = programme.do("prepare", HOST)
    connected = bonafides(
        platform.home,
        *("alerts", "connect", programme.url, "--public-key", keys["public_key"]),
        **platform.more,
        BONAFIDES_PROGRAMME_KEY=keys["key"],
    )
    assert connected.returncode == 0, connected.stderr

    # Along the cursor: submitted and verified there, fetched and judged here, answered there.
    first = programme.do("send", FIRST)
    assert await_that(lambda: fetched(platform))
    assert platform.do("queue") == {FIRST: "open"}
    platform.do("keep", FIRST)
    assert await_that(lambda: len(programme.do("answers", first)) == 2)
    assert programme.do("answers", first) == ["acknowledged: ", "kept: No clause of policy version 1 applies."]

    # By webhook: posted to the platform's door, taken because the pinned key signed it, and fetched again without harm.
    programme.do("post_to", json.loads(connected.stdout)["door"])
    programme.do("send", SECOND)
    assert await_that(lambda: platform.do("queue").get(SECOND) == "open")
    bonafides(platform.home, "alerts", "fetch", **platform.more)
    assert platform.do("queue") == {FIRST: "closed", SECOND: "open"}

    # A drill's evidence, as the platform's people download it and its own door tells the key: kept, its key pinned.
    evidence, told = platform.do("drill"), httpx.get(f"{platform.url}/drills/key/", timeout=PATIENCE_SECONDS).json()
    for _twice in range(2):
        shown = httpx.post(
            f"{programme.url}/api/v1/membership/readiness",
            json={"evidence": evidence, "key": told["keys"][0]},
            headers={"Authorization": f"Bearer {keys['key']}"},
            timeout=PATIENCE_SECONDS,
        )
        assert (shown.status_code, shown.json()["key_is_pinned"]) == (201, True), shown.text
    note = shown.json()["note"]
    assert f"Signed by {HOST}/log/receipts+" in note
    assert programme.do("readiness") == {"shown": [[note, True]], "tasks": ["look_at_evidence"]}

    # Taken back: the recipient is told.
    programme.do("withdraw", first)
    assert await_that(lambda: platform.do("withdrawals") == {first: "It was a library."})


def fetched(platform: Installation) -> bool:
    """Whether something is in the queue; fetches now instead of waiting for the minute to pass."""
    bonafides(platform.home, "alerts", "fetch", **platform.more)
    return bool(platform.do("queue"))


def test_a_home_of_the_programmes_edition_belongs_to_a_programme(tmp_path: Path) -> None:
    programme = Installation("programme", tmp_path / "programme", more={"BONAFIDES_EDITION": "programme"})
    programme.make()

    assert programme.do("kind") == "programme"
    programme.rest()
