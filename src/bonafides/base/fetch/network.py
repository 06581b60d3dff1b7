"""Sockets that lead only to addresses already checked, and that all obey one deadline."""

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

WRITE_BYTES = 16 * 1024  # written at once: the deadline is looked at in between


class Deadline:
    """A moment after which every operation on the network times out."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        return self._ends - time.monotonic()

    def left_or(self, error: type[Exception]) -> float:
        """The seconds left, raising `error` when there are none."""
        left = self.left()
        if left <= 0:
            raise error("the time allowed for the whole request is over")
        return left


class CheckedNetwork(httpcore.NetworkBackend):
    """Connects to the addresses it was given, whatever name is asked for: no second look-up can differ."""

    def __init__(self, addresses: list[str], deadline: Deadline) -> None:
        self.addresses = addresses
        self.used = ""
        self._deadline = deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        failure: Exception = httpcore.ConnectError("no address")
        for number, address in enumerate(self.addresses):
            left = self._deadline.left_or(httpcore.ConnectTimeout)
            share = left / (len(self.addresses) - number)  # so that a dead first address leaves time for the next
            try:
                stream = self._sockets.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
                continue
            self.used = address
            return DeadlineStream(stream, self._deadline)
        raise failure


class DeadlineStream(httpcore.NetworkStream):
    """A connection on which one byte a second does not keep a request alive."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.left_or(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), WRITE_BYTES):
            left = self._deadline.left_or(httpcore.WriteTimeout)
            self._inner.write(buffer[start : start + WRITE_BYTES], left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self._deadline.left_or(httpcore.ConnectTimeout)
        return DeadlineStream(self._inner.start_tls(ssl_context, server_hostname, left), self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
