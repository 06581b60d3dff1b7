"""The pages of feeds: set up, tested, switched, read, exported; and credentials that never come out again."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from tests import cast

from bonafides.base.audit.models import LogEntry
from bonafides.base.people.vocabulary import Scope
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank
from bonafides.safety.banks.vocabulary import Opinion, Tlp
from bonafides.safety.feeds.models import Feed, FeedRun, SharedList
from bonafides.safety.feeds.tests.conftest import NOON, Serve, a_feed, a_tcap_feed, read
from bonafides.safety.feeds.tests.sources import Tcap, a_digest
from bonafides.safety.feeds.vocabulary import RunState
from bonafides.safety.feeds.wire import Connection, SourceTrouble

pytestmark = pytest.mark.django_db

VIDEO = json.dumps([f"{'f0' * 32},90,0.000", f"{'0f' * 32},90,1.000"])
SECRET = "s3cret-word"


@pytest.fixture
def browser(bo: Actor) -> Client:
    return cast.browser_of(cast.bo())


def text_of(browser: Client, path: str) -> str:
    return browser.get(path).content.decode()


def test_a_feed_is_set_up_tested_switched_on_and_read(browser: Client, bank: Bank, serve: Serve) -> None:
    source = Tcap()
    source.put(1)
    source.put(2, algorithm="PHOTODNA")
    filled = {"name": "TCAP", "every": "3600", "setting_username": "harbour", "secret_password": SECRET}
    with serve(source) as served:
        address = served.url("/api/hash-list/v2/all")
        made = browser.post(f"/feeds/new/tcap/{bank.reference}/", {**filled, "address": address})
        feed = Feed.objects.get()
        tried = browser.post(f"/feeds/{feed.reference}/test/")
        browser.post(f"/feeds/{feed.reference}/switch/", {"on": "yes"})
        run = read(feed, clock.now())

    assert made.headers["Location"] == feed.get_absolute_url()
    assert "can be used: 1; that cannot: 1" in tried.content.decode()
    assert FeedRun.objects.count() == 1
    assert "PHOTODNA" in text_of(browser, run.get_absolute_url())
    assert "Well" in text_of(browser, "/feeds/")


def test_what_is_missing_stands_on_the_form(browser: Client, bank: Bank) -> None:
    answer = browser.post(f"/feeds/new/tcap/{bank.reference}/", {"name": "TCAP", "address": "ftp://x", "every": "3600"})

    assert answer.status_code == 422
    assert not Feed.objects.exists()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_credential_is_never_shown_and_never_recorded(browser: Client, bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(Tcap()) as served:
        feed = a_tcap_feed(bank, bo, served)
        browser.post(f"/feeds/{feed.reference}/secrets/", {"secret_password": "another-s3cret"})
        read(feed)

    pages = [text_of(browser, path) for path in ("/feeds/", feed.get_absolute_url(), f"/feeds/{feed.reference}/runs/")]
    log = "".join(str(entry.opened) for entry in LogEntry.objects.all())
    feed.refresh_from_db()
    assert feed.opened_secrets() == {"password": "another-s3cret"}
    assert not any(secret in text for text in (*pages, log, feed.secrets) for secret in (SECRET, "another-s3cret"))


def test_trouble_is_told_without_the_credential_in_the_address(bank: Bank, bo: Actor) -> None:
    address, secrets = "https://nowhere.invalid/v21.0", {"access_token": "1|s3cret"}
    feed = a_feed(bank, bo, address, "threatexchange", settings={"privacy_group": "7"}, secrets=secrets)

    run = read(feed)

    assert run.trouble
    assert "s3cret" not in run.trouble


@pytest.mark.parametrize("key", ["s3cret\nword", "s3cret“word”", "s3cret-word\r", "s3cret\x7f"])
def test_a_credential_that_no_header_can_hold_is_told_without_it(bank: Bank, bo: Actor, serve: Serve, key: str) -> None:
    with serve(Tcap()) as served:
        feed = a_feed(bank, bo, served.url(), "misp", secrets={"api_key": key})
        run = read(feed)
        with pytest.raises(SourceTrouble, match="cannot be sent"):
            Connection(feed.kind, feed.source()).send(feed.kind.ask(feed.source(), None), NOON)

    assert "s3cret" not in run.trouble
    assert "cannot be sent" in run.trouble
    assert served.asked == []


def test_a_program_is_told_of_trouble_in_its_language(bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "file:none.csv")
    read(feed)
    program = Client(headers=cast.as_client(cast.a_key(Scope.BANKS_READ)) | {"accept-language": "de"})

    feeds, runs = (program.get(f"/api/v1/feeds{path}").json() for path in ("", f"/{feed.reference}/runs"))

    assert feeds[0]["trouble"] == runs["runs"][0]["trouble"]
    assert feeds[0]["trouble"].startswith("Im Ordner „feeds“")


def test_that_only_lists_lie_in_the_folder_stands_beside_the_address(browser: Client, bank: Bank) -> None:
    answer = browser.post(
        f"/feeds/new/stix/{bank.reference}/", {"name": "STIX", "address": "file:x.json", "every": "3600"}
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["address"]


def test_a_file_in_the_folder_of_the_home_is_read_and_nothing_outside_of_it(bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "file:../../etc/passwd")

    assert "no such file" in read(feed).trouble


def test_a_file_that_cannot_be_read_is_told_as_any_other_trouble(browser: Client, bank: Bank, bo: Actor) -> None:
    (Path(settings.HOME) / "feeds").mkdir(exist_ok=True)
    feed = a_feed(bank, bo, f"file:{'a' * 300}.csv")
    run = read(feed)
    page = browser.post(f"{feed.get_absolute_url()}test/", follow=True)

    assert (run.state, run.trouble) == (RunState.FAILED, "The answer cannot be read: OSError.")
    assert "OSError" in page.content.decode()


def test_feeds_and_runs_are_exported(browser: Client, bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "file:none.csv")
    read(feed)

    feeds = browser.get("/feeds/?format=json")
    runs = browser.get(f"/feeds/{feed.reference}/runs/?format=csv")

    assert json.loads(b"".join(feeds.streaming_content))[0]["state"] == "failing"  # type: ignore[attr-defined]
    assert b"set_aside" in b"".join(runs.streaming_content)  # type: ignore[attr-defined]


def test_a_change_of_address_is_read_from_the_start(browser: Client, bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Tcap()
    source.put(1)
    with serve(source) as served:
        feed = a_tcap_feed(bank, bo, served)
        read(feed)
        changed = {"address": served.url("/api/other"), "every": "900", "setting_username": "harbour"}
        browser.post(f"/feeds/{feed.reference}/change/", changed)

    feed.refresh_from_db()
    assert (feed.checkpoint, feed.address) == (None, served.url("/api/other"))


def test_a_list_is_shared_and_a_subscriber_gets_a_key_that_is_shown_once(browser: Client, bo: Actor) -> None:
    bank = banks.create_bank(name="For friends", tlp=Tlp.GREEN, by=bo, at=NOON)
    browser.post(f"/feeds/share/{bank.reference}/start/")
    browser.post(f"/feeds/share/{bank.reference}/admit/", {"name": "Pastehaven"})

    first, second = (text_of(browser, f"/feeds/share/{bank.reference}/") for _ in range(2))

    assert SharedList.objects.get().subscribers.get().name == "Pastehaven"
    assert "bf_" in first
    assert "bf_" not in second


def test_subscribers_can_be_had_as_a_file_where_a_form_of_their_page_was_refused(browser: Client, bo: Actor) -> None:
    bank = banks.create_bank(name="For friends", tlp=Tlp.GREEN, by=bo, at=NOON)
    browser.post(f"/feeds/share/{bank.reference}/start/")
    browser.post(f"/feeds/share/{bank.reference}/admit/", {"name": "Pastehaven"})

    answer = browser.post(f"/feeds/share/{bank.reference}/admit/", {"name": "Pastehaven"})

    assert answer.status_code == 422
    assert f'href="/feeds/share/{bank.reference}/?format=csv"' in answer.content.decode()


def test_a_list_that_is_not_ours_to_pass_on_is_refused_with_a_sentence(browser: Client, bank: Bank) -> None:
    answer = browser.post(f"/feeds/share/{bank.reference}/start/")

    assert answer.status_code == 422
    assert "not ours to pass on: TLP:AMBER" in answer.content.decode()


def test_a_list_is_taken_out_as_python_threatexchange_reads_it(browser: Client, bank: Bank, bo: Actor) -> None:
    rows = {
        "right": (EntryType.SHA256, a_digest(1)),
        "wrong": (EntryType.SHA256, a_digest(2)),
        "page": (EntryType.URL, "https://a.example.org/x"),
        "host": (EntryType.URL, "b.example.org"),
        "text": (EntryType.TEXT, "two\nlines of a shape"),
        "video": (EntryType.VPDQ, VIDEO),
        "rule": (EntryType.PATTERN, '{"and":[{"or":["red kite","regex-\'a  b\'"]}],"not":["museum"]}'),
        "of RE2 alone": (EntryType.PATTERN, r"regex: kite\z"),
    }
    entries = {
        name: banks.add_entry(bank=bank, type_=kind, value=value, by=bo, at=NOON)
        for name, (kind, value) in rows.items()
    }
    banks.give_opinion(entry=entries["wrong"], value=Opinion.NEGATIVE, by=bo, at=NOON)

    answer = browser.post(f"/feeds/share/{bank.reference}/export/")

    assert b"".join(answer.streaming_content).decode().splitlines() == [  # type: ignore[attr-defined]
        f"video_sha256 {a_digest(1)}",
        "url https://a.example.org/x",
        "raw_text two lines of a shape",
        f"vpdq {VIDEO}",
        """trend_query {"and":[{"or":["red kite","regex-'a  b'"]}],"not":["museum"]}""",
    ]


def test_what_went_wrong_with_a_source_is_told_in_the_readers_language(browser: Client, bank: Bank, bo: Actor) -> None:
    feed = a_feed(bank, bo, "file:none.csv")
    read(feed, NOON)
    reader = cast.bo()
    reader.language = "de"
    reader.save()

    shown = [text_of(browser, path) for path in ("/feeds/", feed.get_absolute_url())]

    assert ["Im Ordner „feeds“ dieser Installation gibt es keine solche Datei." in text for text in shown] == [
        True,
        True,
    ]
