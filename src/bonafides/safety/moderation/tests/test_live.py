"""Live streams: heard of, acted on within seconds, told to their authors, free again unless somebody judges them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.base.people.vocabulary import Role, Scope
from bonafides.kernel.actor import Actor, ActorKind
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.matching.vocabulary import EntryType
from bonafides.safety.banks.models import MatchRecord
from bonafides.safety.moderation import wording
from bonafides.safety.moderation.actions import holds, live
from bonafides.safety.moderation.actions.intake import Author
from bonafides.safety.moderation.actions.live import StreamSaid
from bonafides.safety.moderation.models import Case, Enforcement, Hold, LiveStream, Statement
from bonafides.safety.moderation.queries.counts import Range, rows_of, totals_of
from bonafides.safety.moderation.queries.live import LivePage
from bonafides.safety.moderation.tests.lists import listed
from bonafides.safety.moderation.tests.scenes import by_amina
from bonafides.safety.moderation.vocabulary import LiveAct

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policy")]

PLATFORM = Actor(kind=ActorKind.CLIENT, code="K-1", scopes=frozenset({Scope.ITEMS_WRITE}))
LATER = NOON + timedelta(seconds=20)


def a_stream(reference: str = "stream-1", at: datetime = NOON, **changes: Any) -> LiveStream:
    wanted: dict[str, Any] = {
        "reference": reference,
        "url": f"https://harbour.example.org/{reference}",
        "began_at": NOON,
        "viewers": 12,
        "author": Author("author-9", "en", "author-9@example.org"),
    }
    return live.take_stream(said=StreamSaid(**wanted | changes), by=PLATFORM, at=at)


# -- hearing of it ----------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_a_stream_that_the_platform_speaks_of_stands_on_the_page_at_once() -> None:
    stream = a_stream()

    row = LivePage(by_amina(), LATER).running[0]
    assert row.stream == stream
    assert row.runs_for == timedelta(seconds=20)
    assert LogEntry.objects.filter(event_name="stream.heard").count() == 1


def test_the_newest_comes_first_and_an_escalated_one_before_it() -> None:
    first, second = a_stream("one"), a_stream("two", began_at=LATER, at=LATER)
    newest = [row.stream for row in LivePage(by_amina(), LATER).running]

    live.act(stream=first, act=LiveAct.ESCALATE, by=by_amina(), at=LATER)

    assert newest == [second, first]
    assert [row.stream for row in LivePage(by_amina(), LATER).running] == [first, second]


def test_sent_again_it_is_the_same_stream_with_more_viewers_and_then_it_is_over() -> None:
    a_stream()
    a_stream(viewers=400, at=LATER)
    viewers = LiveStream.objects.get().viewers

    a_stream(is_live=False, at=LATER)

    page = LivePage(by_amina(), LATER)
    assert (viewers, Case.objects.count()) == (400, 1)
    assert (len(page.running), len(page.over)) == (0, 1)


def test_its_address_is_looked_up_and_more_viewers_bring_its_case_forward() -> None:
    listed("https://harbour.example.org/stream-1", EntryType.URL)
    item = a_stream().item
    before = Case.objects.get().priority

    a_stream(viewers=40_000, at=LATER)
    a_stream(viewers=300, at=LATER)

    item.refresh_from_db()
    assert [each.item for each in MatchRecord.objects.all()] == [item.reference]
    assert (item.reach, Case.objects.get().priority > before) == (40_000, True)


def test_a_stream_that_never_began_before_now_began_now() -> None:
    assert a_stream(began_at=LATER).began_at == NOON


def test_a_key_without_the_scope_says_nothing() -> None:
    with pytest.raises(NotAllowed):
        live.take_stream(
            said=StreamSaid("s", "https://s.example.org", NOON), by=Actor(ActorKind.CLIENT, "K-2"), at=NOON
        )


# -- acting -----------------------------------------------------------------------------------------------------------


@pytest.mark.db
def test_one_key_holds_it_asks_the_platform_and_tells_its_author() -> None:
    stream = a_stream()

    live.act(stream=stream, act=LiveAct.END_STREAM, by=by_amina(), at=LATER)

    stream.item.refresh_from_db()
    asked = Message.objects.get(type="measure.requested").data
    told = wording.plain_text(wording.sections_of(Statement.objects.get().body))
    assert (stream.item.state, Hold.objects.get().held_by_id) == ("held", by_amina().person)
    assert (asked["measure"], asked["urgent"], asked["until"]) == ("end_stream", True, "2026-03-03T12:00:20+00:00")
    assert "a person held it at once" in told
    assert "The decision was taken by a person." in told
    assert LogEntry.objects.get(event_name="stream.acted_on").opened["seconds"] == 20


def test_whoever_comes_second_is_told_that_it_is_done() -> None:
    stream = a_stream()
    live.act(stream=stream, act=LiveAct.END_STREAM, by=by_amina(), at=LATER)

    with pytest.raises(Conflict, match="already"):
        live.act(stream=stream, act=LiveAct.END_STREAM, by=cast.by(cast.bo()), at=LATER)

    assert Enforcement.objects.count() == 1


def test_what_is_held_already_can_still_be_ended() -> None:
    stream = a_stream()
    live.act(stream=stream, act=LiveAct.HOLD, by=by_amina(), at=LATER)

    live.act(stream=stream, act=LiveAct.END_STREAM, by=by_amina(), at=LATER)

    assert Hold.objects.count() == 1
    assert set(Enforcement.objects.values_list("action", flat=True)) == {"hold", "end_stream"}


@pytest.mark.db
def test_unless_somebody_judges_it_it_goes_free_after_a_day() -> None:
    stream = a_stream()
    live.act(stream=stream, act=LiveAct.END_STREAM, by=by_amina(), at=LATER)
    hold = Hold.objects.get()

    holds.end_if_expired(reference=hold.reference, at=LATER + timedelta(hours=24))

    stream.item.refresh_from_db()
    assert stream.item.state == "live"
    assert Message.objects.filter(type="hold.ended").exists()
    assert Statement.objects.filter(hold=hold, kind="restored").get().body["automated_decision"] == "not"


def test_escalating_writes_to_each_lead_and_owner_and_ranks_it_first() -> None:
    cast.bo()
    cast.a_person("Lea", Role.LEAD)
    stream = a_stream()

    live.act(stream=stream, act=LiveAct.ESCALATE, by=by_amina(), at=LATER)

    assert OutboxRow.objects.filter(key__startswith="live-escalated:").count() == 2
    assert Case.objects.get().threat_to_life


def test_a_trainee_escalates_and_restricts_nothing() -> None:
    stream, tom = a_stream(), cast.by(cast.a_person("Tom", Role.TRAINEE))

    live.act(stream=stream, act=LiveAct.ESCALATE, by=tom, at=LATER)

    with pytest.raises(NotAllowed):
        live.act(stream=stream, act=LiveAct.END_STREAM, by=tom, at=LATER)


def test_a_person_marks_an_item_as_live_and_as_over() -> None:
    stream = a_stream()
    live.mark_over(stream=stream, by=by_amina(), at=LATER)

    again = live.mark_live(item=stream.item, by=by_amina(), at=LATER)

    assert again.ended_at is None
    with pytest.raises(Conflict):
        live.mark_live(item=stream.item, by=by_amina(), at=LATER)


def test_it_is_counted() -> None:
    live.act(stream=a_stream(), act=LiveAct.END_STREAM, by=by_amina(), at=LATER)

    totals = dict(totals_of(rows_of(Range(NOON.date(), NOON.date()))))

    assert (totals["live.streams"], totals["live.end_stream"], totals["holds_begun_by_people"]) == (1, 1, 1)
