"""Two installations, two databases: one shares a list, the other reads it through kills, and says what it holds."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.between import Hands
from tests.between.gate import Gate, gate_before
from tests.installations import (
    a_home,
    answers,
    await_that,
    bonafides,
    command_of,
    environment_of,
    started,
)
from tests.ports import a_free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("feeds between two")]
ROWS, LAST_PAGE = 2_500, 2_000  # three pages; before which row of the log the last of them begins
READ = ("feeds", "fetch", "Theirs")


@dataclass
class Installation:
    """A home, its port, and what people do in it."""

    home: Path
    port: int = field(default_factory=a_free_port)
    more: dict[str, str] = field(default_factory=dict)
    hands: Hands | None = None

    def do(self, step: str, *words: str) -> Any:
        """One step of `tests.between.feeds`, in a process of its own on this home."""
        self.hands = self.hands or Hands("tests.between.feeds", self.home, **self.more)
        return self.hands.do(step, *words)

    def say(self, *words: str) -> "subprocess.CompletedProcess[str]":
        return bonafides(self.home, *words, **self.more)


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Installation, Installation, Gate]]:
    """Who publishes, with a server; who reads; and what keeps the last page from the reader until it is opened."""
    for name in ("publisher", "reader"):
        (tmp_path / name).mkdir()
    publisher, reader = (Installation(a_home(tmp_path / name)) for name in ("publisher", "reader"))
    with (
        started(publisher.home, "serve", "--port", str(publisher.port), **publisher.more),
        gate_before(f"http://127.0.0.1:{publisher.port}", holds_from=LAST_PAGE) as gate,
    ):
        reader.more = {"BONAFIDES_FETCH_ALLOW": f"127.0.0.1:{gate.port}"}
        assert await_that(lambda: answers(publisher.port))
        yield publisher, reader, gate
    for each in (publisher, reader):
        if each.hands:
            each.hands.rest()


@pytest.mark.timeout(400)
def test_a_list_travels_whole_through_kills_and_opinions_come_back(
    two: tuple[Installation, Installation, Gate],
) -> None:
    publisher, reader, gate = two
    bank = publisher.do("prepare", str(ROWS))
    shared = publisher.say("feeds", "share", "--bank", "Shapes", "--with", "Reader")
    assert shared.returncode == 0, shared.stderr
    said = dict(line.split(": ", 1) for line in shared.stdout.splitlines() if ": " in line)
    assert publisher.do("publish") == ROWS
    address = f"http://127.0.0.1:{gate.port}/feeds/shared/{bank}/"
    reader.do("subscribe", address, said["public key"], said["key"])

    # Killed again and again in the middle, it loses nothing and takes nothing twice.
    assert 0 < killed(reader, beyond=0) < ROWS
    assert killed(reader, beyond=1_000) < ROWS
    gate.opened.set()
    done = reader.say(*READ)
    assert done.returncode == 0, done.stderr
    counts = reader.do("counts")
    assert (counts["records"], counts["entries"]) == (ROWS, ROWS)
    assert reader.do("standing", "Theirs") == publisher.do("standing", "Shapes")

    # What is withdrawn there is withdrawn here.
    publisher.do("withdraw", "7")
    publisher.do("publish")
    assert reader.say(*READ).returncode == 0
    assert len(reader.do("standing", "Theirs")) == ROWS - 1

    # An overturned decision here is an opinion there.
    reader.do("overturn", "9")
    with started(reader.home, "worker", **reader.more):
        assert await_that(lambda: reader.do("replies") == ["negative: sent "])
    assert publisher.do("opinions", "9") == {"the analysts": "positive", "Reader": "negative", "": "disputed"}
    assert reader.do("secrets_in_log", said["key"]) == 0


def killed(reader: Installation, beyond: int) -> int:
    """Begin to read, and be killed as soon as more than so many records are taken; how many there are then."""
    child = subprocess.Popen(
        command_of(*READ),
        env=environment_of(reader.home, **reader.more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert await_that(lambda: reader.do("counts")["records"] > beyond)
    child.kill()
    child.wait()
    return int(reader.do("counts")["records"])
