"""Homes made by the real command, in processes of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]
INIT = (
    "init",
    "--organisation",
    "Harbour Pastes",
    "--email",
    "bo@example.org",
    "--country",
    "DE",
    "--service",
    "pasting",
)


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """What a command needs to work on this home and nothing else."""
    ours = {
        "BONAFIDES_HOME": str(home),
        "BONAFIDES_KEYS": f"{home}.keys",
        "BONAFIDES_OWNER_PASSWORD": "quiet otter maps",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BONAFIDES_", "DATABASE_URL"))}
    return kept | ours | more


def bonafides(home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    command = [sys.executable, "-m", "bonafides.cli.main", *words]
    return subprocess.run(command, env=environment_of(home, **more), capture_output=True, text=True, timeout=90)


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home, made once; tests work on copies."""
    home = tmp_path_factory.mktemp("made") / "home"
    done = bonafides(home, *INIT)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def home(made_home: Path, tmp_path: Path) -> Path:
    """A home of this test's own, with its keys beside it."""
    copy = tmp_path / "home"
    shutil.copytree(made_home, copy)
    shutil.copytree(f"{made_home}.keys", f"{copy}.keys")
    return copy
