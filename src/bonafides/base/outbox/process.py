"""The life of a process: one of each kind per home, and none that outlives its parent."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path

from django.conf import settings
from filelock import FileLock, Timeout

from bonafides.kernel.errors import Conflict
from bonafides.kernel.text import gettext_noop

PR_SET_PDEATHSIG = 1  # prctl(2)
PARENT_LOOK_SECONDS = 0.5
ORPHANED_EXIT = 70

HELD = gettext_noop(
    "Another %(kind)s runs on %(home)s already (process %(pid)s). Stop it first; or, on PostgreSQL, add `--also`."
)
ALSO_NEEDS_POSTGRESQL = gettext_noop("`--also` needs PostgreSQL: on SQLite one %(kind)s runs per home.")


def hold_lock(kind: str, *, also: bool = False) -> FileLock | None:
    """Claim this home for one process of a kind (`serve`, `worker`), until the process ends.

    Keep what is returned: the lock goes with it. Raises `Conflict("already-running")`, exit 5. With `also`, one
    more process is let in, on PostgreSQL only.
    """
    if also:
        _check_also(kind)
        return None
    path = Path(settings.HOME) / f"{kind}.lock"
    lock = FileLock(path, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        pid = _pid_beside(path)
        raise Conflict("already-running", HELD, kind=kind, home=str(settings.HOME), pid=pid) from error
    _pid_path(path).write_text(f"{os.getpid()}\n")
    return lock


def die_with_parent() -> None:
    """End this process within a second of its parent's end, however that came.

    The kernel is asked to kill it (Linux); a thread looks as well, since that request is lost where the parent's
    starting thread ends first, and does not exist elsewhere.
    """
    started_by = multiprocessing.parent_process()
    parent = os.getppid() if started_by is None else started_by.pid
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the request was made
        os._exit(ORPHANED_EXIT)
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int | None) -> None:
    look = threading.Event()
    while os.getppid() == parent:
        look.wait(PARENT_LOOK_SECONDS)
    os._exit(ORPHANED_EXIT)


def _check_also(kind: str) -> None:
    if settings.ON_SQLITE:
        raise Conflict("also-needs-postgresql", ALSO_NEEDS_POSTGRESQL, kind=kind)


def _pid_beside(path: Path) -> str:
    try:
        return _pid_path(path).read_text().strip()
    except FileNotFoundError:
        return "unknown"


def _pid_path(path: Path) -> Path:
    return path.with_suffix(".pid")
