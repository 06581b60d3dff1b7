"""Homes made by the real command, and its processes: `from tests.installations import bonafides, started`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx

INIT = ("init", "--organisation", "Harbour Pastes", "--email", "bo@example.org", "--country", "DE")
START_SECONDS = 40.0


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """What a command needs to work on this home and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BONAFIDES_", "DATABASE_URL"))}
    ours = {"BONAFIDES_HOME": str(home), "BONAFIDES_KEYS": f"{home}.keys"}
    return kept | ours | {"BONAFIDES_OWNER_PASSWORD": "quiet otter maps"} | more


def command_of(*words: str) -> list[str]:
    return [sys.executable, "-m", "bonafides.cli.main", *words]


def bonafides(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return subprocess.run(
        command_of(*words), env=environment_of(home, **more), capture_output=True, text=True, timeout=100
    )


@cache
def _made() -> Path:
    """One home for this whole run; everybody works on copies."""
    home = Path(tempfile.mkdtemp(prefix="bonafides-made-")) / "home"
    done = bonafides(home, *INIT, "--service", "pasting")
    assert done.returncode == 0, done.stderr
    return home


def a_home(folder: Path) -> Path:
    """A home of one's own in a folder, with its keys beside it."""
    copy = folder / "home"
    shutil.copytree(_made(), copy)
    shutil.copytree(f"{_made()}.keys", f"{copy}.keys")
    return copy


@contextmanager
def started(home: Path, *words: str, **more: str) -> "Iterator[subprocess.Popen[str]]":
    """A command that goes on; killed at the end."""
    child = subprocess.Popen(
        command_of(*words),
        env=environment_of(home, **more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def await_that(condition: "object", seconds: float = START_SECONDS) -> bool:
    """Whether a condition came true in time."""
    assert callable(condition)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def family_of(pid: int) -> list[int]:
    """A process and all that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(descendant for child in children for descendant in family_of(int(child)))]


def runs(pid: int) -> bool:
    """Whether a process still runs; one that ended and was not collected by its parent yet does not."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def idle_mb(pids: list[int], looks: int = 3) -> float:
    """Proportional set size (each shared page counted once) of processes with all they started; the highest look."""
    found = []
    for _ in range(looks):
        time.sleep(1.0)
        found.append(sum(pss_mb(each) for pid in pids for each in family_of(pid)))
    return max(found)


def pss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) * 1024 / 1e6
