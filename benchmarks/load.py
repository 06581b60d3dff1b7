"""Asks a server as fast as it answers: `python -m benchmarks.load PORT FILE --connections 16 --seconds 5`.

FILE holds whole HTTP requests as a JSON list of texts; each connection stays open and sends one after the other, in
its own order. Prints JSON: answers, seconds, latencies in milliseconds, statuses. A process of its own, so that it can
be kept on a core of its own.
"""

import argparse
import asyncio
import json
import random
import time
from collections import Counter
from pathlib import Path

from benchmarks.scratch import quantile

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """One connection: sends a request, waits for its whole answer, sends the next."""

    def __init__(self, requests: list[bytes], seed: int, until: float) -> None:
        self.requests, self.until = requests, until
        self.place = random.Random(seed).randrange(len(requests))
        self.done = asyncio.get_running_loop().create_future()
        self.held = b""
        self.missing = -1
        self.milliseconds: list[float] = []
        self.statuses: Counter[str] = Counter()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.send()

    def send(self) -> None:
        self.place = (self.place + 1) % len(self.requests)
        self.sent_at = time.perf_counter()
        self.transport.write(self.requests[self.place])

    def data_received(self, data: bytes) -> None:
        self.held += data
        if self.missing < 0:
            end = self.held.find(END_OF_HEAD)
            if end < 0:
                return
            self.missing = end + len(END_OF_HEAD) + length_in(self.held[:end])
        if len(self.held) >= self.missing:
            self.answered()

    def answered(self) -> None:
        now = time.perf_counter()
        self.milliseconds.append((now - self.sent_at) * 1000)
        self.statuses[self.held[9:12].decode()] += 1
        self.held, self.missing = b"", -1
        if now < self.until:
            self.send()
        else:
            self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def length_in(head: bytes) -> int:
    """The length of the body that a head announces."""
    for line in head.split(b"\r\n"):
        if line[: len(LENGTH)].lower() == LENGTH:
            return int(line[len(LENGTH) :])
    raise SystemExit("An answer without a length.")


async def load(port: int, requests: list[bytes], connections: int, seconds: float) -> dict[str, object]:
    began = time.perf_counter()
    made = [
        (
            await asyncio.get_running_loop().create_connection(
                lambda seed=number: Connection(requests, seed, began + seconds), "127.0.0.1", port
            )
        )[1]
        for number in range(connections)
    ]
    await asyncio.gather(*(each.done for each in made))
    took = time.perf_counter() - began
    milliseconds = [one for each in made for one in each.milliseconds]
    return {
        "answers": len(milliseconds),
        "seconds": took,
        "p50_ms": quantile(milliseconds, 0.5),
        "p99_ms": quantile(milliseconds, 0.99),
        "statuses": dict(sum((each.statuses for each in made), Counter())),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    requests = [text.encode("latin-1") for text in json.loads(options.file.read_text())]
    print(json.dumps(asyncio.run(load(options.port, requests, options.connections, options.seconds))))


if __name__ == "__main__":
    main()
