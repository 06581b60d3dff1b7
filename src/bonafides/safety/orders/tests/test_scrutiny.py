"""Scrutiny across borders, and access given back."""

from datetime import timedelta

import pytest

from bonafides.base.outbox.models import Message
from bonafides.kernel.errors import RuleBroken
from bonafides.safety.moderation.models import Item
from bonafides.safety.orders.actions import executing, scrutiny
from bonafides.safety.orders.models import AuthorNotice
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    OPEN_FORM,
    a_contact_point,
    a_disabled_order,
    an_order,
    at_the_desk,
    the_clock,
    work_at,
)
from bonafides.safety.orders.vocabulary import ClockKind, ReinstateReason, ScrutinyFinding

pytestmark = [pytest.mark.django_db, pytest.mark.db]


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
