"""Sources that behave as their documents say, on this machine: real HTTP, made-up values."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Asked:
    """A request as a source saw it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Said:
    """What a source answers."""

    body: bytes | dict[str, Any] | list[Any] = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def bytes(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Talk = Callable[[Asked], Said]


@dataclass
class Served:
    netloc: str
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str = "/") -> str:
        return f"http://{self.netloc}{path}"


@contextmanager
def serving(talk: Talk) -> Iterator[Served]:
    """Serve until the block ends."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query, keep_blank_values=True).items()}
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length", 0)))
            asked.append(Asked(self.command, address.path, query, headers, body))
            said = talk(asked[-1])
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(said.bytes())), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.bytes())

        do_POST = do_PUT = do_GET  # noqa: N815  the names that http.server calls

        def log_message(self, *words: object) -> None:
            """Nothing: tests read what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield Served(f"127.0.0.1:{server.server_address[1]}", asked)
    finally:
        server.shutdown()
        server.server_close()


def a_digest(number: int) -> str:
    """Some SHA-256."""
    return sha256(f"shape {number}".encode()).hexdigest()


class Tcap:
    """The hash list v2: by a cursor of time and id, after a login."""

    def __init__(self, page_rows: int = 3) -> None:
        self.rows: dict[int, dict[str, Any]] = {}
        self.page_rows, self.clock, self.token, self.logins = page_rows, 1_700_000_000.0, "token-1", 0

    def put(self, number: int, **given: Any) -> None:
        """List a hash, or change what is said of it."""
        self.clock += 1
        row = {
            "id": number,
            "hash_digest": a_digest(number),
            "algorithm": "SHA256",
            "ideology": "far-right",
            "file_type": "mp4",
            "deleted": False,
            "created_on": "2026-01-02",
            "a_field_of_tomorrow": {"x": 1},
        }
        self.rows[number] = row | given | {"updated_on": self.clock}

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/token-auth/tcap/":
            self.logins += 1
            right = asked.json == {"username": "harbour", "password": "s3cret-word"}
            return Said({"token": self.token, "user": {}}) if right else Said({"detail": "no"}, 401)
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return Said({"detail": "Token has expired"}, 403)
        moment, _comma, number = asked.query.get("after", "").partition(",")
        behind = (float(moment or 0), int(number or 0))
        rows = sorted(self.rows.values(), key=lambda row: (row["updated_on"], row["id"]))
        left = [row for row in rows if (row["updated_on"], row["id"]) > behind]
        page = left[: self.page_rows]
        last = page[-1] if page else None
        return Said(
            {
                "count": len(left),
                "next": "limit=1000&offset=3" if len(left) > len(page) else None,
                "previous": None,
                "checkpoint": f"{last['updated_on']},{last['id']}" if last else asked.query.get("after", ""),
                "results": page,
            }
        )
