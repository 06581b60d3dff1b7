"""Scrutiny across borders, and access given back."""

from datetime import datetime, timedelta

import pytest

from bonafides.base.outbox.models import Message
from bonafides.kernel.errors import Conflict, RuleBroken
from bonafides.safety.moderation.models import Item
from bonafides.safety.orders import rules
from bonafides.safety.orders.actions import executing, scrutiny
from bonafides.safety.orders.models import AuthorNotice, Order, Scrutiny
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    OPEN_FORM,
    a_contact_point,
    a_disabled_order,
    an_order,
    an_order_with_reasons_given,
    at_the_desk,
    events_named,
    the_clock,
    work_at,
)
from bonafides.safety.orders.vocabulary import ClockKind, ReinstateReason, ScrutinyFinding

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TOLD = NIGHT + timedelta(minutes=20, seconds=40)


def test_an_infringement_gives_access_again_in_the_same_breath() -> None:
    a_contact_point()
    order = a_disabled_order()

    scrutiny.note_decision(
        order=order, finding=ScrutinyFinding.INFRINGEMENT, reference="IE-7", by=at_the_desk(), at=NIGHT + 90 * MINUTE
    )

    order.refresh_from_db()
    assert (order.state, order.reinstate_reason) == ("reinstated", "infringement")
    assert Item.objects.get().state == "live"
    restored = Message.objects.get(type="measure.reversed")
    assert (restored.data["measures"], restored.due_at) == (["disable"], NIGHT + 90 * MINUTE)
    assert set(AuthorNotice.objects.values_list("kind", flat=True)) == {"disabled", "reinstated"}
    assert not order.clocks.filter(kind=ClockKind.SCRUTINY_DECISION, stopped_at=None).exists()


def test_scrutiny_is_asked_with_reasons_within_48_hours_and_decided_within_72() -> None:
    a_contact_point()
    order = a_disabled_order()

    asked_at = NIGHT + timedelta(hours=47)
    scrutiny.ask(order=order, reasons="It is satire.", to="home@authority.example.test", by=at_the_desk(), at=asked_at)

    due = {each.due_at for each in order.clocks.filter(kind=ClockKind.SCRUTINY_DECISION)}
    assert due == {NIGHT + timedelta(hours=72), asked_at + timedelta(hours=72)}


def test_after_48_hours_scrutiny_is_not_asked_any_more() -> None:
    a_contact_point()
    order = a_disabled_order()

    with pytest.raises(RuleBroken, match="48 hours"):
        scrutiny.ask(order=order, reasons="x", to="h@x.test", by=at_the_desk(), at=NIGHT + timedelta(hours=49))


def test_we_ask_once() -> None:
    a_contact_point()
    order = a_disabled_order()
    scrutiny.ask(order=order, reasons="It is satire.", to="h@x.test", by=at_the_desk(), at=NIGHT + 10 * MINUTE)

    with pytest.raises(Conflict, match="asked already"):
        scrutiny.ask(order=order, reasons="Again.", to="h@x.test", by=at_the_desk(), at=NIGHT + 11 * MINUTE)

    assert Scrutiny.objects.count() == 1


# -- the author asks --------------------------------------------------------------------------------------------------


def note(order: Order, asked_at: datetime, at: datetime = TOLD + timedelta(hours=40)) -> Scrutiny:
    return scrutiny.note_author_asked(order=order, asked_at=asked_at, by=at_the_desk(), at=at)


def test_the_authors_request_stops_its_48_hours_and_begins_72() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    asked_at = TOLD + timedelta(hours=20)

    asked = note(order, asked_at)

    assert (asked.asked_by, asked.asked_at) == ("author", asked_at)
    assert the_clock(order, ClockKind.AUTHOR_SCRUTINY).outcome == "asked"
    decision = the_clock(order, ClockKind.SCRUTINY_DECISION)
    assert (decision.started_at, decision.due_at) == (asked_at, asked_at + timedelta(hours=72))


