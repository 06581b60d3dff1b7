"""After forgetting, no file of a home holds what was planted: database, write-ahead log, blobs, mail, logs."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bonafides.safety.moderation.tests.test_forgetting import PLANTED

ROOT = Path(__file__).parents[5]
SCRIPT = "bonafides.safety.moderation.tests.forgotten_home"


def test_nothing_planted_is_left_in_any_file_of_the_home(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    done = run_in(home)

    held = {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}

    said = json.loads(done.stdout)
    planted = [*PLANTED, "Another planted", said["content"]]
    assert said["held_before"]
    assert any(file.name == "bonafides.sqlite3" for file in held)
    assert [(file.name, word) for file, data in held.items() for word in planted if word.encode() in data] == []
    assert not [word for word in planted if word in done.stderr]
    assert not [file for file in held if "blobs" in file.parts]


def run_in(home: Path) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "BONAFIDES_HOME": str(home),
        "BONAFIDES_KEYS": f"{home}.keys",
        "DJANGO_SETTINGS_MODULE": "bonafides.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", SCRIPT], env=environment, capture_output=True, text=True, check=True, timeout=100
    )
