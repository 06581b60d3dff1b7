"""Messages to others than the platform: each audience hears its own, the platform's pages show none of it."""

import pytest
from tests import cast
from tests.cast import NOON

from bonafides.base.outbox import actions, endpoints, messages, queries
from bonafides.base.outbox.models import OutboxRow
from bonafides.kernel import recording
from bonafides.kernel.actor import SYSTEM

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def an_endpoint(audience: str) -> str:
    made, _secret = endpoints.create(
        url="https://hooks.example.org/in", audience=audience, by=SYSTEM, at=NOON, record=recording.recorder()
    )
    return made.reference


def test_a_message_reaches_the_endpoints_of_its_audience_alone() -> None:
    an_endpoint("")
    of_a = an_endpoint("member:A")
    an_endpoint("member:B")

    actions.publish("alert.issued", {"alert": "1"}, audience="member:A", key="a", due_at=NOON, at=NOON)

    assert [row.endpoint.reference for row in OutboxRow.objects.all() if row.endpoint] == [of_a]


def test_each_cursor_shows_its_own_messages_only() -> None:
    actions.publish("item.decided", {}, key="p", due_at=NOON, at=NOON)
    actions.publish("alert.issued", {}, audience="member:A", key="a", due_at=NOON, at=NOON)
    messages.number_due(NOON)

    assert [each.key for each in queries.messages_after(0, 10)] == ["p"]
    assert [each.key for each in queries.messages_after(0, 10, audience="member:A")] == ["a"]


def test_the_platforms_pages_show_nothing_of_other_audiences() -> None:
    reference = an_endpoint("member:A")
    actions.publish("alert.issued", {}, audience="member:A", key="a", due_at=NOON, at=NOON)
    owner = cast.by(cast.bo())

    assert not queries.deliveries(owner, kind="all").exists()
    assert not queries.endpoints(owner).exists()
    assert not queries.has_listeners(at=NOON)
    assert queries.endpoints_of("member:A").get().reference == reference