def test_that_the_author_asked_is_recorded_when_it_is_written_down() -> None:
    order = an_order_with_reasons_given(at=TOLD)

    note(order, TOLD + timedelta(hours=20))

    (event,) = events_named("order.scrutiny_asked")
    assert (event["order"], event["asked_by"]) == (order.reference, "author")
    assert event["at"] == (TOLD + timedelta(hours=40)).isoformat()


def test_the_author_asks_once() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    note(order, TOLD + timedelta(hours=20))

    with pytest.raises(Conflict, match="asked already"):
        note(order, TOLD + timedelta(hours=21))

    assert Scrutiny.objects.count() == 1


def test_where_the_event_cannot_be_recorded_nothing_is_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    order = an_order_with_reasons_given(at=TOLD)

    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("no log")

    monkeypatch.setattr(scrutiny, "record", broken)

    with pytest.raises(RuntimeError):
        note(order, TOLD + timedelta(hours=20))
    assert not Scrutiny.objects.exists()
    assert the_clock(order, ClockKind.AUTHOR_SCRUTINY).is_running


def test_an_author_who_was_told_nothing_yet_did_not_ask() -> None:
    a_contact_point()
    order = a_disabled_order()

    with pytest.raises(RuleBroken, match="have not begun"):
        note(order, TOLD)


def test_what_was_asked_in_time_is_written_down_after_the_hours_ran_out_and_both_moments_stay() -> None:
    order, end = an_order_with_reasons_given(at=TOLD), TOLD + timedelta(hours=48)
    work_at(end)

    asked = note(order, end, at=end + timedelta(hours=5))

    assert (asked.asked_at, asked.noted_at) == (end, end + timedelta(hours=5))
    assert the_clock(order, ClockKind.AUTHOR_SCRUTINY).outcome == "ran out"
    assert the_clock(order, ClockKind.SCRUTINY_DECISION).due_at == end + timedelta(hours=72)
    (event,) = events_named("order.scrutiny_asked")
    assert (event["asked_at"], event["at"]) == (end.isoformat(), (end + timedelta(hours=5)).isoformat())


def test_hours_that_nobody_has_stopped_yet_end_when_they_did() -> None:
    order, end = an_order_with_reasons_given(at=TOLD), TOLD + timedelta(hours=48)

    note(order, TOLD + timedelta(hours=47), at=end + timedelta(minutes=1))

    over = the_clock(order, ClockKind.AUTHOR_SCRUTINY)
    assert (over.outcome, over.stopped_at) == ("asked", end)


def test_what_was_asked_after_the_48_hours_is_not_written_down() -> None:
    end = TOLD + timedelta(hours=48)

    assert rules.author_asked_at(end, told_at=TOLD, at=end) == end
    with pytest.raises(RuleBroken, match="after the author's 48 hours"):
        rules.author_asked_at(end + timedelta(seconds=1), told_at=TOLD, at=end + timedelta(days=9))


def test_once_the_content_is_back_nothing_is_written_down() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    work_at(TOLD + timedelta(hours=48))
    executing.reinstate(order=order, reason=ReinstateReason.WITHDRAWN, by=at_the_desk(), at=TOLD + timedelta(hours=49))

    with pytest.raises(RuleBroken, match="nothing is left to scrutinise"):
        note(order, TOLD + timedelta(hours=47), at=TOLD + timedelta(hours=50))


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(hours=3)], ids=str)
def test_the_author_asked_when_it_was_said_to_be(late: timedelta) -> None:
    assert rules.author_asked_at(TOLD + late, told_at=TOLD, at=TOLD + timedelta(hours=3)) == TOLD + late


def test_the_minute_of_being_told_counts_from_that_moment_and_the_minute_before_is_refused() -> None:
    minute = TOLD.replace(second=0)

    assert rules.author_asked_at(minute, told_at=TOLD, at=TOLD) == TOLD
    with pytest.raises(RuleBroken, match="before the author was given"):
        rules.author_asked_at(minute - timedelta(seconds=1), told_at=TOLD, at=TOLD)


