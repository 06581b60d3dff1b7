"""Somebody is woken: calls to whoever is on duty, and alarms before the hour is over."""

import pytest
from django.core import mail
from tests import cast

from bonafides.base.outbox.models import Message, OutboxRow
from bonafides.safety.orders.actions import oncall
from bonafides.safety.orders.tests.scenes import MINUTE, NIGHT, an_order, events_named, the_clock, work_at

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_the_next_is_called_after_ten_minutes_and_nobody_after_one_took_over() -> None:
    order = an_order()
    cast.bo()

    work_at(NIGHT + 11 * MINUTE)
    second = order.calls.get(number=2)
    oncall.take_over_by_link(about=f"{order.reference}:2", by=cast.CHIDI, at=NIGHT + 12 * MINUTE)
    work_at(NIGHT + 40 * MINUTE)

    assert (second.called_at, second.person) == (NIGHT + 11 * MINUTE, cast.bo())
    assert order.calls.count() == 2
    assert {each.owner for each in order.clocks.all()} == {cast.bo()}


def test_the_phone_gateway_hears_of_each_call_and_the_platform_does_not() -> None:
    an_order()

    assert Message.objects.get(type="order.on_call").audience == "on-call"


def test_alarms_ring_at_45_30_and_15_minutes_and_at_the_end() -> None:
    an_order()

    moments = [NIGHT + minute * MINUTE for minute in range(14, 66)]
    list(map(work_at, moments))

    assert [each["minutes_before"] for each in events_named("clock.alarmed")] == [45, 30, 15, 0]
    assert any("Time is up" in each.subject for each in mail.outbox)


def test_an_alarm_that_an_outage_delayed_says_how_late_it_is() -> None:
    an_order()

    work_at(NIGHT + 38 * MINUTE)

    late = {each["minutes_before"]: each["seconds_late"] for each in events_named("clock.alarmed")}
    assert late == {45: 23 * 60, 30: 8 * 60}
    assert any("23 minutes late" in str(each.body) for each in mail.outbox)


def test_the_outbox_holds_no_two_rows_of_one_alarm() -> None:
    order = an_order()
    keys = list(OutboxRow.objects.filter(key__contains=the_clock(order).reference).values_list("key", flat=True))

    assert len(keys) == len(set(keys)) == 4
