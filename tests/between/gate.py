"""A gate before a server: everything passes at once but the end of a list, which waits until the gate is opened."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx

from tests.installations import PATIENCE_SECONDS

PASSED_ON = ("Authorization", "Content-Type")


@dataclass(frozen=True)
class Gate:
    """Its port, and whether the end of the list passes as well."""

    port: int
    opened: threading.Event


@contextmanager
def gate_before(address: str, holds_from: int) -> Iterator[Gate]:
    """Pass on what comes to a server, but keep whoever asks for `?after=` so much or more waiting."""
    opened = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if int(parse_qs(urlsplit(self.path).query).get("after", ["0"])[0]) >= holds_from:
                opened.wait(PATIENCE_SECONDS)
            self._pass_on()

        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers["Content-Length"])))

        def _pass_on(self, body: bytes = b"") -> None:
            headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
            answer = httpx.request(
                self.command, address + self.path, content=body, headers=headers, timeout=PATIENCE_SECONDS
            )
            with suppress(OSError):  # whoever asked may have been killed
                self.send_response(answer.status_code)
                self.send_header("Content-Type", answer.headers.get("Content-Type", ""))
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

        def log_message(self, *arguments: object) -> None:
            """Nobody wants to read it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield Gate(server.server_port, opened)
    opened.set()
    server.shutdown()
    server.server_close()
