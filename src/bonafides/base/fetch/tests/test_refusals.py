import gzip
import socket
import ssl
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from bonafides.base import fetch
from bonafides.base.fetch import client
from bonafides.base.fetch.addresses import Target, is_public
from bonafides.base.fetch.tests.servers import Server, answering, raw_serving, serving
from bonafides.kernel.errors import Invalid, TooLarge, Unavailable

CAPS: dict[str, Any] = {"max_bytes": 100_000, "seconds": 5.0}


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The exceptions of the settings; a test adds its server."""
    exceptions: list[str] = []
    monkeypatch.setattr(settings, "FETCH_ALLOW", exceptions)
    return exceptions


def url_of(server: Server, path: str = "/") -> str:
    return f"http://{server.netloc}{path}"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.1",
        "127.8.8.8",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::",
        "fc00::1",
        "fe80::1",
        "fe80::1%1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_addresses_that_are_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "::ffff:9.9.9.9", "64:ff9b::909:909", "2620:fe::fe"])
def test_addresses_of_the_public_internet(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "169.254.169.254",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "0.0.0.0",
        "2130706433",
        "0x7f.1",
        "017700000001",
        "127.1",
        "[::]",
        "[64:ff9b::127.0.0.1]",
        "127。0。0。1",
    ],
)
def test_every_spelling_of_an_inner_address_is_refused(allowed: list[str], host: str) -> None:
    with pytest.raises(Invalid) as refusal:
        fetch.get(f"http://{host}:9/", **CAPS)

    assert refusal.value.code == "fetch-refused-address"


@pytest.mark.parametrize(
    "url",
    ["", "x", "ftp://example.org/", "file:///etc/passwd", "http://", "http://user@example.org/", "http://u:p@e.org/",
     "javascript:alert(1)", "http://exa mple.org/", "http://[::1", "gopher://example.org/", "http://e.org:99999/"],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        fetch.get(url, **CAPS)

    assert refusal.value.code == "fetch-bad-url"


@given(st.text(max_size=80))
def test_any_text_is_a_target_or_a_refusal(text: str) -> None:
    try:
        target = Target.parse(text)
    except Invalid:
        return
    assert target.scheme in {"http", "https"}
    assert target.host.isascii()


def test_a_host_with_one_inner_address_among_its_own_is_refused_whole(allowed: list[str]) -> None:
    with pytest.raises(Invalid):
        fetch.get("http://example.org/", **CAPS, resolver=lambda host, port: ["9.9.9.9", "127.0.0.1"])


def test_an_answer_comes_with_its_headers_and_its_address(allowed: list[str]) -> None:
    with serving(answering(200, b"hello", "X-Thing: 1")) as server:
        allowed.append(server.netloc)

        answer = fetch.get(url_of(server, "/a?b=c"), **CAPS, headers=[("x-mine", "2")])

    assert (answer.status, answer.body, answer.headers["x-thing"]) == (200, b"hello", "1")
    assert answer.address == "127.0.0.1"
    assert server.requests[0].startswith(b"GET /a?b=c HTTP/1.1\r\nHost: " + server.netloc.encode())
    assert b"x-mine: 2" in server.requests[0].lower()
    assert b"cookie" not in server.requests[0].lower()


def test_a_proxy_in_the_environment_is_not_used(allowed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with serving(answering(200, b"direct")) as server:
        allowed.append(server.netloc)

        assert fetch.get(url_of(server), **CAPS).body == b"direct"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/",
        "http://2130706433:{port}/",
        "//127.0.0.1:{port}/",
        "\\\\127.0.0.1:{port}\\",
    ],
)
def test_a_redirect_inwards_is_refused(allowed: list[str], location: str) -> None:
    with serving(answering(200, b"inside")) as inner:
        location = location.format(port=inner.port)
        with serving(answering(302, b"", f"Location: {location}")) as outer:
            allowed.append(outer.netloc)

            with pytest.raises(Invalid) as refusal:
                fetch.get(url_of(outer), **CAPS)

    assert refusal.value.code == "fetch-refused-address"
    assert inner.requests == []


def test_redirects_are_followed_three_times_and_no_more(allowed: list[str]) -> None:
    with serving(answering(302, b"", "Location: /next")) as server:
        allowed.append(server.netloc)

        with pytest.raises(Unavailable, match="redirects too often"):
            fetch.get(url_of(server), **CAPS)

    assert len(server.requests) == 4


def test_the_callers_headers_do_not_follow_to_another_host(allowed: list[str]) -> None:
    with (
        serving(answering(200, b"there")) as second,
        serving(answering(307, b"", f"Location: {url_of(second)}")) as first,
    ):
        allowed += [first.netloc, second.netloc]

        answer = fetch.get(url_of(first), **CAPS, headers=[("x-signature", "secret")])

    assert answer.body == b"there"
    assert b"x-signature" in first.requests[0]
    assert b"x-signature" not in second.requests[0]


def test_a_redirect_to_a_file_is_refused(allowed: list[str]) -> None:
    with serving(answering(302, b"", "Location: file:///etc/passwd")) as server:
        allowed.append(server.netloc)

        with pytest.raises(Invalid, match="http or https"):
            fetch.get(url_of(server), **CAPS)


def test_a_name_is_looked_up_once_and_the_connection_goes_to_that_answer(allowed: list[str]) -> None:
    """A name server that answers differently the second time gains nothing: there is no second time."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    with (
        serving(answering(200, b"checked")) as checked,
        serving(answering(200, b"other"), host="127.0.0.2", port=checked.port) as other,
    ):
        allowed.append(f"rebinding.example:{checked.port}")

        url = f"http://rebinding.example:{checked.port}/"
        answer = fetch.get(url, **CAPS, resolver=lambda host, port: next(answers))

    assert (answer.body, answer.address) == (b"checked", "127.0.0.1")
    assert other.requests == []
    assert b"Host: rebinding.example" in checked.requests[0]


