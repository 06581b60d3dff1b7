"""Chunks done by a Ray cluster, where Ray is installed: bytes go out, bytes come back, and only we write.

Ray pickles what it sends between its nodes, the one place where anything of ours is pickled: it belongs in a network in
which every node is trusted. What is sent is bytes and whole numbers, and the function by its name.
"""

import socket
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, Final

from bonafides.cli.rescan.work import Refused, Work
from bonafides.matching.rescan import Stored, scan

AT_ONCE_A_CPU: Final = 2  # chunks under way, so that no node waits and no memory fills
SECONDS_TO_ANSWER: Final = 10  # Ray itself waits for minutes where nobody answers
NO_RAY: Final = "Ray is not installed. Install it (pip install ray), or leave --ray out."
NOBODY_THERE: Final = "Nobody answers at {address}: {reason}."


def done(work: Work, left: Sequence[int], address: str) -> Iterator[int]:
    """Do the chunks that are left on the cluster at this address; yields each that is done."""
    ray = ray_at(address)
    try:
        yield from spread(ray, work, left)
    finally:
        ray.shutdown()


def ray_at(address: str) -> Any:
    try:
        ray = import_module("ray")
    except ImportError:
        raise Refused(NO_RAY) from None
    check_answers(address)
    try:
        ray.init(address=address, log_to_driver=False, logging_level="error")
    except ConnectionError as error:
        raise Refused(str(error)) from error
    return ray


def check_answers(address: str) -> None:
    """Refuse an address at which nobody answers; a name such as `auto` is left to Ray."""
    host, colon, port = address.rpartition("://")[2].rpartition(":")
    if not colon or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_ANSWER).close()
    except (OSError, OverflowError) as error:
        raise Refused(NOBODY_THERE.format(address=address, reason=error)) from error


def spread(ray: Any, work: Work, left: Sequence[int]) -> Iterator[int]:
    do = ray.remote(num_cpus=1)(scan_there)
    listed = ray.put(work.list_file.read_bytes())
    room = AT_ONCE_A_CPU * int(ray.cluster_resources().get("CPU", 1))
    waiting = iter(left)
    under_way: dict[Any, int] = {}
    while True:
        while len(under_way) < room and (number := next(waiting, None)) is not None:
            chunk, place = work.plan.chunk(number)
            under_way[do.remote(listed, chunk, work.plan.stored.value, place)] = number
        if not under_way:
            return
        (ready, *_others), _rest = ray.wait(list(under_way), num_returns=1)
        number = under_way.pop(ready)
        work.keep(number, ray.get(ready))
        yield number


def scan_there(listed: bytes, chunk: bytes, stored: str, place: int) -> bytes:
    """What a node does; the package is installed there."""
    return scan(listed, chunk, Stored(stored), place)
