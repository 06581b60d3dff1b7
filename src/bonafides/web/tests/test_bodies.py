"""A body without a stated length is measured, as far as this service takes any; others are left as they are."""

import io
from collections.abc import Iterable
from typing import Any

import pytest

from bonafides.web import bodies


def told(environ: dict[str, Any]) -> dict[str, Any]:
    """The environment that the application behind finds."""
    found: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        found.update(environ, read=environ["wsgi.input"].read())
        return []

    bodies.measured(application)(environ, None)  # type: ignore[arg-type]
    return found


def test_a_body_in_chunks_gets_its_length_and_is_whole() -> None:
    data = b"shape" * 400_000  # more than is kept in memory

    found = told({"HTTP_TRANSFER_ENCODING": "Chunked", "wsgi.input": io.BytesIO(data)})

    assert (found["CONTENT_LENGTH"], found["read"] == data) == (str(len(data)), True)


def test_of_a_body_over_the_limit_no_more_is_read_than_shows_that_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "limit_bytes", lambda: 10)
    sent = io.BytesIO(b"x" * 1_000)

    found = told({"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": sent})

    assert (found["CONTENT_LENGTH"], sent.tell()) == ("11", 11)


@pytest.mark.parametrize(
    "stated", [{"CONTENT_LENGTH": "5"}, {"CONTENT_LENGTH": "5", "HTTP_TRANSFER_ENCODING": "chunked"}]
)
def test_a_stated_length_stands(stated: dict[str, str]) -> None:
    body = io.BytesIO(b"shape")

    found = told({**stated, "wsgi.input": body})

    assert (found["CONTENT_LENGTH"], found["wsgi.input"]) == ("5", body)
