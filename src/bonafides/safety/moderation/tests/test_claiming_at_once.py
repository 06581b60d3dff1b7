"""Twenty reviewers in four processes on one database claim at once until nothing is left: no case twice, none lost."""

import json
import os
import subprocess
import sys
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.lengths import rounds

from bonafides.base.keys import files

CASES, PATIENCE_SECONDS = rounds(60, 300), rounds(240, 1_100)  # benchmarks/ runs it with 2,000
PROCESSES = [(first, first + 5) for first in range(0, 20, 5)]


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    """The environment of a home of its own, with its cases."""
    (tmp_path / "home").mkdir()
    files.create_missing(tmp_path / "keys", at=datetime.now(UTC))
    places = {"BONAFIDES_HOME": str(tmp_path / "home"), "BONAFIDES_KEYS": str(tmp_path / "keys")}
    root = Path(__file__).parents[5]
    paths = os.pathsep.join([str(root / "src"), str(root)])
    environment = {**os.environ, **places, "PYTHONPATH": paths, "DJANGO_SETTINGS_MODULE": "bonafides.config.settings"}
    environment.pop("DATABASE_URL", None)
    subprocess.run(command("seed", str(CASES)), env=environment, check=True)
    return environment


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bonafides.safety.moderation.tests.claiming", *words]


def claimers(first: int, last: int, home: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(command("claim", str(first), str(last)), env=home, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_twenty_reviewers_at_once_never_get_the_same_case_and_miss_none(home: dict[str, str]) -> None:
    with ExitStack() as running:
        claiming = [running.enter_context(claimers(first, last, home)) for first, last in PROCESSES]
        for process in claiming:
            running.callback(process.kill)
        said = [process.communicate(timeout=PATIENCE_SECONDS)[0] for process in claiming]

    claimed = [reference for each in said for reference in json.loads(each)]

    assert Counter(claimed).most_common(1)[0][1] == 1
    assert len(claimed) == CASES
