"""Where the demo lives: an empty folder, or one that an earlier demo left and may be replaced. Loads no Django."""

import json
import os
import shutil
import socket
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from bonafides.base.keys.files import KEY_FILES
from bonafides.cli.places import ENV_FILE, home_path, keys_path, refuse_unless_empty
from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop

MARKER = "demo.json"  # its presence makes a home a demo: movable clock, no second factor
DEFAULT_PORT = 8000
LISTEN_ON = "127.0.0.1"

RUNNING = gettext_noop("A demo runs in %(home)s. Stop it first (Ctrl-C), then start afresh.")
REPEATED = gettext_noop(
    "%(home)s holds an earlier demo. Add --fresh to replace it, or name another folder with --home."
)
NO_DEMO = gettext_noop("%(home)s is no demo home; only the clock of a demo can be moved.")
PORT_IN_USE = gettext_noop("Port %(port)s is in use. Stop what listens there, or name another one with --port.")


def is_demo(home: Path) -> bool:
    return (home / MARKER).is_file()


def check_is_demo(home: Path) -> None:
    if not is_demo(home):
        raise Conflict("no-demo", NO_DEMO, home=str(home))


def make_room(*, fresh: bool) -> Path:
    """An empty place for a new demo. Only what a demo made is ever removed."""
    home = home_path()
    if is_demo(home):
        check_not_running(home)
        if not fresh:
            raise Conflict("demo-there", REPEATED, home=str(home))
        remove(home)
    refuse_unless_empty(home)
    return home


def check_not_running(home: Path) -> None:
    for kind in ("serve", "worker"):
        try:
            with FileLock(home / f"{kind}.lock", timeout=0):
                pass
        except Timeout as error:
            raise Conflict("demo-runs", RUNNING, home=str(home)) from error


def remove(home: Path) -> None:
    """Take an earlier demo and its keys away; the home last, so that a stop in between leaves a demo behind."""
    keys = keys_path()
    for purpose in KEY_FILES:
        (keys / f"{purpose}.key").unlink(missing_ok=True)
    marker = home / MARKER
    for path in home.iterdir():
        if path == marker:
            continue
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    marker.unlink()


def mark(home: Path, lines: tuple[str, ...]) -> None:
    """Make the folder a demo home before the settings are read, and tell every child where it is."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / MARKER).write_text(json.dumps({"made_at": datetime.now(UTC).isoformat(timespec="seconds")}))
    (home / ENV_FILE).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    os.environ["BONAFIDES_HOME"], os.environ["BONAFIDES_KEYS"] = str(home), str(keys_path())


def port_for(asked: int | None, *, headless: bool) -> int:
    """The port that was asked for, a free one where nobody looks, else 8000; refused at once if it is taken."""
    wanted = asked if asked is not None else (0 if headless else DEFAULT_PORT)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LISTEN_ON, wanted))
        except OSError as error:
            raise Conflict("port-in-use", PORT_IN_USE, port=wanted) from error
        return int(probe.getsockname()[1])
