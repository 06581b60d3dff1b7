"""kill -9 while a set is being carried out, again and again: every case is decided once, nothing is lost or doubled."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lengths import rounds

from bonafides.base.keys import files

KILLS, CASES = rounds(2, 4), rounds(16, 32)
MODULE = "bonafides.safety.moderation.tests.sweeping"
ROOT = Path(__file__).parents[5]


def started(home: Path, *arguments: str) -> "subprocess.Popen[str]":
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BONAFIDES_", "DATABASE"))}
    kept |= {"BONAFIDES_HOME": str(home), "DJANGO_SETTINGS_MODULE": "bonafides.config.settings"}
    kept["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    command = [sys.executable, "-m", MODULE, *arguments]
    return subprocess.Popen(command, env=kept, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(home: Path, *arguments: str) -> str:
    with started(home, *arguments) as process:
        out, _none = process.communicate(timeout=100)
    return out.strip()


def killed_after(home: Path, reference: str, batches: int, seconds: float) -> int | None:
    """Kill it somewhere in the batch after so many, or as it waits after that one; how it ended."""
    with started(home, "run", reference) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _batch in range(batches):
            process.stdout.readline()
            process.stdin.write("go on\n")
            process.stdin.flush()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return process.wait(timeout=100)


@pytest.mark.slow
def test_killed_again_and_again_each_case_is_decided_once(tmp_path: Path) -> None:
    home, chance = tmp_path / "home", random.Random(7)
    home.mkdir()
    files.create_missing(tmp_path / "home.keys", datetime.now(UTC))
    reference = said(home, "seed", str(CASES))

    ends = [killed_after(home, reference, 1 + number % 3, chance.uniform(0.0, 0.1)) for number in range(KILLS)]
    between = json.loads(said(home, "count"))
    finished = said(home, "run", reference)
    after = json.loads(said(home, "count"))

    assert ends == [-signal.SIGKILL] * KILLS
    assert len(set(between.values())) == 1
    assert 0 < between["decided"] < CASES
    assert finished.endswith("done")
    assert after == dict.fromkeys(after, CASES)
