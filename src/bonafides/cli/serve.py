"""`bonafides serve` and `bonafides worker`: the two processes of an installation."""

import argparse
import os
import signal
import sys
import threading
from types import FrameType

from django.conf import settings

from bonafides.base.outbox import process
from bonafides.base.outbox import worker as outbox_worker
from bonafides.cli.homes import check_ready, follow_clock
from bonafides.kernel import recording

SERVED = "BONAFIDES_SERVED"  # told to Granian's workers: they end with their parent
BOUND = "BONAFIDES_BOUND"  # told to us by a supervisor such as the demo, as its process id: end with it


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default="127.0.0.1", help="the address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (default 8000)")
    parser.add_argument("--also", action="store_true", help="run beside another server of this home (PostgreSQL)")


def run(options: argparse.Namespace) -> int:
    """Serve until stopped."""
    from granian.constants import Interfaces
    from granian.server import Server

    die_if_asked()
    check_ready()
    lock = process.hold_lock("serve", also=options.also)
    os.environ[SERVED] = "1"
    os.environ["BONAFIDES_HOME"], os.environ["BONAFIDES_KEYS"] = str(settings.HOME), str(settings.KEYS)
    server = Server(
        "bonafides.config.wsgi:application",
        address=options.address,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=settings.SERVER_WORKERS,
        blocking_threads=settings.SERVER_THREADS,
        backlog=1024,
        log_access=False,
        respawn_failed_workers=True,
    )
    print(f"Serving {settings.PUBLIC_URL} on {options.address}:{options.port}. Ctrl-C stops.", file=sys.stderr)
    server.serve()
    del lock
    return 0


def worker_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--also", action="store_true", help="run beside another worker of this home (PostgreSQL)")


def worker(options: argparse.Namespace) -> int:
    """Work until stopped; the row under way is finished first."""
    die_if_asked()
    check_ready()
    lock = process.hold_lock("worker", also=options.also)
    follow_clock()
    stop = threading.Event()

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    print(f"Working on {settings.HOME}. Ctrl-C stops.", file=sys.stderr)
    outbox_worker.run(stop, record=recording.recorder())
    del lock
    return 0


def die_if_asked() -> None:
    """End with whoever started us, where they asked for it, and at once if they are gone already."""
    bound = os.environ.pop(BOUND, "")
    if bound.isdigit() and int(bound) > 1 and int(bound) != os.getppid():
        sys.exit(process.ORPHANED_EXIT)
    if bound:
        process.die_with_parent()
