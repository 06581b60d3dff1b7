"""Real processes: one worker per home, killed workers, orphans."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from tests.ports import a_free_port

from bonafides.base.outbox import process
from bonafides.kernel.errors import Conflict

SETTINGS = """
from pathlib import Path
HOME, KEYS = Path({home!r}), Path({home!r} + ".keys")
LOG_ORIGIN, FETCH_ALLOW, ON_SQLITE, USE_TZ = "example.org/log", [], True, True
DISK_FLOOR_BYTES = 0
INSTALLED_APPS = ["bonafides.base.outbox", "bonafides.base.blobs", "jobs_of_test"]
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": {home!r} + "/db.sqlite3",
    "OPTIONS": {{"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": "PRAGMA journal_mode=WAL"}}}}}}
"""
JOBS = """
import time
from pathlib import Path
HOME = Path({home!r})

def slow(row, at):
    "Notes each start; the first one never ends. What it does is done once, however often it starts."
    with (HOME / "started").open("a") as file:
        file.write(row.key + chr(10))
    if not (HOME / "go").exists():
        time.sleep(600)
    (HOME / f"done-{{row.key}}").touch()

HANDLERS = {{"slow": slow}}
"""
WORKER = """
import signal, threading, django
django.setup()
from bonafides.base.outbox import process, worker
lock = process.hold_lock("worker")
stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
worker.run(stop, record=lambda event, by, at: None)
"""
PUT = """
import django
django.setup()
from django.core.management import call_command
from bonafides.base.outbox import actions
from bonafides.kernel.clock import now
call_command("migrate", verbosity=0)
actions.enqueue("slow", {}, key="k", due_at=now(), at=now())
"""


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[str], "subprocess.Popen[str]"]]:
    """Start a script in a process of its own, on a home of its own with one handler."""
    home = str(tmp_path / "home")
    (tmp_path / "test_home_settings.py").write_text(SETTINGS.format(home=home))
    (tmp_path / "jobs_of_test").mkdir()
    (tmp_path / "jobs_of_test" / "__init__.py").touch()
    (tmp_path / "jobs_of_test" / "jobs.py").write_text(JOBS.format(home=home))
    path = os.pathsep.join([str(tmp_path), *sys.path])
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "test_home_settings", "PYTHONPATH": path}
    started: list[subprocess.Popen[str]] = []

    def start(script: str) -> "subprocess.Popen[str]":
        started.append(
            subprocess.Popen([sys.executable, "-c", script], env=environment, stderr=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.communicate()


PATIENCE = 100.0  # seconds, where one is enough: the machine may be busy


def wait_for(condition: Callable[[], object]) -> None:
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, "waited in vain"
        time.sleep(0.02)


def has_started(home: Path) -> bool:
    return (home / "started").exists() and (home / "started").read_text() == "k\n"


def test_a_row_whose_worker_was_killed_is_done_by_the_next(
    run: Callable[[str], "subprocess.Popen[str]"], home: Path
) -> None:
    assert run(PUT).wait(PATIENCE) == 0
    killed = run(WORKER)
    wait_for(lambda: has_started(home))
    killed.kill()
    killed.wait()
    (home / "go").touch()

    run(WORKER)
    wait_for(lambda: (home / "done-k").exists())

    assert (home / "started").read_text().split() == ["k", "k"]


def test_a_worker_that_is_told_to_stop_finishes_its_row(
    run: Callable[[str], "subprocess.Popen[str]"], home: Path
) -> None:
    assert run(PUT).wait(PATIENCE) == 0
    (home / "go").touch()
    worker = run(WORKER)
    wait_for(lambda: has_started(home))

    worker.send_signal(signal.SIGTERM)

    assert worker.wait(PATIENCE) == 0
    assert (home / "done-k").exists()


def test_a_second_worker_on_the_same_home_is_refused_and_told_who_holds_it(
    run: Callable[[str], "subprocess.Popen[str]"], home: Path
) -> None:
    assert run(PUT).wait(PATIENCE) == 0
    first = run(WORKER)
    wait_for(lambda: has_started(home))

    second = run(WORKER)

    assert second.wait(PATIENCE) == 1
    assert second.stderr is not None
    assert f"Another worker runs on {home} already (process {first.pid})" in second.stderr.read()


def test_kinds_of_process_do_not_lock_each_other_out(home: Path) -> None:
    held = [process.hold_lock("serve"), process.hold_lock("worker")]

    assert all(lock is not None and lock.is_locked for lock in held)


@pytest.mark.parametrize(("on_sqlite", "refused"), [(True, True), (False, False)])
def test_one_more_beside_it_needs_postgresql(
    home: Path, monkeypatch: pytest.MonkeyPatch, on_sqlite: bool, refused: bool
) -> None:
    monkeypatch.setattr(settings, "ON_SQLITE", on_sqlite)

    assert is_refused() is refused


def is_refused() -> bool:
    try:
        process.hold_lock("worker", also=True)
    except Conflict:
        return True
    return False


CHILD = "from bonafides.base.outbox import process; process.die_with_parent(); import time; time.sleep(600)"
PARENT = f"""
import subprocess, sys, time
print(subprocess.Popen([sys.executable, "-c", {CHILD!r}]).pid, flush=True)
time.sleep(600)
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):  # it may end as it is looked at
        return False
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_process_dies_with_its_parent() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True, env=environment)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    wait_for(lambda: b"parent-watch" in threads_of(child))

    parent.kill()
    parent.communicate()

    wait_for(lambda: not is_alive(child))


def threads_of(pid: int) -> bytes:
    """The names of a process's threads; Python gives them to the kernel from 3.14 on, so their number stands in."""
    tasks = list(Path(f"/proc/{pid}/task").iterdir())
    return b"parent-watch" if len(tasks) > 1 else b""


APPLICATION = """
from bonafides.base.outbox import process
process.die_with_parent()

def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_granians_workers_die_with_it_and_free_the_port(tmp_path: Path) -> None:
    (tmp_path / "served.py").write_text(APPLICATION)
    port = a_free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "served:application"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_for(lambda: answers(port))
    workers = children_of(server.pid)

    server.kill()
    server.wait()

    wait_for(lambda: not any(map(is_alive, workers)) and not answers(port))
    assert workers


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=0.5) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return connection.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def children_of(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]
