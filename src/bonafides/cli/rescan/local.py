"""Chunks done by processes of this machine: each is told numbers, does them from the folder, and says which it did."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import Empty, SimpleQueue

from bonafides.cli.rescan.work import Refused, Work

STOPPED = "A process that matched has stopped. Run the same again to go on."


def done(work: Work, left: Sequence[int], processes: int) -> Iterator[int]:
    """Do the chunks that are left, as many at once as there are processes; yields each that is done."""
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in left:
        waiting.put(number)
    told: SimpleQueue[int | None] = SimpleQueue()
    count = min(processes, len(left))
    with ThreadPoolExecutor(max(1, count)) as helpers:
        running = [helpers.submit(help_with, work, waiting, told) for _each in range(count)]
        while count:
            if (done_one := told.get()) is None:
                count -= 1
            else:
                yield done_one
    for each in running:
        each.result()


def drained(waiting: "SimpleQueue[int]") -> Iterator[int]:
    while True:
        try:
            yield waiting.get_nowait()
        except Empty:
            return


def help_with(work: Work, waiting: "SimpleQueue[int]", told: "SimpleQueue[int | None]") -> None:
    """Have one process do chunks until none waits, and say so."""
    try:
        drive(work, waiting, told)
    finally:
        told.put(None)


def drive(work: Work, waiting: "SimpleQueue[int]", told: "SimpleQueue[int | None]") -> None:
    """The process ends with us, for its input does."""
    command = [sys.executable, "-m", "bonafides.cli.rescan.child", str(work.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in drained(waiting):
            process.stdin.write(f"{number}\n")
            if process.stdout.readline().strip() != str(number):
                raise Refused(STOPPED)
            told.put(number)
        process.stdin.close()
