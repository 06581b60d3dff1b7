"""One bad night: killed processes, a full disk, no worker, no database, a clock set back by an hour."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_after_a_bad_night_nothing_is_lost_or_doubled_and_every_trouble_is_told() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BONAFIDES_", "DATABASE"))}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    night = [sys.executable, "-m", "tests.killing.chaos"]

    run = subprocess.run(night, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=570, check=False)

    assert "findings: 0" in run.stdout, run.stdout + run.stderr
    assert run.returncode == 0
