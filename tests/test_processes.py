"""The two processes of an installation: one of each per home, none left behind, small when idle."""

import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.installations import (
    PATIENCE_SECONDS,
    a_home,
    answers,
    await_that,
    bonafides,
    environment_of,
    family_of,
    idle_mb,
    runs,
    started,
)
from tests.ports import a_free_port

IDLE_LIMIT_MB = 400
PARENT = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(600)"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return a_home(tmp_path)


def is_free(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/health", timeout=0.5)
    except httpx.ConnectError:
        return True
    except httpx.TransportError:
        return False
    return False


def test_a_second_server_on_the_same_home_is_refused_in_a_sentence(home: Path) -> None:
    port = a_free_port()
    with started(home, "serve", "--port", str(port)):
        assert await_that(lambda: answers(port))

        second = bonafides(home, "serve", "--port", str(a_free_port()))

    assert second.returncode == 5
    assert "Another serve runs on" in second.stderr


def test_a_second_worker_on_the_same_home_is_refused(home: Path) -> None:
    with started(home, "worker") as first:
        assert first.stderr is not None
        assert "Working on" in first.stderr.readline()

        second = bonafides(home, "worker")

    assert second.returncode == 5
    assert "Another worker runs on" in second.stderr


def test_a_killed_server_leaves_nothing_on_its_port(home: Path) -> None:
    port = a_free_port()
    with started(home, "serve", "--port", str(port)) as server:
        assert await_that(lambda: answers(port))
        family = family_of(server.pid)

        server.send_signal(signal.SIGKILL)

        assert await_that(lambda: is_free(port))
    assert len(family) > 1
    assert await_that(lambda: not any(map(runs, family[1:])))


def test_processes_bound_to_a_supervisor_end_with_it(home: Path) -> None:
    port = a_free_port()
    command = [sys.executable, "-c", PARENT, sys.executable, "-m", "bonafides.cli.main", "serve", "--port", str(port)]
    supervisor = subprocess.Popen(command, env=environment_of(home, BONAFIDES_BOUND="1"))
    assert await_that(lambda: answers(port))

    supervisor.kill()
    supervisor.wait()

    assert await_that(lambda: is_free(port))


def test_a_worker_asked_to_stop_ends_by_itself(home: Path) -> None:
    with started(home, "worker") as worker:
        assert worker.stderr is not None
        worker.stderr.readline()

        worker.terminate()

        assert worker.wait(PATIENCE_SECONDS) == 0


def test_a_home_that_was_not_made_is_refused(tmp_path: Path) -> None:
    done = bonafides(tmp_path / "nowhere", "serve")

    assert done.returncode == 5
    assert "bonafides init" in done.stderr


def test_server_and_worker_are_small_when_idle(home: Path) -> None:
    port = a_free_port()
    with started(home, "serve", "--port", str(port)) as server, started(home, "worker") as worker:
        assert await_that(lambda: answers(port))
        assert worker.stderr is not None
        worker.stderr.readline()

        used = idle_mb([server.pid, worker.pid])

    assert used <= IDLE_LIMIT_MB
