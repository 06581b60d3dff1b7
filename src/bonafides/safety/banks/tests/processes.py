"""Other processes than the one that tests, on a home with a database file of their own."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bonafides.base.keys import files


def a_home(home: Path) -> Path:
    """A home with keys and an empty database, made here."""
    home.mkdir()
    files.create_missing(Path(f"{home}.keys"), at=datetime.now(UTC))
    environment = environment_of(home)
    command = [sys.executable, "-m", "django", "migrate", "--skip-checks", "-v", "0"]
    subprocess.run(command, check=True, env=environment)
    return home


def environment_of(home: Path) -> dict[str, str]:
    """That of this test run, but for the home and its own database file."""
    here = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    its_own = {"BONAFIDES_HOME": str(home), "BONAFIDES_KEYS": f"{home}.keys", "PYTHONPATH": os.pathsep.join(sys.path)}
    return here | its_own


class Process:
    """Another process on a home: one of the scripts beside this file, which answers orders."""

    def __init__(self, home: Path, script: str) -> None:
        environment = environment_of(home)
        started = [sys.executable, str(Path(__file__).with_name(script))]
        self.process = subprocess.Popen(
            started, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def ask(self, order: str) -> object:
        assert self.process.stdin is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> object:
        """The next line that it says."""
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()
