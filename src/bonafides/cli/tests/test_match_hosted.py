"""`bonafides match --hosted` against the real service: the lists stay there, four digits of each key are sent."""

import argparse
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests import cast

from bonafides.base.people.vocabulary import Scope
from bonafides.cli import match_files
from bonafides.client import Client, Refused
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions


@pytest.fixture
def address(live_server: Any, transactional_db: None) -> str:
    """The service's address with a key in it."""
    key = cast.a_key(Scope.MATCH_READ)
    return str(live_server.url).replace("http://", f"http://program:{key}@")


def matched(address: str, *files: Path) -> int:
    parser = argparse.ArgumentParser()
    match_files.arguments(parser)
    return match_files.run(parser.parse_args(["--hosted", address, *map(str, files)]))


def test_files_are_matched_against_lists_that_stay_where_they_are(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by = cast.by(cast.bo())
    bank = actions.create_bank(name="Shapes", by=by, at=cast.NOON)
    digest, host = sha256(b"listed").hexdigest(), "listed.example.org"
    file_entry = actions.add_entry(bank=bank, type_=EntryType.SHA256, value=digest, by=by, at=cast.NOON)
    host_entry = actions.add_entry(bank=bank, type_=EntryType.URL, value=host, by=by, at=cast.NOON)
    (tmp_path / "a").write_bytes(b"listed")
    (tmp_path / "b").write_text("see https://www.listed.example.org/x?utm_source=y")
    (tmp_path / "c").write_bytes(b"else")

    code = matched(address, tmp_path)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 1
    assert [(Path(line["file"]).name, line["entry"], line["type"], line["matched_by"]) for line in lines] == [
        ("a", file_entry.reference, "sha256", "exact"),
        ("b", host_entry.reference, "url", "host"),
    ]


def test_an_address_without_a_key_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").write_bytes(b"a")

    code = matched("https://matcher.example.org/", tmp_path)

    assert code == 2
    assert "BONAFIDES_API_KEY" in capsys.readouterr().err


def test_the_client_says_that_a_picture_cannot_be_asked_for_so(live_server: Any, transactional_db: None) -> None:
    with Client(live_server.url, cast.a_key(Scope.MATCH_READ), timeout=60.0) as client, pytest.raises(Refused):
        client.match_hosted("pdq", "f" * 64)
