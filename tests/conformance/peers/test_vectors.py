"""Conversations as clients of Hasher-Matcher-Actioner and of Altitude hold them, step by step, against the service.

The client knows an address alone: its key stands in it, as it would after moving from an installation without keys.
`hma` and `altitude` follow what those systems document and test; `clients` what programs published for HMA send.
"""

from collections.abc import Iterator

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from tests.cast import a_key
from tests.conversations import differences, steps_of


@pytest.fixture
def client(db: None) -> Iterator[httpx.Client]:
    """A program whose only configuration is an address."""
    ends = (request_started, request_finished)  # the test's own connection, with its tables in memory, stays
    for signal in ends:
        signal.disconnect(close_old_connections)
    address = f"http://moved:{a_key()}@localhost"
    with httpx.Client(base_url=address, transport=httpx.WSGITransport(get_wsgi_application())) as connected:
        yield connected
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("name", ["hma", "clients", "altitude"])
def test_a_client_that_was_written_for_it_is_answered_as_it_expects(client: httpx.Client, name: str) -> None:
    assert differences(client, steps_of(name)) == []
