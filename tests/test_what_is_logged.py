"""The processes' own log: turned over by size, read by nobody else, and silent on whatever was sent to us."""

import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from bonafides.kernel.logs import OwnWords, PlaceOnly, TurnedOver
from tests import cast

pytestmark = pytest.mark.django_db

SECRETS = ("author@example.org", "zq-token-zq", "the made-up words", "203.0.113.77", "bf_zqkeyzq")


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    """Everything that is logged, at the lowest level, as the settings have it."""
    path = tmp_path / "bonafides.log"
    handler = TurnedOver(str(path), maxBytes=1_000_000, backupCount=2)
    handler.setFormatter(logging.Formatter("{asctime} {levelname} {name} {message}", style="{"))
    handler.addFilter(OwnWords())
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield path
    root.removeHandler(handler)
    root.setLevel(before)
    handler.close()


def a_client() -> Client:
    return Client(raise_request_exception=False, headers={"accept": cast.HTML}, REMOTE_ADDR="203.0.113.77")


def silent(path: Path) -> bool:
    text = path.read_text() if path.exists() else ""
    return not any(secret in text for secret in SECRETS)


def test_a_view_that_breaks_leaves_its_place_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_facts: object) -> None:
        raise RuntimeError("author@example.org wrote the made-up words, zq-token-zq")

    monkeypatch.setattr("bonafides.web.views.doors", broken)

    answer = a_client().get("/?token=zq-token-zq")

    assert answer.status_code == 500
    assert "RuntimeError" in file.read_text()
    assert silent(file)


def test_bad_json_is_not_repeated(file: Path) -> None:
    headers = cast.as_client(cast.a_key())
    body = '{"location": "https://x.test/zq-token-zq", "reason": "the made-up words author@example.org"'

    a_client().post("/api/v1/flags", body, content_type="application/json", headers=headers)
    a_client().post("/api/v1/flags", json.dumps({"reason": ["the made-up words"]}), content_type="application/json")

    assert silent(file)


def test_addresses_with_tokens_are_not_repeated(file: Path) -> None:
    a_client().get("/statement/zq-token-zq/" + "the made-up words" * 500)
    a_client().get("/people/invitation/zq-token-zq/")
    a_client().post("/people/invitation/zq-token-zq/", {"name": "author@example.org"})
    a_client().get("/", headers={"host": "author@example.org"})
    a_client().get("/api/v1/messages", headers={"Authorization": "Bearer bf_zqkeyzq"})

    assert silent(file)


def test_a_form_without_its_token_is_not_repeated(file: Path) -> None:
    strict = Client(enforce_csrf_checks=True, raise_request_exception=False)

    strict.post("/people/invitation/zq-token-zq/", {"name": "author@example.org"}, headers={"origin": "https://x.test"})

    assert silent(file)


def test_the_words_of_libraries_are_left_out(file: Path) -> None:
    logging.getLogger("some.library").warning("Connecting to %s for %s", "zq-token-zq", "author@example.org")

    assert "some.library a message, by test_what_is_logged" in file.read_text()
    assert silent(file)


def test_a_failed_request_keeps_its_status_and_place() -> None:
    record = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s: %s", ("Error", "/zq-token-zq"), None)
    record.status_code = 500

    PlaceOnly().filter(record)
    OwnWords().filter(record)

    assert record.getMessage() == "A request was answered 500"


def test_a_large_file_is_turned_over_and_only_so_many_are_kept(tmp_path: Path) -> None:
    handler = TurnedOver(str(tmp_path / "small.log"), maxBytes=200, backupCount=2)

    for number in range(200):
        handler.emit(logging.LogRecord("bonafides", logging.INFO, "", 1, "line %d", (number,), None))
    handler.close()

    assert sorted(each.name for each in tmp_path.iterdir()) == ["small.log", "small.log.1", "small.log.2"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
    assert all(each.stat().st_size <= 200 for each in tmp_path.iterdir())
