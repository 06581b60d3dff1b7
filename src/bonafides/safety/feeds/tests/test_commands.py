"""Feeds at the terminal."""

import argparse
import io
import json
import sys
from datetime import datetime

import pytest

from bonafides.kernel.actor import SYSTEM, Actor
from bonafides.kernel.errors import Conflict, Invalid, RuleBroken
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.vocabulary import Tlp
from bonafides.safety.feeds import commands, wire
from bonafides.safety.feeds.actions import taking
from bonafides.safety.feeds.adapters.shape import Json
from bonafides.safety.feeds.models import Feed, FeedRun, SharedList
from bonafides.safety.feeds.tests.conftest import NOON, Serve
from bonafides.safety.feeds.tests.sources import Said, Tcap

pytestmark = pytest.mark.django_db


def done(name: str, *words: str) -> int:
    """Run a command as the command line does; its exit code."""
    parser = argparse.ArgumentParser()
    getattr(commands, f"{name}_arguments")(parser)
    exit_code: int = getattr(commands, name)(parser.parse_args(words))
    return exit_code


def test_a_feed_is_added_read_and_listed(
    bank: Bank, serve: Serve, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = Tcap()
    source.put(1)
    source.put(2, algorithm="PHOTODNA")
    monkeypatch.setattr(sys, "stdin", io.StringIO(json.dumps({"password": "s3cret-word"})))
    with serve(source) as served:
        words = ["--bank", bank.name, "--kind", "tcap", "--set", "username=harbour", "--secrets"]
        added = done("add", "TCAP", *words, "--address", served.url("/api/hash-list/v2/all"))
        fetched = done("fetch", "TCAP")
        listed = done("list_feeds")

    said = capsys.readouterr()
    assert (added, fetched, listed) == (0, 0, 0)
    assert "added: 1" in said.out
    assert "PHOTODNA" in said.err
    assert "well" in said.out
    assert "s3cret" not in said.out + said.err


def test_a_source_that_cannot_be_read_is_told_by_the_exit_code(bank: Bank, capsys: pytest.CaptureFixture[str]) -> None:
    done("add", "None", "--bank", bank.name, "--kind", "file", "--address", "file:none.csv")
    fetched = done("fetch", "None")
    listed = done("list_feeds")

    assert (fetched, listed) == (2, 1)
    assert "no such file" in capsys.readouterr().err
    assert Feed.objects.get().failures == 1


class Overtaken(wire.Connection):
    """A connection that answers when another process has written the page down."""

    def page(self, checkpoint: Json | None, at: datetime) -> wire.Fetched:
        got = super().page(checkpoint, at)
        taking.take(run=FeedRun.objects.get(finished_at=None), lines=(), page="0" * 64, by=SYSTEM, at=at)
        return got


def test_a_feed_that_another_process_reads_is_said_to_be_read(
    bank: Bank, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "Connection", Overtaken)
    with serve(lambda asked: Said(b"type,value\n")) as served:
        done("add", "Ours", "--bank", bank.name, "--kind", "file", "--address", served.url("/list.csv"))
        with pytest.raises(Conflict, match="being read already"):
            done("fetch", "Ours")


@pytest.mark.parametrize("kind", ["file", "misp", "misp_file", "stix", "taxii"])
def test_a_kind_without_a_usual_address_asks_for_one(bank: Bank, kind: str) -> None:
    with pytest.raises(Invalid, match="--address"):
        done("add", "None", "--bank", bank.name, "--kind", kind, "--address", " ")

    assert not Feed.objects.exists()


@pytest.mark.parametrize("kind", ["misp_file", "stix"])
def test_that_only_lists_lie_in_the_folder_is_said(bank: Bank, kind: str) -> None:
    with pytest.raises(Invalid, match="Only the kind “file” reads this home's folder"):
        done("add", "None", "--bank", bank.name, "--kind", kind, "--address", "file:x.json")

    assert not Feed.objects.exists()


def test_a_list_that_is_not_ours_to_pass_on_is_not_shared(bank: Bank) -> None:
    with pytest.raises(RuleBroken, match="TLP:AMBER"):
        done("share", "--bank", bank.name)


def test_who_admits_a_subscriber_to_an_open_list_does_not_close_it(
    bo: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    bank = banks.create_bank(name="Open", tlp=Tlp.CLEAR, by=bo, at=NOON)
    done("share", "--bank", bank.name, "--openly")
    done("share", "--bank", bank.name, "--with", "Pastehaven")
    done("share", "--bank", bank.name)

    assert SharedList.objects.get().openly
    assert "key: bf_" in capsys.readouterr().out
