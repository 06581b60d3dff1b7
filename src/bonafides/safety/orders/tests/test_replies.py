"""What is sent back to the authority: that it was done, or why it could not be."""

from datetime import timedelta

import pytest
from django.core import mail
from tests import cast

from bonafides.base.outbox.models import Message
from bonafides.kernel.errors import RuleBroken
from bonafides.safety.orders.actions import executing, replying
from bonafides.safety.orders.models import Order, Reply
from bonafides.safety.orders.queries import replies
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    a_contact_point,
    a_disabled_order,
    an_order,
    annex_iii_of,
    at_the_desk,
    gita,
    the_clock,
    work_at,
)
from bonafides.safety.orders.vocabulary import Annex, ClockKind, Ground

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_an_impediment_stops_what_was_begun_and_the_next_press_asks_anew() -> None:
    a_contact_point()
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)
    body = annex_iii_of(order, ground="impossible", explanation="The data centre has no power.")
    replying.send_annex_iii(order=order, body=body, to="x@example.test", by=at_the_desk(), at=NIGHT + 6 * MINUTE)
    power = NIGHT + timedelta(hours=5)

    replying.clarified(order=order, from_=power, by=at_the_desk(), at=power)
    executing.disable(order=order, by=at_the_desk(), at=power + MINUTE)
    executing.confirm_by_hand(order=order, by=at_the_desk(), at=power + 2 * MINUTE)

    assert Message.objects.filter(type="measure.requested").count() == 2
    assert the_clock(order).due_at == power + timedelta(hours=1)
    assert the_clock(order).late_by == timedelta()


def test_annex_ii_goes_out_as_text_and_pdf_and_its_delivery_is_proved() -> None:
    a_contact_point()
    order = a_disabled_order()
    body = replies.annex_ii(order, gita(), NIGHT + 7 * MINUTE)

    reply = replying.send_annex_ii(
        order=order, body=body, to=replies.recipient_of(order), by=at_the_desk(), at=NIGHT + 7 * MINUTE
    )
    work_at(NIGHT + 8 * MINUTE)
    replying.settle(at=NIGHT + 8 * MINUTE)

    sent = next(each for each in mail.outbox if each.to == ["desk@orders.example.test"])
    assert f"[order {order.reference}]" in sent.subject
    assert sent.attachments[0][1][:5] == b"%PDF-"
    reply.refresh_from_db()
    assert (reply.state, reply.accepted_at) == ("delivered", NIGHT + 8 * MINUTE)
    assert the_clock(order, ClockKind.REPLY).late_by == timedelta()


def test_the_authority_can_confirm_that_it_came() -> None:
    a_contact_point()
    order = a_disabled_order()
    body = replies.annex_ii(order, gita(), NIGHT)
    reply = replying.send_annex_ii(order=order, body=body, to="x@example.test", by=at_the_desk(), at=NIGHT + 7 * MINUTE)

    replying.confirm_receipt(reference=reply.reference, by=cast.CHIDI, at=NIGHT + 8 * MINUTE)

    assert Reply.objects.get().confirmed_at == NIGHT + 8 * MINUTE


def test_annex_ii_is_not_sent_before_anything_was_done() -> None:
    order = an_order()

    with pytest.raises(RuleBroken, match="nothing has been disabled"):
        replying.send_annex_ii(order=order, body={}, to="x@example.test", by=at_the_desk(), at=NIGHT)


def test_annex_iii_lets_the_hour_stand_still_and_the_clarification_gives_a_whole_one() -> None:
    a_contact_point()
    order = an_order()
    replying.send_annex_iii(
        order=order, body=annex_iii_of(order), to="x@example.test", by=at_the_desk(), at=NIGHT + 20 * MINUTE
    )
    order.refresh_from_db()
    assert (order.state, the_clock(order).is_running) == ("queried", False)

    replying.clarified(order=order, from_=NIGHT + timedelta(hours=9), by=at_the_desk(), at=NIGHT + timedelta(hours=10))

    assert the_clock(order).due_at == NIGHT + timedelta(hours=10)
    assert the_clock(order).pauses.get().reply.annex == "annex_iii"
    assert Order.objects.get().received_at == NIGHT


def test_asking_after_disabling_pauses_nothing() -> None:
    a_contact_point()
    order = a_disabled_order()

    replying.send_annex_iii(
        order=order, body=annex_iii_of(order), to="x@example.test", by=at_the_desk(), at=NIGHT + 20 * MINUTE
    )

    order.refresh_from_db()
    assert order.state == "disabled"


def test_an_order_that_was_asked_about_can_be_disabled_without_waiting_for_the_answer() -> None:
    a_contact_point()
    order = an_order()
    replying.send_annex_iii(
        order=order, body=annex_iii_of(order), to="x@example.test", by=at_the_desk(), at=NIGHT + 20 * MINUTE
    )

    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 25 * MINUTE)
    executing.confirm_by_hand(order=order, by=at_the_desk(), at=NIGHT + 26 * MINUTE)

    assert the_clock(order).stopped_at == NIGHT + 26 * MINUTE


def test_the_words_of_annex_grounds_are_those_of_the_vocabulary() -> None:
    assert {Ground.IMPOSSIBLE, Ground.ERRORS, Ground.INSUFFICIENT} == set(Ground)
    assert [annex.value for annex in Annex] == ["annex_ii", "annex_iii"]
