"""The front over a real server: it answers, it sees what changes elsewhere, and it never stands in the way."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.installations import PATIENCE_SECONDS, a_home, answers, await_that, bonafides, environment_of, started
from tests.ports import a_free_port

SHA256 = "ab" * 32
OTHER = "cd" * 32
A_KEY = """
import django; django.setup()
from bonafides.base.people import actions, queries
from bonafides.base.people.vocabulary import OrganisationKind, Scope, Standing
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
print(actions.create_api_key(
    organisation=queries.active_organisation(OrganisationKind.PLATFORM), name="x", scopes=frozenset({Scope.MATCH_READ}),
    standing=Standing.PLATFORM, by=SYSTEM, at=now(),
).plaintext)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return a_home(tmp_path)


def a_key_of(home: Path) -> str:
    environment = {**environment_of(home), "DJANGO_SETTINGS_MODULE": "bonafides.config.settings"}
    done = subprocess.run([sys.executable, "-c", A_KEY], env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def list_in(home: Path, value: str) -> None:
    file = home.parent / f"{value[:4]}.csv"
    file.write_text(f"type,value\nsha256,{value}\n")
    assert bonafides(home, "banks", "import", str(file), "--bank", "Shapes").returncode == 0


def is_from_the_front(answer: httpx.Response) -> bool:
    """Django says in which language it answers; the front's answers have none."""
    return "Content-Language" not in answer.headers


def test_the_front_answers_and_sees_what_others_change(home: Path) -> None:
    list_in(home, SHA256)
    key, port = a_key_of(home), a_free_port()
    with (
        started(home, "serve", "--port", str(port)),
        a_program(key, port) as client,
    ):
        assert await_that(lambda: answers(port))
        from_django = ask(client, SHA256)
        assert await_that(lambda: is_from_the_front(ask(client, SHA256)))
        from_the_front = ask(client, SHA256)
        before = ask(client, OTHER)
        list_in(home, OTHER)
        time.sleep(2.1)
        after = ask(client, OTHER)

    assert from_the_front.json() == from_django.json()
    assert [answer.json()["outcome"] for answer in (from_the_front, before, after)] == ["review", "allow", "review"]


def test_an_entry_that_meets_all_the_traffic_of_the_front_is_stopped_by_it_alone(home: Path) -> None:
    list_in(home, SHA256)
    key, port = a_key_of(home), a_free_port()
    flood = {"items": [{"sha256": SHA256}] * 2_500}
    with (
        started(home, "serve", "--port", str(port)),
        a_program(key, port) as client,
    ):
        assert await_that(lambda: answers(port))
        assert await_that(lambda: is_from_the_front(ask(client, SHA256)))
        statuses = {client.post("/api/v1/match", json=flood, timeout=PATIENCE_SECONDS).status_code for _ in range(20)}
        stopped = await_that(lambda: ask(client, SHA256).json()["outcome"] == "allow")
        by_the_front = await_that(lambda: is_from_the_front(ask(client, SHA256)))
        after = ask(client, SHA256)

    assert statuses == {200}
    assert stopped
    assert by_the_front
    assert after.json()["matches"] == []


def a_program(key: str, port: int) -> httpx.Client:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=PATIENCE_SECONDS)


def ask(client: httpx.Client, value: str) -> Any:
    return client.post("/api/v1/match", json={"sha256": value})
