"""Real servers on this machine, for tests: each connection is handled by a function that gets the socket."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

Talk = Callable[[socket.socket, bytes], None]
CAPS: dict[str, Any] = {"max_bytes": 100_000, "seconds": 60.0}  # of a request to one of them


@dataclass
class Server:
    host: str
    port: int
    requests: list[bytes] = field(default_factory=list)

    @property
    def netloc(self) -> str:
        return f"{self.host}:{self.port}"


def url_of(server: Server, path: str = "/") -> str:
    return f"http://{server.netloc}{path}"


@contextmanager
def serving(talk: Talk, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Server]:
    """Serve until the block ends; `talk(socket, request)` answers."""
    listener = socket.create_server((host, port))
    server = Server(host, listener.getsockname()[1])

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=converse, args=(connection,), daemon=True).start()

    def converse(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = whole_request(connection)
            server.requests.append(request)
            talk(connection, request)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def whole_request(connection: socket.socket) -> bytes:
    """Head and body, by Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data and (more := connection.recv(65536)):
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    while lengths and len(body) < int(lengths[0]) and (more := connection.recv(65536)):
        body += more
    return head + b"\r\n\r\n" + body


def answering(status: int = 200, body: bytes = b"", *headers: str) -> Talk:
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return lambda connection, request: connection.sendall("\r\n".join(lines).encode() + body)


@contextmanager
def raw_serving(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """Serve connections whose first byte is `talk`'s to read, as TLS needs it; yields the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with suppress(OSError):
                    talk(connection)

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
