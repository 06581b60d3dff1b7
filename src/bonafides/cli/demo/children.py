"""The two real processes of the installation, as children that end with the demo, however it ends."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType

import httpx

from bonafides.kernel.errors import Unavailable
from bonafides.kernel.text import gettext_noop

START_SECONDS, STOP_SECONDS = 60.0, 10.0
LAST_LINES = 12

ENDED = gettext_noop("`bonafides %(name)s` ended with exit code %(code)s. Its last lines:\n%(lines)s")
SILENT = gettext_noop("The server did not answer within %(seconds)s seconds.")


class Children:
    """`with Children(home) as children`: whatever was started inside is stopped outside."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> "Children":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, name: str, *words: str) -> None:
        """Start `bonafides NAME`; what it says goes to a file in the home."""
        command = [sys.executable, "-m", "bonafides.cli.main", name, *words]
        environment = os.environ | {"BONAFIDES_BOUND": str(os.getpid())}
        with self.log_of(name).open("wb") as log:
            child = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.running[name] = child

    def log_of(self, name: str) -> Path:
        return self.home / f"{name}.out"

    def await_server(self, url: str) -> None:
        """Wait until the server answers."""
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            self.check()
            try:
                if httpx.get(f"{url}/health", timeout=5).status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise Unavailable("server-silent", SILENT, seconds=int(START_SECONDS))

    def check(self) -> None:
        """Say which child has ended, and its last words."""
        for name, child in self.running.items():
            code = child.poll()
            if code is not None:
                raise Unavailable("child-ended", ENDED, name=name, code=code, lines=self.last_lines(name))

    def last_lines(self, name: str) -> str:
        lines = self.log_of(name).read_text(errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])

    def stop(self) -> None:
        """Ask all to end, and end what does not."""
        for child in self.running.values():
            child.terminate()
        for child in self.running.values():
            try:
                child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self.running.clear()
