"""From a picture sent to the answer, beside Flask, gunicorn and pytx: `python -m benchmarks.upload_http`.

JPEGs of 1280 px are decoded in full, hashed and matched against 20,000 entries by both; ours takes four digests and
seven turns of the picture too, and checks a key. Each server with one worker on the first core, the load on the other,
in turns. Goal: 3.5 times the peer; by brightness alone, which a client may ask for, 6 times.
"""

import argparse
import json
import sys
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from benchmarks import lookup, scratch
from benchmarks.goals import Goal, at_least, report
from benchmarks.kills import free_port
from benchmarks.uploads import picture

ENTRIES, PICTURES, CONNECTIONS = 20_000, 24, 4
WAYS = {"decoded whole": ("", 3.5), "by brightness alone": ("?decode=luma", 6.0)}
BOUNDARY = "a-picture-and-nothing-else"


def upload(path: str, data: bytes, head: str) -> str:
    """A whole HTTP request, each byte one character."""
    opened = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="p.jpg"\r\n'
    body = f"{opened}Content-Type: image/jpeg\r\n\r\n{data.decode('latin-1')}\r\n--{BOUNDARY}--\r\n"
    kind = f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{head}{kind}Content-Length: {len(body)}\r\n\r\n{body}"


def written(file: Path, path: str, pictures: list[bytes], head: str = "") -> Path:
    file.write_text(json.dumps([upload(path, data, head) for data in pictures]))
    return file


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    listed, pixels = lookup.listed_hashes(ENTRIES), np.random.default_rng(lookup.SEED)
    pictures = [picture(pixels) for _ in range(PICTURES)]
    with scratch.installation() as home, ExitStack() as servers:
        lookup.fill(listed)
        key = f"Bearer {scratch.api_key('match:read')}"
        (home.parent / "listed").write_text("\n".join(listed))
        ours, theirs = free_port(), free_port()
        servers.enter_context(lookup.ours(home, ours))
        servers.enter_context(lookup.peers(home.parent / "listed", theirs))
        for port, path, head in ((ours, "/api/v1/match", {"Authorization": key}), (theirs, "/match", {})):
            client = servers.enter_context(lookup.client_of(port, head))
            lookup.await_answer(client, path, json={"pdq": listed[0]})
        told = {}
        for name, (query, _goal) in WAYS.items():
            path, authorization = f"/api/v1/match/file{query}", f"Authorization: {key}\r\n"
            way = lookup.Way(
                name,
                written(home.parent / "ours.json", path, pictures, authorization),
                written(home.parent / "theirs.json", "/match/file", pictures),
                connections=CONNECTIONS,
            )
            told[name] = lookup.rates_of(way, ours, theirs, options)
    print(f"a picture of 1280 px sent, hashed and matched over HTTP, one core each; {scratch.machine()}")
    for name, (mine, peer, latency) in told.items():
        print(f"  {name}: ours {mine:.1f}/s, {latency}; Flask, gunicorn and pytx {peer:.1f}/s")
    return report([goal_of(name, mine, peer) for name, (mine, peer, _latency) in told.items()])


def goal_of(name: str, mine: float, peer: float) -> Goal:
    label = f"upload to answer over HTTP, 1280 px, {name}, beside Flask + pytx"
    return at_least(label, mine / peer, WAYS[name][1], "x", f"{mine:.1f} and {peer:.1f} pictures/s")


if __name__ == "__main__":
    sys.exit(main())
