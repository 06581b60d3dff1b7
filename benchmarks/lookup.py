"""Lookups over HTTP beside Flask, gunicorn and pytx: `python -m benchmarks.lookup [--entries 1000000]`.

The whole server as it is started for real (Granian, keys, rate limit, counts, the snapshot that its worker wrote), with
one worker process, on the first core; the peer the same; the load on the second core. Both hold the same PDQ hashes,
and are asked in turns: half of what is asked lies 0 to 31 bits from an entry, half is random. Before that each is asked
everything once, for ours reads an entry from its database when it is met for the first time; that rate is printed too.
Goals: 10,000 requests/s and 40,000 hashes/s in batches of 100, 15 times the peer; with each hit recorded durably before
it is answered, 5 times.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx

from benchmarks import scratch
from benchmarks.goals import at_least, holds, report
from benchmarks.kills import free_port

SEED, BATCH, QUERIES, ROUNDS = 20261128, 100, 20_000, 5
SERVER_CORE, LOAD_CORE = "0", "1"
OUR_THREADS = "64"  # as many as connections at most
PEER_THREADS = "4"
SOON = 600  # seconds that a server may take to hold its list


@dataclass(frozen=True)
class Way:
    """One way to ask, of us and of the peer; `hashes` in each request. What is recorded together shares a commit."""

    name: str
    ours: Path
    peers: Path
    hashes: int = 1
    connections: int = 16


# -- what is listed, what is asked ------------------------------------------------------------------


def listed_hashes(count: int) -> list[str]:
    rng = random.Random(SEED)
    return [a_hash(rng) for _ in range(count)]


def a_hash(rng: random.Random) -> str:
    return f"{rng.getrandbits(256):064x}"


def asked_hashes(listed: list[str]) -> list[str]:
    """Half of them near an entry, half of them random."""
    rng = random.Random(SEED + 1)
    return [near(rng.choice(listed), rng) if number % 2 else a_hash(rng) for number in range(QUERIES)]


def near(value: str, rng: random.Random) -> str:
    number = int(value, 16)
    for bit in rng.sample(range(256), rng.randrange(32)):
        number ^= 1 << bit
    return f"{number:064x}"


def fill(listed: list[str]) -> None:
    """A list with these entries, written as an import would have left them."""
    from django.db import connection, transaction

    from bonafides.kernel.actor import SYSTEM
    from bonafides.kernel.ids import new_reference
    from bonafides.safety.banks import actions
    from bonafides.safety.banks.actions.versions import next_version
    from bonafides.safety.banks.models import Entry

    at = datetime.now(UTC)
    bank = actions.create_bank(name="Known", by=SYSTEM, at=at)
    columns = [field.column for field in Entry._meta.concrete_fields if field.name != "id"]
    fixed = dict.fromkeys(columns, "") | {"bank_id": bank.pk, "type": "pdq", "opinion": "positive", "line": None}
    fixed |= {"sources_opinion": "positive", "added_by": "system", "added_at": at.isoformat(" ")}
    fixed |= {"disabled_at": None, "withdrawn_at": None}
    with transaction.atomic(), connection.cursor() as cursor:
        fixed["changed_in"] = next_version(at)
        own = ({"reference": new_reference(), "value": each, "value_sha256": digest(each)} for each in listed)
        names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
        statement = f"INSERT INTO {Entry._meta.db_table} ({names}) VALUES ({places})"
        cursor.executemany(statement, ([(fixed | row)[name] for name in columns] for row in own))


def digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()


def requests_of(folder: Path, asked: list[str], key: str) -> list[Way]:
    """Whole HTTP requests, in files that the load reads."""
    bearer = f"Authorization: Bearer {key}\r\n"

    def written(name: str, path: str, bodies: list[Any], head: str) -> Path:
        file = folder / f"{name}.json"
        file.write_text(json.dumps([request_text(path, json.dumps(body), head) for body in bodies]))
        return file

    one = [{"pdq": value} for value in asked]
    many = [{"items": one[start : start + BATCH]} for start in range(0, len(one), BATCH)]
    theirs = written("peer", "/match", one, "")
    return [
        Way("single", written("ours", "/api/v1/match", one, bearer), theirs),
        Way(
            "batch",
            written("ours-many", "/api/v1/match", many, bearer),
            written("peer-many", "/match/many", many, ""),
            hashes=BATCH,
        ),
        Way("recorded", written("ours-recorded", "/api/v1/match?record=1", one, bearer), theirs, connections=64),
    ]


def request_text(path: str, body: str, head: str) -> str:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )


# -- servers, load ----------------------------------------------------------------------------------


@contextmanager
def running(command: list[str], **more: str) -> Iterator[None]:
    process = subprocess.Popen(
        ["taskset", "-c", SERVER_CORE, *command],
        env={**os.environ, **more},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if not os.environ.get("BENCH_LOUD") else None,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def ours(home: Path, port: int) -> Any:
    command = [sys.executable, "-m", "bonafides.cli.main", "serve", "--home", str(home), "--port", str(port)]
    return running(command, BONAFIDES_BOUND="1", BONAFIDES_SERVER_THREADS=OUR_THREADS)


def peers(listed: Path, port: int) -> Any:
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--worker-class",
        "gthread",
        "--threads",
        PEER_THREADS,
        "--workers",
        "1",
    ]
    return running([*command, "--timeout", "900", "-b", f"127.0.0.1:{port}", "benchmarks.flask_peer:application"],
                   BENCH_LIST=str(listed))  # fmt: skip


def await_answer(client: httpx.Client, path: str, **call: Any) -> Any:
    """The first good answer of a server that is starting."""
    until = time.monotonic() + SOON
    while time.monotonic() < until:
        try:
            answer = client.post(path, **call)
            if answer.status_code == 200:
                return answer.json()
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    raise SystemExit("A server did not start.")


def loaded(port: int, file: Path, connections: int, seconds: float) -> dict[str, Any]:
    command = ["taskset", "-c", LOAD_CORE, sys.executable, "-m", "benchmarks.load", str(port), str(file)]
    command += ["--connections", str(connections), "--seconds", str(seconds)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    if set(answer["statuses"]) != {"200"}:
        raise SystemExit(f"Not every answer was good: {answer['statuses']}")
    return answer


def same_answers(asked: list[str], our_client: httpx.Client, their_client: httpx.Client) -> int:
    """For how many hashes both find the same entries at the same distances."""
    same = 0
    for value in asked:
        mine = our_client.post("/api/v1/match", json={"pdq": value}).json()["matches"]
        theirs = their_client.post("/match", json={"pdq": value}).json()["matches"]
        same += sorted(each["distance_bits"] for each in mine) == sorted(each["distance"] for each in theirs)
    return same


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=4)
    options = parser.parse_args()
    listed = listed_hashes(options.entries)
    asked = asked_hashes(listed)
    with scratch.installation() as home, ExitStack() as servers:
        from bonafides.base.people.vocabulary import Scope
        from bonafides.safety.banks.jobs import keep_snapshot

        fill(listed)
        keep_snapshot(datetime.now(UTC))
        key = scratch.api_key(Scope.MATCH_READ)
        ways = requests_of(home.parent, asked, key)
        (home.parent / "listed").write_text("\n".join(listed))
        our_port, their_port = free_port(), free_port()
        servers.enter_context(ours(home, our_port))
        servers.enter_context(peers(home.parent / "listed", their_port))
        our_client = servers.enter_context(client_of(our_port, {"Authorization": f"Bearer {key}"}))
        their_client = servers.enter_context(client_of(their_port, {}))
        await_answer(our_client, "/api/v1/match", json={"pdq": asked[0]})
        await_answer(their_client, "/match", json={"pdq": asked[0]})
        same = same_answers(asked[:400], our_client, their_client)
        first = [
            asked_through(client, path, asked)
            for client, path in ((our_client, "/api/v1/match"), (their_client, "/match/many"))
        ]
        figures = {way.name: rates_of(way, our_port, their_port, options) for way in ways}
    return told(figures, first, same, options.entries)


def client_of(port: int, headers: dict[str, str]) -> httpx.Client:
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=SOON)


def asked_through(client: httpx.Client, path: str, asked: list[str]) -> float:
    """Hashes/s of a server that is asked everything once, one batch after the other."""
    began = time.perf_counter()
    for start in range(0, len(asked), BATCH):
        client.post(path, json={"items": [{"pdq": each} for each in asked[start : start + BATCH]]}).raise_for_status()
    return len(asked) / (time.perf_counter() - began)


def rates_of(way: Way, our_port: int, their_port: int, options: argparse.Namespace) -> tuple[float, float, str]:
    """Hashes/s of ours and of the peer, the better of several turns each, and our latencies."""
    rates: dict[int, list[float]] = {our_port: [], their_port: []}
    latencies = []
    for _round in range(ROUNDS):
        for port, file in ((our_port, way.ours), (their_port, way.peers)):
            told = loaded(port, file, way.connections, options.seconds)
            rates[port].append(told["answers"] * way.hashes / told["seconds"])
            latencies += [f"p50 {told['p50_ms']:.2f} ms, p99 {told['p99_ms']:.1f} ms"] if port == our_port else []
    best, theirs = max(rates[our_port]), max(rates[their_port])
    return best, theirs, latencies[rates[our_port].index(best)]


def told(figures: dict[str, tuple[float, float, str]], first: list[float], same: int, entries: int) -> int:
    print(f"lookups over HTTP, one core, {entries:,} entries, half of the traffic hits; {scratch.machine()}")
    for name, (mine, theirs, latency) in figures.items():
        print(
            f"  {name:<10}{mine:>10,.0f}/s, {latency}; Flask, gunicorn and pytx {theirs:>8,.0f}/s; {mine / theirs:.1f}x"
        )
    our_first, their_first = first
    print(f"  each entry met for the first time, batches one by one: {our_first:,.0f}/s; the peer {their_first:,.0f}/s")
    (single, peer, _), (batch, peer_batch, _), (recorded, _peer, _) = figures.values()
    return report(
        [
            holds("lookup over HTTP: same answers as pytx", "400 of 400", f"{same} of 400", met=same == 400),
            at_least("lookup over HTTP, single", single, 10_000, "requests/s"),
            at_least("lookup over HTTP, batches of 100", batch, 40_000, "hashes/s"),
            at_least("lookup over HTTP, single, beside Flask + pytx", single / peer, 15, "x"),
            at_least("lookup over HTTP, batch, beside Flask + pytx", batch / peer_batch, 15, "x"),
            at_least("lookup over HTTP, recorded, beside Flask + pytx", recorded / peer, 5, "x"),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
