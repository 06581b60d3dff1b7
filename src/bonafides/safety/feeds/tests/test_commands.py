"""Feeds at the terminal."""

import io
import json
import sys

import pytest

from bonafides.cli.main import main
from bonafides.safety.banks.models import Bank
from bonafides.safety.feeds.models import Feed
from bonafides.safety.feeds.tests.conftest import Serve
from bonafides.safety.feeds.tests.sources import Tcap

pytestmark = pytest.mark.django_db


def test_a_feed_is_added_read_and_listed(
    bank: Bank, serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Tcap()
    source.put(1)
    source.put(2, algorithm="PHOTODNA")
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps({"password": "s3cret-word"})))
    with serve(source) as served:
        words = ["--bank", bank.name, "--kind", "tcap", "--set", "username=harbour", "--secrets"]
        added = main(["feeds", "add", "TCAP", *words, "--address", served.url("/api/hash-list/v2/all")])
        fetched = main(["feeds", "fetch", "TCAP"])
        listed = main(["feeds", "list"])

    said = capsys.readouterr()
    assert (added, fetched, listed) == (0, 0, 0)
    assert "added: 1" in said.out
    assert "PHOTODNA" in said.err
    assert "well" in said.out
    assert "s3cret" not in said.out + said.err


def test_a_source_that_cannot_be_read_is_told_by_the_exit_code(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    main(["feeds", "add", "None", "--bank", bank.name, "--kind", "file", "--address", "file:none.csv"])
    fetched = main(["feeds", "fetch", "None"])
    listed = main(["feeds", "list"])

    assert (fetched, listed) == (2, 1)
    assert "no such file" in capsys.readouterr().err
    assert Feed.objects.get().failures == 1


def test_a_list_is_shared_with_a_key_that_is_printed_once(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    refused = main(["feeds", "share", "--bank", bank.name])

    assert refused != 0
    assert "TLP:AMBER" in capsys.readouterr().err
