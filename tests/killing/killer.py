"""Starting the parts of an installation, killing them at random, starting them again."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import IO

from tests.killing.installation import REVIEWERS, Installation
from tests.killing.receiver import Mood, Receiver

TICK = 0.01
PATIENCE_SECONDS = 100.0  # for the end of a process, which takes less than one: the machine may be busy
CRASH_LOOP_SECONDS = 10.0  # a worker that ends twice within these makes the server give up, for its supervisor to see
CLOCK_STEP = 12.0  # seconds that the clock moves on with each kill: what waits a minute comes due, and backs off

Start = Callable[[], "Part"]


@dataclass
class Part:
    """One process, or one group of them."""

    pid: int
    exit_code: Callable[[], int | None]
    ready: Callable[[], bool] = lambda: True


@dataclass
class Target:
    """What may be killed: how to start it, and how long it works until it is killed, in seconds on average."""

    name: str
    start: Start
    lives: float
    part: Part | None = None
    kill_at: float | None = None
    began_at: float = 0.0


@dataclass
class Killer:
    """Kills until it has killed enough; whoever dies unasked is a finding."""

    installation: Installation
    receiver: Receiver
    chance: random.Random
    errors: IO[bytes]
    kills: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    checkpoints: list[bytes] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    worker_killed_at: float = 0.0

    def __post_init__(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.killing.parts"])
        from tests.killing import parts

        def forked(function: Callable[[Installation, str], None], name: str, lives: float) -> Target:
            return Target(
                name, lambda: _forked(context.Process(target=function, args=(self.installation, name))), lives
            )

        self.targets = [
            Target("server", self._serve, 10.0),
            forked(parts.work, "worker", 1.5),
            *(forked(parts.submit, f"submitter {number}", 3.0) for number in (1, 2, 3)),
            *(forked(parts.review, f"reviewer {name}", 2.0) for name in REVIEWERS),
        ]

    # -- the life of the parts ----------------------------------------------------------------------------------------

    def run(self, kills: int, *, check_every: int, check: Callable[[list[bytes]], list[str]]) -> None:
        """Kill so many times; ask `check` in between what does not hold."""
        checked = 0
        while self.kills.total() < kills and not self.found:
            self.tick(kill=True)
            if self.kills.total() >= checked + check_every:
                checked = self.kills.total()
                self.found += check(self.checkpoints)
                self.say(f"{checked} kills, {len(self.checkpoints)} checkpoints, {len(self.found)} findings")

    def tick(self, *, kill: bool) -> None:
        """Start what is down, and kill whose hour has come."""
        for target in self.targets:
            if target.part is None:
                target.part, target.kill_at, target.began_at = target.start(), None, time.monotonic()
            elif target.part.exit_code() is not None:
                self._died(target)
            elif target.kill_at is None and target.part.ready():
                target.kill_at = time.monotonic() + self.chance.expovariate(1 / target.lives)
            elif kill and target.kill_at is not None and time.monotonic() >= target.kill_at:
                self._kill(target)
        time.sleep(TICK)

    def _died(self, target: Target) -> None:
        assert target.part is not None
        if target.part.exit_code() != 0 or not self.installation.stop_file.exists():
            self.found.append(f"{target.name} ended by itself with {target.part.exit_code()}")
        target.part = None

    def _kill(self, target: Target) -> None:
        """One kill -9: of a process, of its whole group, or, now and then, of everything at once."""
        if self.chance.random() < 0.03:
            for each in self.targets:
                self._end_group(each)
            self.kills["everything"] += 1
        elif target.name == "server":
            self._kill_server(target)
        else:
            self._end_group(target)
            self.kills[target.name.split()[0]] += 1
        self._move_on()

    def _end_group(self, target: Target) -> None:
        if target.part is not None:
            _killed(os.killpg, target.part.pid)
            _killed(os.kill, target.part.pid)  # one that has only just begun leads no group yet
            if not _wait(lambda: target.part is None or target.part.exit_code() is not None, PATIENCE_SECONDS):
                raise TimeoutError(f"{target.name} could not be killed")
            target.part = None

    def _kill_server(self, target: Target) -> None:
        """The group; or the parent alone, whose workers must end by themselves; or a worker, which comes again."""
        assert target.part is not None
        workers = children_of(target.part.pid)
        how = self.chance.choice(("group", "parent", "worker"))
        if how == "worker" and time.monotonic() - self.worker_killed_at < CRASH_LOOP_SECONDS:
            how = "group"
        self.kills[f"server: {how}"] += 1
        if how == "worker" and workers:
            _killed(os.kill, workers[-1])
            target.kill_at, self.worker_killed_at = None, time.monotonic()
            return
        if how == "parent":
            os.kill(target.part.pid, signal.SIGKILL)
            _wait(lambda: target.part is None or target.part.exit_code() is not None, PATIENCE_SECONDS)
            if not _wait(lambda: not any(map(is_alive, workers)), PATIENCE_SECONDS):
                self.found.append("a server's worker outlived its parent")
        self._end_group(target)

    def _move_on(self) -> None:
        """The clock goes on, the receiver changes its mood, and somebody keeps the checkpoint that stands."""
        self.installation.move_clock(CLOCK_STEP)
        if self.chance.random() < 0.2:
            self.receiver.be(self.chance.choice(list(Mood)))
        self.keep_checkpoint()

    def keep_checkpoint(self) -> None:
        file = self.installation.home / "log" / "checkpoint"
        note = file.read_bytes() if file.is_file() else b""
        if note and note not in self.checkpoints:
            self.checkpoints.append(note)

    # -- the end ------------------------------------------------------------------------------------------------------

    def wind_down(self, is_over: Callable[[], bool], *, seconds: float) -> None:
        """No more kills: programs finish what they began, the receiver is well, the clock goes on till all is done."""
        self.receiver.be(Mood.WELL)
        self.installation.stop_file.touch()
        ends = time.monotonic() + seconds
        while not (self._are_finished() and is_over()) and time.monotonic() < ends and not self.found:
            for _ in range(30):
                self._tick_what_remains()
            self.installation.move_clock(120)
        self.keep_checkpoint()

    def _tick_what_remains(self) -> None:
        for target in list(self.targets):
            if target.part is not None and target.part.exit_code() == 0 and target.name[:6] not in {"server", "worker"}:
                self.targets.remove(target)
        self.tick(kill=False)

    def _are_finished(self) -> bool:
        return len(self.targets) == 2

    def close(self) -> None:
        for target in self.targets:
            self._end_group(target)
        self.receiver.close()

    def say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    # -- the server ---------------------------------------------------------------------------------------------------

    def _serve(self) -> Part:
        """The real command; it ends with us."""
        place, port = str(self.installation.home), str(self.installation.port)
        command = [sys.executable, "-m", "bonafides.cli.main", "serve", "--home", place, "--port", port]
        environment = {**os.environ, "BONAFIDES_BOUND": "1"}
        server = subprocess.Popen(
            command, env=environment, stdout=self.errors, stderr=self.errors, start_new_session=True
        )
        return Part(server.pid, server.poll, self._is_served)

    def _is_served(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.installation.port}/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def _forked(process: ForkServerProcess) -> Part:
    process.start()
    assert process.pid is not None
    return Part(process.pid, lambda: process.exitcode)


def _killed(kill: Callable[[int, int], None], pid: int) -> None:
    """Whoever is gone already is as dead as wanted."""
    try:
        kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _wait(condition: Callable[[], bool], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(TICK)
    return condition()


def children_of(pid: int) -> list[int]:
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except FileNotFoundError:
        return []
    return [int(child) for child in text.split()]


def is_alive(pid: int) -> bool:
    """Whether a process runs: one that has ended and was not yet collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False
