"""Asking: what is sent, where to, and what comes back."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bonafides.base import fetch
from bonafides.base.fetch import client
from bonafides.base.fetch.tests.servers import CAPS, answering, raw_serving, serving, url_of
from bonafides.kernel.errors import Unavailable


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


def test_redirects_are_followed_three_times_and_no_more(allowed: list[str]) -> None:
    with serving(answering(302, b"", "Location: /next")) as server:
        allowed.append(server.netloc)

        with pytest.raises(Unavailable) as refusal:
            fetch.get(f"{url_of(server)}?key=s3cret", **CAPS)

    assert len(server.requests) == 4
    assert str(refusal.value) == "127.0.0.1 redirects too often."


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