def test_a_name_that_turns_inward_on_the_way_is_refused(allowed: list[str]) -> None:
    """The first host is let through; the next, on another port, resolves to this machine."""
    with serving(answering(200, b"inside")) as inner:
        location = f"Location: http://rebinding.example:{inner.port}/"
        with serving(answering(302, b"", location)) as outer:
            allowed.append(f"rebinding.example:{outer.port}")

            with pytest.raises(Invalid):
                fetch.get(f"http://rebinding.example:{outer.port}/", **CAPS, resolver=lambda host, port: ["127.0.0.1"])

    assert inner.requests == []


def test_an_exception_is_for_that_port_only(allowed: list[str]) -> None:
    with serving(answering(200)) as server:
        allowed.append(f"127.0.0.1:{server.port + 1}")

        with pytest.raises(Invalid):
            fetch.get(url_of(server), **CAPS)


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
    time.sleep(10)


UNCAPPED_SECONDS = 8  # less than any of the three would take, and far more than the cap of half a second


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
        time.sleep(10)
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
        return len(fetch.get(url, max_bytes=max_bytes, seconds=5).body)
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


@pytest.mark.parametrize("reply", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
def test_an_answer_that_breaks_off_is_unreachable(allowed: list[str], reply: bytes) -> None:
    with serving(lambda connection, request: connection.sendall(reply)) as server:
        allowed.append(server.netloc)

        with pytest.raises(Unavailable) as refusal:
            fetch.get(url_of(server), **CAPS)

    assert refusal.value.code == "fetch-unreachable"


def test_a_closed_port_is_unreachable(allowed: list[str]) -> None:
    with serving(answering(200)) as server:
        allowed.append(server.netloc)

    with pytest.raises(Unavailable) as refusal:
        fetch.get(url_of(server), **CAPS)

    assert refusal.value.code == "fetch-unreachable"


def test_the_next_address_is_tried_when_the_first_is_dead(allowed: list[str]) -> None:
    with serving(answering(200, b"second"), host="127.0.0.2") as server:
        allowed.append(f"two.example:{server.port}")

        answer = fetch.get(
            f"http://two.example:{server.port}/", **CAPS, resolver=lambda host, port: ["127.0.0.3", "127.0.0.2"]
        )

    assert (answer.body, answer.address) == (b"second", "127.0.0.2")


def test_a_post_sends_its_body_and_follows_no_redirect(allowed: list[str]) -> None:
    with serving(answering(302, b"elsewhere", "Location: http://127.0.0.1:9/")) as server:
        allowed.append(server.netloc)

        answer = fetch.post(url_of(server, "/hook"), body=b'{"a":1}', headers=[("x-a", "b")], **CAPS)

    assert answer.status == 302
    assert server.requests[0].startswith(b"POST /hook")
    assert server.requests[0].endswith(b'\r\n\r\n{"a":1}')


def test_a_put_is_sent_as_a_post_is_and_its_answer_is_cut(allowed: list[str]) -> None:
    with serving(answering(200, b"x" * 5_000)) as server:
        allowed.append(server.netloc)

        answer = fetch.put(url_of(server, "/vote"), body=b"<a/>", headers=[("x-a", "b")], seconds=5, max_bytes=1000)

    assert (answer.status, len(answer.body)) == (200, 1000)
    assert server.requests[0].startswith(b"PUT /vote")
    assert b"Content-Length: 4" in server.requests[0]
    assert server.requests[0].endswith(b"\r\n\r\n<a/>")


def test_a_long_answer_to_a_post_is_cut_not_refused(allowed: list[str]) -> None:
    with serving(answering(200, b"x" * 500_000)) as server:
        allowed.append(server.netloc)

        answer = fetch.post(url_of(server), body=b"", headers=[], seconds=5, max_bytes=1000)

    assert (answer.status, len(answer.body)) == (200, 1000)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A certificate for named.example that this test's trust store knows."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("named.example")]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (tmp_path / "server.pem").write_bytes(pem + secret)
    (tmp_path / "ca.pem").write_bytes(pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    client._tls.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "server.pem")
    return context


@pytest.mark.parametrize(("host", "expected"), [("named.example", b"secure"), ("other.example", "fetch-unreachable")])
def test_tls_is_checked_against_the_name_that_was_asked_for(
    allowed: list[str], certificate: ssl.SSLContext, host: str, expected: bytes | str
) -> None:
    asked: list[str | None] = []
    certificate.sni_callback = lambda sock, name, context: asked.append(name)

    def talk(connection: socket.socket) -> None:
        with certificate.wrap_socket(connection, server_side=True) as secured:
            secured.recv(65536)
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecure")

    with raw_serving(talk) as port:
        allowed.append(f"{host}:{port}")

        outcome = body_or_code(f"https://{host}:{port}/")

    client._tls.cache_clear()
    assert outcome == expected
    assert asked == [host]


def body_or_code(url: str) -> bytes | str:
    try:
        return fetch.get(url, **CAPS, resolver=lambda host, port: ["127.0.0.1"]).body
    except Unavailable as error:
        return error.code
