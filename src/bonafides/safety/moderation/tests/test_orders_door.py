"""What a removal order does to items, and how it stands beside our own decisions: each outlasts the other."""

from datetime import timedelta

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.outbox.models import Message
from bonafides.base.people.vocabulary import Role
from bonafides.kernel.actor import Actor
from bonafides.safety.evidence.queries import keeps
from bonafides.safety.moderation.actions import judging, orders, publishing
from bonafides.safety.moderation.actions.restoring import content_to_restore
from bonafides.safety.moderation.models import Case, Decision, Enforcement, Item, OrderedRestriction
from bonafides.safety.moderation.queries.ordered import items_at, under_order
from bonafides.safety.moderation.tests.scenes import KEEP, a_case, a_policy, a_restriction, open_and_look
from bonafides.safety.moderation.vocabulary import CaseState

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def case() -> Case:
    a_policy()
    return a_case()


def desk() -> Actor:
    return cast.by(cast.a_person("Gita", Role.AUTHORITY_DESK))


def decided(case: Case, wish: object = KEEP) -> None:
    """Amina decides, and a minute later it is published."""
    by = cast.by(cast.amina())
    open_and_look(case, by)
    judging.decide_case(case=case, wish=wish, by=by, at=NOON)  # type: ignore[arg-type]
    publishing.publish_decision(reference=Decision.objects.latest("pk").reference, at=LATER)


def test_an_ordered_item_is_preserved_and_kept_so_that_it_can_come_back(case: Case) -> None:
    item = case.items.get()

    orders.disable_by_order(items=[item], order="ORDER1", by=desk(), at=NOON)
    orders.reinstate(items=[item], order="ORDER1", by=desk(), at=LATER)

    assert keeps(item.content)
    item.refresh_from_db()
    assert item.state == "live"
    by = Actor(kind=desk().kind, code="K-1", scopes=frozenset({"items:write"}))
    assert content_to_restore(item=item, by=by, at=LATER)


def test_a_decision_to_keep_does_not_let_out_what_an_order_disables(case: Case) -> None:
    orders.disable_by_order(items=list(case.items.all()), order="ORDER1", by=desk(), at=NOON)

    decided(case)

    assert Item.objects.get().state == "restricted"
    assert not Enforcement.objects.filter(action="restore").exists()


def test_the_end_of_an_order_does_not_let_out_what_a_decision_restricts(case: Case) -> None:
    items = list(case.items.all())
    orders.disable_by_order(items=items, order="ORDER1", by=desk(), at=NOON)
    decided(case, a_restriction())

    orders.reinstate(items=items, order="ORDER1", by=desk(), at=LATER)

    assert Item.objects.get().state == "restricted"
    assert not Message.objects.filter(type="measure.reversed").exists()


def test_what_is_named_and_not_on_record_gets_a_closed_case_and_its_content_is_asked_for() -> None:
    (item,) = orders.named_by_order(location="https://harbour.example.org/p/1", by=desk(), at=NOON)
    again = orders.named_by_order(location="hxxps://harbour.example[.]org/p/1", by=desk(), at=NOON)

    assert again == [item]
    assert (item.case.state, item.case.source) == (CaseState.CLOSED, "removal_order")
    assert items_at("https://harbour.example.org/p/1") == [item]


def test_reinstating_twice_changes_nothing(case: Case) -> None:
    items = list(case.items.all())
    orders.disable_by_order(items=items, order="ORDER1", by=desk(), at=NOON)

    orders.reinstate(items=items, order="ORDER1", by=desk(), at=LATER)
    orders.reinstate(items=items, order="ORDER1", by=desk(), at=LATER)

    assert Message.objects.filter(type="measure.reversed").count() == 1
    assert under_order(items) == set()
    assert OrderedRestriction.objects.get().ended_at == LATER
