"""The made-up platform: receives webhooks on a real socket, checks their signatures, and does what it is asked for.

It also answers what an address of its own shows, for flags that name nothing but an address.
"""

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import Any

from bonafides.client import check_signature
from bonafides.client.errors import WebhookError

HOOKS, CONTENTS = "/webhooks", "/contents"

log = logging.getLogger("bonafides.demo")
Message = dict[str, Any]
Confirm = Callable[[Message], None]


@dataclass
class Received:
    """What came in, by type, and what had a bad signature."""

    messages: list[Message] = field(default_factory=list)
    refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, message: Message) -> None:
        with self.lock:
            self.messages.append(message)

    def of_type(self, name: str) -> list[Message]:
        with self.lock:
            return [message for message in self.messages if message["type"] == name]

    def counts(self) -> dict[str, int]:
        with self.lock:
            return dict(sorted(Counter(message["type"] for message in self.messages).items()))


class Platform:
    """The receiver, and a thread that answers what it was asked for, as a platform's own program would."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.now = now
        self.secrets: dict[str, str] = {}  # by the path that they are for
        self.confirm: Confirm | None = None
        self.received = Received()
        self.contents: dict[str, Message] = {}  # what its own items hold, by their names
        self.to_do: SimpleQueue[Message] = SimpleQueue()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.server.daemon_threads = True

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"

    def url_of(self, path: str) -> str:
        return f"http://{self.address}{path}"

    def start(self) -> None:
        threading.Thread(target=self.server.serve_forever, name="platform", daemon=True).start()
        threading.Thread(target=self.work, name="platform-work", daemon=True).start()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def trust(self, path: str, secret: str) -> None:
        """The secret that what comes to this path is signed with, as it was shown once."""
        self.secrets[path] = secret

    def answer(self, path: str, headers: Any, body: bytes) -> tuple[int, bytes]:
        """Status and body for one signed request."""
        secret = self.secrets.get(path)
        if secret is None:
            return 404, b""
        try:
            check_signature(body, headers, secret, now=self.now())
        except WebhookError:
            self.received.refused += 1
            return 401, b""
        return self.take(json.loads(body)) if path == HOOKS else self.content_of(json.loads(body))

    def take(self, message: Message) -> tuple[int, bytes]:
        self.received.add(message)
        self.to_do.put(message)
        return 204, b""

    def content_of(self, question: Message) -> tuple[int, bytes]:
        """What one of its own items holds: docs/reference/content-endpoint.md."""
        found = self.contents.get(question["reference"])
        return (404, b"") if found is None else (200, json.dumps(found).encode())

    def work(self) -> None:
        """Do what each message asks for, in the order in which they came."""
        while True:
            message = self.to_do.get()
            if self.confirm is not None:
                try:
                    self.confirm(message)
                except Exception as error:  # noqa: BLE001  a named supervisor: the next message is done all the same
                    log.warning("The made-up platform could not answer %s: %s", message["type"], error)


def handler_of(platform: Platform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Every request is a signed POST."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            status, answer = platform.answer(self.path, self.headers, body)
            self.send_response(status)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: object) -> None:
            """Say nothing: the demo has its own lines."""

    return Handler
