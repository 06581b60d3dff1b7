"""The short form of `python -m benchmarks.kills`, which kills a thousand times; its output lies beside it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.lengths import rounds

ROOT = Path(__file__).parents[1]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_whatever_is_killed_nothing_is_lost_doubled_or_forged() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("BONAFIDES_", "DATABASE"))}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    words = f"--kills {rounds(8, 24)} --seed 3 --check-every 4"
    kills = [sys.executable, "-m", "benchmarks.kills", *words.split()]

    run = subprocess.run(kills, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)

    assert "findings: 0" in run.stdout, run.stdout + run.stderr
    assert run.returncode == 0
