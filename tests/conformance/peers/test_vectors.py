"""Conversations as clients of Hasher-Matcher-Actioner and of Altitude hold them, step by step, against the service.

The client knows an address alone: its key stands in it, as it would after moving from an installation without keys.
In an expected answer `<text>`, `<int>`, `<hex64>` stand for any such value, and `<keep:x>` for one that `{x}` repeats.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from tests.cast import a_key

from bonafides.safety.peers.tests.conftest import a_picture

VECTORS = Path(__file__).parent / "vectors"
FILES = {"photo": ("a.png", a_picture()), "video": ("a.mp4", b"abc"), "other": ("a", b"a")}
KINDS: dict[str, type | str] = {
    "<text>": str,
    "<int>": int,
    "<list>": list,
    "<object>": dict,
    "<hex32>": "[0-9a-f]{32}",
    "<hex64>": "[0-9a-f]{64}",
}


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


@pytest.mark.parametrize("name", ["hma", "altitude"])
def test_a_client_that_was_written_for_it_is_answered_as_it_expects(client: httpx.Client, name: str) -> None:
    steps = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))

    assert differences(client, steps) == []


def differences(client: httpx.Client, steps: list[dict[str, Any]]) -> list[str]:
    """What was answered otherwise than expected, with the step; all steps are asked in their order."""
    kept: dict[str, Any] = {}
    found = []
    for number, step in enumerate(steps):
        answer = asked(client, step, kept)
        told = answer.text if "text" in step else answer.json()
        wanted = step.get("text", step.get("answer"))
        if answer.status_code != step["status"] or not fits(told, wanted, kept):
            found.append(f"{number}: {step['ask']} -> {answer.status_code} {json.dumps(told)[:300]}")
    return found


def asked(client: httpx.Client, step: dict[str, Any], kept: dict[str, Any]) -> httpx.Response:
    method, path = str(filled(step["ask"], kept)).split(" ")
    query = {name: str(filled(value, kept)) for name, value in step.get("query", {}).items()}
    files = {step["file"]: FILES[step["file"]]} if "file" in step else None
    return client.request(method, path, params=query, json=step.get("json"), files=files)


def filled(text: str, kept: dict[str, Any]) -> Any:
    """A text with what was kept in its place; one that is nothing else stays what it was, a number say."""
    if (whole := re.fullmatch(r"\{(\w+)\}", text)) is not None:
        return kept.get(whole[1])
    return re.sub(r"\{(\w+)\}", lambda name: str(kept.get(name[1])), text)


def fits(told: Any, wanted: Any, kept: dict[str, Any]) -> bool:
    """Whether an answer is what was expected; of an object, exactly these names."""
    if isinstance(wanted, dict):
        same = isinstance(told, dict) and told.keys() == wanted.keys()
        return same and all(fits(told[name], value, kept) for name, value in wanted.items())
    if isinstance(wanted, list):
        same = isinstance(told, list) and len(told) == len(wanted)
        return same and all(fits(each, value, kept) for each, value in zip(told, wanted, strict=True))
    return fits_text(told, wanted, kept) if isinstance(wanted, str) else told == wanted


def fits_text(told: Any, wanted: str, kept: dict[str, Any]) -> bool:
    if (keep := re.fullmatch(r"<keep:(\w+)>", wanted)) is not None:
        kept[keep[1]] = told
        return True
    kind = KINDS.get(wanted)
    if isinstance(kind, type):
        return isinstance(told, kind)
    if kind is not None:
        return isinstance(told, str) and re.fullmatch(kind, told) is not None
    return bool(told == filled(wanted, kept))
