"""What is never asked: inner addresses in every spelling, by redirects and by names that turn inward."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ports import a_free_port

from bonafides.base import fetch
from bonafides.base.fetch.addresses import Target, is_public
from bonafides.base.fetch.tests.servers import CAPS, answering, serving, url_of
from bonafides.kernel.errors import Invalid


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


def test_a_redirect_to_a_file_is_refused(allowed: list[str]) -> None:
    with serving(answering(302, b"", "Location: file:///etc/passwd")) as server:
        allowed.append(server.netloc)

        with pytest.raises(Invalid, match="http or https"):
            fetch.get(url_of(server), **CAPS)


@pytest.mark.parametrize("location", ["ftp://s3cret/?key=s3cret", "http://s3cret@example.org/", "http://[s3cret"])
def test_a_bad_redirect_is_told_by_the_host_that_redirected(allowed: list[str], location: str) -> None:
    with serving(answering(302, b"", f"Location: {location}")) as server:
        allowed.append(server.netloc)

        with pytest.raises(Invalid) as refusal:
            fetch.get(f"{url_of(server)}?key=s3cret", **CAPS)

    assert str(refusal.value).startswith("127.0.0.1 redirects to no address")
    assert "s3cret" not in str(refusal.value)


@pytest.mark.parametrize("url", ["ftp://example.org/list?key=s3cret", "http://user:s3cret@example.org/#s3cret"])
def test_a_bad_address_is_told_without_what_may_be_secret_in_it(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        fetch.get(url, **CAPS)

    assert "example.org/" in str(refusal.value)
    assert "s3cret" not in str(refusal.value)


def test_a_name_is_looked_up_once_and_the_connection_goes_to_that_answer(allowed: list[str]) -> None:
    """A name server that answers differently the second time gains nothing: there is no second time."""
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    with (
        serving(answering(200, b"checked"), port=a_free_port()) as checked,
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
