"""Time and size are capped, also after decompression."""

import gzip
import socket
import time

import pytest

from bonafides.base import fetch
from bonafides.base.fetch.tests.servers import CAPS, answering, serving, url_of
from bonafides.kernel.errors import Invalid, TooLarge, Unavailable


def drip(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        connection.sendall(b"x")
        time.sleep(0.05)


def drip_headers(connection: socket.socket, request: bytes) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1000):
        connection.sendall(f"X-{number}: 1\r\n".encode())
        time.sleep(0.05)


def silence(connection: socket.socket, request: bytes) -> None:
    time.sleep(UNCAPPED_SECONDS)


UNCAPPED_SECONDS = 50  # as long as any of them would take at the least, and a hundred times the cap


@pytest.mark.parametrize("talk", [drip, drip_headers, silence])
def test_time_is_capped_for_the_whole_request(allowed: list[str], talk: object) -> None:
    with serving(talk) as server:  # type: ignore[arg-type]
        allowed.append(server.netloc)
        began = time.monotonic()

        with pytest.raises(Unavailable) as refusal:
            fetch.get(url_of(server), max_bytes=100_000, seconds=0.5)

    assert refusal.value.code == "fetch-timeout"
    assert time.monotonic() - began < UNCAPPED_SECONDS


def test_a_slow_name_server_is_not_waited_for() -> None:
    def slow(host: str, port: int) -> list[str]:
        time.sleep(UNCAPPED_SECONDS)
        return ["9.9.9.9"]

    began = time.monotonic()

    with pytest.raises(Unavailable) as refusal:
        fetch.get("http://example.org/", max_bytes=1, seconds=0.2, resolver=slow)

    assert refusal.value.code == "fetch-timeout"
    assert time.monotonic() - began < UNCAPPED_SECONDS


@pytest.mark.parametrize(("size", "fits"), [(999, True), (1000, True), (1001, False), (5_000_000, False)])
def test_size_is_capped(allowed: list[str], size: int, fits: bool) -> None:
    with serving(answering(200, b"x" * size)) as server:
        allowed.append(server.netloc)

        outcome = size_or_code(url_of(server), 1000)

    assert outcome == (size if fits else "fetch-too-large")


@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False), (200_000_000, False)])
def test_size_is_capped_after_decompression(allowed: list[str], size: int, fits: bool) -> None:
    packed = gzip.compress(bytes(size), compresslevel=1, mtime=0)
    with serving(answering(200, packed, "Content-Encoding: gzip")) as server:
        allowed.append(server.netloc)

        outcome = size_or_code(url_of(server), 1000)

    assert outcome == (size if fits else "fetch-too-large")


def size_or_code(url: str, max_bytes: int) -> int | str:
    try:
        return len(fetch.get(url, max_bytes=max_bytes, seconds=60).body)
    except TooLarge as error:
        return error.code


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"junk", "gzip"), (gzip.compress(b"x" * 99, mtime=0)[:-9], "gzip"), (b"x", "br"), (b"x", "gzip, gzip")],
)
def test_a_body_that_does_not_unpack_is_refused(allowed: list[str], body: bytes, encoding: str) -> None:
    with serving(answering(200, body, f"Content-Encoding: {encoding}")) as server:
        allowed.append(server.netloc)

        with pytest.raises(Invalid) as refusal:
            fetch.get(url_of(server), **CAPS)

    assert refusal.value.code == "fetch-bad-encoding"