def test_nobody_asked_in_the_future() -> None:
    with pytest.raises(RuleBroken, match="not come yet"):
        rules.author_asked_at(TOLD + timedelta(seconds=1), told_at=TOLD, at=TOLD)


def test_one_decision_of_the_home_authority_answers_whoever_asked() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    scrutiny.ask(order=order, reasons="It is satire.", to="h@x.test", by=at_the_desk(), at=TOLD)
    note(order, TOLD + timedelta(hours=20))

    scrutiny.note_decision(
        order=order, finding=ScrutinyFinding.NONE, reference="IE-7", by=at_the_desk(), at=TOLD + timedelta(hours=50)
    )

    answered = Scrutiny.objects.order_by("pk").values_list("asked_by", "finding", "decision_reference")
    assert list(answered) == [("provider", "none", "IE-7"), ("author", "none", "IE-7")]


def find(order: Order, at: datetime, reference: str = "IE-7") -> None:
    scrutiny.note_decision(order=order, finding=ScrutinyFinding.NONE, reference=reference, by=at_the_desk(), at=at)


def test_a_decision_that_was_noted_first_answers_what_the_author_had_asked_before_it() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    find(order, TOLD + timedelta(hours=40))

    asked = note(order, TOLD + timedelta(hours=20), at=TOLD + timedelta(hours=60))

    asked.refresh_from_db()
    assert (asked.finding, asked.decision_reference) == ("none", "IE-7")
    assert asked.decided_at == TOLD + timedelta(hours=40)
    assert the_clock(order, ClockKind.AUTHOR_SCRUTINY).outcome in {"asked", "ran out"}
    assert not order.clocks.filter(kind=ClockKind.SCRUTINY_DECISION, stopped_at=None).exists()


def test_of_several_decisions_the_first_after_the_asking_answers_it() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    for hours, reference in ((10, "IE-1"), (30, "IE-2"), (40, "IE-3")):
        find(order, TOLD + timedelta(hours=hours), reference)

    assert note(order, TOLD + timedelta(hours=20), at=TOLD + timedelta(hours=60)).decision_reference == "IE-2"


def test_a_decision_from_before_the_asking_leaves_72_hours_and_the_next_one_answers_it() -> None:
    order = an_order_with_reasons_given(at=TOLD)
    find(order, TOLD + timedelta(hours=10))
    asked = note(order, TOLD + timedelta(hours=20))

    (clock,) = order.clocks.filter(kind=ClockKind.SCRUTINY_DECISION, stopped_at=None)
    find(order, TOLD + timedelta(hours=50), "IE-8")

    asked.refresh_from_db()
    clock.refresh_from_db()
    assert clock.due_at == TOLD + timedelta(hours=92)
    assert (asked.decision_reference, clock.outcome) == ("IE-8", "none")


@pytest.mark.parametrize(("late", "does"), [(-1, False), (0, True), (1, True)])
def test_a_finding_answers_what_was_asked_up_to_its_moment(late: int, does: bool) -> None:
    assert rules.answers(TOLD + timedelta(seconds=late), asked_at=TOLD) is does


# -- clocks, and other orders -----------------------------------------------------------------------------------------


def test_a_clock_that_binds_nobody_of_us_ends_by_itself_and_is_not_late() -> None:
    a_contact_point()
    order = a_disabled_order()

    work_at(NIGHT + timedelta(hours=73))

    over = the_clock(order, ClockKind.SCRUTINY_DECISION)
    assert (over.stopped_at, over.late_by) == (NIGHT + timedelta(hours=72), timedelta())


def test_another_order_for_the_same_item_keeps_it_disabled() -> None:
    one = a_disabled_order()
    other = an_order(OPEN_FORM.replace("SA-2026/0042", "SA-2026/0043"))
    executing.disable(order=other, by=at_the_desk(), at=NIGHT + 9 * MINUTE)

    executing.reinstate(order=one, reason=ReinstateReason.WITHDRAWN, by=at_the_desk(), at=NIGHT + 10 * MINUTE)

    assert Item.objects.get().state == "restricted"
    assert not Message.objects.filter(type="measure.reversed").exists()
