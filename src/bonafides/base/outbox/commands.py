"""The worker, as a process."""

import argparse
import signal
import sys
import threading

from bonafides.base.outbox import process
from bonafides.base.outbox.worker import run
from bonafides.kernel import recording


def worker_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--also", action="store_true", help="one worker more on this home (PostgreSQL only)")


def worker(options: argparse.Namespace) -> int:
    """Run the worker until SIGTERM or SIGINT; the row under way is finished first."""
    lock = process.hold_lock("worker", also=options.also)
    process.die_with_parent()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    print("The worker runs.", file=sys.stderr, flush=True)
    run(stop, record=recording.recorder())
    if lock is not None:
        lock.release()
    return 0
