"""Reading sources: places, whole readings, what is taken back, and stops anywhere."""

import random
from typing import Any

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import Conflict
from bonafides.matching.identifiers import IdentifierKind
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks import queries
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import Opinion, Side
from bonafides.safety.feeds import actions, wire
from bonafides.safety.feeds.actions import taking
from bonafides.safety.feeds.adapters import shape
from bonafides.safety.feeds.models import Feed, FeedRecord, FeedRun
from bonafides.safety.feeds.tests import mutations, samples
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, a_tcap_feed, filled_in, read, standing
from bonafides.safety.feeds.tests.sources import Asked, Said, Tcap, a_digest
from bonafides.safety.feeds.vocabulary import RunReason, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.db]


class AFile:
    """A list at an address, which others change."""

    def __init__(self, *numbers: int) -> None:
        self.numbers = list(numbers)

    def __call__(self, asked: Asked) -> Said:
        rows = (f"sha256,{a_digest(number)},shape,{number},positive" for number in self.numbers)
        return Said("\n".join(["type,value,label,source_id,opinion", *rows]).encode())


def digests(*numbers: int) -> set[str]:
    return {a_digest(number) for number in numbers}


def test_a_list_at_an_address_is_read_and_what_left_it_is_withdrawn_by_its_source(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = AFile(1, 2, 3)
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url("/list.csv"))
        read(feed)
        source.numbers = [2, 3, 4]
        run = read(feed, NOON + HOUR)

    assert standing(bank) == digests(2, 3, 4)
    assert (run.added, run.unchanged, run.orphans, run.withdrawn) == (1, 2, 1, 1)
    gone = Entry.objects.get(value=a_digest(1))
    assert "does not name it any more: Feed 1" in gone.withdrawn_because


