"""The client of a member against a programme: alerts along a cursor, and answers to them."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests import cast
from tests.journeys.town import work

from bonafides.base.people import actions as people
from bonafides.base.people.vocabulary import ALERT_SCOPES
from bonafides.client import Client, Refused
from bonafides.kernel.actor import SYSTEM
from bonafides.kernel.clock import now
from bonafides.programme.alerts.models import Delivery
from bonafides.programme.alerts.tests.conftest import entry as entry  # the register that alerts stand on
from bonafides.programme.alerts.tests.scenes import to_pastehaven

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(live_server: Any, transactional_db: None) -> Iterator[Client]:
    organisation = cast.a_member().organisation
    issued = people.create_api_key(
        organisation=organisation, name="a program", scopes=ALERT_SCOPES, by=SYSTEM, at=now()
    )
    with Client(live_server.url, issued.plaintext, timeout=60.0) as connected:
        yield connected


def test_alerts_are_fetched_along_a_cursor(client: Client, entry: object) -> None:
    delivery = to_pastehaven()
    work()

    page = client.alerts()
    behind = client.alerts(after=page.next)

    assert [(message.type, message.data["alert"]) for message in page.messages] == [
        ("alert.issued", delivery.alert.reference)
    ]
    assert behind.messages == ()


def test_an_alert_is_answered_and_a_dispute_needs_a_reason(client: Client, entry: object) -> None:
    alert = to_pastehaven().alert.reference

    client.answer_alert(alert, "restricted")
    with pytest.raises(Refused):
        client.answer_alert(alert, "disputed")

    assert Delivery.objects.get().answer == "restricted"
