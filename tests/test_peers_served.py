"""A platform moves over by changing one address: other systems' clients, over HTTP, against what `serve` runs.

The conversations that `conformance/peers` plays within a process are played over a socket, and after them come the
requests that documentation and published programs make, word by word, by the tools they make them with.
"""

import base64
import http.server
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests

from bonafides.safety.peers.tests.conftest import a_picture
from tests.conversations import differences, steps_of
from tests.installations import a_home, answers, await_that, environment_of, started
from tests.ports import a_free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("peers served")]
BANK = "MOVED_BANK"


@dataclass(frozen=True)
class Service:
    """A served installation, as a client is configured: one address, with a key in it."""

    home: Path
    host: str
    key: str
    more: dict[str, str]

    @property
    def address(self) -> str:
        return f"http://moved:{self.key}@{self.host}"

    def do(self, step: str) -> Any:
        command = [sys.executable, "-m", "tests.between.peers", step]
        environment = environment_of(self.home, **self.more)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100, check=True)
        return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def pictures() -> Iterator[str]:
    """A host that has one picture, and a path that leads to another place."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = (200, "image/png", a_picture()) if self.path == "/a.png" else (302, "text/plain", b"")
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", "http://127.0.0.1:9/a.png")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.timeout(300)
def test_clients_of_other_systems_are_answered_once_their_address_is_changed(tmp_path: Path) -> None:
    home, port = a_home(tmp_path), a_free_port()
    picture = tmp_path / "example.png"
    picture.write_bytes(a_picture())
    with pictures() as host:
        more = {"BONAFIDES_FETCH_ALLOW": host}
        with started(home, "serve", "--port", str(port), **more):
            key = Service(home, "", "", more).do("key")
            service = Service(home, f"127.0.0.1:{port}", key, more)
            assert await_that(lambda: answers(port))

            with httpx.Client(base_url=service.address, timeout=60) as client:
                assert {name: differences(client, steps_of(name)) for name in ("hma", "clients", "altitude")} == {
                    "hma": [],
                    "clients": [],
                    "altitude": [],
                }
            pdq = as_a_python_program_banks_and_looks_up(service, picture)
            as_documentation_says_it_with_curl(service, picture, pdq)
            as_a_slash_too_many(service)
            as_addresses_are_given(service, host, pdq)


def as_a_python_program_banks_and_looks_up(service: Service, picture: Path) -> str:
    """As programs written with `requests` do, whose base address holds user and password."""
    made = requests.post(f"{service.address}/c/banks", json={"name": BANK}, timeout=60)
    file = {"photo": ("example.png", picture.read_bytes())}
    banked = requests.post(f"{service.address}/c/bank/{BANK}/content", files=file, timeout=60)
    hashed = requests.post(f"{service.address}/h/hash", files={"photo": picture.read_bytes()}, timeout=60)
    pdq = str(hashed.json()["pdq"])
    asked = {"signal_type": "pdq", "signal": pdq, "include_distance": "True"}
    raw = requests.get(f"{service.address}/m/raw_lookup", params=asked, timeout=60)

    assert (made.status_code, banked.status_code, hashed.status_code) == (201, 200, 200)
    assert banked.json()["signals"] == {"pdq": pdq}
    assert {"bank_content_id": banked.json()["id"], "distance": "0"} in raw.json()["matches"]
    return pdq


def as_documentation_says_it_with_curl(service: Service, picture: Path, pdq: str) -> None:
    """With a length, in chunks, and asking first whether to send; and what a client hears without a key."""
    form = ("--form", f"photo=@{picture}")
    lookup = f"{service.address}/m/lookup?bypass_coinflip=false"

    for way in ((), ("-H", "Transfer-Encoding: chunked"), ("-H", "Expect: 100-continue")):
        assert BANK in curl("-X", "POST", *way, *form, lookup)["pdq"], way
    assert BANK in curl("-X", "GET", f"{service.address}/m/lookup?signal_type=pdq&signal={pdq}")
    assert curl("-X", "POST", *form, f"http://{service.host}/h/hash").keys() == {"message"}
    header = {"Authorization": f"Bearer {service.key}"}
    asked = urllib.request.Request(f"http://{service.host}/c/bank/{BANK}", headers=header)
    with urllib.request.urlopen(asked, timeout=60) as answer:
        assert json.load(answer) == {"name": BANK, "matching_enabled_ratio": 1.0}


def curl(*words: str) -> Any:
    done = subprocess.run(["curl", "-s", "-m", "60", *words], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def as_a_slash_too_many(service: Service) -> None:
    """A base address that ends with a slash; requests goes where it is sent, and shows its key there again."""
    looked = requests.get(f"{service.address}//c/bank/{BANK}", timeout=60)
    sent = {"content_type": "TEXT", "content_bytes": base64.b64encode(b"a harmless word").decode()}
    given = requests.post(f"{service.address}//api/targets", json=sent, timeout=60)

    assert (looked.status_code, [each.status_code for each in looked.history]) == (200, [308])
    assert given.status_code == 201


def as_addresses_are_given(service: Service, host: str, pdq: str) -> None:
    """Refused until a person has switched it on; then through the guarded fetcher, also where an address leads on."""
    address = f"{service.address}/h/hash?url=http://{host}/a.png"
    before = requests.get(address, timeout=60)
    assert service.do("fetching_on")
    after = requests.get(address, timeout=60)
    looked = requests.get(f"{service.address}/m/lookup?url=http://{host}/a.png&signal_type=pdq", timeout=60)
    banked = requests.post(f"{service.address}/c/bank/{BANK}/content?url=http://{host}/a.png", timeout=60)
    elsewhere = requests.get(f"{service.address}/h/hash?url=http://{host}/away", timeout=60)

    assert (before.status_code, list(before.json())) == (403, ["message"])
    assert after.json() == {"pdq": pdq}
    assert looked.json()[BANK][0]["distance"] == "0"
    assert banked.json()["signals"] == {"pdq": pdq}
    assert (elsewhere.status_code, list(elsewhere.json())) == (400, ["message"])