def test_a_list_that_suddenly_lost_most_of_its_rows_withdraws_nothing_before_a_person_says_so(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    source = AFile(*range(80))
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        source.numbers = [1]
        first, second = read(feed, NOON + HOUR), read(feed, NOON + 2 * HOUR)
        before = len(standing(bank))
        actions.begin_again(feed=feed, by=bo, at=NOON + 3 * HOUR)
        third = read(feed, NOON + 3 * HOUR)

    assert [run.state for run in (first, second, third)] == [RunState.FAILED, RunState.FAILED, RunState.DONE]
    assert "less than half" in first.trouble
    assert (before, standing(bank)) == (80, digests(1))


def test_a_list_that_has_not_changed_is_not_written_again(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(AFile(1, 2)) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        run = read(feed, NOON + HOUR)

    assert (run.state, run.rows, run.orphans) == (RunState.DONE, 0, 0)
    assert standing(bank) == digests(1, 2)


def test_a_list_that_has_not_changed_is_read_again_once_more_kinds_of_identifier_are_known(
    bank: Bank, bo: Actor, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(AFile(1, 2)) as served:
        feed = a_feed(bank, bo, served.url())
        with monkeypatch.context() as before:
            before.setattr(shape, "IdentifierKind", list(IdentifierKind)[1:])
            read(feed)
        again, same = read(feed, NOON + HOUR), read(feed, NOON + 2 * HOUR)

    assert [(run.state, run.rows, run.unchanged) for run in (again, same)] == [
        (RunState.DONE, 2, 2),
        (RunState.DONE, 0, 0),
    ]


def test_what_rested_on_an_entry_hears_that_its_source_took_it_back(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = AFile(*range(3))
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        matches = queries.match(queries.of_value(EntryType.SHA256, a_digest(1))).matches
        banks.record_matches(item="item-1", matches=matches, index_version=1, at=NOON)
        source.numbers = [2]
        read(feed, NOON + HOUR)

    told = [entry.opened for entry in LogEntry.objects.filter(event_name="entry.withdrawn")]
    together = LogEntry.objects.get(event_name="bank.source_rows_withdrawn").opened
    assert [each["entry"] for each in told] == [Entry.objects.get(value=a_digest(1)).reference]
    assert together["withdrawn"] == 2


def test_a_source_that_lists_again_what_it_took_back_brings_it_back(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = AFile(1, 2)
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        source.numbers = [2]
        read(feed, NOON + HOUR)
        source.numbers = [1, 2]
        run = read(feed, NOON + 2 * HOUR)

    assert standing(bank) == digests(1, 2)
    assert (run.added, run.withdrawn_kept) == (1, 0)


def test_what_was_withdrawn_here_stays_withdrawn_whatever_the_source_says(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = AFile(1, 2)
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        banks.withdraw_entry(entry=Entry.objects.get(value=a_digest(1)), reason="A library.", by=bo, at=NOON)
        source.numbers = [1, 2, 3]
        run = read(feed, NOON + HOUR)
        source.numbers = [2, 3]
        read(feed, NOON + 2 * HOUR)
        source.numbers = [1, 2, 3]
        read(feed, NOON + 3 * HOUR)

    assert standing(bank) == digests(2, 3)
    assert run.withdrawn_kept == 1


def test_an_entry_stands_as_long_as_one_of_its_sources_names_it(bank: Bank, bo: Actor, serve: Serve) -> None:
    ours, theirs = AFile(1, 2), AFile(1)
    with serve(ours) as one, serve(theirs) as other:
        first, second = a_feed(bank, bo, one.url()), a_feed(bank, bo, other.url())
        read(first)
        read(second)
        ours.numbers = [2]
        read(first, NOON + HOUR)
        both = standing(bank)
        theirs.numbers = [5]
        read(second, NOON + HOUR)

    assert both == digests(1, 2)
    assert standing(bank) == digests(2, 5)


def test_an_entry_that_we_had_before_the_source_loses_only_the_opinion_of_the_source(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    entry = banks.add_entry(bank=bank, type_=EntryType.SHA256, value=a_digest(1), by=bo, at=NOON)
    source = AFile(1, 2)
    with serve(source) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        source.numbers = [2]
        read(feed, NOON + HOUR)

    entry.refresh_from_db()
    assert entry.withdrawn_at is None
    assert (entry.sources_opinion, entry.opinion) == ("", Opinion.UNCONFIRMED)


def test_a_cursor_goes_on_where_it_was_and_deletions_are_heard(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Tcap()
    for number in range(1, 8):
        source.put(number)
    with serve(source) as served:
        feed = a_tcap_feed(bank, bo, served)
        first = read(feed)
        source.put(2, deleted=True)
        source.put(9, ideology="islamist")
        second = read(feed, NOON + HOUR)

    assert (first.pages, first.added, first.reason) == (3, 7, RunReason.FIRST)
    assert (second.rows, second.added, second.taken_back, second.reason) == (2, 1, 1, RunReason.DUE)
    assert standing(bank) == digests(1, 3, 4, 5, 6, 7, 9)
    assert Entry.objects.get(value=a_digest(9)).label == "islamist"


def test_a_login_that_ends_in_the_middle_is_done_again(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Tcap()
    for number in range(1, 8):
        source.put(number)

    def ending(asked: Asked) -> Said:
        source.token = "token-2" if len(served.asked) > 2 else "token-1"
        return source(asked)

    with serve(ending) as served:
        run = read(a_tcap_feed(bank, bo, served))

    assert (run.state, run.added, source.logins) == (RunState.DONE, 7, 2)


def test_two_values_of_one_record_are_replaced_by_those_that_it_has_now(bank: Bank, bo: Actor, serve: Serve) -> None:
    pattern = ["[file:hashes.'SHA-256' = '{}' OR url:value = 'https://a.example.org/x']"]

    def bundle(asked: Asked) -> Said:
        shown = {"type": "indicator", "id": "indicator--1", "pattern_type": "stix"}
        return Said({"type": "bundle", "objects": [shown | {"pattern": pattern[0].format(a_digest(1))}]})

    with serve(bundle) as served:
        feed = a_feed(bank, bo, served.url(), "stix")
        read(feed)
        before = standing(bank)
        pattern[0] = "[url:value = 'https://a.example.org/x' OR url:value = 'https://b.example.org/y']"
        run = read(feed, NOON + HOUR)

    assert before == {a_digest(1), "https://a.example.org/x"}
    assert standing(bank) == {"https://a.example.org/x", "https://b.example.org/y"}
    assert (run.added, run.taken_back, run.withdrawn) == (1, 1, 1)


def test_bad_rows_are_set_aside_counted_and_shown(bank: Bank, bo: Actor, serve: Serve) -> None:
    source = Tcap()
    source.put(1)
    source.put(2, algorithm="PHOTODNA")
    source.put(3, hash_digest="zz")
    source.put(4, hash_digest=None)
    with serve(source) as served:
        run = read(a_tcap_feed(bank, bo, served))

    assert (run.state, run.added, run.set_aside) == (RunState.DONE, 1, 3)
    reasons = [row.reason for row in run.rows_set_aside.all()]
    assert any("PHOTODNA" in reason for reason in reasons)
    assert any("hash_digest" in reason for reason in reasons)


def test_a_source_that_answers_nonsense_fails_the_run_and_is_asked_again_later(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    answers = [Said(b"<html>"), Said({"results": 5}), Said({}, 503, {"Retry-After": "7200"})]
    with serve(lambda asked: answers.pop(0)) as served:
        feed = a_feed(bank, bo, served.url(), "misp_file")
        runs = [read(feed, NOON + n * HOUR) for n in range(3)]

    feed.refresh_from_db()
    assert [run.state for run in runs] == [RunState.FAILED] * 3
    assert runs[0].trouble == "The answer is not JSON."
    assert feed.failures == 3
    assert feed.due_at == NOON + 4 * HOUR


def test_a_place_that_is_too_old_reads_everything_again_and_lets_go_what_was_withdrawn_meanwhile(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    rows = {"1": a_digest(1), "2": a_digest(2)}

    def updates(asked: Asked) -> Said:
        since = int(asked.query.get("start_time", 0))
        shown = [
            {"id": key, "type": "HASH_SHA256", "indicator": value, "last_updated": 1_700_000_000,
             "descriptors": [{"id": key, "status": "MALICIOUS"}]}
            for key, value in rows.items()
        ]  # fmt: skip
        return Said({"data": [] if since else shown, "paging": {"cursors": {"after": "x"}}})

    with serve(updates) as served:
        given = {"settings": {"privacy_group": "7"}, "secrets": {"access_token": "1|a"}}
        feed = a_feed(bank, bo, served.url(), "threatexchange", **given)
        read(feed)
        del rows["1"]
        soon = read(feed, NOON + 24 * HOUR)
        late = read(feed, NOON + 87 * 24 * HOUR)

    assert (soon.reason, soon.orphans) == (RunReason.DUE, 0)
    assert (late.reason, late.orphans) == (RunReason.STALE, 1)
    assert standing(bank) == digests(2)


def test_a_source_that_changes_its_mind_is_heard_by_whoever_rests_on_the_entry(
    bank: Bank, bo: Actor, serve: Serve
) -> None:
    said = ["positive"]

    def listed(asked: Asked) -> Said:
        return Said(f"type,value,source_id,opinion\nsha256,{a_digest(1)},1,{said[0]}\n".encode())

    with serve(listed) as served:
        feed = a_feed(bank, bo, served.url())
        read(feed)
        said[0] = "negative"
        run = read(feed, NOON + HOUR)

    entry = Entry.objects.get(bank=bank)
    assert (run.changed, entry.opinion) == (1, Opinion.NEGATIVE)
    told = LogEntry.objects.filter(event_name="entry.opinion_changed").latest("pk").opened
    assert (told["side"], told["source"], told["counts_as"]) == (Side.SOURCE, feed.name, Opinion.NEGATIVE)


def test_every_kind_of_source_reaches_the_list(bank: Bank, bo: Actor, serve: Serve) -> None:
    """Through a real list: what an adapter reads is what entries can be."""
    names = [name for name in samples.ANSWERS if name not in {"tcap", "tcap_urls", "tcap_url_hashes"}]
    with serve(lambda asked: Said(samples.ANSWERS[asked.path.split("/")[1]])) as served:
        feeds = [a_feed(bank, bo, served.url(f"/{name}"), name, **filled_in(name)) for name in names]
        runs = {feed.adapter: read(feed) for feed in feeds}

    refused = [row.reason for run in runs.values() for row in run.rows_set_aside.all()]
    assert {run.state for run in runs.values()} == {RunState.DONE}
    assert Entry.objects.filter(bank=bank, type=EntryType.PATTERN).count() == 1
    assert Entry.objects.filter(bank=bank, type=EntryType.URL, value__startswith="md5:").count() == 1
    assert not any("cannot be" in reason for reason in refused)


def test_no_second_run_begins_while_one_is_under_way(bank: Bank, bo: Actor, serve: Serve) -> None:
    with serve(AFile(1)) as served:
        feed = a_feed(bank, bo, served.url())
        run = actions.ask_for_run(feed=feed, by=bo, at=NOON)
        stale = FeedRun.objects.get(pk=run.pk)
        read(feed)

    with pytest.raises(Conflict):
        taking.take(run=stale, lines=(), page="", by=bo, at=NOON)


def test_damaged_pages_are_written_down_as_far_as_they_can_be(bank: Bank, bo: Actor, serve: Serve) -> None:
    chance, names = random.Random(11), ("tcap_urls", "misp_file", "stix", "file", "stopncii", "tcap_url_hashes")
    pages = [(name, mutations.mutated(samples.ANSWERS[name], chance)) for name in names for _ in range(8)]
    states = set()
    with serve(lambda asked: Said({"token": "t"}) if asked.path.startswith("/token") else Said(now[0])) as served:
        feeds = {name: a_feed(bank, bo, served.url(f"/{name}"), name, **filled_in(name)) for name in names}
        for name, page in pages:
            now = [page]
            states.add(read(feeds[name], NOON + HOUR).state)

    assert states == {RunState.DONE, RunState.FAILED}


class Stopped(Exception):
    """A process that was killed here: what it had not committed is gone."""


def test_stops_anywhere_lose_nothing_and_repeat_nothing(
    bank: Bank, bo: Actor, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two hundred stops, before and after each step, while the source goes on changing."""
    chance, source, at = random.Random(5), Tcap(page_rows=4), NOON
    monkeypatch.setattr("bonafides.safety.feeds.rules.ROWS_A_TIME", 2)
    stops = Interrupted(monkeypatch, chance)
    with serve(source) as served:
        feed = a_tcap_feed(bank, bo, served)
        for _turn in range(250):
            change(source, chance)
            at += HOUR
            turn_of(feed, at)
        stops.enabled = False
        turn_of(feed, at + HOUR)
        turn_of(feed, at + 2 * HOUR)

    assert stops.count >= 200
    assert standing(bank) == {row["hash_digest"] for row in source.rows.values() if not row["deleted"]}
    records = FeedRecord.objects.filter(feed=feed, gone_at=None)
    assert records.count() == records.values("key").distinct().count() == len(standing(bank))


def change(source: Tcap, chance: random.Random) -> None:
    number = chance.randrange(30)
    source.put(number, deleted=number in source.rows and chance.random() < 0.4)


def turn_of(feed: Feed, at: Any) -> None:
    """A worker's turn that may be killed; the next one finds what was committed."""
    try:
        actions.read(feed=Feed.objects.get(pk=feed.pk), go_on=lambda: True, at=at)
    except Stopped:
        return


class Interrupted:
    """Raises before a page is asked for, after it came, and at the end of a transaction, now and then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, chance: random.Random) -> None:
        self.enabled, self.count, self._chance = True, 0, chance
        self._wrap(monkeypatch, wire.Connection, "page")
        self._wrap(monkeypatch, taking, "put_on_list")
        self._wrap(monkeypatch, taking, "_move_on")
        self._wrap(monkeypatch, taking, "let_go")

    def _wrap(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
        inner = getattr(owner, name)

        def outer(*args: Any, **kwargs: Any) -> Any:
            self._perhaps()
            found = inner(*args, **kwargs)
            self._perhaps()
            return found

        monkeypatch.setattr(owner, name, outer)

    def _perhaps(self) -> None:
        if self.enabled and self._chance.random() < 0.25:
            self.count += 1
            raise Stopped
