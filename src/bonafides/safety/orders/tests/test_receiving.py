"""An order comes in: when it was received, what it says, what is missing, what is kept of it."""

from datetime import timedelta

import pytest
from django.core import mail
from tests import cast

from bonafides.base.audit.actions import audited_action
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import Conflict, Invalid, NotAllowed
from bonafides.safety.orders import rules
from bonafides.safety.orders.actions import intake
from bonafides.safety.orders.mail import Receipt
from bonafides.safety.orders.models import Call, Clock, Order, RawMessage
from bonafides.safety.orders.queries import orders
from bonafides.safety.orders.tests.samples import EXPECTED, LOCATION, a_mail, a_pdf
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    OPEN_FORM,
    an_order,
    at_the_desk,
    events_named,
    gita,
    the_clock,
    work_at,
)

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_an_order_is_received_when_our_mail_server_took_it_and_not_when_it_was_imported() -> None:
    order = an_order(at=NIGHT + 20 * MINUTE)

    assert (order.received_at, order.received_zone) == (NIGHT, "+00:00")
    assert the_clock(order).due_at == NIGHT + timedelta(hours=1)
    assert order.annex == EXPECTED | {"do_not_inform": ""}


def test_the_moment_of_receipt_is_never_overwritten() -> None:
    order = an_order()
    order.received_at = NIGHT + MINUTE

    with pytest.raises(Conflict, match="never changed"):
        audited_action(order.save)()


def test_the_same_message_twice_is_one_order() -> None:
    one, other = an_order(), an_order()

    assert one == other
    assert Order.objects.count() == 1


def test_the_raw_message_is_kept_encrypted_with_its_digest() -> None:
    order = an_order()

    assert orders.raw_of(order) == a_mail(NIGHT, text=OPEN_FORM)
    assert events_named("order.received")[0]["raw_sha256"] == order.raw_sha256


def test_a_missing_field_becomes_a_defect_and_the_hour_runs_all_the_same() -> None:
    order = an_order(OPEN_FORM.replace("Competent body or court: Sample Administrative Court\n", ""))

    assert [each.field for each in order.defects.all()] == ["redress_body"]
    assert the_clock(order).is_running


def test_a_pdf_is_received_when_a_person_says_and_read_like_a_mail() -> None:
    gita()
    when = Receipt(NIGHT, "+01:00", "the fax's header")

    order = intake.import_file(data=a_pdf(), name="o.pdf", by=at_the_desk(), at=NIGHT + MINUTE, received=when)

    assert isinstance(order, Order)
    assert (order.received_at, order.received_zone, order.channel) == (NIGHT, "+01:00", "pdf")
    assert order.annex["urls"] == LOCATION


def test_a_letter_that_is_no_order_is_kept_and_somebody_is_told() -> None:
    gita()
    data = a_mail(NIGHT, text="Could you send us your opening hours?", subject="A question")

    kept = intake.import_file(data=data, name="q.eml", by=SYSTEM, at=NIGHT)
    work_at(NIGHT)

    assert isinstance(kept, RawMessage)
    assert not Order.objects.exists()
    assert any("contact point" in each.subject for each in mail.outbox)


def test_an_answer_stands_with_the_order_that_it_answers() -> None:
    order = an_order()

    answer = intake.import_file(
        data=a_mail(NIGHT, text="Here is the court.", subject=f"Re: Annex III [order {order.reference}]"),
        name="a.eml",
        by=SYSTEM,
        at=NIGHT,
    )

    assert isinstance(answer, RawMessage)
    assert answer.order == order


def test_an_order_cannot_come_from_the_future() -> None:
    gita()
    later = Receipt(NIGHT + timedelta(hours=2), "+00:00", "a typing error")

    with pytest.raises(Invalid, match="future"):
        intake.import_file(data=a_pdf(), name="", by=at_the_desk(), at=NIGHT, received=later)


def test_a_reviewer_takes_in_nothing() -> None:
    with pytest.raises(NotAllowed):
        intake.import_file(data=a_pdf(), name="", by=cast.by(cast.amina()), at=NIGHT)


def test_nothing_of_an_order_stays_where_its_event_cannot_be_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("no log")

    gita()
    monkeypatch.setattr(intake, "record", broken)

    with pytest.raises(RuntimeError):
        an_order()
    assert (Order.objects.count(), Clock.objects.count(), Call.objects.count()) == (0, 0, 0)


def test_the_first_order_of_an_authority_shows_that_no_information_came_before() -> None:
    told = rules.lacks_advance_information

    assert told(is_first=True, informed_at=None, received_at=NIGHT)
    assert told(is_first=True, informed_at=NIGHT - timedelta(hours=11, minutes=59), received_at=NIGHT)
    assert not told(is_first=True, informed_at=NIGHT - timedelta(hours=12), received_at=NIGHT)
    assert not told(is_first=False, informed_at=None, received_at=NIGHT)
