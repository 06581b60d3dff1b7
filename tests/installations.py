"""Homes made by the real command, and its processes: `from tests.installations import bonafides, started`."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import httpx

INIT = ("init", "--organisation", "Harbour Pastes", "--email", "bo@example.org", "--country", "DE")
PATIENCE_SECONDS = 100.0  # where two are enough: the machine may be busy
COMMAND_SECONDS = 100.0
SETTINGS = {"DJANGO_SETTINGS_MODULE": "bonafides.config.settings"}


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """What a command needs to work on this home and nothing else."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BONAFIDES_", "DATABASE_URL"))}
    ours = {"BONAFIDES_HOME": str(home), "BONAFIDES_KEYS": f"{home}.keys"}
    return kept | ours | {"BONAFIDES_OWNER_PASSWORD": "quiet otter maps"} | more


def command_of(*words: str) -> list[str]:
    return [sys.executable, "-m", "bonafides.cli.main", *words]


def bonafides(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    return forked(command, words, environment_of(home, **more))


def python(home: Path, code: str) -> str:
    """Run a few lines of Python in this home to their end; what they printed."""
    done = forked(lines, (code,), environment_of(home) | SETTINGS)
    assert done.returncode == 0, done.stderr
    return done.stdout


def forked(
    work: Callable[[tuple[str, ...]], int], words: tuple[str, ...], environment: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    """Work done in a process that is forked from one which has loaded most of what it needs."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.loaded"])
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        child = context.Process(target=_alone, args=(work, words, environment, (out, err)))
        child.start()
        child.join(COMMAND_SECONDS)
        if child.exitcode is None:
            child.kill()
            raise subprocess.TimeoutExpired(words, COMMAND_SECONDS)
        return subprocess.CompletedProcess(words, child.exitcode, out.read_text("utf-8"), err.read_text("utf-8"))


def _alone(
    work: Callable[[tuple[str, ...]], int], words: tuple[str, ...], environment: dict[str, str], told: tuple[Path, Path]
) -> None:
    """With this environment and no other, and what is said in two files."""
    os.environ.clear()
    os.environ.update(environment)
    for number, file in enumerate(told, start=1):
        with file.open("wb") as stream:
            os.dup2(stream.fileno(), number)
    try:
        sys.exit(work(words))
    finally:
        close_databases()


def close_databases() -> None:
    """As the end of a process does; one that was forked ends without."""
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()


def command(words: tuple[str, ...]) -> int:
    from bonafides.cli.main import main

    return main(words)


def lines(words: tuple[str, ...]) -> int:
    exec(words[0], {"__name__": "__main__"})
    return 0


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


def answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=20).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def await_that(condition: "object") -> bool:
    """Whether a condition came true before our patience was at its end."""
    assert callable(condition)
    end = time.monotonic() + PATIENCE_SECONDS
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
