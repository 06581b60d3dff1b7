"""Our opinions as votes in NCMEC's format, from the adapter and through a whole turn of the worker."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bonafides.base.audit.actions import record_from_below
from bonafides.base.outbox import worker
from bonafides.kernel import clock
from bonafides.kernel.actor import Actor
from bonafides.safety.banks import actions as banks
from bonafides.safety.banks.models import Bank, Entry
from bonafides.safety.banks.vocabulary import Opinion
from bonafides.safety.feeds.adapters import ADAPTERS
from bonafides.safety.feeds.adapters.shape import Answer, Unreadable, Verdict
from bonafides.safety.feeds.models import FeedReply
from bonafides.safety.feeds.tests import samples
from bonafides.safety.feeds.tests.conftest import NOON, Serve, a_feed, read
from bonafides.safety.feeds.tests.samples import MD5, PDQ, SOURCE
from bonafides.safety.feeds.tests.sources import Asked, Said
from bonafides.safety.feeds.vocabulary import ReplyState

NCMEC = ADAPTERS["ncmec"]
NO = Verdict("pdq", PDQ, "42-image1", Opinion.NEGATIVE)
ONE = {"guid-1": "Not what it is listed as"}
TWO = ONE | {"guid-2": "Cannot be judged"}
VOTE = '<feedbackSubmission xmlns="https://hashsharing.ncmec.org/hashsharing/v2">%s</feedbackSubmission>'


def reasons(offered: dict[str, str]) -> bytes:
    rows = "".join(f'<reason guid="{guid}" name="{name}"/>' for guid, name in offered.items())
    space = "https://hashsharing.ncmec.org/hashsharing/v2"
    return f'<x xmlns="{space}"><availableFeedbackReasons>{rows}</availableFeedbackReasons></x>'.encode()


def test_a_yes_is_a_vote_without_a_reason() -> None:
    yes = replace(NO, opinion=Opinion.POSITIVE)

    ask = NCMEC.reply(SOURCE, yes)

    assert ask is not None
    assert (ask.verb, ask.url) == ("PUT", "https://source.example.org/list/entries/42/image1/PDQ/feedback")
    assert (ask.body or b"").decode() == VOTE % "<affirmative />"
    assert NCMEC.ask_reasons(SOURCE, yes) is None


def test_a_no_has_one_of_the_reasons_that_the_source_offers_for_that_fingerprint() -> None:
    first, ask = NCMEC.ask_reasons(SOURCE, NO), NCMEC.reply(SOURCE, replace(NO, reason="guid-1"))

    assert first is not None
    assert ask is not None
    assert (first.body, first.url) == (None, "https://source.example.org/list/feedback/PDQ/reasons")
    assert (ask.body or b"").decode() == VOTE % "<negative><reasonIds><guid>guid-1</guid></reasonIds></negative>"


@pytest.mark.parametrize(
    ("named", "offered", "chosen"),
    [("", ONE, "guid-1"), ("guid-2", TWO, "guid-2"), ("Cannot be judged", TWO, "guid-2")],
    ids=["the only one", "by its guid", "by its name"],
)
def test_the_reason_is_the_one_that_was_named_or_the_only_one(named: str, offered: dict[str, str], chosen: str) -> None:
    source = replace(SOURCE, settings=samples.SETTINGS | {"reason": named})

    assert NCMEC.reason_in(source, Answer(200, reasons(offered))) == chosen


@pytest.mark.parametrize(("named", "offered"), [("", TWO), ("guid-9", ONE), ("", {})], ids=["two", "unknown", "none"])
def test_where_it_is_not_clear_which_reason_a_person_is_asked(named: str, offered: dict[str, str]) -> None:
    source = replace(SOURCE, settings=samples.SETTINGS | {"reason": named})

    with pytest.raises(Unreadable, match="Choose one"):
        NCMEC.reason_in(source, Answer(200, reasons(offered)))


@pytest.mark.parametrize(
    "verdict",
    [
        replace(NO, takes_back=True),
        replace(NO, opinion=Opinion.DISPUTED),
        replace(NO, type="sha256"),
        replace(NO, source_id="../x-1"),
        replace(NO, source_id="42-.."),
        replace(NO, source_id=""),
    ],
    ids=["taken back", "disputed", "a kind without votes", "no number of a member", "no entry", "nothing"],
)
def test_what_the_format_has_no_vote_for_is_not_said(verdict: Verdict) -> None:
    assert NCMEC.reply(SOURCE, verdict) is None


def test_an_entry_with_signs_in_its_name_stays_within_its_own_address() -> None:
    ask = NCMEC.reply(SOURCE, replace(NO, source_id="42-a/../b?c-d"))

    assert ask is not None
    assert ask.url.endswith("/entries/42/a%2F..%2Fb%3Fc-d/PDQ/feedback")


# -- through a turn of the worker -------------------------------------------------------------------------------------


def a_source(offered: dict[str, str]) -> Callable[[Asked], Said]:
    def talk(asked: Asked) -> Said:
        if asked.path.endswith("/reasons"):
            return Said(reasons(offered))
        return Said(b"" if asked.method == "PUT" else samples.NCMEC)

    return talk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("offered", "state", "votes"),
    [(ONE, ReplyState.SENT, ["/entries/42/image1/MD5/feedback"]), (TWO, ReplyState.WAITING, [])],
    ids=["one reason", "two reasons"],
)
def test_an_overturned_decision_becomes_a_vote_once_it_has_a_reason(
    bank: Bank, bo: Actor, serve: Serve, offered: dict[str, str], state: ReplyState, votes: list[str]
) -> None:
    with serve(a_source(offered)) as served:
        settings, secrets = {"username": "harbour"}, {"password": "s3cret-word"}
        feed = a_feed(bank, bo, served.url(""), "ncmec", settings=settings, secrets=secrets, sends_opinions=True)
        read(feed, NOON)
        entry = Entry.objects.get(bank=bank, value=MD5)

        banks.give_opinion(entry=entry, value=Opinion.NEGATIVE, decision="D-1", by=bo, at=NOON)
        worker.work_off(clock.now(), record=record_from_below)

    reply, puts = FeedReply.objects.get(), [asked for asked in served.asked if asked.method == "PUT"]
    assert (reply.state, [asked.path for asked in puts]) == (state, votes)
    assert {asked.headers["authorization"] for asked in served.asked} == {"Basic aGFyYm91cjpzM2NyZXQtd29yZA=="}
    assert ("Choose one" in reply.trouble) == (state is ReplyState.WAITING)
