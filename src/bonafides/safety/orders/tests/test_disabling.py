"""Access is disabled by one key: what the platform is asked, what stops the hour, who may."""

from datetime import timedelta

import pytest
from django.core import mail
from tests import cast

from bonafides.base.audit.actions import audited_action
from bonafides.base.outbox.models import Message
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.errors import Conflict, NotAllowed
from bonafides.safety.moderation.actions import orders as door
from bonafides.safety.moderation.actions.enforcement import report_enforcement
from bonafides.safety.moderation.models import Case, Enforcement, Item, OrderedRestriction, Statement
from bonafides.safety.moderation.vocabulary import EnforcementState
from bonafides.safety.orders.actions import executing, intake
from bonafides.safety.orders.models import Clock
from bonafides.safety.orders.tests.scenes import (
    MINUTE,
    NIGHT,
    a_disabled_order,
    an_order,
    at_the_desk,
    the_clock,
    work_at,
)
from bonafides.safety.orders.vocabulary import Answer, Check, ClockKind

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_one_key_asks_the_platform_in_all_member_states_and_destroys_nothing() -> None:
    order = an_order()

    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)

    asked = Message.objects.get(type="measure.requested").data
    assert (asked["measure"], asked["destroy"], asked["until"]) == ("disable", False, None)
    assert {"DE", "FR", "IE", "MT", "GR"} <= set(asked["territory"])
    assert Message.objects.get(type="measure.requested").due_at == NIGHT + 5 * MINUTE
    assert Item.objects.get().state == "restricted"
    assert Case.objects.get().state == "closed"


def test_nothing_is_asked_about_exemptions_and_no_statement_of_reasons_is_made() -> None:
    order = a_disabled_order()

    assert order.state == "disabled"
    assert not Statement.objects.exists()


def test_the_platforms_own_word_stops_the_hour_at_its_own_moment() -> None:
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)
    key = cast.by(cast.bo())
    item = Item.objects.get().reference
    by = type(key)(kind=key.kind, code="K-1", scopes=frozenset({"items:write"}))

    report_enforcement(item=item, action="disable", state=EnforcementState.CONFIRMED, by=by, at=NIGHT + 6 * MINUTE)
    work_at(NIGHT + 9 * MINUTE)

    order.refresh_from_db()
    assert (order.state, order.disabled_at) == ("disabled", NIGHT + 6 * MINUTE)
    assert the_clock(order).stopped_at == NIGHT + 6 * MINUTE


def test_a_platform_that_fails_wakes_the_desk_and_the_hour_goes_on() -> None:
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)
    item = Item.objects.get()
    Enforcement.objects.get()

    executing.note_platform(item=item.reference, state="failed", at=NIGHT + 6 * MINUTE)
    work_at(NIGHT + 7 * MINUTE)

    assert the_clock(order).is_running
    assert any(f"Look at removal order {order.reference}" in each.subject for each in mail.outbox)


def test_a_platform_that_failed_is_asked_again() -> None:
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)
    executing.note_platform(item=Item.objects.get().reference, state="failed", at=NIGHT + 6 * MINUTE)

    executing.ask_again(order=order, by=at_the_desk(), at=NIGHT + 7 * MINUTE)

    assert Message.objects.filter(type="measure.requested").count() == 2
    assert order.items.get().failed_at is None


def test_it_is_disabled_once() -> None:
    order = an_order()
    executing.disable(order=order, by=at_the_desk(), at=NIGHT + 5 * MINUTE)

    with pytest.raises(Conflict, match="already"):
        executing.disable(order=order, by=at_the_desk(), at=NIGHT + 6 * MINUTE)
    assert OrderedRestriction.objects.count() == 1


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.TRAINEE, Role.AUDITOR, Role.EVIDENCE_CUSTODIAN])
def test_only_the_desk_leads_and_owners_disable(role: Role) -> None:
    order = an_order()

    with pytest.raises(NotAllowed):
        executing.disable(order=order, by=cast.by(cast.a_person("Other", role)), at=NIGHT)


def test_what_was_disabled_unverified_is_to_be_verified_within_the_hour() -> None:
    order = a_disabled_order()

    assert the_clock(order, ClockKind.VERIFY).due_at == NIGHT + 65 * MINUTE
    intake.answer_check(
        order=order, check=Check.CALLED_BACK, answer=Answer.YES, note="rang", by=at_the_desk(), at=NIGHT + 30 * MINUTE
    )
    assert the_clock(order, ClockKind.VERIFY).stopped_at == NIGHT + 30 * MINUTE


def test_a_stopped_clock_is_immutable() -> None:
    order = a_disabled_order()
    stopped = the_clock(order)
    stopped.due_at = NIGHT + timedelta(hours=9)

    with pytest.raises(Conflict, match="never changed"):
        audited_action(stopped.save)()
    with pytest.raises(TypeError):
        Clock.objects.update(due_at=NIGHT)


def test_the_door_of_moderation_refuses_a_reviewer() -> None:
    an_order()

    with pytest.raises(NotAllowed):
        door.disable_by_order(items=[], order="X", by=cast.by(cast.amina()), at=NIGHT)
