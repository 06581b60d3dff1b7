"""Ports for servers that a test starts."""

import itertools
import os
import socket

PORTS = range(20_000, 32_000)  # below those that the kernel gives by itself, so that nobody gets one before our server
APART = 41  # how many a test process takes before it comes to those of the process that was started after it

_places = itertools.count(os.getpid() * APART)


def a_free_port() -> int:
    """One that nobody listens on, and that no other test process is about to take."""
    return next(filter(_is_free, (PORTS[place % len(PORTS)] for place in _places)))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
