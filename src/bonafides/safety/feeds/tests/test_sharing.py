"""A list that is shared: its rows, their chain and signature, who may read them, and what comes back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from tests import cast

from bonafides.base.audit.actions import record_from_below
from bonafides.base.http.rates import Limiter
from bonafides.base.keys import signing
from bonafides.base.outbox import worker
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.kernel.errors import RuleBroken
from bonafides.ledger.notes import Signer, Verifier
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import Opinion, Tlp
from bonafides.safety.feeds import rules, shared
from bonafides.safety.feeds.actions import replying, sharing
from bonafides.safety.feeds.models import FeedReply, SharedList, Subscriber
from bonafides.safety.feeds.shared import NotGenuine, SharedPage
from bonafides.safety.feeds.tests.conftest import HOUR, NOON, Serve, a_feed, read, standing
from bonafides.safety.feeds.tests.sources import Asked, Said, a_digest
from bonafides.safety.feeds.views import published as doors
from bonafides.safety.feeds.vocabulary import ReplyState, RunState

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def published(bo: Actor) -> SharedList:
    """A green list with three entries, shared with one subscriber."""
    bank = banks.create_bank(name="For friends", tlp=Tlp.GREEN, by=bo, at=NOON)
    for number in (1, 2, 3):
        entry = banks.add_entry(bank=bank, type_=EntryType.SHA256, value=a_digest(number), by=bo, at=NOON)
        banks.give_opinion(entry=entry, value=Opinion.POSITIVE, by=bo, at=NOON)
    found = sharing.share(bank=bank, openly=False, by=bo, at=NOON)
    sharing.compare(bank=bank.reference, after=0, at=NOON)
    return SharedList.objects.get(pk=found.pk)


@pytest.fixture
def subscriber(published: SharedList, bo: Actor) -> tuple[Subscriber, str]:
    return sharing.admit(found=published, name="Pastehaven", by=bo, at=clock.now())


def rows_of(found: SharedList) -> list[dict[str, Any]]:
    return [json.loads(row.body) for row in found.rows.all()]


def entry_of(found: SharedList, number: int) -> Entry:
    return Entry.objects.get(bank=found.bank, value=a_digest(number))


def asked(found: SharedList, key: str = "", after: int = 0) -> Any:
    headers = {"authorization": f"Bearer {key}"} if key else {}
    return Client().get(f"/feeds/shared/{found.bank.reference}/", {"after": after}, headers=headers)


def opened(answer: Any, before: shared.Place | None = None) -> SharedPage:
    return SharedPage.opened(answer.content, [Verifier.parse(signing.public_keys("receipts")[0].vkey)], before)


# -- rows -------------------------------------------------------------------------------------------------------------


def test_each_change_becomes_a_row_and_nothing_is_said_twice(published: SharedList, bo: Actor) -> None:
    banks.withdraw_entry(entry=entry_of(published, 1), reason="A library.", by=bo, at=NOON)
    banks.give_opinion(entry=entry_of(published, 2), value=Opinion.NEGATIVE, by=bo, at=NOON)
    sharing.compare(bank=published.bank.reference, after=0, at=NOON)
    sharing.compare(bank=published.bank.reference, after=0, at=NOON)

    said = [(row["kind"], row.get("value", ""), row.get("opinion", "")) for row in rows_of(published)]
    assert said[:3] == [("add", a_digest(number), "positive") for number in (1, 2, 3)]
    assert said[3:] == [("withdraw", "", ""), ("opinion", a_digest(2), "negative")]


def test_news_of_an_entry_becomes_a_row_through_the_worker(published: SharedList, bo: Actor) -> None:
    banks.add_entry(bank=published.bank, type_=EntryType.SHA256, value=a_digest(7), by=bo, at=NOON)
    worker.work_off(clock.now(), record=record_from_below)

    published.refresh_from_db()
    assert published.size == 4
    assert rows_of(published)[-1]["value"] == a_digest(7)


@pytest.mark.parametrize(
    ("tlp", "is_own", "openly", "allowed"),
    [
        (Tlp.CLEAR, False, True, True),
        (Tlp.GREEN, False, True, False),
        (Tlp.GREEN, False, False, True),
        (Tlp.AMBER, False, False, False),
        (Tlp.AMBER, True, False, True),
        (Tlp.AMBER_STRICT, True, False, False),
        (Tlp.RED, True, False, False),
    ],
)
def test_a_list_goes_no_farther_than_its_traffic_light(tlp: Tlp, is_own: bool, openly: bool, allowed: bool) -> None:
    refused = False
    try:
        rules.check_may_share(tlp, is_own=is_own, openly=openly)
    except RuleBroken:
        refused = True

    assert refused is not allowed


# -- who may read -----------------------------------------------------------------------------------------------------


def test_a_subscriber_reads_with_its_key_and_nobody_else_does(
    published: SharedList, subscriber: tuple[Subscriber, str]
) -> None:
    other = cast.a_key()

    answers = [asked(published, key).status_code for key in (subscriber[1], other, "")]

    assert answers == [200, 404, 401]
    assert opened(asked(published, subscriber[1])).upto == 3
    assert subscriber[0].reading.upto == 3


def test_a_subscription_that_has_ended_reads_no_more(
    published: SharedList, subscriber: tuple[Subscriber, str], bo: Actor
) -> None:
    sharing.end_subscription(subscriber=subscriber[0], by=bo, at=NOON)

    assert asked(published, subscriber[1]).status_code == 404


def test_an_open_list_needs_no_key(published: SharedList, bo: Actor) -> None:
    clear = banks.create_bank(name="For all", tlp=Tlp.CLEAR, by=bo, at=NOON)
    found = sharing.share(bank=clear, openly=True, by=bo, at=NOON)

    answer = asked(found)

    assert (answer.status_code, opened(answer).size) == (200, 0)
    assert answer["Cache-Control"] == "public, max-age=60"


def test_who_shows_no_key_reads_an_open_list_so_often_and_no_more(
    published: SharedList, subscriber: tuple[Subscriber, str], bo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "KEYLESS_CALLS_PER_MINUTE", 2)
    monkeypatch.setattr(doors, "LIMITER", Limiter())
    clear = banks.create_bank(name="For all", tlp=Tlp.CLEAR, by=bo, at=NOON)
    found = sharing.share(bank=clear, openly=True, by=bo, at=NOON)

    answers = [asked(found) for _each in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2].json()["code"] == "too-many-calls"
    assert int(answers[2]["Retry-After"]) > 0
    assert asked(published, subscriber[1]).status_code == 200


# -- the chain --------------------------------------------------------------------------------------------------------

SIGNER = Signer.generate("harbour.example.org/receipts")
ABOUT = shared.About("harbour.example.org/receipts", "ABCD", "Shapes", "clear")


def a_page(count: int = 4, after: int = 0, size: int | None = None) -> tuple[dict[str, Any], shared.Place]:
    """A signed page, and the place before it."""
    first = shared.Place(0, shared.first_head(ABOUT.origin, ABOUT.reference))
    rows = [{"number": n, "kind": "withdraw", "entry": f"E{n}"} for n in range(1, after + count + 1)]
    start = shared.Place(after, shared.head_after(first, rows[:after]), NOON)
    head = shared.head_after(start, rows[after:])
    page = SharedPage(ABOUT, after, tuple(rows[after:]), size or after + count, head, NOON + HOUR)
    return json.loads(page.signed(SIGNER)), start


def refusal_of(document: dict[str, Any], before: shared.Place | None) -> str:
    try:
        SharedPage.opened(json.dumps(document).encode(), [SIGNER.verifier], before)
    except NotGenuine as error:
        return str(error)
    return ""


def test_a_page_that_goes_on_from_our_place_is_taken() -> None:
    first, _start = a_page()
    later, place = a_page(3, after=4)

    assert (refusal_of(first, None), refusal_of(later, place)) == ("", "")


def test_a_row_that_was_dropped_altered_put_in_or_moved_is_noticed() -> None:
    changes: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
        "dropped": lambda rows: rows.pop(1),
        "altered": lambda rows: rows[1].update(entry="E9"),
        "put in": lambda rows: rows.append({"number": 5, "kind": "withdraw", "entry": "E5"}),
        "moved": lambda rows: rows.reverse(),
        "given a field": lambda rows: rows[0].update(label="x"),
    }

    refusals = {}
    for name, change in changes.items():
        document, _start = a_page()
        change(document["rows"])
        refusals[name] = refusal_of(document, None)

    assert set(refusals.values()) == {shared.CHANGED}


def test_a_page_of_another_history_an_older_one_and_a_shorter_list_are_noticed() -> None:
    document, start = a_page(3, after=4)
    forked = shared.Place(4, b"\1" * 32, NOON)
    newer = shared.Place(4, start.head, NOON + 2 * HOUR)
    ahead = shared.Place(9, start.head, NOON)

    assert refusal_of(document, forked) == shared.CHANGED
    assert refusal_of(document, newer) == shared.OLDER
    assert refusal_of({**document, "after": 9}, ahead) == shared.CUT
    assert refusal_of(document, None) == shared.OTHER_LIST


def test_a_page_signed_by_another_key_is_refused() -> None:
    document, _start = a_page()
    stranger = Signer.generate("harbour.example.org/receipts")

    with pytest.raises(NotGenuine, match="not signed by the key"):
        SharedPage.opened(json.dumps(document).encode(), [stranger.verifier], None)


@hypothesis(max_examples=150, deadline=None)
@given(st.data())
def test_any_change_of_the_signed_bytes_is_refused_or_changes_nothing(data: st.DataObject) -> None:
    document, _start = a_page()
    whole = json.dumps(document).encode()
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = whole[:place] + bytes([data.draw(st.integers(0, 255))]) + whole[place + 1 :]

    try:
        page = SharedPage.opened(changed, [SIGNER.verifier], None)
    except NotGenuine:
        return
    assert [dict(row) for row in page.rows] == document["rows"]


# -- between two ------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken(published: SharedList, subscriber: tuple[Subscriber, str], bank: Bank, bo: Actor, serve: Serve) -> Any:
    """A feed that reads the list, each answer fetched from the real view before it is asked for."""
    pages: dict[int, bytes] = {}
    heard: list[Asked] = []
    statuses: list[int] = []

    def talk(request: Asked) -> Said:
        heard.append(request)
        if request.method == "POST":
            return Said({}, statuses.pop(0) if statuses else 200)
        return Said(pages.get(int(request.query["after"]), b""))

    with serve(talk) as served:
        feed = a_feed(
            bank,
            bo,
            served.url(f"/feeds/shared/{published.bank.reference}/"),
            "bonafides",
            settings={"key": signing.public_keys("receipts")[0].vkey},
            secrets={"api_key": subscriber[1]},
            sends_opinions=True,
        )

        def pull(at: Any = NOON, after: int = 0) -> Any:
            pages[after] = asked(published, subscriber[1], after).content
            return read(feed, at)

        yield feed, pull, pages, (heard, statuses)


def test_a_list_reaches_another_installation_with_its_opinions_and_withdrawals(
    published: SharedList, taken: Any, bank: Bank, bo: Actor
) -> None:
    _feed, pull, _pages, _heard = taken
    first = pull()
    banks.withdraw_entry(entry=entry_of(published, 1), reason="A library.", by=bo, at=NOON)
    banks.give_opinion(entry=entry_of(published, 2), value=Opinion.NEGATIVE, by=bo, at=NOON)
    sharing.compare(bank=published.bank.reference, after=0, at=NOON)
    second = pull(NOON + HOUR, after=3)

    assert (first.added, second.taken_back, second.changed) == (3, 1, 1)
    assert standing(bank) == {a_digest(2), a_digest(3)}
    assert Entry.objects.get(bank=bank, value=a_digest(2)).opinion == Opinion.NEGATIVE


def test_nothing_of_a_page_that_was_altered_is_imported(taken: Any, bank: Bank) -> None:
    feed, pull, pages, _heard = taken
    pull()
    document = json.loads(pages[0])
    document["rows"][1]["value"] = a_digest(66)
    pages[3] = json.dumps({**document, "after": 3}).encode()
    run = read(feed, NOON + HOUR)

    assert run.state == RunState.FAILED
    assert run.trouble == shared.CHANGED
    assert a_digest(66) not in standing(bank)


def test_our_overturned_decision_reaches_the_source(taken: Any, bank: Bank, bo: Actor) -> None:
    _feed, pull, _pages, (heard, _statuses) = taken
    pull()
    ours = Entry.objects.get(bank=bank, value=a_digest(3))
    banks.give_opinion(entry=ours, value=Opinion.NEGATIVE, decision="D-1", by=bo, at=NOON)
    worker.work_off(clock.now(), record=record_from_below)

    reply = FeedReply.objects.get()
    (sent,) = [request for request in heard if request.method == "POST"]
    assert (reply.state, reply.decision) == (ReplyState.SENT, "D-1")
    assert sent.path.endswith("/opinions/")
    assert sent.json["opinion"] == "negative"
    assert sent.json["entry"] == ours.source_id


def test_a_source_hears_once_that_we_took_an_opinion_back_and_then_hears_it_anew(
    taken: Any, bank: Bank, bo: Actor
) -> None:
    _feed, pull, _pages, (heard, _statuses) = taken
    pull()
    ours = Entry.objects.get(bank=bank, value=a_digest(3))
    banks.give_opinion(entry=ours, value=Opinion.NEGATIVE, by=bo, at=NOON)
    worker.work_off(clock.now(), record=record_from_below)
    banks.withdraw_opinion(opinion=ours.opinions.get(side="own"), reason="The other one.", by=bo, at=NOON + HOUR)
    worker.work_off(clock.now(), record=record_from_below)
    replying.queue_withdrawals(entry=ours.reference, opinion=Opinion.NEGATIVE, at=NOON + HOUR)
    banks.give_opinion(entry=ours, value=Opinion.NEGATIVE, by=bo, at=NOON + 2 * HOUR)
    worker.work_off(clock.now(), record=record_from_below)

    sent = [request.json["opinion"] for request in heard if request.method == "POST"]
    assert sent == ["negative", "unconfirmed", "negative"]
    assert list(FeedReply.objects.order_by("pk").values_list("takes_back", flat=True)) == [False, True, False]


def test_a_source_that_was_told_nothing_hears_of_no_withdrawal(taken: Any, bank: Bank) -> None:
    _feed, pull, _pages, (heard, _statuses) = taken
    pull()
    ours = Entry.objects.get(bank=bank, value=a_digest(3))

    assert replying.queue_withdrawals(entry=ours.reference, opinion=Opinion.NEGATIVE, at=NOON) == 0
    assert not [request for request in heard if request.method == "POST"]


def test_what_a_subscriber_holds_stands_beside_our_own_opinion(
    published: SharedList, subscriber: tuple[Subscriber, str]
) -> None:
    entry = entry_of(published, 2)
    body = {"entry": entry.reference, "opinion": "negative", "note": "A news report."}
    where = f"/feeds/shared/{published.bank.reference}/opinions/"

    answer = Client().post(
        where, body, content_type="application/json", headers={"authorization": f"Bearer {subscriber[1]}"}
    )

    entry.refresh_from_db()
    assert answer.status_code == 200
    assert (entry.own_opinion, entry.sources_opinion, entry.opinion) == ("positive", "negative", Opinion.DISPUTED)
    assert entry.opinions.get(source="Pastehaven").note == "A news report."


def test_a_source_that_does_not_take_an_opinion_is_asked_again_and_one_that_refuses_it_is_shown(
    taken: Any, bank: Bank, bo: Actor
) -> None:
    _feed, pull, _pages, (_heard, statuses) = taken
    pull()
    statuses += [503, 404]
    entry = Entry.objects.get(bank=bank, value=a_digest(3))
    banks.give_opinion(entry=entry, value=Opinion.NEGATIVE, by=bo, at=NOON)
    at = clock.now()
    worker.work_off(at, record=record_from_below)
    waiting = FeedReply.objects.get().state
    worker.work_off(at + HOUR, record=record_from_below)

    reply = FeedReply.objects.get()
    assert waiting == ReplyState.WAITING
    assert (reply.state, reply.trouble) == (ReplyState.FAILED, "The source answered 404.")


def test_a_form_that_is_sent_twice_admits_a_subscriber_once_and_shows_the_key(published: SharedList) -> None:
    browser, path = cast.browser_of(cast.bo()), f"/feeds/share/{published.bank.reference}/"
    browser.post(f"{path}admit/", {"name": "Pastehaven"})

    again = browser.post(f"{path}admit/", {"name": "Pastehaven"})
    taken_out = json.loads(browser.get(f"{path}?format=json").getvalue())

    assert again.status_code == 422
    assert "This is its key" in again.content.decode()
    assert [row["subscriber"] for row in taken_out] == ["Pastehaven"]
