"""What people do in two installations that know of each other only what is published.

programme   in a home of the edition `programme`: a member, a register, an alert, a withdrawal
platform    in a home of the edition `safety`: what stands in the queue, a decision

Each is run as `python -m tests.between.programme STEP ...` in the environment of its home, and prints JSON; with `-`
for a step, it goes on and does what comes on its input, a JSON array of a step and its words on each line (`Hands`).
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.installations import environment_of

TOLD = "=> "  # how the line of an answer begins, among whatever else is printed


def run(steps: Callable[[], dict[str, Callable[..., Any]]]) -> None:
    """Start Django in this home and do one step; `steps` is asked only then, for it imports models."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bonafides.config.settings")
    django.setup()
    name, *words = sys.argv[1:]
    if name != "-":
        print(json.dumps(steps()[name](*words)))
        return
    known = steps()
    for line in sys.stdin:
        name, *words = json.loads(line)
        try:
            told = {"told": known[name](*words)}
        except Exception:  # noqa: BLE001  # told to the test, which fails with it
            told = {"failed": traceback.format_exc()}
        print(f"{TOLD}{json.dumps(told)}", flush=True)


class Hands:
    """One process in a home, for all that its people do there: Django is started once."""

    def __init__(self, module: str, home: Path, **more: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, "-"],
            env=environment_of(home, **more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def do(self, step: str, *words: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps([step, *words]), file=self._process.stdin, flush=True)
        line = next((line for line in self._process.stdout if line.startswith(TOLD)), f'{TOLD}{{"failed": "ended"}}')
        answer = json.loads(line.removeprefix(TOLD))
        assert "told" in answer, answer["failed"]
        return answer["told"]

    def rest(self) -> None:
        self._process.kill()
        self._process.communicate()
