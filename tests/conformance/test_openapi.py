"""The API as its own description says: whatever is sent that way, the answer is one that the description knows."""

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from tests.cast import a_key
from tests.lengths import rounds

from bonafides.api.v1 import api
from bonafides.base.people import api_auth
from bonafides.safety.banks.front.answering import WAYS

DOCUMENT: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
OPERATIONS = [(path, method) for path, item in DOCUMENT["paths"].items() for method in item]
WRITTEN = Path("docs/reference/openapi.json")


def described() -> str:
    return json.dumps(DOCUMENT, indent=2, sort_keys=True, default=str) + "\n"


def test_the_written_description_is_fresh() -> None:
    """Write it anew with BONAFIDES_WRITE=1."""
    if os.environ.get("BONAFIDES_WRITE"):
        WRITTEN.write_text(described(), "utf-8")

    assert WRITTEN.read_text("utf-8") == described()


def test_every_operation_has_a_summary_and_asks_for_a_key() -> None:
    operations = [(path, DOCUMENT["paths"][path][method]) for path, method in OPERATIONS]

    assert [path for path, each in operations if not each.get("summary") or not each.get("security")] == []
    assert DOCUMENT["openapi"].startswith("3.1")


def test_every_path_of_the_fast_front_is_described() -> None:
    assert {(method.lower(), path) for method, path in WAYS} <= {(method, path) for path, method in OPERATIONS}


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_lookup_is_described_with_both_ways_to_send_a_key(method: str) -> None:
    operation = DOCUMENT["paths"]["/m/lookup"][method]

    schemes = [DOCUMENT["components"]["securitySchemes"][name] for each in operation["security"] for name in each]
    assert schemes == [{"type": "http", "scheme": "bearer"}, {"type": "http", "scheme": "basic"}]
    assert {"200", "400", "401", "403", "429"} <= set(operation["responses"])


def test_what_is_said_of_a_lookup_has_its_shapes() -> None:
    named = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(DOCUMENT["paths"]["/m/lookup"])))

    assert named <= set(DOCUMENT["components"]["schemas"])


@cache
def served() -> Any:
    """The description as the application serves it, read once."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """The server closes its connection after a request; the test's own, with its tables in memory, stays."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nothing_that_is_sent_breaks_it(path: str, method: str) -> None:
    """Requests for each operation, made from its description: good ones, and ones that it does not allow."""
    schema = served()
    headers = {"Authorization": f"Bearer {a_key()}"}

    @given(case=schema[path][method].as_strategy())
    @settings(max_examples=rounds(7, 20), deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def send(case: Any) -> None:
        api_auth.LIMITER._buckets.clear()
        assert case.call(headers=headers).status_code < 500

    send()
