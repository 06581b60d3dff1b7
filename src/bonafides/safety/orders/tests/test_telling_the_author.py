"""The author is informed at once, or once an authority forbids it no more; nothing says so before."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bonafides.base.audit.models import LogEntry
from bonafides.base.outbox.models import Message
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.errors import RuleBroken
from bonafides.safety.orders.actions import disclosure
from bonafides.safety.orders.models import AuthorNotice, NonDisclosure
from bonafides.safety.orders.queries import counts, orders
from bonafides.safety.orders.tests.samples import FORM
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    a_contact_point,
    a_disabled_order,
    an_order,
    at_the_desk,
    the_clock,
    work_at,
)
from bonafides.safety.orders.vocabulary import ClockKind

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_the_author_is_informed_as_soon_as_access_is_disabled() -> None:
    order = a_disabled_order()

    assert AuthorNotice.objects.get().told_at == NIGHT + 6 * MINUTE
    assert order.informed_at == NIGHT + 6 * MINUTE
    assert Message.objects.filter(type="order.author_informed").count() == 1


def test_section_c_keeps_the_author_uninformed_for_six_weeks_and_then_informs_by_itself() -> None:
    a_contact_point()
    order = a_disabled_order(FORM)
    end = NonDisclosure.objects.get().ends_at
    issued = datetime(2026, 3, 28, 22, 10, tzinfo=UTC)

    work_at(end - MINUTE)
    uninformed = AuthorNotice.objects.count()
    work_at(end)

    assert end == issued + timedelta(weeks=6) - timedelta(hours=1)  # the same local time, past the change of the clocks
    assert uninformed == 0
    order.refresh_from_db()
    assert order.informed_at == end
    assert the_clock(order, ClockKind.NON_DISCLOSURE).stopped_at == end


def test_non_disclosure_is_extended_once_and_not_beyond_twelve_weeks() -> None:
    a_contact_point()
    order = a_disabled_order(FORM)
    first = NonDisclosure.objects.get().ends_at
    given: dict[str, Any] = {"order": order, "decided_at": NIGHT, "by": at_the_desk(), "at": NIGHT + timedelta(days=40)}

    with pytest.raises(RuleBroken, match="at most"):
        disclosure.forbid(reference="EXT", ends_at=first + timedelta(weeks=6, days=1), **given)
    disclosure.forbid(reference="EXT", ends_at=first + timedelta(weeks=6), **given)
    with pytest.raises(RuleBroken, match="once"):
        disclosure.forbid(reference="EXT-2", ends_at=first + timedelta(weeks=6, minutes=1), **given)
    work_at(first)

    order.refresh_from_db()
    assert order.informed_at is None


def test_without_the_authoritys_reference_the_author_is_not_kept_uninformed() -> None:
    order = an_order()

    with pytest.raises(RuleBroken, match="Name the authority"):
        disclosure.forbid(
            order=order, reference=" ", decided_at=NIGHT, ends_at=NIGHT + MINUTE, by=at_the_desk(), at=NIGHT
        )


def test_whatever_the_log_shows_of_an_order_is_internal_until_the_author_knows() -> None:
    a_disabled_order(FORM)

    written = [bytes(each.entry) for each in LogEntry.objects.filter(event_name__startswith="order.")]

    assert len(written) > 3
    assert [entry for entry in written if b"order." in entry] == []


def test_an_order_under_non_disclosure_is_not_counted_in_public() -> None:
    a_disabled_order(FORM)

    assert counts.published() == []
    assert [each.kind for each in orders.orders(SYSTEM, state="all")[0].clocks.all()]


def test_an_open_order_is_counted_by_what_became_of_it() -> None:
    a_disabled_order()

    assert [(each.kind, each.country, each.outcome, each.count) for each in counts.published()] == [
        ("removal_order", "DE", "disabled", 1),
        ("removal_order", "DE", "received", 1),
    ]
